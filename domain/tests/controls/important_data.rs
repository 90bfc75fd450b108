//! `important-data` 重要数据重点保护: important data is granted or opened only once it is on its register and was assessed.

use base::Grade;
use law::{Actor as Part, Register};
use serde_json::{Value, json};

use crate::controls::after;
use crate::scene::{Stage, place};

const ARTICLE: &str = "hunan-cybersecurity-2021#25(2)";

/// An application in Hunan for a dataset with an important field, accepted, with these registers holding the dataset.
fn asked(about: &[Register]) -> Stage {
    let mut stage = after("430000", "conditional-opening", Part::Applicant, &[(Part::Provider, "accept")]);
    stage.on_record = domain::case::OnRecord::default();
    stage.dataset.fields[2].confirmed = Some(Grade::Important);
    let held = about.iter().copied().collect();
    stage.on_record.about.insert(stage.dataset.id.clone(), held);
    stage
}

fn grant() -> Value {
    json!({"fields": ["编号"], "term": "2026-06-30", "channels": ["key"]})
}

#[test]
fn important_data_is_not_granted_before_it_is_listed_and_assessed() {
    let granted = |about: &[Register]| asked(about).takes(Part::Provider, 1, "grant", &grant());
    assert_eq!(granted(&[]), format!("refused refusal-important-not-listed {ARTICLE}"));
    assert_eq!(granted(&[Register::RiskAssessment]), format!("refused refusal-important-not-listed {ARTICLE}"));
    assert_eq!(granted(&[Register::ImportantData]), format!("refused refusal-important-not-assessed {ARTICLE}"));
    // An entry of the body about another dataset protects that one, not this.
    let mut stage = asked(&[]);
    stage.on_record.registers.extend([Register::ImportantData, Register::RiskAssessment]);
    let refused = stage.takes(Part::Provider, 1, "grant", &grant());
    assert_eq!(refused, format!("refused refusal-important-not-listed {ARTICLE}"));
}

#[test]
fn nor_is_it_opened() {
    let mut stage = after("430000", "open-upgrade", Part::Provider, &[(Part::Authority, "review")]);
    stage.dataset.fields[2].confirmed = Some(Grade::Core);
    let given = json!({"open_class": "unconditional", "reason": "已脱密"});
    let refused = stage.takes(Part::Authority, 1, "reclassify", &given);
    assert_eq!(refused, format!("refused refusal-important-not-listed {ARTICLE}"));
}

#[test]
fn listed_and_assessed_it_may_be_granted() {
    let mut stage = asked(&[Register::ImportantData, Register::RiskAssessment]);
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &grant()), "case-stepped agreement-granted");
    // An assessment of the body as a whole will do.
    let mut stage = asked(&[Register::ImportantData]);
    stage.on_record.registers.insert(Register::RiskAssessment);
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &grant()), "case-stepped agreement-granted");
    // Where no article protects it first, masks do.
    let mut stage = after("460000", "conditional-opening", Part::Applicant, &[(Part::Provider, "accept")]);
    stage.dataset.fields[2].confirmed = Some(Grade::Important);
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &grant()), "case-stepped agreement-granted");
}

/// A grading case whose words make the given fields important, referred to the authority.
fn referred(region: &'static str, words: &Value) -> Stage {
    let mut stage = Stage::new(place(region), "grading");
    assert_eq!(stage.opens(Part::Provider, &json!({"dataset": "ds-residents"})), "case-opened case-stepped");
    assert_eq!(stage.takes(Part::Provider, 1, "refer", &json!({"grades": words})), "case-stepped");
    stage
}

#[test]
fn a_grade_confirmed_important_opens_the_case_that_puts_it_into_the_catalogue() {
    let words = json!([{"field": "姓名", "grade": "general3"},
        {"field": "编号", "grade": "important", "reason": "可以推知重要设施的位置"}]);
    let mut stage = referred("430000", &words);
    let confirmed = "case-stepped case-opened case-stepped grades-confirmed";
    assert_eq!(stage.takes(Part::Authority, 1, "endorse", &json!({})), confirmed);
    let raised = &stage.raised[0];
    assert_eq!((raised.procedure.as_str(), raised.state.as_str()), ("important-data", "identified"));
    assert_eq!((raised.provider.as_ref(), &raised.form["fields"]), (Some(&stage.dataset.provider), &json!(["编号"])));
    assert_eq!(raised.form["harm"], "编号：可以推知重要设施的位置");
    assert_eq!(stage.baseless, [] as [String; 0]);

    // What is in the catalogue, or about to be, is not put there twice; nor is what is not important.
    let mut stage = referred("430000", &words);
    stage.on_record.listed.insert("编号".to_owned());
    assert_eq!(stage.takes(Part::Authority, 1, "endorse", &json!({})), "case-stepped grades-confirmed");
    // Where the law keeps no such catalogue there is no case.
    let mut stage = referred("460000", &words);
    assert_eq!(stage.takes(Part::Authority, 1, "endorse", &json!({})), "case-stepped grades-confirmed");
}
