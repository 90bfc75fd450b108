//! `share-classes` 共享类型: what is classed as not shared is not shared, by whatever way it is asked for.

use law::{Actor as Part, ShareClass};

use crate::agreements::reading;
use crate::cases::{accepted, grant, request, stage};
use domain::agreement::Channel;

const REFUSED: &str = "refused refusal-not-shared hainan-bigdata-2019#15(1a)";

#[test]
fn what_is_not_shared_cannot_be_asked_for_and_is_read_no_more_under_an_agreement() {
    let mut stage = stage("sharing-request");
    stage.dataset.catalogue.sharing.class = ShareClass::NotShared;
    assert_eq!(stage.opens(Part::Applicant, &request()), REFUSED);
    let mut stage = accepted();
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &grant()), "case-stepped agreement-granted");
    let id = stage.case().agreement.clone().unwrap().to_string();
    stage.dataset.catalogue.sharing.class = ShareClass::NotShared;
    assert_eq!(reading(&stage, &id, Channel::Key), REFUSED, "the agreement rested on the class");
}

#[test]
fn what_is_shared_on_condition_is_asked_for_and_read() {
    let mut stage = accepted();
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &grant()), "case-stepped agreement-granted");
    let id = stage.case().agreement.clone().unwrap().to_string();
    assert_eq!(reading(&stage, &id, Channel::Key), "编号:keep 姓名:partial(1,0)");
}
