//! 关联审批: what an answer draws on together, and whether that may be.

use std::collections::{BTreeMap, BTreeSet};

use base::{DatasetId, Grade, Kind, LawDate, Message};
use chrono::Days;
use law::{Accumulation, Basis, Linking, Register};
use serde_json::Value;

use crate::agreement::{Agreement, Consumer};
use crate::dataset::Dataset;
use crate::decide::Deciding;
use crate::entry::{Entry, EntryStatus};
use crate::receipt::{Drawn, Measure};
use crate::refusal::Refusal;

/// What an answer draws on of one dataset.
#[derive(Debug, Clone)]
pub struct Drawing<'a> {
    pub dataset: &'a Dataset,
    /// The fields it depends on, by their values or through filters, joins, groups, orders and the rows in scope.
    pub fields: BTreeSet<&'a str>,
    /// Those of which nothing is left under their masks.
    pub hidden: BTreeSet<&'a str>,
}

impl Drawing<'_> {
    /// The kinds of personal information the fields drawn on hold, where something of them is left.
    fn persons(&self) -> BTreeSet<Kind> {
        let left = self.fields.difference(&self.hidden).filter_map(|name| self.dataset.field(name));
        left.flat_map(|field| field.holds().iter().copied()).collect()
    }

    /// The strictest grade of the fields drawn on 就高从严. A field the dataset does not know counts as its strictest.
    pub fn grade(&self) -> Grade {
        let strictest = || self.dataset.fields.iter().map(crate::dataset::Field::grade).max();
        let graded = self.fields.iter().map(|name| match self.dataset.field(name) {
            Some(field) => field.grade(),
            None => strictest().unwrap_or(Grade::Core),
        });
        graded.max().unwrap_or(Grade::General1)
    }
}

/// What an answer draws on together, for whom.
#[derive(Debug)]
pub struct Linked<'a> {
    pub drawings: Vec<Drawing<'a>>,
    pub purpose: &'a str,
    /// The body, else the person, the answer goes to.
    pub recipient: &'a str,
    /// None for openly published data, which anyone may link.
    pub agreement: Option<&'a Agreement>,
    /// Entries of the register of approved linking; which of them hold and fit is found here.
    pub approvals: Vec<&'a Entry>,
    /// From how many persons on data is of a grade here.
    pub thresholds: &'a [Threshold],
}

/// From so many persons on, information of a kind is of a grade 汇聚阈值, as the rule pack of the place has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threshold {
    pub kind: Kind,
    pub persons: u64,
    pub level: Grade,
    /// The article it rests on, where the pack cites one of a regulation.
    pub basis: Option<Basis>,
}

/// How much the recipient may have gathered once this answer has left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceiling {
    pub recipient: String,
    /// What it counts, over all datasets.
    pub of: Measure,
    pub most: u64,
    /// Today and the days before it.
    pub window_days: u16,
    pub basis: Vec<Basis>,
}

impl Linked<'_> {
    /// Each dataset with the strictest grade drawn on.
    pub fn drawn(&self) -> Vec<Drawn> {
        let drawn = |drawing: &Drawing<'_>| Drawn {
            dataset: drawing.dataset.id.clone(),
            grade: drawing.grade(),
            persons: drawing.persons(),
        };
        self.drawings.iter().map(drawn).collect()
    }

    fn grade(&self) -> Grade {
        self.drawings.iter().map(Drawing::grade).max().unwrap_or(Grade::General1)
    }

    /// Refuses datasets drawn on together that the law has approved first, unless an approval in force names them all.
    pub fn check(&self, deciding: &Deciding<'_>) -> Result<(), Refusal> {
        let grade = self.grade();
        let asked: Option<&Linking> = deciding.region.linking().iter().find(|line| line.grade <= grade);
        let Some(line) = asked.filter(|_| self.drawings.len() > 1 && self.agreement.is_some()) else { return Ok(()) };
        if self.approved(deciding) {
            return Ok(());
        }
        let names: Vec<_> = self.drawings.iter().map(|drawing| drawing.dataset.id.as_str()).collect();
        let message = Message::new("refusal-linking-not-approved").with("datasets", names.join(", "));
        Err(Refusal::new(message, vec![line.basis.clone()]).to_be_sought_by(linking_procedure(deciding)))
    }

    /// The most that may be gathered with this answer. An approval that names what it draws on lifts the ceilings.
    pub fn ceilings(&self, deciding: &Deciding<'_>) -> Vec<Ceiling> {
        if self.agreement.is_none() || self.approved(deciding) {
            return Vec::new();
        }
        let grade = self.grade();
        let lines = deciding.region.accumulations();
        let rows = lines.iter().filter(|line| line.grade <= grade).map(|line| self.ceiling_of_rows(line));
        let drawn: BTreeSet<Kind> = self.drawings.iter().flat_map(Drawing::persons).collect();
        let persons =
            self.thresholds.iter().filter(|threshold| drawn.contains(&threshold.kind)).flat_map(|threshold| {
                let reached = lines.iter().filter(move |line| line.grade <= threshold.level);
                reached.map(move |line| self.ceiling_of_persons(line, threshold))
            });
        // Of several lines of one window the lowest decides.
        let mut lowest: BTreeMap<(Measure, u16), Ceiling> = BTreeMap::new();
        for ceiling in rows.chain(persons) {
            let known = lowest.entry((ceiling.of, ceiling.window_days)).or_insert_with(|| ceiling.clone());
            if ceiling.most < known.most {
                *known = ceiling;
            }
        }
        lowest.into_values().collect()
    }

    fn ceiling_of_rows(&self, line: &Accumulation) -> Ceiling {
        let (of, basis) = (Measure::Rows(line.grade), vec![line.basis.clone()]);
        let recipient = self.recipient.to_owned();
        Ceiling { recipient, of, most: line.rows, window_days: line.window_days, basis }
    }

    /// As many persons as make the data of the line's grade count as so many rows of it; fewer are below its grade.
    fn ceiling_of_persons(&self, line: &Accumulation, threshold: &Threshold) -> Ceiling {
        let most = line.rows.max(threshold.persons.saturating_sub(1));
        let basis = std::iter::once(line.basis.clone()).chain(threshold.basis.clone()).collect();
        let (recipient, of) = (self.recipient.to_owned(), Measure::Persons(threshold.kind));
        Ceiling { recipient, of, most, window_days: line.window_days, basis }
    }

    fn approved(&self, deciding: &Deciding<'_>) -> bool {
        let Some(agreement) = self.agreement else { return false };
        self.approvals.iter().any(|entry| self.fits(entry, &agreement.consumer, deciding))
    }

    fn fits(&self, entry: &Entry, consumer: &Consumer, deciding: &Deciding<'_>) -> bool {
        let holds = entry.register == Register::Linking && entry.status == EntryStatus::Entered;
        let text = |name: &str| entry.facts.get(name).and_then(Value::as_str);
        let lasts = text("until").and_then(|day| day.parse().ok()).is_some_and(|until| deciding.today() <= until);
        let named = named(entry);
        let fields = entry.facts.get("fields").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let own = text("dataset").or(entry.about.id.as_deref());
        let within = |drawing: &Drawing<'_>| {
            let of_the_form = own == Some(drawing.dataset.id.as_str());
            let approved = |name: &&str| fields.iter().any(|field| field.as_str() == Some(name));
            named.contains(&drawing.dataset.id) && (!of_the_form || drawing.fields.iter().all(approved))
        };
        holds
            && &entry.holder == consumer
            && lasts
            && text("purpose") == Some(self.purpose)
            && self.drawings.iter().all(within)
    }
}

impl Ceiling {
    /// The first day of the window that ends with `today`.
    pub fn since(&self, today: LawDate) -> LawDate {
        let days = Days::new(u64::from(self.window_days.saturating_sub(1)));
        today.checked_sub_days(days).unwrap_or(LawDate::MIN)
    }

    /// The refusal of an answer that would go beyond it.
    pub fn refusal(&self, deciding: &Deciding<'_>) -> Refusal {
        let message = match self.of {
            Measure::Rows(_) => Message::new("refusal-gathered-too-much").with("rows", self.most),
            Measure::Persons(kind) => {
                Message::new("refusal-gathered-too-many").with("persons", self.most).with("kind", kind.word())
            }
        };
        let message = message.with("days", self.window_days);
        Refusal::new(message, self.basis.clone()).to_be_sought_by(linking_procedure(deciding))
    }
}

/// The procedure by which linking is approved here.
pub(super) fn linking_procedure(deciding: &Deciding<'_>) -> Option<String> {
    deciding.rulebook.procedure_of(deciding.region, Register::Linking).map(|procedure| procedure.name.clone())
}

/// The datasets an approval names.
fn named(entry: &Entry) -> BTreeSet<DatasetId> {
    let of = |name: &str| entry.facts.get(name).and_then(Value::as_str);
    let further = entry.facts.get("further").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let further = further.iter().filter_map(|table| table.get("dataset")?.as_str());
    let all = entry.about.id.as_deref().into_iter().chain(of("dataset")).chain(of("other")).chain(further);
    all.filter_map(|id| id.parse().ok()).collect()
}
