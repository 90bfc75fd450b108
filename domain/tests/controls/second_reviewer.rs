//! `second-reviewer` 双人复核: a second person looks at a change of security settings.

use law::Actor as Part;
use serde_json::{Value, json};

use crate::scene::{Stage, place};

#[test]
fn who_took_a_step_does_not_check_it_nor_who_had_a_word_in_it() {
    let mut stage = Stage::new(place("330500"), "transport-change");
    let form = json!({"setting": "key", "object": "链路", "before": "甲", "after": "乙", "reason": "轮换",
        "risk": "中断", "rollback": "恢复", "planned_on": "2026-03-02"});
    assert_eq!(stage.opens(Part::Applicant, &form), "case-opened case-stepped entry-made");
    let review = json!({"opinion": "同意", "tested": "通过"});
    let refused = "refused refusal-second-person huzhou-security-2020#20(2b)";
    assert_eq!(stage.takes(Part::Applicant, 1, "review", &review), refused);
    stage.place_of = Some(stage.person(Part::Applicant, 2));
    assert_eq!(stage.takes(Part::Applicant, 1, "review", &review), refused, "nor in another's place");
    stage.place_of = None;
    assert_eq!(stage.takes(Part::Applicant, 2, "review", &review), "case-stepped entry-amended");

    let mut stage = Stage::new(place("330500"), "outsourcing");
    stage.on_record.registers.insert(law::Register::Outsourcing);
    let form = json!({"respondent": "concerned", "service": "治理", "kind": "data-service", "system": "业务库",
        "number": "1", "contract": "file-1", "until": "2026-12-31", "supplier_risk": "low"});
    assert_eq!(stage.opens(Part::Applicant, &form), "case-opened case-stepped entry-made");
    let clauses =
        ["security_clause", "purpose_clause", "secrecy_clause", "return_clause", "owner_head", "supplier_head"];
    let duties: Value = clauses.iter().map(|name| ((*name).to_owned(), json!("第八条"))).collect();
    assert_eq!(stage.takes(Part::Applicant, 1, "duties", &duties), "case-approved");
    assert_eq!(stage.takes(Part::Respondent, 1, "duties", &json!({})), "case-stepped entry-amended");
    let accept = json!({"standards": "规范", "opinion": "符合", "test_report": "file-1", "accepted_on": "2026-02-10"});
    assert_eq!(stage.takes(Part::Applicant, 1, "accept", &accept), refused, "though the supplier had the last word");
    assert_eq!(stage.takes(Part::Applicant, 2, "accept", &accept), "case-stepped entry-amended");
}
