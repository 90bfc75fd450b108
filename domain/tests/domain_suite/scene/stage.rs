use std::collections::BTreeMap;

use base::Timestamp;
use domain::Deciding;
use domain::account::Account;
use domain::act::{Act, Actor, Envelope};
use domain::agreement::{Agreement, Condition};
use domain::case::{
    self, About, Assessment, Case, EffectActs, Facts, Inputs, OnRecord, OpenCase, Outcome, RiskLimits, Telling,
};
use domain::dataset::Dataset;
use domain::entry::{Entry, EntryStatus};
use domain::erasure::Erasure;
use domain::record::{Decided, Record};
use domain::refusal::No;
use domain::version::Version;
use law::{Actor as Part, Guard, Procedure, Register, START, Subject};
use serde_json::{Value, json};

use super::agreed::agreement;
use super::booked::booked;
use super::{Person, Place, applicant, choices, person};
use crate::fixture::{self, said};

/// What became of a step somebody took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// Others must approve too.
    Pending,
    Stepped,
}

/// One run of a procedure with the records it works on, each the fold of its acts.
#[derive(Clone)]
pub(crate) struct Stage {
    pub(crate) place: Place,
    /// Where the body concerned belongs: the region, or a place in it without a file of its own.
    pub(crate) at: &'static str,
    pub(crate) procedure: &'static Procedure,
    pub(crate) now: Timestamp,
    pub(crate) dataset: Dataset,
    pub(crate) version: Version,
    pub(crate) agreements: BTreeMap<String, Agreement>,
    pub(crate) entries: BTreeMap<String, Entry>,
    /// The account a risk alert is about.
    pub(crate) concerned: Option<Account>,
    /// What the case ordered erased.
    pub(crate) erasure: Option<Erasure>,
    /// Cases that steps opened.
    pub(crate) raised: Vec<Case>,
    pub(crate) on_record: OnRecord,
    /// In whose place whoever acts next stands.
    pub(crate) place_of: Option<Person>,
    /// Whether a release is assessed before the step that asks for it.
    pub(crate) assesses: bool,
    pub(crate) case: Option<Case>,
    /// Every act on the case, in order.
    pub(crate) log: Vec<Act>,
    /// Every act and every telling as the log of a platform holds it.
    pub(crate) book: Vec<Envelope>,
    /// The names of the acts the last decision led to, on the case and on other records.
    pub(crate) acts: Vec<&'static str>,
    /// The articles it rested on.
    pub(crate) basis: Vec<String>,
    /// Who was told of something then.
    pub(crate) told: Vec<Telling>,
    /// What was decided without an article.
    pub(crate) baseless: Vec<String>,
    /// What the one who opened the case was made to play.
    opener: Part,
    /// Which of several stages this is.
    pub(crate) number: u32,
    made: u32,
}

impl Stage {
    pub(crate) fn new(place: Place, procedure: &str) -> Self {
        let now = "2026-02-10T09:00:00+08:00".parse().unwrap();
        // A person asks the very body that holds their data.
        let holder = if procedure == "personal-right" { "concerned" } else { "holder" };
        let mut dataset = Dataset { provider: holder.parse().unwrap(), ..fixture::dataset() };
        for field in &mut dataset.fields {
            field.confirmed = Some(field.proposed);
        }
        let agreement = agreement(&dataset, place, now);
        Self {
            place,
            at: &place.region.code,
            procedure: place.rulebook.procedure(procedure).unwrap(),
            now,
            version: fixture::version(),
            agreements: [(agreement.id.to_string(), agreement)].into(),
            entries: BTreeMap::new(),
            concerned: None,
            erasure: None,
            raised: Vec::new(),
            on_record: OnRecord { person_rows: 1, ..OnRecord::default() },
            place_of: None,
            assesses: true,
            case: None,
            log: Vec::new(),
            book: Vec::new(),
            acts: Vec::new(),
            basis: Vec::new(),
            told: Vec::new(),
            baseless: Vec::new(),
            opener: Part::Applicant,
            number: 1,
            made: 0,
            dataset,
        }
    }

    /// A case somebody opened who may, with all on record that guards look for: where anybody may ask, whoever `seat` is,
    /// so that one person can have two parts.
    pub(crate) fn begun(place: Place, procedure: &str, seat: Part) -> Self {
        let mut stage = Self::new(place, procedure);
        let wanted = [Register::RiskAssessment, Register::Outsourcing, Register::Consent, Register::Project];
        stage.on_record.registers.extend(wanted);
        let first = stage.procedure.steps_from(START).next().unwrap();
        let part = place.parts(procedure, first)[0];
        let own = first.guards.contains(&Guard::RequesterNotProvider) && seat == Part::Provider;
        let seat = if part == Part::Applicant && !own { seat } else { part };
        let opener = stage.person(seat, 1);
        let form = choices(&stage.procedure.form, &stage);
        stage.open(&opener, form).unwrap();
        stage
    }

    /// Puts the case into `state`, with an entry, and makes `person`'s body every side of it.
    pub(crate) fn put(&mut self, state: &str, person: &Person) {
        let body = person.account.organisation.clone();
        if let Some(body) = &body {
            self.dataset.provider = body.clone();
        }
        let case = self.case.as_mut().unwrap();
        state.clone_into(&mut case.state);
        case.applicant = applicant(person);
        (case.provider, case.respondent) = (body.clone(), body.clone());
        let id: base::EntryId = "ent-before".parse().unwrap();
        let entry = Entry {
            id: id.clone(),
            register: Register::Order,
            number: None,
            region: case.region.clone(),
            case: case.id.clone(),
            holder: case.applicant.clone(),
            maker: body,
            about: case.about.clone(),
            facts: Inputs::new(),
            status: EntryStatus::Entered,
            made: self.now,
            published: None,
            reason: None,
        };
        case.entry = Some(id.clone());
        self.entries.insert(id.to_string(), entry);
    }

    pub(crate) fn deciding(&self) -> Deciding<'static> {
        Deciding { now: self.now, rulebook: self.place.rulebook, region: self.place.region, place: self.at }
    }

    pub(crate) fn case(&self) -> &Case {
        self.case.as_ref().unwrap()
    }

    pub(crate) fn state(&self) -> &str {
        &self.case().state
    }

    /// The `number`-th person who plays `part` here.
    pub(crate) fn person(&self, part: Part, number: u8) -> Person {
        match part {
            // A citizen's case is that citizen's alone.
            Part::Applicant if self.opener == Part::Anyone => person(Part::Anyone, 1, self.at),
            Part::Applicant => person(self.opener, number, self.at),
            part => person(part, number, self.at),
        }
    }

    pub(crate) fn facts<'a>(&'a self, person: &'a Person) -> Facts<'a> {
        let case = self.case.as_ref();
        let about = (self.procedure.subject == Subject::Agreement).then_some("agr-1");
        let granted = case.and_then(|case| case.agreement.as_ref()).map(base::AgreementId::as_str).or(about);
        let entry = case.and_then(|case| case.entry.as_ref());
        Facts {
            datasets: vec![&self.dataset],
            agreement: granted.and_then(|id| self.agreements.get(id)),
            version: (self.procedure.subject == Subject::Version).then_some(&self.version),
            beside: Vec::new(),
            entry: entry.and_then(|id| self.entries.get(id.as_str())),
            concerned: self.concerned.as_ref(),
            account: &person.account,
            organisation: person.organisation.as_ref(),
            place_of: self.place_of.as_ref().map(|person| (&person.account, person.organisation.as_ref())),
            on_record: self.on_record.clone(),
            new_agreement: format!("agr-new-{}-{}", self.number, self.made).parse().unwrap(),
            new_entry: format!("ent-{:02}{:02}56789abcdefg", self.number, self.made).parse().unwrap(),
            new_case: format!("case-new-{}-{}", self.number, self.made).parse().unwrap(),
        }
    }

    fn about(&self) -> About {
        let id = match self.procedure.subject {
            Subject::Dataset => Some(self.dataset.id.to_string()),
            Subject::Agreement => Some("agr-1".to_owned()),
            Subject::Version => Some(self.version.id.to_string()),
            Subject::Organisation => Some("concerned".to_owned()),
            Subject::Case => Some("case-0".to_owned()),
            Subject::Matter => None,
        };
        About { kind: self.procedure.subject, id }
    }

    pub(crate) fn open(&mut self, opener: &Person, form: Inputs) -> Result<(), No> {
        let (id, about) = (format!("case-{}", self.number).parse().unwrap(), self.about());
        let command = OpenCase { id, procedure: self.procedure, about, applicant: applicant(opener), form };
        let (after, outcome) = case::open(command, &self.facts(opener), &self.deciding())?;
        self.opener = opener.seat;
        self.keep(outcome);
        assert_eq!(self.case(), &after, "the case given and the fold of its acts are one");
        Ok(())
    }

    pub(crate) fn step(&mut self, who: &Person, step: &str, inputs: Inputs) -> Result<Taken, No> {
        let asked = self.procedure.step(step).is_some_and(|step| step.guards.contains(&Guard::RiskAssessed));
        let before = (self.case.clone(), self.log.len());
        if asked && self.assesses {
            self.assess(&inputs, |_| {});
        }
        let told = case::step(self.case(), self.procedure, step, inputs, &self.facts(who), &self.deciding());
        let outcome = told.inspect_err(|_| {
            // What came to nothing leaves nothing behind.
            self.case.clone_from(&before.0);
            self.log.truncate(before.1);
        })?;
        let taken = outcome.case.iter().any(|decided| matches!(decided.act, Act::CaseStepped(_)));
        self.keep(outcome);
        Ok(if taken { Taken::Stepped } else { Taken::Pending })
    }

    /// Attaches an assessment of what `inputs` would release: one that passes, but for what `change` says.
    pub(crate) fn assess(&mut self, inputs: &Inputs, change: impl FnOnce(&mut Assessment)) {
        let masks = inputs.get("masks").and_then(|masks| serde_json::from_value(masks.clone()).ok());
        let planned = case::planned(Some(self.case()), &self.dataset, None, masks.as_ref(), &self.deciding());
        let rows =
            inputs.get("row_filter").and_then(|rows| serde_json::from_value::<Vec<Condition>>(rows.clone()).ok());
        let mut assessment = Assessment {
            row_filter: Condition::digest(&rows.unwrap_or_default()).unwrap(),
            dataset: self.dataset.id.clone(),
            version: self.version.id.clone(),
            masks: planned,
            limits: RiskLimits::of(self.place.region),
            passes: true,
            rows_below: 0,
            signed: String::new(),
            receipt: "rcp-risk".parse().unwrap(),
            by: Actor::Platform,
            at: self.now,
        };
        change(&mut assessment);
        let act = Act::CaseAssessed(assessment);
        self.case = Case::evolve(self.case.take(), &act);
        self.log.push(act);
    }

    /// Opens the case as the first person of a part. Gives the acts or the no, in one line.
    pub(crate) fn opens(&mut self, part: Part, form: &Value) -> String {
        let opener = person(part, 1, self.at);
        let told = self.open(&opener, inputs(form));
        said(told.map(|()| self.acts.clone()))
    }

    /// Takes a step as a person of a part. Gives the acts or the no, in one line.
    pub(crate) fn takes(&mut self, part: Part, number: u8, step: &str, given: &Value) -> String {
        let who = self.person(part, number);
        let taken = self.step(&who, step, inputs(given));
        said(taken.map(|_| self.acts.clone()))
    }

    /// Lets time pass to `until`. Gives the steps the platform took on the way.
    pub(crate) fn pass(&mut self, until: Timestamp) -> Vec<String> {
        let mut taken = Vec::new();
        while let Some(due) = self.case().next_due().filter(|due| *due < until) {
            self.now = due.plus_millis(1);
            let acts = case::timed(self.case(), self.now);
            assert!(!acts.is_empty(), "a clock wanted looking at and nothing was found");
            for decided in acts {
                let overdue = if let Act::CaseOverdue { clock } = &decided.act { Some(clock.clone()) } else { None };
                self.keep(Outcome { case: vec![decided], effects: Vec::new(), tellings: Vec::new() });
                taken.extend(overdue.and_then(|clock| self.time_out(&clock)));
            }
            assert_ne!(self.case().next_due(), Some(due), "what was found once is not looked for again");
        }
        self.now = until;
        taken
    }

    fn time_out(&mut self, clock: &str) -> Option<String> {
        let timer = person(Part::Platform, 1, self.at);
        let outcome = case::step_by_timer(self.case(), self.procedure, clock, &self.facts(&timer), &self.deciding())?;
        self.keep(outcome.unwrap());
        self.case().history.last().map(|stepped| stepped.step.clone())
    }

    fn keep(&mut self, outcome: Outcome) {
        self.made += 1;
        let procedure = &self.procedure.name;
        let mut acts: Vec<&Decided> = outcome.case.iter().collect();
        acts.extend(outcome.effects.iter().flat_map(|effect| match effect {
            EffectActs::Dataset(_, acts)
            | EffectActs::Agreement(_, acts)
            | EffectActs::Entry(_, acts)
            | EffectActs::Version(_, acts)
            | EffectActs::Account(_, acts)
            | EffectActs::Erasure(_, acts)
            | EffectActs::Case(_, acts, _) => acts,
        }));
        self.acts = acts.iter().map(|decided| decided.act.name()).collect();
        let baseless = acts.iter().filter(|decided| decided.basis.is_empty());
        self.baseless.extend(baseless.map(|decided| format!("{procedure}: {}", decided.act.name())));
        let rests_on = outcome.case.first().map(|decided| decided.basis.as_slice()).unwrap_or_default();
        self.basis = rests_on.iter().map(ToString::to_string).collect();
        self.book.extend(booked(&outcome, &format!("case-{}", self.number), self.now));
        for decided in outcome.case {
            self.case = Case::evolve(self.case.take(), &decided.act);
            self.log.push(decided.act);
        }
        for effect in outcome.effects {
            self.work(effect);
        }
        self.told = outcome.tellings;
    }

    fn work(&mut self, effect: EffectActs) {
        match effect {
            EffectActs::Dataset(id, acts) => {
                assert_eq!(id, self.dataset.id);
                self.dataset = fold(Some(self.dataset.clone()), &acts);
            }
            EffectActs::Version(id, acts) => {
                assert_eq!(id, self.version.id);
                self.version = fold(Some(self.version.clone()), &acts);
            }
            EffectActs::Agreement(id, acts) => {
                let before = self.agreements.remove(id.as_str());
                self.agreements.insert(id.to_string(), fold(before, &acts));
            }
            EffectActs::Account(id, acts) => {
                assert_eq!(Some(id), self.concerned.as_ref().map(|account| account.id.clone()));
                self.concerned = Some(fold(self.concerned.take(), &acts));
            }
            EffectActs::Erasure(id, acts) => {
                self.erasure = Some(fold::<Erasure>(self.erasure.take(), &acts));
                assert_eq!(id, self.case().id);
            }
            EffectActs::Case(case, acts, _) => {
                assert_eq!(fold::<Case>(None, &acts), *case, "the case given and the fold of its acts are one");
                self.raised.push(*case);
            }
            EffectActs::Entry(id, acts) => {
                let before = self.entries.remove(id.as_str());
                self.entries.insert(id.to_string(), fold(before, &acts));
            }
        }
    }

    /// A day that has not come, and within every term.
    pub(crate) fn later(&self) -> String {
        self.now.plus_days(30).law_date().to_string()
    }

    /// What a placeholder of a play stands for; None where the region has no such thing.
    pub(crate) fn placeholder(&self, name: &str) -> Option<Value> {
        let (lists, region) = (&self.place.region.lists, self.place.region);
        Some(match name {
            "$organisation" => json!("concerned"),
            "$dataset" => json!(self.dataset.id),
            "$agreement" => json!("agr-1"),
            "$version" => json!(self.version.id),
            "$case" => json!("case-0"),
            "$file" => json!("file-1"),
            "$purpose" => json!(region.purposes().first()?.code),
            "$basis" => json!(self.place.rulebook.duties(region).next()?.basis),
            "$until" => json!(self.later()),
            "$fields" => json!(["编号"]),
            "$grades" => json!([{ "field": "编号", "grade": "general2" }]),
            "$channels" => json!(["key", "page"]),
            "$ground" => json!(lists.deletion_grounds.first()?.code),
            _ => return None,
        })
    }
}

pub(crate) fn inputs(value: &Value) -> Inputs {
    value.as_object().unwrap().iter().map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn fold<T: Record>(before: Option<T>, acts: &[Decided]) -> T {
    acts.iter().fold(before, |state, decided| T::evolve(state, &decided.act)).unwrap()
}
