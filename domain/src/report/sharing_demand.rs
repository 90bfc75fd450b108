use std::collections::BTreeMap;

use base::OrganisationId;
use law::{Actor as Part, Guard};

use super::fold::{BODY, BODY_NAME, Fold, Seen, Shape};
use super::roll::Roll;
use super::table::{Cell, Unit};
use crate::act::Act;
use crate::case::{Case, Stepped};

const SHAPE: Shape = Shape {
    title: ("共享需求满足率", "Requests for sharing met"),
    how: (
        "每个提供机构：期间内收到的共享申请；期间内办结的：同意（达成协议）、不予（按所引依据分列次数，依据:次数）、申请人撤回；期末待办的。\
         满足率 = 同意 ÷（同意 + 不予）。",
        "Each providing body: requests for sharing made in the period; those ended in it: granted (an agreement came of \
         it), refused (with the ground cited, as ground:times), withdrawn by who asked; those pending at the end. \
         Rate = granted ÷ (granted + refused).",
    ),
    columns: &[
        BODY,
        BODY_NAME,
        ("asked", Unit::Count, "申请", "Asked"),
        ("granted", Unit::Count, "同意", "Granted"),
        ("refused", Unit::Count, "不予", "Refused"),
        ("refused_on", Unit::Text, "不予的依据", "Grounds of refusal"),
        ("withdrawn", Unit::Count, "撤回", "Withdrawn"),
        ("pending", Unit::Count, "待办", "Pending at the end"),
        ("met_rate", Unit::Rate, "满足率", "Rate met"),
    ],
};

#[derive(Default)]
pub(super) struct SharingDemand {
    tallies: BTreeMap<OrganisationId, Tally>,
}

#[derive(Default, Clone)]
struct Tally {
    asked: u64,
    granted: u64,
    refused: u64,
    /// By citation. A citation given leads to a duty that binds, so there are no more of them than articles.
    grounds: BTreeMap<String, u64>,
    withdrawn: u64,
    pending: u64,
}

/// The body asked to share, where the case asks for that: a step of its procedure looks at the share class.
fn asked<'c>(case: &'c Case, roll: &Roll<'_>) -> Option<&'c OrganisationId> {
    let steps = &roll.procedure(case)?.steps;
    let shares = steps.iter().any(|step| step.guards.contains(&Guard::ShareClassAllows));
    case.provider.as_ref().filter(|provider| shares && roll.here(provider).is_some())
}

impl Tally {
    fn end(&mut self, case: &Case, stepped: &Stepped, roll: &Roll<'_>) {
        let step = roll.procedure(case).and_then(|procedure| procedure.step(&stepped.step));
        let by = step.zip(roll.law(case)).map(|(step, law)| law.takers(&case.procedure, step).0);
        if stepped.agreement.is_some() || case.agreement.is_some() {
            self.granted += 1;
        } else if by == Some(Part::Applicant) {
            self.withdrawn += 1;
        } else {
            self.refused += 1;
            let ground = stepped.inputs.get("basis").and_then(|basis| basis.as_str()).unwrap_or("?");
            *self.grounds.entry(ground.to_owned()).or_default() += 1;
        }
    }
}

impl SharingDemand {
    /// For each body, the requests granted of those decided.
    pub(super) fn rates(&self) -> BTreeMap<OrganisationId, (u64, u64)> {
        let rate = |tally: &Tally| (tally.granted, tally.granted + tally.refused);
        self.tallies.iter().map(|(body, tally)| (body.clone(), rate(tally))).collect()
    }
}

impl Fold for SharingDemand {
    fn shape(&self) -> &'static Shape {
        &SHAPE
    }

    fn take(&mut self, seen: Seen<'_>, roll: &Roll<'_>) -> bool {
        let (case, ending) = match (seen.act(), roll.case_of(seen)) {
            (Act::CaseOpened(case), None) => (case, None),
            (Act::CaseStepped(stepped), Some(case)) if stepped.ended => (case, Some(stepped)),
            _ => return false,
        };
        let Some(provider) = asked(case, roll).filter(|_| seen.counts) else { return false };
        let tally = self.tallies.entry(provider.clone()).or_default();
        match ending {
            None => tally.asked += 1,
            Some(stepped) => tally.end(case, stepped, roll),
        }
        true
    }

    fn rows(&self, roll: &Roll<'_>) -> Vec<Vec<Cell>> {
        let mut tallies = self.tallies.clone();
        for provider in roll.cases().filter_map(|case| asked(case, roll)) {
            tallies.entry(provider.clone()).or_default().pending += 1;
        }
        let row = |(body, tally): (OrganisationId, Tally)| {
            let Tally { asked, granted, refused, grounds, withdrawn, pending } = tally;
            let mut row = Vec::from(roll.named(&body));
            row.extend([asked, granted, refused].map(Cell::Count));
            row.push(super::fold::listed(&grounds));
            row.extend([withdrawn, pending].map(Cell::Count));
            row.push(Cell::Rate { part: granted, whole: granted + refused });
            row
        };
        tallies.into_iter().map(row).collect()
    }
}
