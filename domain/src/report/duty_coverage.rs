use std::collections::BTreeMap;

use law::{Basis, Cover, coverage};

use super::fold::{Fold, Seen, Shape};
use super::roll::Roll;
use super::table::{Cell, Unit};

const SHAPE: Shape = Shape {
    title: ("职责落实", "Carrying out of duties"),
    how: (
        "本行政区划所受约束的每项职责：由何机制承载，以及期间内依据该职责（或其所在条、款）作出的行为数；同一行为多次引用同一职责计一次。\
         不属于任何行政区划的行为（如无单位的账户）只要引用即计入。",
        "Each duty that binds here: what carries it, and how many acts of the period rest on it or on the article or \
         paragraph it stands in; an act counts once for a duty. An act that belongs to no region, such as on a login \
         without a body, counts wherever it is cited.",
    ),
    columns: &[
        ("duty", Unit::Text, "职责", "Duty"),
        ("carrier", Unit::Text, "承载机制", "Carrier"),
        ("state", Unit::Text, "状态", "State"),
        ("acts", Unit::Count, "依据该职责的行为数", "Acts that rest on it"),
    ],
};

/// How many acts rest on each set of articles. The sets are those steps and controls rest on, whoever acts how often.
#[derive(Default)]
pub(super) struct DutyCoverage {
    cited: BTreeMap<Vec<Basis>, u64>,
}

impl Fold for DutyCoverage {
    fn shape(&self) -> &'static Shape {
        &SHAPE
    }

    fn take(&mut self, seen: Seen<'_>, roll: &Roll<'_>) -> bool {
        if !seen.counts || roll.place_of(seen).is_some_and(|region| !roll.is_here(region)) {
            return false;
        }
        let binds = |basis: &&Basis| {
            let mut bindings = roll.asked().region.bindings.iter();
            bindings.any(|binding| binding.regulation == basis.regulation())
        };
        let mut cited: Vec<Basis> = seen.envelope.basis.iter().filter(binds).cloned().collect();
        cited.sort();
        cited.dedup();
        if cited.is_empty() {
            return false;
        }
        *self.cited.entry(cited).or_default() += 1;
        true
    }

    fn rows(&self, roll: &Roll<'_>) -> Vec<Vec<Cell>> {
        let duties = coverage(roll.asked().rulebook, Some(roll.asked().region)).duties;
        let rows = duties.into_iter().map(|duty| {
            let acts = duty.id.parse().map_or(0, |id| self.resting_on(&id));
            let state = match duty.state {
                Cover::Carried => "carried",
                Cover::NotCarried => "not-carried",
                Cover::Outside => "outside",
            };
            vec![Cell::Text(duty.id), Cell::Text(duty.carrier), Cell::text(state), Cell::Count(acts)]
        });
        rows.collect()
    }
}

impl DutyCoverage {
    fn resting_on(&self, duty: &Basis) -> u64 {
        let rests = |cited: &[Basis]| cited.iter().any(|basis| basis.covers(duty));
        self.cited.iter().filter(|(cited, _)| rests(cited)).map(|(_, acts)| acts).sum()
    }
}
