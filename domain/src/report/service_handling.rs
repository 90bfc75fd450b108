use std::collections::BTreeMap;

use super::fold::{Fold, Seen, Shape};
use super::roll::Roll;
use super::table::{Cell, Unit};
use crate::act::Act;

const SHAPE: Shape = Shape {
    title: ("服务办理情况", "Handling of services"),
    how: (
        "每个程序期间内开始和结束的办件、期末未结的办件（首行，无结束状态），再按结束状态逐行列出。工作日数自开始次日起算至结束当日；\
         中位数取排在正中的一件，件数为偶数时取正中两件的平均。",
        "Each procedure's cases opened and ended in the period and those open at its end, in a first row without an end \
         state; then the ended ones by end state. Working days count from the day after the opening up to the day of the \
         end. The median is the case in the middle, or the mean of the two in the middle.",
    ),
    columns: &[
        ("procedure", Unit::Text, "程序", "Procedure"),
        ("end_state", Unit::Text, "结束状态", "End state"),
        ("opened", Unit::Count, "开始", "Opened"),
        ("ended", Unit::Count, "结束", "Ended"),
        ("open", Unit::Count, "期末未结", "Open at the end"),
        ("median_days", Unit::Score, "工作日数中位数", "Median of working days"),
        ("longest_days", Unit::Days, "最长工作日数", "Most working days"),
    ],
};

#[derive(Default)]
pub(super) struct ServiceHandling {
    procedures: BTreeMap<String, Handled>,
}

#[derive(Default)]
struct Handled {
    opened: u64,
    ends: BTreeMap<String, Days>,
}

/// How many cases took how many working days.
#[derive(Default)]
struct Days(BTreeMap<usize, u64>);

impl Days {
    fn ended(&self) -> u64 {
        self.0.values().sum()
    }

    fn join(&mut self, other: &Self) {
        for (days, cases) in &other.0 {
            *self.0.entry(*days).or_default() += cases;
        }
    }

    /// The days of the case at `rank`, counted from 0 by length.
    fn at(&self, rank: u64) -> u64 {
        let mut passed = 0;
        let found = self.0.iter().find(|(_, cases)| {
            passed += **cases;
            rank < passed
        });
        found.map_or(0, |(days, _)| u64::try_from(*days).unwrap_or(u64::MAX))
    }

    fn cells(&self) -> [Cell; 2] {
        let ended = self.ended();
        let Some(last) = ended.checked_sub(1) else { return [Cell::Absent, Cell::Absent] };
        // Hundredths of the mean of two whole numbers are a whole number.
        let median = (self.at(last / 2) + self.at(ended / 2)) * 50;
        [Cell::Score(median), Cell::Count(self.at(last))]
    }
}

impl Fold for ServiceHandling {
    fn shape(&self) -> &'static Shape {
        &SHAPE
    }

    fn take(&mut self, seen: Seen<'_>, roll: &Roll<'_>) -> bool {
        if !seen.counts {
            return false;
        }
        match (seen.act(), roll.case_of(seen)) {
            (Act::CaseOpened(case), None) if roll.is_here(&case.region) => {
                self.procedures.entry(case.procedure.clone()).or_default().opened += 1;
                true
            }
            (Act::CaseStepped(stepped), Some(case)) if stepped.ended && roll.is_here(&case.region) => {
                let days = roll.asked().rulebook.calendar().working_days_between(case.opened.law_date(), seen.day);
                let handled = self.procedures.entry(case.procedure.clone()).or_default();
                *handled.ends.entry(stepped.to.clone()).or_default().0.entry(days).or_default() += 1;
                true
            }
            _ => false,
        }
    }

    fn rows(&self, roll: &Roll<'_>) -> Vec<Vec<Cell>> {
        let mut open: BTreeMap<&str, u64> = BTreeMap::new();
        for case in roll.cases().filter(|case| roll.is_here(&case.region)) {
            *open.entry(&case.procedure).or_default() += 1;
        }
        let mut names: Vec<&str> = self.procedures.keys().map(String::as_str).chain(open.keys().copied()).collect();
        names.sort_unstable();
        names.dedup();
        let nothing = Handled::default();
        let rows = names.into_iter().flat_map(|name| {
            let handled = self.procedures.get(name).unwrap_or(&nothing);
            rows_of(name, handled, open.get(name).copied().unwrap_or(0))
        });
        rows.collect()
    }
}

fn rows_of(procedure: &str, handled: &Handled, open: u64) -> Vec<Vec<Cell>> {
    let mut all = Days::default();
    for days in handled.ends.values() {
        all.join(days);
    }
    let row = |state: Option<&String>, opened: Option<u64>, days: &Days, open: Option<u64>| {
        let count = |count: Option<u64>| count.map_or(Cell::Absent, Cell::Count);
        let [median, longest] = days.cells();
        let state = Cell::text_or_absent(state);
        vec![Cell::text(procedure), state, count(opened), Cell::Count(days.ended()), count(open), median, longest]
    };
    let first = row(None, Some(handled.opened), &all, Some(open));
    [first].into_iter().chain(handled.ends.iter().map(|(state, days)| row(Some(state), None, days, None))).collect()
}
