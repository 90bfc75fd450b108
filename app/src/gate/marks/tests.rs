use arrow::array::{ArrayRef, RecordBatch, StringArray};
use arrow::datatypes::{Field as Column, TimeUnit};
use base::Grade;
use domain::agreement::ProtectedTotal;

use super::*;

fn schema() -> Schema {
    let types = [
        ("编号", DataType::Int64),
        ("人数", DataType::Int64),
        ("金额", DataType::Decimal128(18, 2)),
        ("费率", DataType::Decimal128(18, 1)),
        ("系数", DataType::Float64),
        ("日期", DataType::Date32),
        ("时间", DataType::Timestamp(TimeUnit::Microsecond, None)),
        ("说明", DataType::Utf8),
        ("区县", DataType::Utf8),
        ("有效", DataType::Boolean),
    ];
    Schema::new(types.map(|(name, data_type)| Column::new(name, data_type, true)).to_vec())
}

fn shown(change: impl Fn(&str) -> Mask) -> Vec<GrantedField> {
    let schema = schema();
    let fields = schema.fields().iter();
    fields.map(|field| GrantedField { name: field.name().clone(), mask: change(field.name()) }).collect()
}

fn marking(json: &str) -> Marking {
    serde_json::from_str(json).unwrap()
}

fn planned(shown: &[GrantedField], marking: &Marking, kinds: &[(&str, Kind)]) -> Result<Plan, Unmarked> {
    let field = |(name, kind): &(&str, Kind)| Field {
        name: (*name).to_owned(),
        data_type: "decimal".to_owned(),
        kinds: [*kind].into(),
        proposed: Grade::General1,
        why: Vec::new(),
        confirmed: None,
        corrected: None,
    };
    let fields: Vec<Field> = kinds.iter().map(field).collect();
    Leaving { schema: &schema(), shown, marking, fields: &fields, key: Some("编号"), telling: None }.plan().unwrap()
}

/// The rules of a plan as `name bound`.
#[track_caller]
fn check(shown: &[GrantedField], agreed: &str, kinds: &[(&str, Kind)], expected: &[&str]) {
    let plan = planned(shown, &marking(agreed), kinds).unwrap();
    let rules = plan.draft().rules.iter().map(|rule| format!("{} {}", rule.name, rule.bound));
    assert_eq!(rules.collect::<Vec<_>>(), expected);
}

#[test]
fn where_nothing_is_agreed_only_decimals_move_and_by_less_than_their_last_place_but_one() {
    check(&shown(|_| Mask::Keep), "{}", &[], &["金额 5", "费率 1"]);
}

#[test]
fn a_tolerance_lets_every_type_move_within_it() {
    let agreed = r#"{"tolerance": {"人数": "2", "金额": "0.5", "费率": "0.25", "系数": "0.5", "日期": "3",
        "时间": "120", "说明": "4"}}"#;
    let expected = ["人数 2", "金额 50", "费率 2", "系数 5", "日期 3", "时间 120", "说明 4"];
    check(&shown(|_| Mask::Keep), agreed, &[], &expected);
}

#[test]
fn the_key_what_is_exact_masked_personal_or_a_group_of_a_total_stays() {
    let agreed = r#"{"exact": ["费率"], "totals": [{"measure": "金额", "by": ["区县", "人数"]}],
        "tolerance": {"编号": "1", "人数": "1", "系数": "0.5", "日期": "1"}}"#;
    let masked = shown(|name| if name == "系数" { Mask::Redact } else { Mask::Keep });
    check(&masked, agreed, &[("日期", Kind::BirthDate), ("金额", Kind::Income)], &["金额 5"]);
    let plan = planned(&masked, &marking(agreed), &[]).unwrap();
    assert_eq!(
        plan.draft().totals,
        [Total { measure: "金额".to_owned(), by: vec!["区县".to_owned(), "人数".to_owned()] }]
    );
    assert_eq!(plan.draft().key, ["编号"]);
}

#[test]
fn a_group_that_is_not_shown_leaves_the_coarser_totals_protected() {
    let agreed = Marking {
        totals: vec![ProtectedTotal {
            measure: "金额".to_owned(), by: vec!["区县".to_owned(), "说明".to_owned()]
        }],
        ..Marking::default()
    };
    let some: Vec<_> = shown(|_| Mask::Keep).into_iter().filter(|field| field.name != "说明").collect();
    let plan = planned(&some, &agreed, &[]).unwrap();
    assert_eq!(plan.draft().totals, [Total { measure: "金额".to_owned(), by: vec!["区县".to_owned()] }]);
}

#[test]
fn a_key_that_does_not_leave_or_no_longer_tells_rows_apart_tells_them_all_the_same() {
    let key = |shown: &[GrantedField]| planned(shown, &Marking::default(), &[]).unwrap().draft().key.clone();
    let hidden: Vec<_> = shown(|_| Mask::Keep).into_iter().filter(|field| field.name != "编号").collect();
    assert_eq!(key(&hidden), [ROW_KEY]);
    let mask = |mask: &Mask| shown(|name| if name == "编号" { mask.clone() } else { Mask::Keep });
    assert_eq!(key(&mask(&Mask::Partial { head: 1, tail: 0 })), [ROW_KEY]);
    assert_eq!(key(&mask(&Mask::Pseudonym)), ["编号"]);
}

#[test]
fn a_copy_without_any_place_for_marks_says_why() {
    let texts: Vec<_> = shown(|_| Mask::Keep).into_iter().filter(|field| field.name == "说明").collect();
    assert_eq!(planned(&texts, &Marking::default(), &[]).unwrap_err(), Unmarked::NoField);
    let alone: Vec<_> = shown(|_| Mask::Keep).into_iter().filter(|field| field.name == "金额").collect();
    assert_eq!(without_key(&alone, "{}", &["说明"]).unwrap_err(), Unmarked::NoKey, "nothing else tells its rows apart");
    assert_eq!(without_key(&texts, "{}", &[]).unwrap_err(), Unmarked::NoField, "all rows are alike");
}

/// Plans a table without a key, of which these fields differ from row to row and the others hardly do.
fn without_key(shown: &[GrantedField], agreed: &str, telling: &[&str]) -> Result<Plan, Unmarked> {
    let rows = 600;
    let column = |field: &std::sync::Arc<Column>| {
        let value = |row: usize| if telling.contains(&field.name().as_str()) { row } else { row % 2 };
        let values: StringArray = (0..rows).map(|row| Some(value(row).to_string())).collect();
        (field.name().clone(), std::sync::Arc::new(values) as ArrayRef)
    };
    let batch = RecordBatch::try_from_iter(schema().fields().iter().map(column)).unwrap();
    let telling = RowTelling::new(&[batch]).unwrap();
    let marking = marking(agreed);
    let schema = schema();
    Leaving { schema: &schema, shown, marking: &marking, fields: &[], key: None, telling: Some(&telling) }
        .plan()
        .unwrap()
}

/// The fields rows are told by, and those that carry marks.
#[track_caller]
fn told(agreed: &str, telling: &[&str], expected: (&[&str], &[&str])) {
    let plan = without_key(&shown(|_| Mask::Keep), agreed, telling).unwrap();
    let draft = plan.draft();
    let rules: Vec<&str> = draft.rules.iter().map(|rule| rule.name.as_str()).collect();
    assert_eq!((draft.told_by.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), rules.as_slice()), expected);
    assert!(draft.key.is_empty());
}

#[test]
fn without_a_key_rows_are_told_by_what_leaves_as_it_is_and_differs_most() {
    told("{}", &["说明"], (&["说明"], &["金额", "费率"]));
    told("{}", &["系数", "说明"], (&["说明"], &["金额", "费率"]));
    told(r#"{"exact": ["金额"]}"#, &["金额"], (&["金额"], &["费率"]));
}

#[test]
fn a_field_gives_up_its_marks_only_where_few_are_left_otherwise() {
    // All rows but the amounts are nearly alike: by the amounts they are told, and the rates carry the marks.
    told("{}", &["金额"], (&["金额"], &["费率"]));
    let total = r#"{"totals": [{"measure": "金额", "by": ["区县"]}]}"#;
    told(total, &["金额"], (&["编号"], &["金额", "费率"]));
}

#[test]
fn where_no_field_can_carry_marks_the_order_of_rows_does_if_rows_are_told_apart() {
    let some = |names: &'static [&str]| -> Vec<GrantedField> {
        shown(|_| Mask::Keep).into_iter().filter(|field| names.contains(&field.name.as_str())).collect()
    };
    let by_key = planned(&some(&["编号", "人数"]), &Marking::default(), &[]).unwrap();
    assert_eq!((by_key.draft().rules.len(), by_key.draft().rows.order), (0, 500));
    let by_text = without_key(&some(&["说明", "人数"]), "{}", &["说明"]).unwrap();
    assert_eq!((by_text.draft().told_by.as_slice(), by_text.draft().rows.order), (["说明".to_owned()].as_slice(), 500));
}
