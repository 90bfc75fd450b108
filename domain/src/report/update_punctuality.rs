use std::collections::BTreeMap;

use base::{DatasetId, LawDate, OrganisationId};
use law::Length;

use super::fold::{BODY, BODY_NAME, DATASET, DATASET_TITLE, Fold, Seen, Shape};
use super::period::Period;
use super::roll::Roll;
use super::table::{Cell, Unit};
use crate::act::{Act, RecordKind};
use crate::dataset::{Dataset, DatasetStatus, UpdateCycle};

const SHAPE: Shape = Shape {
    title: ("更新及时率", "Punctuality of updates"),
    how: (
        "自目录首次确认之日起，每满一个更新周期应更新一次（实时按日计）：上一应更新日之后至本应更新日收到批次的为及时，否则为逾期。\
         只计应更新日在期间内的；注销后不再计。及时率 = 及时 ÷ 应更新；期末滞后天数自最早一个尚无批次的应更新日起算。",
        "From the day an entry was first confirmed an update is due at the end of every cycle (real time counts by day): \
         it is met by a version received after the due day before and no later than this one, and missed otherwise. \
         Only due days in the period count, and none after a withdrawal. Rate = met ÷ due. Days behind are counted from \
         the first due day after the last one met.",
    ),
    columns: &[
        BODY,
        BODY_NAME,
        DATASET,
        DATASET_TITLE,
        ("cycle", Unit::Text, "更新周期", "Cycle"),
        ("due", Unit::Count, "应更新次数", "Updates due"),
        ("met", Unit::Count, "及时更新次数", "Updates in time"),
        ("missed", Unit::Count, "逾期次数", "Updates missed"),
        ("received", Unit::Count, "收到批次", "Versions received"),
        ("last_received", Unit::Date, "最近收到日期", "Last received on"),
        ("days_behind", Unit::Days, "期末滞后天数", "Days behind at the end"),
        ("in_time_rate", Unit::Rate, "及时率", "Rate in time"),
    ],
};

#[derive(Default)]
pub(super) struct UpdatePunctuality {
    datasets: BTreeMap<DatasetId, Course>,
}

/// The due days of a dataset, counted from 1, and what came.
struct Course {
    cycle: UpdateCycle,
    /// The day the entry was first confirmed.
    since: LawDate,
    /// The day it was withdrawn.
    until: Option<LawDate>,
    /// The last due day that was met; 0 for none.
    last_met: u32,
    /// Due days in the period that were met.
    met: u64,
    received: u64,
    last_received: Option<LawDate>,
}

/// What a course comes to in a period.
#[derive(Clone, Copy)]
struct Tally {
    due: u64,
    met: u64,
    days_behind: u64,
}

const fn length(cycle: UpdateCycle) -> Length {
    match cycle {
        UpdateCycle::RealTime | UpdateCycle::Daily => Length::CalendarDays(1),
        UpdateCycle::Weekly => Length::CalendarDays(7),
        UpdateCycle::Monthly => Length::Months(1),
        UpdateCycle::Quarterly => Length::Months(3),
        UpdateCycle::Yearly => Length::Months(12),
    }
}

const fn named(cycle: UpdateCycle) -> &'static str {
    match cycle {
        UpdateCycle::RealTime => "real-time",
        UpdateCycle::Daily => "daily",
        UpdateCycle::Weekly => "weekly",
        UpdateCycle::Monthly => "monthly",
        UpdateCycle::Quarterly => "quarterly",
        UpdateCycle::Yearly => "yearly",
    }
}

impl Course {
    fn new(dataset: &Dataset, since: LawDate) -> Self {
        let cycle = dataset.catalogue.update_cycle;
        Self { cycle, since, until: None, last_met: 0, met: 0, received: 0, last_received: None }
    }

    /// The due day of this number. None beyond the calendar.
    fn day(&self, number: u32) -> Option<LawDate> {
        length(self.cycle).times_after(self.since, number)
    }

    /// The number of the first due day on or after `day`, 0 standing for the confirmation itself.
    fn first_from(&self, day: LawDate) -> u32 {
        let (mut low, mut high) = (0, u32::try_from((day - self.since).num_days()).unwrap_or(0));
        while low < high {
            let middle = low + (high - low) / 2;
            if self.day(middle).is_some_and(|due| due < day) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn receive(&mut self, day: LawDate, period: Period) {
        let number = self.first_from(day).max(1);
        if self.until.is_none() && number > self.last_met {
            self.met += u64::from(self.day(number).is_some_and(|due| period.contains(due)));
            self.last_met = number;
        }
    }

    fn tally(&self, period: Period) -> Tally {
        let last = self.until.and_then(|until| until.pred_opt()).map_or(period.to, |last| last.min(period.to));
        // Due days up to `last`, less those before the period; the day of the confirmation is none.
        let up_to = |day: LawDate| day.succ_opt().map_or(0, |after| self.first_from(after).saturating_sub(1));
        let before = self.first_from(period.from).saturating_sub(1);
        let due = u64::from(if last < period.from { 0 } else { up_to(last).saturating_sub(before) });
        // A due day met ahead that never came, because the entry was withdrawn, is not counted.
        let ahead = self.day(self.last_met).is_some_and(|met| period.contains(met) && last < met);
        let met = self.met.saturating_sub(u64::from(ahead && self.last_met > 0)).min(due);
        let next = self.day(self.last_met.saturating_add(1)).filter(|_| self.until.is_none());
        let behind = next.map_or(0, |next| (period.to - next).num_days().max(0));
        Tally { due, met, days_behind: behind.unsigned_abs() }
    }
}

impl UpdatePunctuality {
    /// For each body, the updates that came of those due.
    pub(super) fn rates(&self, roll: &Roll<'_>) -> BTreeMap<OrganisationId, (u64, u64)> {
        let mut rates: BTreeMap<OrganisationId, (u64, u64)> = BTreeMap::new();
        for dataset in roll.datasets_here() {
            let Some(course) = self.datasets.get(&dataset.id) else { continue };
            let tally = course.tally(roll.asked().period);
            let (part, whole) = rates.entry(dataset.provider.clone()).or_default();
            *part += tally.met;
            *whole += tally.due;
        }
        rates
    }
}

impl Fold for UpdatePunctuality {
    fn shape(&self) -> &'static Shape {
        &SHAPE
    }

    fn take(&mut self, seen: Seen<'_>, roll: &Roll<'_>) -> bool {
        let of = |kind| seen.id::<DatasetId>(kind);
        match seen.act() {
            Act::DatasetConfirmed { on } => {
                let Some(dataset) = roll.concerned(seen) else { return false };
                self.datasets.entry(dataset.id.clone()).or_insert_with(|| Course::new(dataset, *on));
                true
            }
            Act::DatasetWithdrawn { .. } => {
                let Some(course) = of(RecordKind::Dataset).and_then(|id| self.datasets.get_mut(&id)) else {
                    return false;
                };
                course.until = course.until.or(Some(seen.day));
                true
            }
            Act::VersionReceived(version) => {
                let Some(course) = self.datasets.get_mut(&version.dataset) else { return false };
                course.receive(seen.day, roll.asked().period);
                course.received += u64::from(seen.counts);
                course.last_received = Some(seen.day);
                true
            }
            _ => false,
        }
    }

    fn rows(&self, roll: &Roll<'_>) -> Vec<Vec<Cell>> {
        let period = roll.asked().period;
        let due = |dataset: &Dataset, tally: Tally| dataset.status == DatasetStatus::Listed || tally.due > 0;
        let rows = roll.datasets_here().into_iter().filter_map(|dataset| {
            let course = self.datasets.get(&dataset.id)?;
            let tally = Some(course.tally(period)).filter(|tally| due(dataset, *tally))?;
            let mut row = Vec::from(roll.titled(dataset));
            row.push(Cell::text(named(course.cycle)));
            row.extend([tally.due, tally.met, tally.due - tally.met, course.received].map(Cell::Count));
            row.push(Cell::text_or_absent(course.last_received));
            row.push(Cell::Count(tally.days_behind));
            row.push(Cell::Rate { part: tally.met, whole: tally.due });
            Some(row)
        });
        rows.collect()
    }
}
