//! `reversible-with-basis` 溯源例外: a personal field leaves as it is only where tracing is allowed and the grant names its statute.

use domain::act::Act;
use domain::case::EffectActs;
use law::Actor as Part;
use serde_json::{Value, json};

use crate::controls::after;
use crate::scene::{Stage, inputs};

fn accepted() -> Stage {
    let mut stage = after("430000", "conditional-opening", Part::Applicant, &[(Part::Provider, "accept")]);
    stage.on_record.registers.clear();
    stage
}

fn bare(statute: Option<&str>) -> Value {
    json!({"fields": ["姓名"], "masks": {"姓名": {"mask": "keep"}}, "term": "2026-06-30", "channels": ["key"],
        "tracing": statute})
}

#[test]
fn without_its_statute_a_name_does_not_leave_bare() {
    for statute in [None, Some("  ")] {
        let refused = accepted().takes(Part::Provider, 1, "grant", &bare(statute));
        assert_eq!(refused, "refused refusal-personal-unprotected hunan-cybersecurity-2021#28(三)");
    }
}

#[test]
fn with_it_the_grant_rests_on_the_exception_too() {
    let stage = accepted();
    let who = stage.person(Part::Provider, 1);
    let given = inputs(&bare(Some("食品安全法第四十二条")));
    let outcome =
        domain::case::step(stage.case(), stage.procedure, "grant", given, &stage.facts(&who), &stage.deciding());
    let effects = outcome.unwrap().effects;
    let EffectActs::Agreement(_, acts) = &effects[0] else { panic!("no agreement") };
    assert!(matches!(acts[0].act, Act::AgreementGranted(_)));
    let basis: Vec<String> = acts[0].basis.iter().map(ToString::to_string).collect();
    assert_eq!(basis, ["hunan-cybersecurity-2021#39(2b)", "hunan-cybersecurity-2021#28(2b)"]);
}
