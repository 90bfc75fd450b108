//! `destruction-approved` 销毁审批: nothing is destroyed before another person approved it.

use domain::agreement::Channel;
use law::Actor as Part;
use serde_json::json;

use crate::agreements::reading;
use crate::cases::stage;
use crate::controls::{filled, opening};

#[test]
fn a_destroyed_version_is_gone_for_every_reader() {
    let mut stage = stage("destruction");
    let form = json!({"version": "ver-1", "ground": "expired", "basis": "hainan-bigdata-2019#47(2)", "object": "全部",
        "process": "双人", "technique": "crypto-erase", "archived": "not-needed"});
    assert_eq!(stage.opens(Part::Provider, &form), "case-opened case-stepped");
    let approve = json!({"opinion": "同意", "holds": "无"});
    assert_eq!(stage.takes(Part::Provider, 2, "approve", &approve), "case-stepped");
    let done = json!({"destroyed_on": "2026-02-10", "operator": "甲", "witness": "乙", "course": "不可恢复"});
    let destroyed = stage.takes(Part::Provider, 1, "destroy", &done);
    assert_eq!(destroyed, "case-stepped version-destroyed version-gone entry-made");
    assert_eq!(stage.version.destroyed, Some(stage.now));
    assert_eq!(reading(&stage, "agr-1", Channel::Key), "state state-no-version");
    let mut again = crate::cases::stage("destruction");
    again.version = stage.version.clone();
    again.opens(Part::Provider, &form);
    again.takes(Part::Provider, 2, "approve", &approve);
    assert_eq!(again.takes(Part::Provider, 1, "destroy", &done), "state state-version-destroyed");
}

#[test]
fn what_was_not_approved_by_another_is_not_destroyed() {
    let mut stage = stage("destruction");
    let form = opening(&stage);
    assert_eq!(stage.opens(Part::Provider, &form), "case-opened case-stepped");
    let destroy = filled(&stage, "destroy");
    assert_eq!(stage.takes(Part::Provider, 2, "destroy", &destroy), "state state-step-does-not-fit");
    let approve = filled(&stage, "approve");
    let own = stage.takes(Part::Provider, 1, "approve", &approve);
    assert!(own.starts_with("refused refusal-second-person"), "{own}");
    assert_eq!(stage.version.destroyed, None);
}
