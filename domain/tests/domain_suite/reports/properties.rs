//! Whatever is tried in whatever order, and however the log is read.

use domain::act::Envelope;
use domain::report::{Cell, Count, Counts, Period, Table};
use law::{Actor as Part, Report};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestCaseError};

use super::log::{Log, period};
use crate::scene::{Place, Stage, choices, place};

/// Which procedure, then which steps by their place among those that fit, each after so many hours.
type Tries = Vec<(Index, Vec<(Index, u16)>)>;

fn tries() -> impl Strategy<Value = Tries> {
    prop::collection::vec((any::<Index>(), prop::collection::vec((any::<Index>(), 0..900_u16), 0..8)), 1..5)
}

const NAMES: [&str; 4] = ["460000", "430000", "330500", "130000"];

/// What comes of the tries, played side by side.
fn played(place: Place, tries: &Tries) -> Vec<Envelope> {
    let mut log = Log::of(place.name);
    log.dataset("ds-residents", "holder", |_| {}).confirmed("ds-residents").received("ds-residents", 1, 10, 2);
    let procedures: Vec<&str> = place.region.procedures().collect();
    for (number, (which, steps)) in (1..).zip(tries) {
        let procedure: &str = which.get::<&str>(&procedures);
        let mut stage = Stage::new(place, procedure);
        (stage.number, stage.now) = (number, stage.now.plus_days(-i64::from(number)));
        let first = stage.procedure.steps_from(law::START).next().unwrap();
        let opener = stage.person(place.parts(&stage.procedure.name, first)[0], 1);
        let form = choices(&stage.procedure.form, &stage);
        let begun = stage.open(&opener, form).is_ok();
        for (which, hours) in steps.iter().filter(|_| begun) {
            stage.pass(stage.now.plus_millis(i64::from(*hours) * 3_600_000));
            let (procedure, from) = (stage.procedure, stage.state().to_owned());
            let fitting: Vec<_> = procedure.steps_from(&from).collect();
            if fitting.is_empty() {
                break;
            }
            let step = *which.get(&fitting);
            for part in place.parts(&stage.procedure.name, step).into_iter().rev() {
                let decides = part == place.parts(&stage.procedure.name, step)[0] && part != Part::Platform;
                let given = if decides { choices(&step.form, &stage) } else { domain::case::Inputs::new() };
                // Not every try succeeds.
                let _ = stage.step(&stage.person(part, 1), &step.name, given);
            }
        }
        log.play(super::log::Run { stage });
    }
    log.envelopes()
}

fn counted(report: Report, place: Place, acts: &[Envelope], period: Period) -> Table {
    let mut count = Count::new(report, place.rulebook, place.region, &place.region.code, period);
    for (position, envelope) in (0..).zip(acts) {
        count.take(position, envelope);
    }
    count.finish()
}

fn number(cell: &Cell) -> u64 {
    let Cell::Count(count) = cell else { panic!("{cell:?}") };
    *count
}

/// Clocks brought over and begun are those that ended, lapsed or still run.
fn check_sums(table: &Table) -> Result<(), TestCaseError> {
    for row in &table.rows {
        let counts: Vec<u64> = row[4..11].iter().map(number).collect();
        let (begun, ended): (u64, u64) = (counts[..2].iter().sum(), counts[2..].iter().sum());
        prop_assert_eq!(begun, ended, "{:?}", row);
        prop_assert_eq!(&row[11], &Cell::Rate { part: counts[2], whole: counts[2] + counts[3] + counts[5] });
    }
    Ok(())
}

proptest! {
    #![proptest_config(Config { cases: 48, failure_persistence: None, ..Config::default() })]

    #[test]
    fn reports_taken_together_or_one_by_one_are_the_same(tries in tries(), name in prop::sample::select(&NAMES[..]), days in 0..200_usize) {
        let place = place(name);
        let acts = played(place, &tries);
        let period = period("2026-02-01", "2026-02-01");
        let period = Period { to: period.from.iter_days().nth(days).unwrap(), ..period };
        let mut counts = Counts::new(Report::ALL, place.rulebook, place.region, name, period);
        for (position, envelope) in (0..).zip(&acts) {
            counts.take(position, envelope);
        }
        for (report, table) in Report::ALL.iter().zip(counts.finish()) {
            prop_assert_eq!(&counted(*report, place, &acts, period), &table, "{}", report);
            prop_assert_eq!(table.head, acts.len() as u64);
            if *report == Report::OnTime {
                check_sums(&table)?;
            }
        }
    }

    #[test]
    fn no_order_of_acts_breaks_a_report(tries in tries(), name in prop::sample::select(&NAMES[..]), order in prop::collection::vec(any::<Index>(), 0..120)) {
        let place = place(name);
        let acts = played(place, &tries);
        // Some acts twice, some never, in any order.
        let odd: Vec<Envelope> = order.iter().map(|index| index.get(&acts).clone()).collect();
        for report in Report::ALL {
            let table = counted(*report, place, &odd, period("2026-02-01", "2026-06-30"));
            prop_assert_eq!(&table, &counted(*report, place, &odd, table.period), "{}", report);
            if *report == Report::OnTime {
                check_sums(&table)?;
            }
        }
    }
}
