//! `draft-never-binds` 草案不生效: a draft binds only where a region's file tries it out, and is loaded nowhere else.

use base::Timestamp;
use law::{Basis, Control};

use crate::{LAW, basis, date, region, with};

const HUNAN: &str = "regions/430000.toml";
const PILOT: &str = include_str!("../pilot/430000.toml");

#[test]
fn the_draft_does_not_bind() {
    let hunan = region("430000");
    assert!(!hunan.is_bound("hunan-data-2024", date("2030-01-01")));
    assert!(!LAW.resolves(hunan, &basis("hunan-data-2024#17")));
    let cited: Vec<&Basis> = LAW
        .duties(hunan)
        .map(|duty| &duty.basis)
        .chain(hunan.settings().map(|(_, answer)| &answer.basis))
        .chain(hunan.clocks().filter_map(|(clock, _)| Some(&hunan.clock(clock)?.basis)))
        .filter(|basis| basis.regulation() == "hunan-data-2024")
        .collect();
    assert!(cited.is_empty(), "{cited:?}");
}

#[test]
fn the_draft_binds_in_the_pilot_from_its_day() {
    let law = with(HUNAN, PILOT).unwrap();
    let hunan = law.region("430000").unwrap();
    let on = |day: &str| hunan.is_bound("hunan-data-2024", date(day));
    assert!(!on("2024-06-30") && on("2024-07-01"));
    assert_eq!(hunan.bindings.iter().map(|binding| binding.pilot).collect::<Vec<_>>(), [false, true]);
    assert_eq!(law.duties(hunan).count(), 144 + 150);
    // What only the draft carries.
    let double = |day: &str| hunan.basis(Control::DoubleAuthorisation, date(day)).map(ToString::to_string);
    assert_eq!((double("2024-06-30"), double("2024-07-01").is_some()), (None, true));
    assert!(hunan.runs("authorised-operation") && hunan.asks("conditional-opening.undertaking").is_some());
    let due = |day: &str| law.due(hunan, "operation.report", Timestamp::start_of(date(day)), None).map(|due| due.date);
    assert_eq!((due("2024-06-30"), due("2024-07-01")), (None, Some(date("2025-07-01"))));
    // The regulation in force stays first.
    let open = hunan.basis(Control::ShareByDefault, date("2026-01-05")).unwrap();
    assert_eq!(open.regulation(), "hunan-cybersecurity-2021");
}

#[test]
fn a_draft_without_pilot_is_refused() {
    let errors = with(HUNAN, &PILOT.replacen("pilot = true", "", 1)).unwrap_err().to_string();
    let line = PILOT.lines().position(|line| line.contains("\"hunan-data-2024\"")).unwrap() + 1;
    assert_eq!(
        errors,
        format!(
            "{HUNAN}:{line}: expected a regulation in force, found the draft \"hunan-data-2024\"; a draft binds only with pilot = true"
        )
    );
}
