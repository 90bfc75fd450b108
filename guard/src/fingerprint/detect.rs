use std::collections::BTreeMap;

use arrow::array::{RecordBatch, StringArray};
use arrow::datatypes::SchemaRef;
use rayon::prelude::*;

use super::columns;
use super::compare::Comparing;
use super::crowds::Crowds;
use super::error::FingerprintError;
use super::findings::Findings;
use super::marks::{Marker, Marks};
use super::plan::{Channel, FieldRule, Plan};
use super::scalars::{self, Scalars};
use super::secret::{CopyId, DatasetSecret, Lookup};
use super::signature::Signatures;
use super::suspect::{Index, Suspect, Twins, hashes};
use super::trace::Trace;
use super::votes::Votes;
use super::window::Windows;

/// How a field is read in the suspect, batch by batch.
#[derive(Debug)]
pub(super) enum Reader {
    Scalars(Vec<Scalars>),
    Texts(Vec<StringArray>),
}

/// Looks for the marks of copies in a suspect table 指纹检测, beside the original.
///
/// The original streams past once, in the order and with the rows, masks and key the copies were made from: copies made
/// under another agreement need a detector of their own. Memory is bounded by the suspect.
#[derive(Debug)]
pub struct Detector<'a> {
    plan: &'a Plan,
    secret: &'a DatasetSecret,
    marker: Marker,
    windows: Windows,
    /// By rule; `None` where the suspect lacks the field.
    readers: Vec<Option<Reader>>,
    /// The original's columns rows are told by.
    identity: Vec<usize>,
    lookup: Lookup,
    index: Index,
    crowds: Crowds,
    rows: u64,
    by_key: bool,
    /// Fields found in the suspect and the columns they are in.
    found: BTreeMap<String, usize>,
    findings: Findings,
}

impl<'a> Detector<'a> {
    /// `original` is the schema of the table the copies were made from, `signatures` those of the same table: without
    /// them columns are known by name alone.
    pub fn new(
        plan: &'a Plan,
        secret: &'a DatasetSecret,
        original: &SchemaRef,
        suspect: &Suspect,
        signatures: Option<&Signatures>,
    ) -> Result<Self, FingerprintError> {
        let marker = Marker::new(plan, secret, original)?;
        let found = columns::matched(plan, &suspect.batches, signatures);
        let whole_key = plan.identity().iter().all(|name| found.contains_key(*name));
        let mut findings = Findings::new(plan);
        // A column of that name with other values is not missing: it says that the rows are others.
        let gone = |name: &&str| !found.contains_key(*name) && !columns::named(&suspect.batches, name);
        findings.missing.extend(plan.identity().into_iter().filter(gone).map(str::to_owned));
        let told_by: Vec<&str> = if whole_key { plan.identity() } else { plan.unmarked() };
        let told_by: Vec<&str> = told_by.into_iter().filter(|name| found.contains_key(*name)).collect();
        let original_column =
            |name: &&str| original.index_of(name).map_err(|_| FingerprintError::Missing { name: (*name).to_owned() });
        let identity = told_by.iter().map(original_column).collect::<Result<Vec<_>, _>>()?;
        let in_suspect: Vec<usize> = told_by.iter().filter_map(|name| found.get(*name).copied()).collect();
        let lookup = Lookup::new(&secret.matching.derive("rows"));
        let index = Index::new(suspect, &in_suspect, &lookup)?;
        let readers = plan.rules().iter().map(|rule| reader(rule, suspect, *found.get(&rule.name)?));
        let readers: Vec<Option<Reader>> = readers.collect();
        let crowds = Crowds::new(&index, plan.rules(), &readers, secret.matching.derive("crowds"));
        Ok(Self {
            plan,
            secret,
            marker,
            windows: Windows::new(std::sync::Arc::clone(original), plan.ties_rows()),
            by_key: whole_key,
            found,
            readers,
            identity,
            lookup,
            index,
            crowds,
            rows: suspect.rows as u64,
            findings,
        })
    }

    /// Goes on from what other parts of the same suspect said, beside the same original under the same plan.
    #[must_use]
    pub fn after(mut self, mut findings: Findings) -> Self {
        findings.missing.append(&mut self.findings.missing);
        self.findings = findings;
        self
    }

    /// Takes in the next rows of the original.
    pub fn observe(&mut self, original: &RecordBatch) -> Result<(), FingerprintError> {
        self.observe_all(std::slice::from_ref(original))
    }

    /// The same of several batches, compared on as many cores as there are.
    pub fn observe_all(&mut self, original: &[RecordBatch]) -> Result<(), FingerprintError> {
        let mut stretches = Vec::with_capacity(original.len());
        for batch in original {
            stretches.extend(self.windows.push(batch)?);
        }
        self.compare_all(&stretches)
    }

    /// What this part of the suspect says, with the parts before it.
    pub fn findings(mut self) -> Result<Findings, FingerprintError> {
        if let Some(stretch) = self.windows.finish()? {
            self.compare_all(&[stretch])?;
        }
        let Self { mut findings, found, .. } = self;
        findings.rows += self.rows;
        findings.by_key &= self.by_key;
        findings.columns.extend(found);
        Ok(findings)
    }

    /// Scores every candidate and says who is accused.
    pub fn finish(self, candidates: &[CopyId]) -> Result<Trace, FingerprintError> {
        let (plan, secret) = (self.plan, self.secret);
        Ok(self.findings()?.conclude(plan, secret, candidates, candidates.len()))
    }

    /// What each core counted is added up in the order of the rows, so that the same table always gives the same sums.
    fn compare_all(&mut self, stretches: &[RecordBatch]) -> Result<(), FingerprintError> {
        let share = stretches.len().div_ceil(rayon::current_num_threads()).max(1);
        let counted = stretches.par_chunks(share).map(|stretches| {
            let mut votes = Votes::new(self.plan.draft().code);
            stretches.iter().try_for_each(|stretch| self.compare(stretch, &mut votes)).map(|()| votes)
        });
        for votes in counted.collect::<Result<Vec<_>, _>>()? {
            self.findings.votes.add(&votes);
        }
        Ok(())
    }

    fn compare(&self, stretch: &RecordBatch, votes: &mut Votes) -> Result<(), FingerprintError> {
        let hashes = hashes(stretch, &self.identity, &self.lookup)?;
        let twins: Vec<Twins> = hashes.into_iter().map(|hash| self.index.find(hash)).collect();
        let wanted: Vec<bool> = twins.iter().map(|twins| !matches!(twins, Twins::None)).collect();
        let marks = self.marker.marks(stretch, Some(&wanted))?;
        let mut comparing = Comparing {
            votes,
            crowds: &self.crowds,
            stretch,
            matched: twins.iter().map(|twins| matches!(twins, Twins::Few(_))).collect(),
            twins: &twins,
        };
        let rules = self.plan.rules().iter().enumerate();
        for ((rule, reader), marks) in rules.zip(&self.readers).zip(&marks.fields) {
            match reader {
                Some(Reader::Scalars(suspect)) => comparing.scalars(rule, marks, suspect)?,
                Some(Reader::Texts(suspect)) => comparing.texts(rule, marks, suspect)?,
                None => {}
            }
        }
        let matched = comparing.matched.iter().filter(|matched| **matched).count() as u64;
        votes.rows_matched += matched;
        self.compare_rows(&marks, &twins, votes);
        Ok(())
    }

    fn compare_rows(&self, marks: &Marks, twins: &[Twins], votes: &mut Votes) {
        let draft = self.plan.draft();
        if draft.rows.select > 0 {
            let mut selected = marks.selected.iter().peekable();
            for (row, twins) in twins.iter().enumerate() {
                let mark = selected.next_if(|mark| mark.row == row);
                votes.row(mark.map(|mark| mark.position), matches!(twins, Twins::Few(_)));
            }
        }
        if draft.rows.order > 0 {
            let mut ordered = marks.ordered.iter().peekable();
            for (pair, twins) in twins.chunks_exact(2).enumerate() {
                let mark = ordered.next_if(|mark| mark.row == pair * 2);
                if let [Twins::Few(first), Twins::Few(second)] = twins
                    && let ([(first, _)], [(second, _)]) = (first.as_slice(), second.as_slice())
                {
                    votes.order(mark.map(|mark| mark.position), first < second);
                }
            }
        }
    }
}

fn reader(rule: &FieldRule, suspect: &Suspect, column: usize) -> Option<Reader> {
    let mut columns = suspect.batches.iter().map(|batch| batch.columns().get(column));
    match rule.channel {
        Channel::Text { .. } | Channel::Pseudonym => {
            columns.map(|column| scalars::text(column?)).collect::<Option<_>>().map(Reader::Texts)
        }
        Channel::Number { .. } | Channel::Date | Channel::Time => {
            let read = columns.by_ref().map(|column| Scalars::of(column?, &rule.channel));
            read.collect::<Option<_>>().map(Reader::Scalars)
        }
    }
}
