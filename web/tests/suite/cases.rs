//! Cases of procedures beyond asking for data: what they do to rights, registers and inboxes.

use serde_json::{Value, json};

use super::cast::{Cast, Shared, roomy};

/// Opens a case and gives its id.
async fn opened(cast: &Cast, by: &str, body: &Value) -> String {
    cast.world.post("/api/v1/cases", body).by(by).expect(201).await.at("/id").to_owned()
}

pub(crate) fn order(agreement: &str) -> Value {
    json!({
        "procedure": "service-suspension",
        "about": agreement,
        "form": {
            "breach": "onward-supply", "facts": "转交给合作单位", "demands": "停止转交并删除",
            "basis": "hainan-bigdata-2019#53", "until": "2036-12-31",
        },
    })
}

#[tokio::test]
async fn a_suspended_agreement_stops_reading_at_once_and_a_resumed_one_goes_on() {
    let shared = Shared::new(roomy()).await;
    let (cast, world) = (&shared.cast, &shared.cast.world);
    let read = || world.get(&shared.path("rows/P-001")).by(&cast.reader);
    read().expect(200).await;

    world.post("/api/v1/cases", &order(&shared.agreement)).by(&cast.reader).expect(403).await;
    let run = opened(cast, &cast.officer, &order(&shared.agreement)).await;
    let step = |name: &str| format!("/api/v1/cases/{run}/steps/{name}");
    world.post(&step("suspend"), &json!({})).by(&cast.reader).expect(403).await;
    world.post(&step("suspend"), &json!({})).by(&cast.officer).expect(200).await;
    let refused = read().expect(403).await;
    assert_eq!(refused.at("/type"), "urn:gongshu:problem:refused");
    assert!(refused.at("/detail").contains("已暂停"), "{}", refused.text());

    let done = json!({ "inputs": { "measures": "已停止转交", "finished_on": "2026-01-06" } });
    world.post(&step("correct"), &done).by(&cast.reader).expect(200).await;
    let conclusion = json!({ "inputs": { "conclusion": "改正到位" } });
    let resumed = world.post(&step("resume"), &conclusion).by(&cast.officer).expect(200).await;
    assert_eq!(resumed.at("/case/state"), "resumed");
    read().expect(200).await;
    shared.cast.world.stop().await;
}

#[tokio::test]
async fn who_is_told_finds_it_in_the_inbox_and_nobody_elses() {
    let shared = Shared::new(roomy()).await;
    let (cast, world) = (&shared.cast, &shared.cast.world);
    opened(cast, &cast.officer, &order(&shared.agreement)).await;
    let inbox = world.get("/api/v1/notices?unread=true").by(&cast.reader).expect(200).await;
    let notices = inbox.json["items"].as_array().unwrap();
    let told = notices.iter().find(|notice| notice["part"] == "consumer").unwrap();
    assert_eq!(told["message"]["key"], "notice-step");
    let read = format!("/api/v1/notices/{}/read", told["id"].as_str().unwrap());
    world.post(&read, &json!({})).by(&cast.citizen).expect(404).await;
    let seen = world.post(&read, &json!({})).by(&cast.reader).expect(200).await;
    assert!(seen.json["read"].is_string());
    let left = world.get("/api/v1/notices?unread=true").by(&cast.reader).expect(200).await;
    assert_eq!(left.json["items"].as_array().unwrap().len(), notices.len() - 1);
    world.get("/api/v1/notices").expect(401).await;
    shared.cast.world.stop().await;
}

#[tokio::test]
async fn an_entry_is_for_its_parties_until_it_is_published() {
    let shared = Shared::new(roomy()).await;
    let (cast, world) = (&shared.cast, &shared.cast.world);
    let run = opened(cast, &cast.officer, &order(&shared.agreement)).await;
    let seen = world.get(&format!("/api/v1/cases/{run}")).by(&cast.officer).expect(200).await;
    let entry = format!("/api/v1/entries/{}", seen.at("/case/entry"));
    assert_eq!(world.get(&entry).by(&cast.officer).expect(200).await.at("/register"), "order");
    world.get(&entry).expect(404).await;
    let listed = world.get("/api/v1/registers/order").expect(200).await;
    assert_eq!(listed.json["items"], json!([]));
    let own = world.get("/api/v1/registers/order").by(&cast.officer).expect(200).await;
    assert_eq!(own.json["items"].as_array().unwrap().len(), 1);
    world.get("/api/v1/registers/gossip").expect(404).await;
    world.get("/api/v1/certificates/460000-20260105-none").expect(404).await;
    shared.cast.world.stop().await;
}

#[tokio::test]
async fn who_has_a_part_may_remark_on_a_case() {
    let shared = Shared::new(roomy()).await;
    let (cast, world) = (&shared.cast, &shared.cast.world);
    let run = opened(cast, &cast.officer, &order(&shared.agreement)).await;
    let comments = format!("/api/v1/cases/{run}/comments");
    let said = world.post(&comments, &json!({ "text": "请补充证据" })).by(&cast.officer).expect(200).await;
    assert_eq!(said.at("/case/comments/0/text"), "请补充证据");
    world.post(&comments, &json!({ "text": " " })).by(&cast.officer).expect(422).await;
    world.post(&comments, &json!({ "text": "旁观" })).by(&cast.citizen).expect(403).await;
    shared.cast.world.stop().await;
}

#[tokio::test]
async fn what_a_region_does_not_run_or_a_form_does_not_say_is_refused() {
    let shared = Shared::new(roomy()).await;
    let (cast, world) = (&shared.cast, &shared.cast.world);
    let elsewhere = json!({ "procedure": "linking-approval", "dataset": "grants", "form": {} });
    let refused = world.post("/api/v1/cases", &elsewhere).by(&cast.reader).send().await;
    assert!([403, 409].contains(&refused.status.as_u16()), "{}", refused.text());
    let mut half = order(&shared.agreement);
    half["form"].as_object_mut().unwrap().remove("facts");
    let wrong = world.post("/api/v1/cases", &half).by(&cast.officer).expect(422).await;
    assert!(wrong.text().contains("form.facts"), "{}", wrong.text());
    shared.cast.world.stop().await;
}
