use base::Mask;
use domain::account::Role;
use domain::agreement::{AgreedTable, Agreement, AgreementStatus, Channel, Consumer, GrantedField, Marking};
use domain::dataset::Dataset;
use domain::release::{self, Ask};

use crate::fixture::{World, account, dataset, said};

pub(crate) fn agreement(world: &World) -> Agreement {
    let granted = |name: &str, mask| GrantedField { name: name.to_owned(), mask };
    Agreement {
        id: "agr-1".parse().unwrap(),
        provider: "a".parse().unwrap(),
        consumer: Consumer::Organisation("b".parse().unwrap()),
        tables: vec![AgreedTable {
            dataset: "ds-residents".parse().unwrap(),
            fields: vec![
                granted("编号", Mask::Keep),
                granted("姓名", Mask::Partial { head: 1, tail: 0 }),
                granted("身份证号", Mask::Drop),
            ],
            rows: Vec::new(),
            marking: Marking::default(),
            sample: None,
        }],
        purpose: "credit-assessment".to_owned(),
        channels: [Channel::Key, Channel::Page].into(),
        from: world.today(),
        until: "2026-06-30".parse().unwrap(),
        case: "case-1".parse().unwrap(),
        status: AgreementStatus::InForce,
        rests_on: None,
        scene: None,
        excepted: std::collections::BTreeSet::new(),
        consent: None,
    }
}

pub(crate) struct When {
    pub(crate) purpose: &'static str,
    pub(crate) channel: Channel,
    pub(crate) fields: Option<&'static [&'static str]>,
    pub(crate) touches: &'static [&'static str],
    pub(crate) reader: &'static str,
    pub(crate) agreed: bool,
}

pub(crate) const PLAIN: When =
    When { purpose: "credit-assessment", channel: Channel::Key, fields: None, touches: &[], reader: "b", agreed: true };

pub(crate) fn check(when: &When, change: impl FnOnce(&mut Agreement, &mut Dataset, &mut World), expected: &str) {
    let mut world = World::new();
    let (mut agreement, mut dataset) = (agreement(&world), dataset());
    change(&mut agreement, &mut dataset, &mut world);
    let reader = account("reader", Some(when.reader), &[Role::Reader]);
    let fields: Option<Vec<String>> = when.fields.map(|names| names.iter().map(ToString::to_string).collect());
    let touches: Vec<String> = when.touches.iter().map(ToString::to_string).collect();
    let ask = Ask {
        account: &reader,
        agreement: when.agreed.then_some(&agreement),
        datasets: vec![&dataset],
        purpose: when.purpose,
        channel: when.channel,
        fields: fields.as_deref(),
        touches: &touches,
        consents: Vec::new(),
    };
    let told = match release::decide(&ask, &world.deciding()) {
        Ok(allowed) => {
            let shown = allowed.iter().flat_map(|table| &table.shown);
            shown.map(|field| format!("{}:{}", field.name, field.mask)).collect::<Vec<_>>().join(" ")
        }
        Err(no) => said(Err(no)),
    };
    assert_eq!(told, expected);
}

const AGREED_USE: &str = "hainan-bigdata-2019#17(1)";

pub(crate) fn refused(key: &str) -> String {
    format!("refused {key} {AGREED_USE}")
}

#[test]
fn what_is_agreed_may_be_used_and_a_dropped_field_does_not_exist() {
    check(&PLAIN, |_, _, _| {}, "编号:keep 姓名:partial(1,0)");
    check(&When { fields: Some(&["姓名"]), ..PLAIN }, |_, _, _| {}, "姓名:partial(1,0)");
    check(&When { fields: Some(&["姓名", "编号", "姓名"]), ..PLAIN }, |_, _, _| {}, "姓名:partial(1,0) 编号:keep");
    check(&When { fields: Some(&["身份证号"]), ..PLAIN }, |_, _, _| {}, &refused("refusal-field-out-of-scope"));
    check(&When { fields: Some(&["编号"]), touches: &["姓名"], ..PLAIN }, |_, _, _| {}, "编号:keep");
    check(&When { touches: &["身份证号"], ..PLAIN }, |_, _, _| {}, &refused("refusal-field-out-of-scope"));
    check(&When { fields: Some(&["无此项"]), ..PLAIN }, |_, _, _| {}, &refused("refusal-field-out-of-scope"));
}

#[test]
fn a_term_runs_to_the_last_moment_of_its_last_day_in_shanghai() {
    let at =
        |text: &'static str| move |_: &mut Agreement, _: &mut Dataset, w: &mut World| w.now = text.parse().unwrap();
    check(&PLAIN, at("2026-06-30T23:59:59.999+08:00"), "编号:keep 姓名:partial(1,0)");
    check(&PLAIN, at("2026-07-01T00:00:00+08:00"), &refused("refusal-agreement-expired"));
}
