use std::collections::BTreeMap;

use base::OrganisationId;
use law::Register;

use super::fold::{BODY, BODY_NAME, Fold, Seen, Shape};
use super::roll::Roll;
use super::table::{Cell, Unit};
use crate::act::Act;
use crate::agreement::Consumer;
use crate::case::Case;
use crate::entry::Entry;
use crate::organisation::OrganisationKind;

const SHAPE: Shape = Shape {
    title: ("运营年度报告", "An operator's year"),
    how: (
        "每个运营单位期间内：申请授权运营的办件、获得的授权、报送的运营报告、新订协议、读取次数和行数（以回执计）、取得的证书和合格证、针对其登记的责令和信用记录；\
         以及期末有效的协议。",
        "Each operator in the period: cases for authorised operation it opened, authorisations entered, operating \
         reports it filed, agreements granted to it, reads and rows from its receipts, certificates issued to it, orders \
         and credit entries made against it; and its agreements in force at the end.",
    ),
    columns: &[
        BODY,
        BODY_NAME,
        ("cases", Unit::Count, "授权运营办件", "Cases for operation"),
        ("authorised", Unit::Count, "获得授权", "Authorisations"),
        ("reports", Unit::Count, "报送报告", "Reports filed"),
        ("agreements_granted", Unit::Count, "新订协议", "Agreements granted"),
        ("agreements", Unit::Count, "有效协议", "Agreements in force"),
        ("reads", Unit::Count, "读取次数", "Reads"),
        ("rows", Unit::Rows, "读出行数", "Rows that left"),
        ("certificates", Unit::Count, "证书", "Certificates"),
        ("orders", Unit::Count, "责令", "Orders"),
        ("credit", Unit::Count, "信用记录", "Credit entries"),
    ],
};

#[derive(Default)]
pub(super) struct OperatorYear {
    tallies: BTreeMap<OrganisationId, Tally>,
}

#[derive(Default, Clone, Copy)]
struct Tally {
    cases: u64,
    authorised: u64,
    reports: u64,
    granted: u64,
    reads: u64,
    rows: u64,
    certificates: u64,
    orders: u64,
    credit: u64,
}

fn operates(case: &Case, roll: &Roll<'_>) -> bool {
    roll.procedure(case).is_some_and(|procedure| procedure.register == Some(Register::Operation))
}

/// Against whom an entry is made: who must obey, where the case is about an agreement, else whose entry it is.
fn against<'e>(entry: &'e Entry, roll: &'e Roll<'_>) -> &'e Consumer {
    let consumer = roll.case(&entry.case).and_then(|case| case.consumer.as_ref());
    consumer.unwrap_or(&entry.holder)
}

impl OperatorYear {
    fn of(&mut self, consumer: &Consumer, roll: &Roll<'_>) -> Option<&mut Tally> {
        let body = roll.consumer_here(consumer).filter(|body| body.kind == OrganisationKind::Operator)?;
        Some(self.tallies.entry(body.id.clone()).or_default())
    }

    fn enter(&mut self, entry: &Entry, roll: &Roll<'_>) -> bool {
        let order = matches!(entry.register, Register::Order | Register::Credit);
        let whose = if order { against(entry, roll) } else { &entry.holder };
        let Some(tally) = self.of(whose, roll) else { return false };
        match entry.register {
            Register::Operation => tally.authorised += 1,
            Register::Order => tally.orders += 1,
            Register::Credit => tally.credit += 1,
            _ if entry.number.is_some() => tally.certificates += 1,
            _ => return false,
        }
        true
    }
}

impl Fold for OperatorYear {
    fn shape(&self) -> &'static Shape {
        &SHAPE
    }

    fn take(&mut self, seen: Seen<'_>, roll: &Roll<'_>) -> bool {
        if !seen.counts {
            return false;
        }
        match seen.act() {
            Act::CaseOpened(case) if operates(case, roll) => {
                self.of(&case.applicant, roll).map(|tally| tally.cases += 1).is_some()
            }
            Act::CaseStepped(stepped) => {
                let Some(case) = roll.case_of(seen).filter(|case| operates(case, roll)) else { return false };
                let step = roll.procedure(case).and_then(|procedure| procedure.step(&stepped.step));
                let told = step.is_some_and(|step| step.tells.is_some());
                told && self.of(&case.applicant, roll).map(|tally| tally.reports += 1).is_some()
            }
            Act::AgreementGranted(agreement) => {
                self.of(&agreement.consumer, roll).map(|tally| tally.granted += 1).is_some()
            }
            Act::DataReleased(receipt) => {
                let reader = receipt.organisation.clone().map(Consumer::Organisation);
                let Some(tally) = reader.and_then(|reader| self.of(&reader, roll)) else { return false };
                tally.reads += 1;
                tally.rows = tally.rows.saturating_add(receipt.rows);
                true
            }
            Act::EntryMade(entry) => self.enter(entry, roll),
            _ => false,
        }
    }

    fn rows(&self, roll: &Roll<'_>) -> Vec<Vec<Cell>> {
        let operators = roll.bodies_here().filter(|body| body.kind == OrganisationKind::Operator);
        let row = |body: &OrganisationId| {
            let held = |consumer: &Consumer| matches!(consumer, Consumer::Organisation(id) if id == body);
            let agreements = roll.agreements_in_force().filter(|agreement| held(&agreement.consumer)).count();
            let tally = self.tallies.get(body).copied().unwrap_or_default();
            let Tally { cases, authorised, reports, granted, reads, rows, certificates, orders, credit } = tally;
            let mut row = Vec::from(roll.named(body));
            row.extend([cases, authorised, reports, granted].map(Cell::Count));
            row.push(Cell::number(agreements));
            row.extend([reads, rows, certificates, orders, credit].map(Cell::Count));
            row
        };
        operators.map(|body| row(&body.id)).collect()
    }
}
