use base::{Grade, Mask};
use domain::account::Role;
use domain::agreement::{AgreedTable, Agreement, AgreementStatus, Channel, Consumer, GrantedField};
use domain::dataset::{Dataset, DatasetStatus};
use domain::release::{self, Ask};
use law::OpenClass;

use crate::fixture::{World, account, dataset, field, said};

fn agreement(world: &World) -> Agreement {
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
        }],
        purpose: "credit-assessment".to_owned(),
        channels: [Channel::Key, Channel::Page].into(),
        from: world.today(),
        until: "2026-06-30".parse().unwrap(),
        case: "case-1".parse().unwrap(),
        status: AgreementStatus::InForce,
        rests_on: None,
    }
}

struct When {
    purpose: &'static str,
    channel: Channel,
    fields: Option<&'static [&'static str]>,
    touches: &'static [&'static str],
    reader: &'static str,
    agreed: bool,
}

const PLAIN: When =
    When { purpose: "credit-assessment", channel: Channel::Key, fields: None, touches: &[], reader: "b", agreed: true };

fn check(when: &When, change: impl FnOnce(&mut Agreement, &mut Dataset, &mut World), expected: &str) {
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

fn refused(key: &str) -> String {
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
fn use_outside_the_agreement_is_refused_with_its_article() {
    check(&When { purpose: "curiosity", ..PLAIN }, |_, _, _| {}, &refused("refusal-purpose-unknown"));
    check(&When { purpose: "statistics", ..PLAIN }, |_, _, _| {}, &refused("refusal-purpose-not-agreed"));
    check(&When { channel: Channel::Export, ..PLAIN }, |_, _, _| {}, &refused("refusal-channel-not-agreed"));
    check(&When { reader: "c", ..PLAIN }, |_, _, _| {}, &refused("refusal-agreement-not-yours"));
    check(&PLAIN, |a, _, _| a.status = AgreementStatus::Ended, &refused("refusal-agreement-ended"));
    check(&PLAIN, |a, _, _| a.from = "2026-02-11".parse().unwrap(), &refused("refusal-agreement-not-begun"));
    check(&PLAIN, |a, _, _| a.tables.clear(), &refused("refusal-dataset-not-agreed"));
}

#[test]
fn a_term_runs_to_the_last_moment_of_its_last_day_in_shanghai() {
    let at =
        |text: &'static str| move |_: &mut Agreement, _: &mut Dataset, w: &mut World| w.now = text.parse().unwrap();
    check(&PLAIN, at("2026-06-30T23:59:59.999+08:00"), "编号:keep 姓名:partial(1,0)");
    check(&PLAIN, at("2026-07-01T00:00:00+08:00"), &refused("refusal-agreement-expired"));
}

#[test]
fn nothing_leaves_outside_the_catalogue() {
    let draft = |_: &mut Agreement, d: &mut Dataset, _: &mut World| d.status = DatasetStatus::Registered;
    check(&PLAIN, draft, "refused refusal-dataset-not-listed hainan-bigdata-2019#14(1)");
    check(&PLAIN, |_, d, _| d.version = None, "state state-no-version");
}

#[test]
fn without_an_agreement_only_what_is_unconditionally_open_and_not_sensitive() {
    let open = When { agreed: false, ..PLAIN };
    check(&open, |_, _, _| {}, "refused refusal-not-unconditionally-open hainan-bigdata-2019#24(1)");
    let opened = |_: &mut Agreement, d: &mut Dataset, _: &mut World| {
        d.catalogue.opening.class = OpenClass::Unconditional;
        d.fields.push(field("备注", Grade::General2, &[]));
    };
    check(&open, opened, "编号:keep 备注:keep");
    check(
        &When { fields: Some(&["姓名"]), ..open },
        |_, d, _| d.catalogue.opening.class = OpenClass::Unconditional,
        "refused refusal-field-out-of-scope hainan-bigdata-2019#24(1)",
    );
}
