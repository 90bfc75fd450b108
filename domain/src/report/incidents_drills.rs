use std::collections::{BTreeMap, BTreeSet};

use base::OrganisationId;
use law::Register;

use super::dues::{Dues, Ending, Event};
use super::fold::{BODY, BODY_NAME, Fold, Seen, Shape, listed};
use super::roll::Roll;
use super::table::{Cell, Unit};
use crate::act::Act;
use crate::entry::Entry;
use crate::notice::Notice;

const SHAPE: Shape = Shape {
    title: ("事件与演练", "Incidents and drills"),
    how: (
        "每个机构期间内登记的事件（按等级分列，等级:次数）；事件办件中已告知的对象（办件参与方:次数，以通知计）；该机构在事件办件中的时限：按时、逾期办结、期末逾期未结；\
         期间内登记的演练；收到的预警。没有任何记录的政务部门和公共服务组织也列出。",
        "Each body's incidents entered in the period, with their levels as level:times; whom the notices of incident \
         cases went to, as part:times; the clocks it had to stop in such cases: in time, late, run out and still open; \
         drills entered; warnings it was given. Departments and public service bodies without any are listed too.",
    ),
    columns: &[
        BODY,
        BODY_NAME,
        ("incidents", Unit::Count, "事件", "Incidents"),
        ("levels", Unit::Text, "事件等级", "Levels"),
        ("told", Unit::Text, "报告对象", "Reported to"),
        ("in_time", Unit::Count, "按时报告", "Reported in time"),
        ("late", Unit::Count, "逾期报告", "Reported late"),
        ("run_out", Unit::Count, "逾期未报告", "Run out and not reported"),
        ("drills", Unit::Count, "演练", "Drills"),
        ("warnings", Unit::Count, "收到预警", "Warnings received"),
        ("in_time_rate", Unit::Rate, "按时报告率", "Rate in time"),
    ],
};

/// The message of a notice to the recipients the region names for an event.
const OF_EVENT: &str = "notice-event";

pub(super) struct IncidentsDrills {
    dues: Dues,
    tallies: BTreeMap<OrganisationId, Tally>,
}

#[derive(Default)]
struct Tally {
    incidents: u64,
    /// By a word of the form.
    levels: BTreeMap<String, u64>,
    told: BTreeMap<String, u64>,
    in_time: u64,
    late: u64,
    drills: u64,
    warnings: u64,
}

impl Default for IncidentsDrills {
    fn default() -> Self {
        Self { dues: Dues::of(Register::Incident), tallies: BTreeMap::new() }
    }
}

impl IncidentsDrills {
    fn enter(&mut self, entry: &Entry, roll: &Roll<'_>) -> bool {
        let Some(body) = roll.consumer_here(&entry.holder).map(|body| body.id.clone()) else { return false };
        let tally = || self.tallies.entry(body).or_default();
        match entry.register {
            Register::Incident => {
                let tally = tally();
                tally.incidents += 1;
                let level = entry.facts.get("level").and_then(|level| level.as_str()).unwrap_or("?");
                *tally.levels.entry(level.to_owned()).or_default() += 1;
            }
            Register::Drill => tally().drills += 1,
            Register::Warning => tally().warnings += 1,
            _ => return false,
        }
        true
    }

    fn tell(&mut self, notice: &Notice, roll: &Roll<'_>) -> bool {
        let Some(case) =
            notice.case.as_ref().and_then(|case| roll.case(case)).filter(|_| notice.message.key == OF_EVENT)
        else {
            return false;
        };
        let incident = roll.procedure(case).is_some_and(|procedure| procedure.register == Some(Register::Incident));
        let Some(body) = roll.consumer_here(&case.applicant).filter(|_| incident) else { return false };
        let tally = self.tallies.entry(body.id.clone()).or_default();
        *tally.told.entry(notice.part.name().to_owned()).or_default() += 1;
        true
    }

    fn step(&mut self, seen: Seen<'_>, roll: &Roll<'_>) -> bool {
        let mut counted = false;
        for event in self.dues.take(seen, roll) {
            let Event::Ended(due, ending) = event else { continue };
            if !seen.counts || ending == Ending::Lapsed {
                continue;
            }
            let tally = self.tallies.entry(due.body).or_default();
            *(if ending == Ending::InTime { &mut tally.in_time } else { &mut tally.late }) += 1;
            counted = true;
        }
        counted
    }
}

impl Fold for IncidentsDrills {
    fn shape(&self) -> &'static Shape {
        &SHAPE
    }

    fn take(&mut self, seen: Seen<'_>, roll: &Roll<'_>) -> bool {
        match seen.act() {
            Act::EntryMade(entry) if seen.counts => self.enter(entry, roll),
            Act::NoticeGiven(notice) if seen.counts => self.tell(notice, roll),
            Act::CaseStepped(_) => self.step(seen, roll),
            _ => false,
        }
    }

    fn rows(&self, roll: &Roll<'_>) -> Vec<Vec<Cell>> {
        let mut run_out: BTreeMap<&OrganisationId, u64> = BTreeMap::new();
        for (due, _) in self.dues.open(roll).filter(|(_, run_out)| *run_out) {
            *run_out.entry(&due.body).or_default() += 1;
        }
        let provides = roll.bodies_here().filter(|body| body.kind.provides()).map(|body| &body.id);
        let bodies: BTreeSet<&OrganisationId> =
            provides.chain(self.tallies.keys()).chain(run_out.keys().copied()).collect();
        let nothing = Tally::default();
        let row = |body: &OrganisationId| {
            let tally = self.tallies.get(body).unwrap_or(&nothing);
            let run_out = run_out.get(body).copied().unwrap_or(0);
            let mut row = Vec::from(roll.named(body));
            row.extend([Cell::Count(tally.incidents), listed(&tally.levels), listed(&tally.told)]);
            row.extend([tally.in_time, tally.late, run_out, tally.drills, tally.warnings].map(Cell::Count));
            row.push(Cell::Rate { part: tally.in_time, whole: tally.in_time + tally.late + run_out });
            row
        };
        bodies.into_iter().map(row).collect()
    }
}
