//! What a decision to open puts on record, and what of it is given from then on: by the very masks it names, to everyone
//! and on condition.

use base::{Grade, Kind};
use domain::dataset::Field;
use domain::release::openly_given;
use law::{Actor as Part, OpenClass};
use serde_json::{Value, json};

use crate::fixture::field;
use crate::scene::{Stage, place};

/// A dataset with a date of birth and an amount, in a region that lets closed data be opened.
fn closed() -> Stage {
    let mut stage = Stage::new(place("430000"), "open-upgrade");
    let born = Field { data_type: "date".to_owned(), ..field("出生日期", Grade::General3, &[Kind::BirthDate]) };
    let amount = Field { data_type: "int".to_owned(), ..field("金额", Grade::General2, &[]) };
    stage.dataset.fields.extend([born, amount]);
    stage
}

fn masks() -> Value {
    json!({"出生日期": {"mask": "generalise", "to": "year"}, "金额": {"mask": "round", "places": -2}, "姓名": {"mask": "drop"}})
}

fn proposes(stage: &mut Stage, said: &Value) -> String {
    let mut form =
        json!({"dataset": "ds-residents", "target_class": "unconditional", "reason": "需求多", "measures": "脱敏"});
    form.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
    stage.opens(Part::Provider, &form)
}

fn opens(stage: &mut Stage, said: &Value) -> String {
    proposes(stage, said);
    stage.takes(Part::Authority, 1, "review", &json!({"opinion": "到位", "residual_risk": "低"}));
    stage.takes(Part::Authority, 1, "reclassify", &json!({"open_class": "unconditional", "reason": "已脱敏"}))
}

fn given(stage: &Stage) -> String {
    let fields = openly_given(&stage.dataset, &[], &stage.deciding());
    fields.iter().map(|field| format!("{}:{}", field.name, field.mask)).collect::<Vec<_>>().join(" ")
}

/// The same records in another case.
fn next(stage: Stage, procedure: &str) -> Stage {
    let mut next = Stage::new(stage.place, procedure);
    (next.dataset, next.number) = (stage.dataset, 2);
    next
}

const OPENED: &str = "编号:keep 出生日期:generalise(year) 金额:round(-2)";

#[test]
fn what_is_opened_is_given_under_the_masks_of_the_decision_and_by_silence_nothing_more() {
    let mut stage = closed();
    assert_eq!(given(&stage), "编号:keep 金额:keep");
    assert_eq!(opens(&mut stage, &json!({"masks": masks()})), "case-stepped dataset-reclassified");
    let opened = stage.dataset.opened.clone().unwrap();
    assert_eq!((&opened.assessed, &opened.case), (&stage.dataset.version, &stage.case().id));
    assert_eq!(given(&stage), OPENED, "a number of an identity card is left as it is, and so is not given");

    // A field that came later waits for a decision of its own, a stricter grade closes one that was open.
    stage.dataset.fields.push(field("备注", Grade::General1, &[]));
    assert_eq!(given(&stage), OPENED);
    stage.dataset.fields[3].confirmed = Some(Grade::Important);
    assert_eq!(given(&stage), "编号:keep 金额:round(-2)");
    stage.dataset.fields[3].confirmed = None;
    stage.dataset.fields[4].data_type = "text".to_owned();
    assert_eq!(given(&stage), "编号:keep 出生日期:generalise(year)", "a mask that no longer fits gives nothing");
    stage.dataset.fields[4].data_type = "int".to_owned();

    // A later case that names no masks keeps them.
    let mut stage = next(stage, "open-upgrade");
    stage.on_record.registers.clear();
    assert_eq!(opens(&mut stage, &json!({"declassification": "file-1"})), "case-stepped dataset-reclassified");
    assert_eq!(given(&stage), OPENED);
}

#[test]
fn a_mask_that_cannot_work_is_told_when_the_opening_is_proposed() {
    let wrong = |masks: Value| proposes(&mut closed(), &json!({"masks": masks}));
    let unfit = json!({"金额": {"mask": "free-text"}, "无此项": {"mask": "redact"}});
    let expected = "invalid form.masks.无此项=invalid-unknown-field form.masks.金额=invalid-mask-unfit";
    assert_eq!(wrong(unfit), expected);
}

#[test]
fn a_grant_on_condition_gives_no_more_than_the_decision_to_open() {
    let mut stage = closed();
    opens(&mut stage, &json!({"masks": masks()}));
    stage.dataset.catalogue.opening.class = OpenClass::Conditional;
    let mut stage = next(stage, "conditional-opening");
    let form = json!({"purpose": stage.placeholder("$purpose"), "scenario": "研究", "term": stage.later(),
        "safety": "加密保存", "dataset": "ds-residents"});
    assert!(stage.opens(Part::Applicant, &form).starts_with("case-opened"));
    stage.takes(Part::Provider, 1, "accept", &json!({}));
    let grant = |masks: Value| json!({"fields": ["编号", "出生日期", "金额"], "masks": masks, "term": stage.later(), "channels": ["page"]});
    let (weaker, silent) = (grant(json!({"金额": {"mask": "keep"}})), grant(json!({})));
    let refused = "refused refusal-mask-weaker-than-opened hunan-cybersecurity-2021#40(2)";
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &weaker), refused);
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &silent), "case-stepped agreement-granted");
    let agreement = &stage.agreements[stage.case().agreement.as_ref().unwrap().as_str()];
    let fields: Vec<_> = agreement.tables[0].fields.iter().map(|field| field.mask.to_string()).collect();
    assert_eq!(fields, ["keep", "generalise(year)", "round(-2)"]);
}
