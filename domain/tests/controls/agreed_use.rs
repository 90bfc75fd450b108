//! `agreed-use` 按规定使用: purpose, fields, channel and term of the agreement bind every read.

use domain::agreement::{AgreementStatus, Channel};

use crate::release::{PLAIN, When, check, refused};

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
fn use_inside_the_agreement_is_given() {
    check(&PLAIN, |_, _, _| {}, "编号:keep 姓名:partial(1,0)");
    check(&When { fields: Some(&["编号"]), channel: Channel::Page, ..PLAIN }, |_, _, _| {}, "编号:keep");
}
