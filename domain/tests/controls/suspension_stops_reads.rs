//! `suspension-stops-reads` 暂停即停用: a suspended agreement reads nothing, from that commit on.

use domain::agreement::Channel;
use law::Actor as Part;
use serde_json::json;

use crate::agreements::{reading, suspended};

#[test]
fn reading_stops_when_the_service_is_suspended_and_goes_on_when_it_is_resumed() {
    let mut stage = suspended("pilot", "hunan-data-2024#36");
    let refused = "refused refusal-agreement-suspended hunan-data-2024#36(一)";
    assert_eq!(reading(&stage, "agr-1", Channel::Key), refused);
    let correct = json!({"measures": "已删除", "finished_on": "2026-02-10"});
    assert_eq!(stage.takes(Part::Consumer, 1, "correct", &correct), "case-stepped entry-amended");
    assert_eq!(reading(&stage, "agr-1", Channel::Key), refused, "a promise is no resumption");
    let resumed = stage.takes(Part::Authority, 1, "resume", &json!({"conclusion": "改正到位"}));
    assert_eq!(resumed, "case-stepped agreement-resumed entry-amended entry-closed");
    assert_eq!(reading(&stage, "agr-1", Channel::Key), "编号:keep");
    assert!(stage.case().ended);
}
