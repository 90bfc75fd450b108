use std::collections::BTreeMap;

use base::{EntryId, OrganisationId};
use law::Register;

use super::dues::Dues;
use super::fold::{BODY, BODY_NAME, Fold, Seen, Shape};
use super::roll::Roll;
use super::table::{Cell, Unit};
use crate::act::{Act, RecordKind};

const SHAPE: Shape = Shape {
    title: ("平台迁移进度", "Progress of migration"),
    how: (
        "每个机构应迁移的平台和直连：期初未结 + 期间列入 = 期间办结 + 期间移出 + 期末未结；期末未结中该机构的时限已逾期的。\
         完成率 = 办结 ÷（办结 + 未结）。",
        "The platforms and direct links each body has to move: brought over + listed in the period = closed + struck in \
         it + open at its end; of the open ones, clocks the body let run out. Rate = closed ÷ (closed + open).",
    ),
    columns: &[
        BODY,
        BODY_NAME,
        ("brought_over", Unit::Count, "期初未结", "Brought over"),
        ("listed", Unit::Count, "期间列入", "Listed"),
        ("closed", Unit::Count, "期间办结", "Closed"),
        ("struck", Unit::Count, "期间移出", "Struck"),
        ("open", Unit::Count, "期末未结", "Open"),
        ("overdue", Unit::Count, "逾期未结", "Overdue"),
        ("closed_rate", Unit::Rate, "完成率", "Rate closed"),
    ],
};

pub(super) struct MigrationProgress {
    dues: Dues,
    /// Entries that stand; each belongs to an open case.
    open: BTreeMap<EntryId, Listed>,
    tallies: BTreeMap<OrganisationId, Tally>,
}

struct Listed {
    body: OrganisationId,
    /// It was listed before the period.
    brought: bool,
}

#[derive(Default, Clone, Copy)]
struct Tally {
    brought: u64,
    listed: u64,
    closed: u64,
    struck: u64,
    open: u64,
    overdue: u64,
}

impl Default for MigrationProgress {
    fn default() -> Self {
        Self { dues: Dues::of(Register::Migration), open: BTreeMap::new(), tallies: BTreeMap::new() }
    }
}

impl MigrationProgress {
    fn end(&mut self, seen: Seen<'_>) -> bool {
        let id = seen.id::<EntryId>(RecordKind::Entry);
        let Some(listed) = id.and_then(|id| self.open.remove(&id)).filter(|_| seen.counts) else { return false };
        let tally = tally_of(&mut self.tallies, &listed);
        *(if matches!(seen.act(), Act::EntryStruck { .. }) { &mut tally.struck } else { &mut tally.closed }) += 1;
        true
    }
}

/// The tally of one more entry that ended in the period or stands at its end.
fn tally_of<'t>(tallies: &'t mut BTreeMap<OrganisationId, Tally>, listed: &Listed) -> &'t mut Tally {
    let tally = tallies.entry(listed.body.clone()).or_default();
    *(if listed.brought { &mut tally.brought } else { &mut tally.listed }) += 1;
    tally
}

impl Fold for MigrationProgress {
    fn shape(&self) -> &'static Shape {
        &SHAPE
    }

    fn take(&mut self, seen: Seen<'_>, roll: &Roll<'_>) -> bool {
        match seen.act() {
            Act::CaseStepped(_) => {
                let events = self.dues.take(seen, roll);
                seen.counts && !events.is_empty()
            }
            Act::EntryMade(entry) if entry.register == Register::Migration => {
                let Some(body) = roll.consumer_here(&entry.holder).map(|body| body.id.clone()) else { return false };
                self.open.insert(entry.id.clone(), Listed { body, brought: !seen.counts });
                seen.counts
            }
            Act::EntryClosed { .. } | Act::EntryStruck { .. } => self.end(seen),
            _ => false,
        }
    }

    fn rows(&self, roll: &Roll<'_>) -> Vec<Vec<Cell>> {
        let mut tallies = self.tallies.clone();
        for listed in self.open.values() {
            tally_of(&mut tallies, listed).open += 1;
        }
        for (due, _) in self.dues.open(roll).filter(|(_, run_out)| *run_out) {
            if let Some(tally) = tallies.get_mut(&due.body) {
                tally.overdue += 1;
            }
        }
        let row = |(body, tally): (OrganisationId, Tally)| {
            let Tally { brought, listed, closed, struck, open, overdue } = tally;
            let counts = [brought, listed, closed, struck, open, overdue].map(Cell::Count);
            let rate = Cell::Rate { part: closed, whole: closed + open };
            roll.named(&body).into_iter().chain(counts).chain([rate]).collect()
        };
        tallies.into_iter().map(row).collect()
    }
}
