//! What recipients have gathered 累计获取: one more fold of the log, kept by day so that a window can be summed.
//!
//! It is summed and added to in the transaction that appends the receipt, so no two answers go out on the same room.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use base::{Grade, LawDate, Timestamp};
use domain::act::Act;
use domain::receipt::Gathered;
use domain::record::Change;

use crate::append::AppendError;
use crate::connection::{Link, Param, signed};
use crate::error::DatabaseError;
use crate::insert::insert;
use crate::statements::{Sized, insert_text};
use crate::submission::Prepared;

/// The most one recipient may have gathered of a grade and above since a day, the rows of this submission among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceiling {
    pub recipient: String,
    pub grade: Grade,
    pub since: LawDate,
    pub rows: u64,
}

/// Where rows count: recipient, day, dataset and grade.
pub(crate) type Place = (String, i64, String, i64);

const SUM: &str = "SELECT CAST(COALESCE(SUM(row_count), 0) AS BIGINT) FROM gathered \
                   WHERE recipient = $1 AND day >= $2 AND grade >= $3";

static ADD: LazyLock<Sized> = LazyLock::new(|| {
    let add = " ON CONFLICT (recipient, day, dataset, grade) DO UPDATE SET \
               row_count = gathered.row_count + excluded.row_count";
    Sized::new(|n| insert_text("gathered (recipient, day, dataset, grade, row_count)", 5, n, add))
});

/// What a day is in the table: its first instant.
fn day(date: LawDate) -> i64 {
    Timestamp::start_of(date).millis()
}

/// What a grade is in the table: its place in the order of protection, which never changes.
const fn rank(grade: Grade) -> i64 {
    match grade {
        Grade::General1 => 1,
        Grade::General2 => 2,
        Grade::General3 => 3,
        Grade::General4 => 4,
        Grade::Important => 5,
        Grade::Core => 6,
    }
}

/// The rows of one receipt, by where they count.
pub(crate) fn shares(act: &Act) -> Vec<(Place, u64)> {
    let Act::DataReleased(receipt) = act else { return Vec::new() };
    let place =
        |one: &Gathered<'_>| (one.recipient.to_owned(), day(one.day), one.dataset.as_str().to_owned(), rank(one.grade));
    receipt.gathered().map(|one| (place(&one), one.rows)).collect()
}

/// The same of all acts of a submission.
pub(crate) fn of_changes(changes: &[Change]) -> Vec<(Place, u64)> {
    changes.iter().flat_map(Change::acts).flat_map(|decided| shares(&decided.act)).collect()
}

/// The sums the ceilings of a batch ask for, as they grow while the batch is gone through.
#[derive(Default)]
pub(crate) struct Sums {
    /// By recipient, first day and least grade.
    sums: HashMap<(String, i64, i64), u64>,
    added: BTreeMap<Place, u64>,
}

impl Sums {
    pub(crate) async fn load(link: &mut Link<'_>, batch: &[Prepared]) -> Result<Self, DatabaseError> {
        let mut sums = HashMap::new();
        for ceiling in batch.iter().flat_map(|prepared| &prepared.ceilings) {
            let (since, least) = (day(ceiling.since), rank(ceiling.grade));
            let key = (ceiling.recipient.clone(), since, least);
            if sums.contains_key(&key) {
                continue;
            }
            let params = [Param::Text(&ceiling.recipient), Param::Int(since), Param::Int(least)];
            let rows = link.fetch(SUM, &params).await?;
            sums.insert(key, rows.first().map_or(Ok(0), |row| row.count(0))?);
        }
        Ok(Self { sums, added: BTreeMap::new() })
    }

    /// Whether the submission's rows stay below its ceilings.
    pub(crate) fn check(&self, prepared: &Prepared) -> Result<(), AppendError> {
        for (place, ceiling) in prepared.ceilings.iter().enumerate() {
            let key = (ceiling.recipient.clone(), day(ceiling.since), rank(ceiling.grade));
            let before = self.sums.get(&key).copied().unwrap_or_default();
            let own = prepared.gathered.iter().filter(|(at, _)| counts(&key, at)).map(|(_, rows)| *rows);
            if own.fold(before, u64::saturating_add) > ceiling.rows {
                return Err(AppendError::Beyond { ceiling: place });
            }
        }
        Ok(())
    }

    /// Takes an accepted submission's rows up.
    pub(crate) fn add(&mut self, prepared: &Prepared) {
        for (place, rows) in &prepared.gathered {
            for (key, sum) in &mut self.sums {
                *sum = if counts(key, place) { sum.saturating_add(*rows) } else { *sum };
            }
            let added = self.added.entry(place.clone()).or_default();
            *added = added.saturating_add(*rows);
        }
    }

    pub(crate) async fn write(self, link: &mut Link<'_>) -> Result<(), DatabaseError> {
        let rows: Vec<_> = self.added.iter().collect();
        insert(link, &ADD, &rows, |chunk, params| {
            for ((recipient, day, dataset, grade), rows) in chunk {
                let (recipient, dataset) = (Param::Text(recipient), Param::Text(dataset));
                params.extend([recipient, Param::Int(*day), dataset, Param::Int(*grade), Param::Int(signed(**rows))]);
            }
        })
        .await
    }
}

fn counts((recipient, since, least): &(String, i64, i64), place: &Place) -> bool {
    *recipient == place.0 && *since <= place.1 && *least <= place.3
}
