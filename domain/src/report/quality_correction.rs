use std::collections::{BTreeMap, BTreeSet};

use base::{CaseId, OrganisationId};
use law::Register;

use super::dues::{Dues, Ending, Event};
use super::fold::{BODY, BODY_NAME, Fold, Seen, Shape};
use super::roll::Roll;
use super::table::{Cell, Unit};
use crate::act::Act;
use crate::case::Case;

const SHAPE: Shape = Shape {
    title: ("质量与校核", "Quality and correction"),
    how: (
        "每个提供机构：期间内收到的行数和搁置的行数；校核异议按办件计：期间内提出的，责成更正后办结的（其间本机构的时限未逾期为按期，否则为逾期），\
         未责成更正即结束的（不予受理或撤回），期末未结的。按期更正率 = 按期办结 ÷（按期办结 + 逾期办结）。",
        "Each providing body: rows received in the period and rows set aside; corrections by case: asked in the period; \
         ended after an order to correct, in time where no clock the body had to stop ran out on the way and late where \
         one did; ended without an order (dismissed or withdrawn); open at the end. Rate of corrections = in time ÷ (in \
         time + late).",
    ),
    columns: &[
        BODY,
        BODY_NAME,
        ("rows_received", Unit::Rows, "收到行数", "Rows received"),
        ("rows_set_aside", Unit::Rows, "搁置行数", "Rows set aside"),
        ("set_aside_rate", Unit::Rate, "搁置率", "Rate of rows set aside"),
        ("asked", Unit::Count, "提出校核", "Corrections asked"),
        ("in_time", Unit::Count, "按期办结", "Done in time"),
        ("late", Unit::Count, "逾期办结", "Done late"),
        ("without_order", Unit::Count, "未责成更正", "Ended without an order"),
        ("open", Unit::Count, "期末未结", "Open at the end"),
        ("in_time_rate", Unit::Rate, "按期更正率", "Rate of corrections in time"),
    ],
};

pub(super) struct QualityCorrection {
    dues: Dues,
    /// Open cases in which the provider let a clock run out.
    late: BTreeSet<CaseId>,
    tallies: BTreeMap<OrganisationId, Tally>,
}

#[derive(Default, Clone, Copy)]
struct Tally {
    received: u64,
    aside: u64,
    asked: u64,
    in_time: u64,
    late: u64,
    without_order: u64,
    open: u64,
}

impl Default for QualityCorrection {
    fn default() -> Self {
        Self { dues: Dues::of(Register::Correction), late: BTreeSet::new(), tallies: BTreeMap::new() }
    }
}

fn corrects(case: &Case, roll: &Roll<'_>) -> bool {
    roll.procedure(case).is_some_and(|procedure| procedure.register == Some(Register::Correction))
}

impl QualityCorrection {
    /// The tally of the body that holds the data a correction is about.
    fn of(&mut self, case: &Case, roll: &Roll<'_>) -> Option<&mut Tally> {
        let provider = case.provider.as_ref().filter(|_| corrects(case, roll))?;
        roll.here(provider)?;
        Some(self.tallies.entry(provider.clone()).or_default())
    }

    fn step(&mut self, seen: Seen<'_>, roll: &Roll<'_>) -> bool {
        for event in self.dues.take(seen, roll) {
            if let Event::Ended(due, Ending::Late) = event
                && roll.case(&due.case).is_some_and(|case| case.provider.as_ref() == Some(&due.body))
            {
                self.late.insert(due.case);
            }
        }
        let (Act::CaseStepped(stepped), Some(case)) = (seen.act(), roll.case_of(seen)) else { return false };
        if !stepped.ended {
            return false;
        }
        let late = self.late.remove(&case.id);
        let ordered = case.entry.is_some() || stepped.entry.is_some();
        let Some(tally) = self.of(case, roll).filter(|_| seen.counts) else { return false };
        match (ordered, late) {
            (false, _) => tally.without_order += 1,
            (true, false) => tally.in_time += 1,
            (true, true) => tally.late += 1,
        }
        true
    }

    fn with_open(&self, roll: &Roll<'_>) -> BTreeMap<OrganisationId, Tally> {
        let mut tallies = self.tallies.clone();
        for case in roll.cases().filter(|case| corrects(case, roll)) {
            if let Some(provider) = case.provider.as_ref().filter(|provider| roll.here(provider).is_some()) {
                tallies.entry(provider.clone()).or_default().open += 1;
            }
        }
        tallies
    }

    /// For each body, the rows kept of those received.
    pub(super) fn kept(&self) -> BTreeMap<OrganisationId, (u64, u64)> {
        let rate = |tally: &Tally| (tally.received.saturating_sub(tally.aside), tally.received);
        self.tallies.iter().map(|(body, tally)| (body.clone(), rate(tally))).collect()
    }

    /// For each body, the corrections done in time of those done.
    pub(super) fn corrected(&self) -> BTreeMap<OrganisationId, (u64, u64)> {
        let rate = |tally: &Tally| (tally.in_time, tally.in_time + tally.late);
        self.tallies.iter().map(|(body, tally)| (body.clone(), rate(tally))).collect()
    }
}

impl Fold for QualityCorrection {
    fn shape(&self) -> &'static Shape {
        &SHAPE
    }

    fn take(&mut self, seen: Seen<'_>, roll: &Roll<'_>) -> bool {
        match seen.act() {
            Act::VersionReceived(version) => {
                let Some(dataset) = roll.dataset_here(&version.dataset).filter(|_| seen.counts) else { return false };
                let tally = self.tallies.entry(dataset.provider.clone()).or_default();
                tally.received = tally.received.saturating_add(version.reading.rows_read);
                tally.aside = tally.aside.saturating_add(version.reading.rows_set_aside);
                true
            }
            Act::CaseOpened(case) if seen.counts => {
                let tally = self.of(case, roll);
                tally.map(|tally| tally.asked += 1).is_some()
            }
            Act::CaseStepped(_) => self.step(seen, roll),
            _ => false,
        }
    }

    fn rows(&self, roll: &Roll<'_>) -> Vec<Vec<Cell>> {
        let row = |(body, tally): (OrganisationId, Tally)| {
            let Tally { received, aside, asked, in_time, late, without_order, open } = tally;
            let mut row = Vec::from(roll.named(&body));
            row.extend([received, aside].map(Cell::Count));
            row.push(Cell::Rate { part: aside, whole: received });
            row.extend([asked, in_time, late, without_order, open].map(Cell::Count));
            row.push(Cell::Rate { part: in_time, whole: in_time + late });
            row
        };
        self.with_open(roll).into_iter().map(row).collect()
    }
}
