//! What recipients have gathered 累计获取: one more fold of the log, kept by day so that a window can be summed.
//!
//! It is summed and added to in the transaction that appends the receipt, so no two answers go out on the same room.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use base::{Grade, Kind, LawDate, Timestamp};
use domain::act::Act;
use domain::receipt::{Gathered, Measure, Receipt};
use domain::record::Change;

use crate::append::AppendError;
use crate::connection::{Link, Param, signed};
use crate::error::DatabaseError;
use crate::insert::insert;
use crate::statements::{Sized, insert_text};
use crate::submission::Prepared;

/// The most one recipient may have gathered since a day, what this submission gives among it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceiling {
    pub recipient: String,
    pub of: Gathering,
    pub since: LawDate,
    pub most: u64,
}

/// What a ceiling counts, over all datasets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gathering {
    /// Rows of this grade and above.
    Rows(Grade),
    /// Persons of whom this kind of information was gathered, at most: who stands in two rows counts twice.
    Persons(Kind),
}

/// What is counted at a place: rows of a grade by its rank, persons by the word for the kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Unit {
    Rows(i64),
    Persons(String),
}

/// Where something counts: recipient, day, dataset and unit.
pub(crate) type Place = (String, i64, String, Unit);

/// A recipient, the first day and what is counted, of a grade and above.
type Window = (String, i64, Unit);

const ROWS: &str = "SELECT CAST(COALESCE(SUM(row_count), 0) AS BIGINT) FROM gathered \
                    WHERE recipient = $1 AND day >= $2 AND grade >= $3";
const PERSONS: &str = "SELECT CAST(COALESCE(SUM(person_count), 0) AS BIGINT) FROM gathered_persons \
                       WHERE recipient = $1 AND day >= $2 AND kind = $3";

static ADD_ROWS: LazyLock<Sized> = LazyLock::new(|| {
    let add = " ON CONFLICT (recipient, day, dataset, grade) DO UPDATE SET \
               row_count = gathered.row_count + excluded.row_count";
    Sized::new(|n| insert_text("gathered (recipient, day, dataset, grade, row_count)", 5, n, add))
});

static ADD_PERSONS: LazyLock<Sized> = LazyLock::new(|| {
    let add = " ON CONFLICT (recipient, day, dataset, kind) DO UPDATE SET \
               person_count = gathered_persons.person_count + excluded.person_count";
    Sized::new(|n| insert_text("gathered_persons (recipient, day, dataset, kind, person_count)", 5, n, add))
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

impl Ceiling {
    fn window(&self) -> Window {
        let unit = match self.of {
            Gathering::Rows(grade) => Unit::Rows(rank(grade)),
            Gathering::Persons(kind) => Unit::Persons(kind.word().to_owned()),
        };
        (self.recipient.clone(), day(self.since), unit)
    }
}

/// What one receipt adds, by where it counts.
pub(crate) fn shares(receipt: &Receipt) -> Vec<(Place, u64)> {
    let share = |one: Gathered<'_>| {
        let unit = match one.measure {
            Measure::Rows(grade) => Unit::Rows(rank(grade)),
            Measure::Persons(kind) => Unit::Persons(kind.word().to_owned()),
        };
        ((one.recipient.to_owned(), day(one.day), one.dataset.as_str().to_owned(), unit), one.count)
    };
    receipt.gathered().map(share).collect()
}

/// The same of all acts of a submission.
pub(crate) fn of_changes(changes: &[Change]) -> Vec<(Place, u64)> {
    let receipts = changes.iter().flat_map(Change::acts).filter_map(|decided| match &decided.act {
        Act::DataReleased(receipt) => Some(receipt),
        _ => None,
    });
    receipts.flat_map(shares).collect()
}

/// The sums the ceilings of a batch ask for, as they grow while the batch is gone through.
#[derive(Default)]
pub(crate) struct Sums {
    sums: HashMap<Window, u64>,
    added: BTreeMap<Place, u64>,
}

impl Sums {
    pub(crate) async fn load(link: &mut Link<'_>, batch: &[Prepared]) -> Result<Self, DatabaseError> {
        let mut sums = HashMap::new();
        for ceiling in batch.iter().flat_map(|prepared| &prepared.ceilings) {
            let window = ceiling.window();
            if sums.contains_key(&window) {
                continue;
            }
            let (recipient, since) = (Param::Text(&window.0), Param::Int(window.1));
            let rows = match &window.2 {
                Unit::Rows(least) => link.fetch(ROWS, &[recipient, since, Param::Int(*least)]).await?,
                Unit::Persons(kind) => link.fetch(PERSONS, &[recipient, since, Param::Text(kind)]).await?,
            };
            sums.insert(window, rows.first().map_or(Ok(0), |row| row.count(0))?);
        }
        Ok(Self { sums, added: BTreeMap::new() })
    }

    /// Whether what the submission gives stays below its ceilings.
    pub(crate) fn check(&self, prepared: &Prepared) -> Result<(), AppendError> {
        for (place, ceiling) in prepared.ceilings.iter().enumerate() {
            let window = ceiling.window();
            let before = self.sums.get(&window).copied().unwrap_or_default();
            let own = prepared.gathered.iter().filter(|(at, _)| counts(&window, at)).map(|(_, count)| *count);
            if own.fold(before, u64::saturating_add) > ceiling.most {
                return Err(AppendError::Beyond { ceiling: place });
            }
        }
        Ok(())
    }

    /// Takes up what an accepted submission gives.
    pub(crate) fn add(&mut self, prepared: &Prepared) {
        for (place, count) in &prepared.gathered {
            for (window, sum) in &mut self.sums {
                *sum = if counts(window, place) { sum.saturating_add(*count) } else { *sum };
            }
            let added = self.added.entry(place.clone()).or_default();
            *added = added.saturating_add(*count);
        }
    }

    pub(crate) async fn write(self, link: &mut Link<'_>) -> Result<(), DatabaseError> {
        let (rows, persons): (Vec<_>, Vec<_>) =
            self.added.iter().partition(|((.., unit), _)| matches!(unit, Unit::Rows(_)));
        insert(link, &ADD_ROWS, &rows, bind).await?;
        insert(link, &ADD_PERSONS, &persons, bind).await
    }
}

fn bind<'a>(chunk: &'a [(&'a Place, &'a u64)], params: &mut Vec<Param<'a>>) {
    for ((recipient, day, dataset, unit), count) in chunk {
        let unit = match unit {
            Unit::Rows(rank) => Param::Int(*rank),
            Unit::Persons(kind) => Param::Text(kind),
        };
        let (recipient, dataset) = (Param::Text(recipient), Param::Text(dataset));
        params.extend([recipient, Param::Int(*day), dataset, unit, Param::Int(signed(**count))]);
    }
}

fn counts((recipient, since, least): &Window, (whose, day, _, unit): &Place) -> bool {
    let of_it = match (least, unit) {
        (Unit::Rows(least), Unit::Rows(rank)) => least <= rank,
        (least, unit) => least == unit,
    };
    recipient == whose && since <= day && of_it
}
