//! `emergency-purpose` 应急专用: an emergency grant is bound to its event and ends with it.

use domain::agreement::Channel;
use law::Actor as Part;
use serde_json::json;

use crate::agreements::{emergency, reading};
use crate::controls::opening;
use crate::scene::{Stage, place};

#[test]
fn emergency_data_is_read_until_the_emergency_ends() {
    let (mut stage, id) = emergency();
    let given = json!({"ended_on": "2026-02-10", "data": "destroyed", "use": "安置核对"});
    let ended = stage.takes(Part::Applicant, 1, "end", &given);
    assert_eq!(ended, "case-stepped agreement-ended entry-amended entry-closed");
    let refused = "refused refusal-agreement-ended hunan-cybersecurity-2021#39(2b)";
    assert_eq!(reading(&stage, &id, Channel::Key), refused);
    let (mut stage, id) = emergency();
    assert_eq!(stage.pass("2026-04-01T09:00:00+08:00".parse().unwrap()), ["expire"]);
    assert_eq!(reading(&stage, &id, Channel::Key), refused);
}

#[test]
fn without_an_event_there_is_no_emergency() {
    let mut stage = Stage::new(place("430000"), "emergency-data");
    let mut form = opening(&stage);
    form["event"] = json!(" ");
    assert_eq!(stage.opens(Part::Applicant, &form), "invalid form.event=invalid-missing");
}
