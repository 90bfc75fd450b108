use std::collections::BTreeMap;

use law::Register;

use super::fold::{Fold, Seen, Shape};
use super::roll::Roll;
use super::table::{Cell, Unit};
use crate::act::Act;

const SHAPE: Shape = Shape {
    title: ("预警统计", "Statistics of threats"),
    how: (
        "期间内在本行政区划登记的预警和事件，按月份、登记簿、类别（事件）和级别逐行计数。",
        "Warnings and incidents entered in the region in the period, counted by month, register, kind (of an incident) \
         and level.",
    ),
    columns: &[
        ("month", Unit::Text, "月份", "Month"),
        ("register", Unit::Text, "登记簿", "Register"),
        ("kind", Unit::Text, "类别", "Kind"),
        ("level", Unit::Text, "级别", "Level"),
        ("entered", Unit::Count, "登记数", "Entered"),
    ],
};

#[derive(Default)]
pub(super) struct ThreatStatistics {
    entered: BTreeMap<Threat, u64>,
}

/// Month, register, kind and level. Kind and level are words of the forms.
type Threat = (String, &'static str, Option<String>, Option<String>);

impl Fold for ThreatStatistics {
    fn shape(&self) -> &'static Shape {
        &SHAPE
    }

    fn take(&mut self, seen: Seen<'_>, roll: &Roll<'_>) -> bool {
        let Act::EntryMade(entry) = seen.act() else { return false };
        let threat = matches!(entry.register, Register::Warning | Register::Incident);
        if !seen.counts || !threat || !roll.is_here(&entry.region) {
            return false;
        }
        let said = |name: &str| entry.facts.get(name).and_then(|word| word.as_str()).map(str::to_owned);
        let month = seen.day.format("%Y-%m").to_string();
        *self.entered.entry((month, entry.register.name(), said("kind"), said("level"))).or_default() += 1;
        true
    }

    fn rows(&self, _roll: &Roll<'_>) -> Vec<Vec<Cell>> {
        let rows = self.entered.iter().map(|((month, register, kind, level), entered)| {
            let words = [kind, level].map(|word| Cell::text_or_absent(word.as_ref()));
            let [kind, level] = words;
            vec![Cell::text(month), Cell::text(register), kind, level, Cell::Count(*entered)]
        });
        rows.collect()
    }
}
