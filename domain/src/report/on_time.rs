use std::collections::BTreeMap;

use base::OrganisationId;

use super::dues::{Due, Dues, Ending, Event};
use super::fold::{BODY, BODY_NAME, Fold, Seen, Shape};
use super::roll::Roll;
use super::table::{Cell, Unit};

const SHAPE: Shape = Shape {
    title: ("按时办结率", "Matters done in time"),
    how: (
        "每个时限计给依程序应当停止它的机构：期初未结 + 期间起算 = 按时 + 逾期办结 + 未计 + 逾期未结 + 未到期。时限届满前由他人终结的（撤回、取消等）不计入；\
         届满由平台自动办结的不是时限而是期限，不列；应由公民停止的不列。按时办结率 = 按时 ÷（按时 + 逾期办结 + 逾期未结）。",
        "Each clock counts for the body that by its procedure has to stop it: brought over + begun = in time + late + \
         lapsed + run out and open + running. What somebody else ended before it ran out (given up, called off) lapsed. \
         A clock at whose end the platform itself closes the matter is a term and not here, nor is one a citizen has to \
         stop. Rate = in time ÷ (in time + late + run out and open).",
    ),
    columns: &[
        BODY,
        BODY_NAME,
        ("procedure", Unit::Text, "程序", "Procedure"),
        ("clock", Unit::Text, "时限", "Clock"),
        ("brought_over", Unit::Count, "期初未结", "Brought over"),
        ("begun", Unit::Count, "期间起算", "Begun"),
        ("in_time", Unit::Count, "按时办结", "Ended in time"),
        ("late", Unit::Count, "逾期办结", "Ended late"),
        ("lapsed", Unit::Count, "未计", "Lapsed"),
        ("run_out", Unit::Count, "逾期未结", "Run out and still open"),
        ("running", Unit::Count, "未到期", "Running"),
        ("in_time_rate", Unit::Rate, "按时办结率", "Rate in time"),
    ],
};

#[derive(Default)]
pub(super) struct OnTime {
    dues: Dues,
    /// By body, procedure and clock.
    ended: BTreeMap<(OrganisationId, String, String), Tally>,
}

#[derive(Default, Clone, Copy)]
struct Tally {
    brought: u64,
    begun: u64,
    in_time: u64,
    late: u64,
    lapsed: u64,
    run_out: u64,
    running: u64,
}

type Tallies = BTreeMap<(OrganisationId, String, String), Tally>;

impl OnTime {
    /// The tally of one more clock that ended in the period or is open at its end.
    fn of<'t>(tallies: &'t mut Tallies, due: &Due) -> &'t mut Tally {
        let tally: &mut Tally =
            tallies.entry((due.body.clone(), due.procedure.clone(), due.clock.clone())).or_default();
        *(if due.brought { &mut tally.brought } else { &mut tally.begun }) += 1;
        tally
    }

    /// With the clocks still open.
    fn tallies(&self, roll: &Roll<'_>) -> Tallies {
        let mut tallies = self.ended.clone();
        for (due, run_out) in self.dues.open(roll) {
            let tally = Self::of(&mut tallies, due);
            *(if run_out { &mut tally.run_out } else { &mut tally.running }) += 1;
        }
        tallies
    }

    /// For each body, what ended in time of what had to.
    pub(super) fn rates(&self, roll: &Roll<'_>) -> BTreeMap<OrganisationId, (u64, u64)> {
        let mut rates: BTreeMap<OrganisationId, (u64, u64)> = BTreeMap::new();
        for ((body, _, _), tally) in self.tallies(roll) {
            let (part, whole) = rates.entry(body).or_default();
            *part += tally.in_time;
            *whole += tally.had_to();
        }
        rates
    }
}

impl Tally {
    fn had_to(self) -> u64 {
        self.in_time + self.late + self.run_out
    }
}

impl Fold for OnTime {
    fn shape(&self) -> &'static Shape {
        &SHAPE
    }

    fn take(&mut self, seen: Seen<'_>, roll: &Roll<'_>) -> bool {
        let events = self.dues.take(seen, roll);
        if !seen.counts {
            return false;
        }
        for event in &events {
            let Event::Ended(due, ending) = event else { continue };
            let tally = Self::of(&mut self.ended, due);
            match ending {
                Ending::InTime => tally.in_time += 1,
                Ending::Late => tally.late += 1,
                Ending::Lapsed => tally.lapsed += 1,
            }
        }
        !events.is_empty()
    }

    fn rows(&self, roll: &Roll<'_>) -> Vec<Vec<Cell>> {
        let row = |((body, procedure, clock), tally): ((OrganisationId, String, String), Tally)| {
            let mut row = Vec::from(roll.named(&body));
            row.extend([Cell::Text(procedure), Cell::Text(clock)]);
            let Tally { brought, begun, in_time, late, lapsed, run_out, running } = tally;
            row.extend([brought, begun, in_time, late, lapsed, run_out, running].map(Cell::Count));
            row.push(Cell::Rate { part: in_time, whole: tally.had_to() });
            row
        };
        self.tallies(roll).into_iter().map(row).collect()
    }
}
