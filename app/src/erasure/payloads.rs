use std::collections::BTreeSet;

use std::sync::Arc;

use base::{AttachmentId, CaseId, Digest, Message};
use domain::act::{Act, Envelope, RecordRef};
use domain::agreement::Consumer;
use domain::attachment::Attachment;
use domain::case::{Case, Inputs, Telling};
use domain::entry::Entry;
use domain::erasure::{Blank, Erasure};
use domain::record::{Change, Decided, Erasing, Loaded, Record};
use law::{Actor as Part, Basis, FieldKind};
use store::{Filter, Holding, KeyChange, MAX_ROWS};

use crate::platform::App;
use crate::problem::Problem;
use crate::session::Mandate;

/// Whose acts lose their content, and on what ground.
pub(crate) struct Person {
    /// The texts that name them.
    pub(crate) names: Vec<String>,
    /// The case that decided it.
    pub(crate) case: Option<CaseId>,
    pub(crate) basis: Vec<Basis>,
}

/// What erases a case: the acts, and the keys of its files, which go in the same commit.
struct Going {
    changes: Vec<Change>,
    keys: Vec<KeyChange>,
}

impl App {
    /// Erases the content of every act that names the person, last of all of the case that says who it was, and closes
    /// the erasure in the same commit.
    pub(super) async fn finish_erasure(
        &self,
        erasure: &Loaded<Erasure>,
        case: &Loaded<Case>,
        key: &str,
    ) -> Result<(), Problem> {
        let state = &erasure.state;
        let person = Person { names: vec![key.to_owned()], case: Some(state.case.clone()), basis: state.basis.clone() };
        let last = Case::reference(&case.state.id);
        let mut records = self.erase_naming(&person, &last).await?;
        if let Consumer::Account(_) = &case.state.applicant {
            records += self.erase_own_cases(&person, &case.state.applicant, &last).await?;
        }
        let Going { mut changes, keys } = self.erasing_case(&person, &case.state).await?;
        records += changes.len() as u64;
        let erasure = self.blank_traces(erasure, key).await?;
        let done = Decided::new(Act::ErasureDone { at: self.clock.now(), records }, state.basis.clone());
        changes.push(Change::new::<Erasure>(&state.case, Some(&erasure), vec![done])?);
        let message = Message::new("notice-erased").with("dataset", &state.dataset).with("rows", state.rows);
        let told = [Part::Applicant, Part::Respondent].map(|part| Telling {
            part,
            case: Some(state.case.clone()),
            message: message.clone(),
            basis: state.basis.clone(),
        });
        changes.extend(self.notices(&case.state, told.into()).await?);
        self.append_with_keys(Mandate::Platform, changes, keys).await?;
        Ok(())
    }

    /// Whose key was asked for, the index of traces says by a digest, which can be guessed from: it says so no more.
    /// The receipts keep it, as their holders do.
    async fn blank_traces(&self, erasure: &Loaded<Erasure>, key: &str) -> Result<Loaded<Erasure>, Problem> {
        let (mut erasure, asked) = (erasure.clone(), Digest::of(key.as_bytes()));
        loop {
            let positions = self.store.looked_up(erasure.state.dataset.as_str(), &asked).await?;
            if positions.is_empty() {
                return Ok(erasure);
            }
            let act = Decided::new(Act::TracesBlanked { positions }, erasure.state.basis.clone());
            let change = Change::new::<Erasure>(&erasure.state.case, Some(&erasure), vec![act])?;
            self.append(Mandate::Platform, vec![change]).await?;
            erasure.version += 1;
        }
    }

    /// Erases what names the person in any record but `last`. Answers how many records lost content.
    pub(crate) async fn erase_naming(&self, person: &Person, last: &RecordRef) -> Result<u64, Problem> {
        let mut erased = 0;
        for name in &person.names {
            let mut from = Some(0);
            while let Some(start) = from {
                let Holding { records, next } = self.store.records_holding(name, Blank::is_short(name), start).await?;
                for record in records.into_iter().filter(|record| record != last && Blank::reaches(record.kind)) {
                    let change = self.erasing_record(person, &record, None).await?;
                    erased += u64::from(change.is_some());
                    self.append_erasing(change).await?;
                }
                from = next;
            }
        }
        Ok(erased)
    }

    /// Erases what the person wrote in cases of theirs that have ended, with their entries and files.
    pub(crate) async fn erase_own_cases(
        &self,
        person: &Person,
        applicant: &Consumer,
        last: &RecordRef,
    ) -> Result<u64, Problem> {
        let (mut records, mut after_id) = (0, None);
        loop {
            let owner = Some(applicant.as_str().to_owned());
            let page = self.store.list::<Case>(&Filter { owner, after_id, ..Filter::default() }).await?;
            let Some(end) = page.last() else { return Ok(records) };
            after_id = Some(end.state.id.to_string());
            let others = page.iter().map(|case| &case.state).filter(|case| case.id.as_str() != last.id);
            for case in others.filter(|case| case.ended) {
                let Going { changes, keys } = self.erasing_case(person, case).await?;
                records += changes.len() as u64;
                if !changes.is_empty() {
                    self.append_with_keys(Mandate::Platform, changes, keys).await?;
                }
            }
        }
    }

    /// What erases a case of the person's own, its entry and its files. The files themselves are destroyed here: the
    /// case says which they are until its content is gone.
    async fn erasing_case(&self, person: &Person, case: &Case) -> Result<Going, Problem> {
        let kept = self.kept_inputs(case)?;
        let (mut changes, mut keys) = (Vec::new(), Vec::new());
        for id in files_of(case) {
            let own = self.store.load::<Attachment>(id.as_str()).await?.filter(|one| one.state.owner == case.applicant);
            if own.is_some() {
                self.destroy_attachment(&id).await?;
                keys.extend(self.keys.attachment_row(&id).await?.map(KeyChange::Erase));
                changes.extend(self.erasing_record(person, &Attachment::reference(&id), Some(&kept)).await?);
            }
        }
        if let Some(entry) = &case.entry {
            changes.extend(self.erasing_record(person, &Entry::reference(entry), Some(&kept)).await?);
        }
        changes.extend(self.erasing_record(person, &Case::reference(&case.id), Some(&kept)).await?);
        Ok(Going { changes, keys })
    }

    /// What is left of a file handed in, once its key goes with the acts, is noise; it goes all the same.
    async fn destroy_attachment(&self, id: &AttachmentId) -> Result<(), Problem> {
        let (lake, name) = (Arc::clone(&self.lake), id.to_string());
        let done = tokio::task::spawn_blocking(move || lake.destroy_attachment(&name)).await;
        let done = done.map_err(|error| Problem::Internal(format!("a destruction stopped: {error}")))?;
        done.map_err(|error| Problem::Unavailable {
            message: Message::new("unavailable-destruction"),
            detail: error.to_string(),
        })
    }

    /// What erases a record: all people wrote in it but the inputs in `own`, where it is the person's own; else only the
    /// texts that name the person. None where nothing of it has to go.
    pub(crate) async fn erasing_record(
        &self,
        person: &Person,
        record: &RecordRef,
        own: Option<&BTreeSet<String>>,
    ) -> Result<Option<Change>, Problem> {
        let acts = self.all_acts_of(record).await?;
        let none = BTreeSet::new();
        let blank = Blank { names: &person.names, own: own.is_some(), kept: own.unwrap_or(&none) };
        let erasing = Erasing { blank, case: person.case.clone(), basis: person.basis.clone() };
        let salt = || {
            let mut salt = [0_u8; 32];
            self.entropy.fill(&mut salt);
            salt
        };
        Ok(Change::erasing(record.clone(), acts, erasing, salt)?)
    }

    async fn append_erasing(&self, change: Option<Change>) -> Result<(), Problem> {
        if let Some(change) = change {
            self.append(Mandate::Platform, vec![change]).await?;
        }
        Ok(())
    }

    async fn all_acts_of(&self, record: &RecordRef) -> Result<Vec<(u64, Envelope)>, Problem> {
        let mut acts = Vec::new();
        loop {
            let after = acts.last().map_or(0, |(_, envelope): &(u64, Envelope)| envelope.version);
            let page = self.store.acts_of(record, after, MAX_ROWS).await?;
            if page.is_empty() {
                return Ok(acts);
            }
            acts.extend(page);
        }
    }

    /// The inputs of a case that hold no free text: choices, dates and ids.
    fn kept_inputs(&self, case: &Case) -> Result<BTreeSet<String>, Problem> {
        let law = self.law_of_case(case)?;
        let Some(procedure) = law.procedure(&case.procedure) else { return Ok(BTreeSet::new()) };
        let fields = procedure.form.iter().chain(procedure.steps.iter().flat_map(|step| &step.form));
        let free = |kind: FieldKind| {
            use FieldKind::{File, Number, RowFilter, Tables, Text};
            matches!(kind, Text | Number | File | RowFilter | Tables)
        };
        // One name may stand for a choice in one form and for a text in another.
        let (texts, choices): (Vec<_>, Vec<_>) = fields.partition(|field| free(field.kind));
        let names = choices.into_iter().map(|field| &field.name);
        Ok(names.filter(|name| texts.iter().all(|text| &text.name != *name)).cloned().collect())
    }
}

/// The files a case names.
fn files_of(case: &Case) -> BTreeSet<AttachmentId> {
    let of = |inputs: &Inputs| -> Vec<AttachmentId> {
        inputs.values().filter_map(|value| value.as_str()?.parse().ok()).collect()
    };
    let steps = case.history.iter().flat_map(|stepped| of(&stepped.inputs));
    let words = case.approvals.iter().flat_map(|word| of(&word.inputs));
    of(&case.form).into_iter().chain(steps).chain(words).collect()
}
