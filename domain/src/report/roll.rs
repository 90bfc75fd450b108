//! Who and what is on record: the part of the state that reports read beside the act at hand.

mod parts;
mod places;

use std::collections::BTreeMap;
use std::str::FromStr;

use base::{AgreementId, CaseId, DatasetId, LawDate, OrganisationId, Timestamp};
use law::{Procedure, Region, covers};

use super::fold::{Asked, Seen};
use super::table::Cell;
use crate::act::{Act, Envelope, RecordKind};
use crate::agreement::{Agreement, AgreementStatus, Consumer};
use crate::case::Case;
use crate::dataset::Dataset;
use crate::organisation::Organisation;
use crate::record::Record;

/// Every body and its datasets, the open cases and the running agreements, as they stood after the acts taken so far.
pub(super) struct Roll<'a> {
    asked: Asked<'a>,
    bodies: BTreeMap<OrganisationId, Organisation>,
    datasets: BTreeMap<DatasetId, Dataset>,
    /// Without what was said in them, and without the clocks that have stopped.
    cases: BTreeMap<CaseId, Case>,
    agreements: BTreeMap<AgreementId, Agreement>,
    /// The last day on which expired agreements were put away.
    swept: Option<LawDate>,
    head: u64,
}

impl<'a> Roll<'a> {
    pub(super) fn new(asked: Asked<'a>) -> Self {
        Self {
            asked,
            bodies: BTreeMap::new(),
            datasets: BTreeMap::new(),
            cases: BTreeMap::new(),
            agreements: BTreeMap::new(),
            swept: None,
            head: 0,
        }
    }

    /// The act as reports see it; None once the period is over.
    pub(super) fn see<'e>(&mut self, position: u64, envelope: &'e Envelope) -> Option<Seen<'e>> {
        self.head = self.head.max(position.saturating_add(1));
        let day = envelope.context.at.law_date();
        let period = self.asked.period;
        (day <= period.to).then(|| Seen { envelope, day, counts: period.contains(day) })
    }

    pub(super) fn take(&mut self, seen: Seen<'_>) {
        if self.swept.is_none_or(|swept| swept < seen.day) {
            self.agreements.retain(|_, agreement| seen.day <= agreement.until);
            self.swept = Some(seen.day);
        }
        match seen.envelope.record.kind {
            RecordKind::Organisation => evolve(&mut self.bodies, seen, |_| true),
            RecordKind::Dataset => evolve(&mut self.datasets, seen, |_| true),
            RecordKind::Case => evolve(&mut self.cases, seen, keep_open),
            RecordKind::Agreement => {
                evolve(&mut self.agreements, seen, |agreement| agreement.status != AgreementStatus::Ended);
            }
            RecordKind::Account
            | RecordKind::Credential
            | RecordKind::Version
            | RecordKind::Entry
            | RecordKind::Notice
            | RecordKind::Attachment
            | RecordKind::Hit
            | RecordKind::Refusal
            | RecordKind::Key
            | RecordKind::Backup
            | RecordKind::Erasure
            | RecordKind::Budget
            | RecordKind::Receipt => {}
        }
    }

    pub(super) fn asked(&self) -> &Asked<'a> {
        &self.asked
    }

    /// Size of the log as far as it was read.
    pub(super) fn head(&self) -> u64 {
        self.head
    }

    pub(super) fn open_cases(&self) -> usize {
        self.cases.len()
    }

    /// The last instant of the period.
    pub(super) fn end(&self) -> Timestamp {
        Timestamp::end_of(self.asked.period.to)
    }

    /// Whether a region is the place asked for, or lies in it.
    pub(super) fn is_here(&self, region: &str) -> bool {
        covers(self.asked.place, region)
    }

    /// A body of the place asked for.
    pub(super) fn here(&self, id: &OrganisationId) -> Option<&Organisation> {
        self.bodies.get(id).filter(|body| self.is_here(&body.region))
    }

    /// The bodies of the place, by id.
    pub(super) fn bodies_here(&self) -> impl Iterator<Item = &Organisation> {
        self.bodies.values().filter(|body| self.is_here(&body.region))
    }

    /// The body of the place a consumer is; None for a citizen.
    pub(super) fn consumer_here(&self, consumer: &Consumer) -> Option<&Organisation> {
        match consumer {
            Consumer::Organisation(id) => self.here(id),
            Consumer::Account(_) => None,
        }
    }

    /// The two cells a row about a body begins with.
    pub(super) fn named(&self, id: &OrganisationId) -> [Cell; 2] {
        [Cell::text(id), Cell::text_or_absent(self.bodies.get(id).map(|body| &body.name))]
    }

    /// The four cells a row about a dataset begins with.
    pub(super) fn titled(&self, dataset: &Dataset) -> [Cell; 4] {
        let [body, name] = self.named(&dataset.provider);
        [body, name, Cell::text(&dataset.id), Cell::text(&dataset.catalogue.title)]
    }

    /// A dataset of a body of the place.
    pub(super) fn dataset_here(&self, id: &DatasetId) -> Option<&Dataset> {
        self.datasets.get(id).filter(|dataset| self.here(&dataset.provider).is_some())
    }

    /// The datasets of the bodies of the place, by body and id.
    pub(super) fn datasets_here(&self) -> Vec<&Dataset> {
        let here = self.datasets.values().filter(|dataset| self.here(&dataset.provider).is_some());
        let mut here: Vec<&Dataset> = here.collect();
        here.sort_by(|a, b| (&a.provider, &a.id).cmp(&(&b.provider, &b.id)));
        here
    }

    /// The dataset an act on a dataset concerns, of a body of the place: as it stood before the act, or as it is founded.
    pub(super) fn concerned<'r>(&'r self, seen: Seen<'r>) -> Option<&'r Dataset> {
        let found = match seen.act() {
            Act::DatasetRegistered(dataset) => Some(dataset),
            _ => seen.id(RecordKind::Dataset).and_then(|id| self.datasets.get(&id)),
        };
        found.filter(|dataset| self.here(&dataset.provider).is_some())
    }

    /// The open case an act on a case concerns, as it stood before the act.
    pub(super) fn case_of(&self, seen: Seen<'_>) -> Option<&Case> {
        self.cases.get(&seen.id::<CaseId>(RecordKind::Case)?)
    }

    pub(super) fn case(&self, id: &CaseId) -> Option<&Case> {
        self.cases.get(id)
    }

    pub(super) fn cases(&self) -> impl Iterator<Item = &Case> {
        self.cases.values()
    }

    /// The procedure a case is run by, as the rulebook given has it.
    pub(super) fn procedure(&self, case: &Case) -> Option<&'a Procedure> {
        self.asked.rulebook.procedure(&case.procedure)
    }

    /// The law a case is decided under.
    pub(super) fn law(&self, case: &Case) -> Option<&'a Region> {
        self.asked.rulebook.law_of(&case.region)
    }

    /// The agreements in force on the period's last day.
    pub(super) fn agreements_in_force(&self) -> impl Iterator<Item = &Agreement> {
        let last = self.asked.period.to;
        self.agreements.values().filter(move |agreement| {
            agreement.status == AgreementStatus::InForce && agreement.from <= last && last <= agreement.until
        })
    }
}

/// Folds the act onto its record, and puts the record away where it is not to be kept.
fn evolve<T>(records: &mut BTreeMap<T::Id, T>, seen: Seen<'_>, keep: impl Fn(&mut T) -> bool)
where
    T: Record,
    T::Id: Ord + FromStr,
{
    let Some(id) = seen.id::<T::Id>(T::KIND) else { return };
    let before = records.remove(&id);
    if let Some(mut after) = T::evolve(before, seen.act())
        && keep(&mut after)
    {
        records.insert(id, after);
    }
}

/// An open case keeps who has which part in it and what runs; what was said stays in the log.
fn keep_open(case: &mut Case) -> bool {
    case.form.clear();
    case.history.clear();
    case.comments.clear();
    case.approvals.clear();
    case.clocks.retain(|clock| clock.stopped.is_none());
    !case.ended
}
