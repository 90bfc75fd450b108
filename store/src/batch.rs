//! One transaction: lock the head, check every submission, append what holds.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::act::{RecordKind, RecordRef};

use crate::append::{Answer, AppendError};
use crate::connection::{Link, Param, Row};
use crate::database::Database;
use crate::erase::erase_payloads;
use crate::error::DatabaseError;
use crate::gathered::Sums;
use crate::insert::{Placed, insert_acts, upsert_views};
use crate::keys;
use crate::statements::{MAX_CHUNK, Sized, single, view};
use crate::submission::{Appended, Prepared, PreparedChange};
use crate::trace::blank_traces;

/// What is looked up before the checks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lookup {
    Views,
    /// Receipts carry random ids: that one is taken already is found by the log's unique index, and only then
    /// are they looked up.
    ViewsAndReceipts,
}

pub(crate) struct Outcome {
    /// The head's generation after the batch.
    pub(crate) generation: u64,
    /// One for each submission, in their order.
    pub(crate) answers: Vec<Answer>,
    /// Content was erased: what the database keeps of it beside its tables is to be wiped.
    pub(crate) erased: bool,
}

pub(crate) struct Failure {
    pub(crate) error: DatabaseError,
    /// Nothing was appended. Otherwise the commit itself failed, and trying again might append twice.
    pub(crate) before_commit: bool,
}

impl From<DatabaseError> for Failure {
    fn from(error: DatabaseError) -> Self {
        Self { error, before_commit: true }
    }
}

struct Head {
    next: u64,
    generation: u64,
}

pub(crate) async fn append_batch(database: &Database, batch: &[Prepared], lookup: Lookup) -> Result<Outcome, Failure> {
    let (mut transaction, locked) = database.begin_locked().await?;
    let mut link = transaction.link();
    let head = head(&locked)?;
    let mut known = Known::load(&mut link, &head, batch, lookup).await?;
    let mut sums = Sums::load(&mut link, batch).await?;

    let mut next = head.next;
    let mut generation = head.generation;
    let mut placed = Vec::new();
    let mut erasing = Vec::new();
    let mut answers = Vec::with_capacity(batch.len());
    for prepared in batch {
        let unmoved = prepared.seen_generation == Some(generation);
        let missing = keys::missing(&mut link, &prepared.keys).await?;
        let checked = missing.map_or_else(|| known.check(prepared, unmoved), |key| Err(AppendError::KeyMoved { key }));
        if let Err(error) = sums.check(prepared).and(checked) {
            answers.push(Err(error));
            continue;
        }
        sums.add(prepared);
        let first = next;
        for change in &prepared.changes {
            generation = if change.row.is_some() { head.generation + 1 } else { generation };
            placed.extend((next..).zip(&change.acts).map(|(position, act)| Placed {
                position,
                at: prepared.at,
                record: &change.record,
                act,
            }));
            if !change.remains.is_empty() {
                erasing.push((next, change.remains.as_slice()));
            }
            next += u64::try_from(change.acts.len()).unwrap_or(u64::MAX);
        }
        answers.push(Ok(Appended { positions: (first..next).collect(), at: prepared.at }));
    }
    if next == head.next && generation == head.generation {
        transaction.rollback().await?;
        return Ok(Outcome { generation, answers, erased: false });
    }
    insert_acts(&mut link, &placed).await?;
    let accepted = || batch.iter().zip(&answers).filter(|(_, answer)| answer.is_ok()).map(|(prepared, _)| prepared);
    upsert_views(&mut link, accepted().flat_map(|prepared| &prepared.changes)).await?;
    for change in accepted().flat_map(|prepared| &prepared.keys) {
        keys::apply(&mut link, change).await?;
    }
    for (by, remains) in &erasing {
        erase_payloads(&mut link, *by, remains).await?;
    }
    let blanking: Vec<_> = placed.iter().filter(|placed| !placed.act.blanks.is_empty()).collect();
    for placed in &blanking {
        blank_traces(&mut link, placed.position, &placed.act.blanks).await?;
    }
    let erased = !erasing.is_empty() || !blanking.is_empty();
    sums.write(&mut link).await?;
    let committed = transaction.commit_moving(next, generation).await;
    committed.map_err(|error| Failure { error, before_commit: false })?;
    Ok(Outcome { generation, answers, erased })
}

fn head(locked: &[Row]) -> Result<Head, DatabaseError> {
    let row = locked.first().ok_or(DatabaseError::Headless)?;
    Ok(Head { next: row.count(0)?, generation: row.count(1)? })
}

/// What stands in the database and, as the batch is gone through, in the batch before the submission at hand.
#[derive(Default)]
struct Known {
    versions: HashMap<RecordRef, u64>,
    /// Natural key of each record known here.
    keys: HashMap<RecordRef, String>,
    /// Which record holds a natural key.
    holders: HashMap<(RecordKind, String), String>,
}

impl Known {
    async fn load(link: &mut Link<'_>, head: &Head, batch: &[Prepared], lookup: Lookup) -> Result<Self, DatabaseError> {
        let mut known = Self::default();
        // Within the batch an accepted change moves the generation, so then nobody's sight of it holds.
        let moving = batch.iter().any(|prepared| prepared.changes.iter().any(|change| change.row.is_some()));
        let mut ids: BTreeMap<RecordKind, BTreeSet<&str>> = BTreeMap::new();
        let mut keys: BTreeMap<RecordKind, BTreeSet<&str>> = BTreeMap::new();
        for prepared in batch {
            let changed = prepared.changes.iter().map(|change| &change.record);
            let looked_up = moving || prepared.seen_generation != Some(head.generation);
            let rests_on = prepared.rests_on.iter().filter(|_| looked_up).map(|(record, _)| record);
            let receipt_too = |record: &&RecordRef| view(record.kind).is_some() || lookup == Lookup::ViewsAndReceipts;
            for record in changed.filter(receipt_too).chain(rests_on) {
                ids.entry(record.kind).or_default().insert(&record.id);
            }
            for change in &prepared.changes {
                if let Some(key) = natural_key(change) {
                    keys.entry(change.record.kind).or_default().insert(key);
                }
            }
        }
        for (kind, ids) in ids {
            known.load_versions(link, kind, &ids).await?;
        }
        for (kind, keys) in keys {
            known.load_holders(link, kind, &keys).await?;
        }
        Ok(known)
    }

    async fn load_versions(
        &mut self,
        link: &mut Link<'_>,
        kind: RecordKind,
        ids: &BTreeSet<&str>,
    ) -> Result<(), DatabaseError> {
        let statements = view(kind);
        let sized = statements.map_or_else(|| single(kind), |statements| &statements.known);
        for row in fetch_named(link, sized, ids).await? {
            let record = RecordRef { kind, id: row.text(0)? };
            if statements.is_some()
                && let Some(key) = row.maybe_text(2)?
            {
                self.keys.insert(record.clone(), key);
            }
            self.versions.insert(record, row.count(1)?);
        }
        Ok(())
    }

    async fn load_holders(
        &mut self,
        link: &mut Link<'_>,
        kind: RecordKind,
        keys: &BTreeSet<&str>,
    ) -> Result<(), DatabaseError> {
        let Some(statements) = view(kind) else { return Ok(()) };
        for row in fetch_named(link, &statements.holders, keys).await? {
            self.holders.insert((kind, row.text(1)?), row.text(0)?);
        }
        Ok(())
    }

    /// Checks a submission and, when it holds, takes it as done for those behind it.
    fn check(&mut self, prepared: &Prepared, unmoved: bool) -> Result<(), AppendError> {
        if !unmoved {
            let moved = prepared.rests_on.iter().find(|(record, version)| self.version(record) != *version);
            if let Some((record, _)) = moved {
                return Err(AppendError::Moved { record: record.clone() });
            }
        }
        // A submission may change one record twice, so its own changes count before they are accepted.
        let mut own: HashMap<&RecordRef, u64> = HashMap::new();
        let mut own_keys: HashMap<(RecordKind, &str), &str> = HashMap::new();
        for change in &prepared.changes {
            let current = own.get(&change.record).copied().unwrap_or_else(|| self.version(&change.record));
            if current != change.expected {
                let (record, expected) = (change.record.clone(), change.expected);
                return Err(AppendError::Conflict { record, expected, current });
            }
            own.insert(&change.record, change.expected + u64::try_from(change.acts.len()).unwrap_or(u64::MAX));
            if let Some(key) = natural_key(change) {
                let (kind, id) = (change.record.kind, change.record.id.as_str());
                let stands = self.holders.get(&(kind, key.to_owned())).is_some_and(|holder| holder != id);
                let taken = match own_keys.entry((kind, key)) {
                    Entry::Occupied(holder) => *holder.get() != id,
                    Entry::Vacant(free) => *free.insert(id) != id,
                };
                if stands || taken {
                    return Err(AppendError::Taken { kind });
                }
            }
        }
        let own: Vec<_> = own.into_iter().map(|(record, version)| (record.clone(), version)).collect();
        self.versions.extend(own);
        for change in prepared.changes.iter().filter(|change| change.row.is_some()) {
            self.hold(change);
        }
        Ok(())
    }

    fn version(&self, record: &RecordRef) -> u64 {
        self.versions.get(record).copied().unwrap_or(0)
    }

    fn hold(&mut self, change: &PreparedChange) {
        let kind = change.record.kind;
        if let Some(old) = self.keys.remove(&change.record) {
            self.holders.remove(&(kind, old));
        }
        if let Some(key) = natural_key(change) {
            self.keys.insert(change.record.clone(), key.to_owned());
            self.holders.insert((kind, key.to_owned()), change.record.id.clone());
        }
    }
}

fn natural_key(change: &PreparedChange) -> Option<&str> {
    change.row.as_ref()?.index.natural_key.as_deref()
}

/// Rows for the texts named, with the last text repeated where a statement takes more of them.
async fn fetch_named(link: &mut Link<'_>, sized: &Sized, named: &BTreeSet<&str>) -> Result<Vec<Row>, DatabaseError> {
    let named: Vec<_> = named.iter().copied().collect();
    let mut rows = Vec::new();
    for chunk in named.chunks(MAX_CHUNK) {
        let (Some((takes, sql)), Some(last)) = (sized.at_least(chunk.len(), link), chunk.last()) else { continue };
        let padding = std::iter::repeat_n(last, takes - chunk.len());
        let params: Vec<_> = chunk.iter().chain(padding).map(|text| Param::Text(text)).collect();
        rows.extend(link.fetch(sql, &params).await?);
    }
    Ok(rows)
}
