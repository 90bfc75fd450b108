//! `anomaly-watch` 异常行为识别: what looks like an attack is found in the log, put to the authority with its evidence, and
//! where a rule says so stopped, until a step of the case lifts it.

use serde_json::json;

use super::cast::{Shared, roomy};

/// As the shipped rule `key-scanning` counts.
const SCANNED: usize = 300;

#[tokio::test]
async fn trying_keys_stops_the_account_at_once_and_a_step_of_the_case_lets_it_go_on() {
    let shared = Shared::new(roomy()).await;
    let (cast, world) = (&shared.cast, &shared.cast.world);
    for number in 0..SCANNED - 1 {
        world.get(&shared.path(&format!("rows/X-{number}"))).by(&cast.reader).expect(404).await;
    }
    assert_eq!(world.app.watch().await.unwrap().hits, 0, "one below the threshold");
    world.get(&shared.path("rows/X-last")).by(&cast.reader).expect(404).await;
    world.get(&shared.path("rows/P-001")).by(&cast.reader).expect(200).await;
    assert_eq!(world.app.watch().await.unwrap().hits, 1);
    assert_eq!(world.app.watch().await.unwrap().hits, 0, "found once");

    // The very next reading is refused, and so is a new session; nobody else is.
    let refused = world.get(&shared.path("rows/P-001")).by(&cast.reader).expect(401).await;
    assert!(refused.text().contains("暂停"), "{}", refused.text());
    let login = json!({ "handle": "reader", "password": super::cast::PASSWORD });
    world.post("/api/v1/sessions", &login).expect(401).await;
    world.get("/api/v1/datasets/grants").by(&cast.steward).expect(200).await;

    let found = world.get("/api/v1/hits").by(&cast.officer).expect(200).await;
    assert_eq!(found.json["items"].as_array().unwrap().len(), 1);
    let hit = &found.json["items"][0];
    assert_eq!((&hit["rule"], &hit["measured"], &hit["limit"]), (&json!("key-scanning"), &json!(300), &json!(300)));
    assert_eq!(hit["stopped"], json!(["account"]));
    assert!(!hit["evidence"].as_array().unwrap().is_empty());
    assert!(!found.text().contains("X-last"), "evidence is where to look, not what was asked");
    world.get("/api/v1/hits").by(&cast.steward).expect(403).await;
    let told = world.get("/api/v1/notices?unread=true").by(&cast.officer).expect(200).await;
    let alert = hit["case"].as_str().unwrap();
    assert!(told.json["items"].as_array().unwrap().iter().any(|notice| notice["case"] == json!(alert)));

    let inputs = json!({ "inputs": { "reason": "程序误用旧编号", "basis": hit["basis"] } });
    let dismiss = format!("/api/v1/cases/{alert}/steps/dismiss");
    world.post(&dismiss, &inputs).by(&cast.steward).expect(403).await;
    world.post(&dismiss, &inputs).by(&cast.officer).expect(200).await;
    world.get(&shared.path("rows/P-001")).by(&cast.reader).expect(200).await;
    shared.cast.world.stop().await;
}

#[tokio::test]
async fn refused_requests_stand_in_the_log_once_for_each_minute() {
    let shared = Shared::new(roomy()).await;
    let (cast, world) = (&shared.cast, &shared.cast.world);
    let other = format!("/api/v1/datasets/grants/rows?agreement={}&purpose=nothing-agreed", shared.agreement);
    for _ in 0..20 {
        world.get(&other).by(&cast.reader).expect(403).await;
    }
    let before = world.app.head_position().await.unwrap();
    world.app.watch().await.unwrap();
    assert_eq!(world.app.head_position().await.unwrap(), before, "the minute is not over");
    world.clock.advance_millis(60_000);
    world.app.watch().await.unwrap();
    assert_eq!(world.app.head_position().await.unwrap(), before + 1, "twenty refusals, one act");
    shared.cast.world.stop().await;
}
