//! `traceable` 可追溯: who read what, when and why is found in the log, by the reader, the provider and the audit.

use serde_json::json;

use super::cast::{PASSWORD, PURPOSE, Shared, roomy, sign_in};

#[tokio::test]
async fn a_reading_is_found_by_whoever_answers_for_it_and_by_nobody_else() {
    let shared = Shared::new(roomy()).await;
    let (cast, world) = (&shared.cast, &shared.cast.world);
    let authority = world.app.authority().to_string();
    let account = json!({ "handle": "auditor", "password": PASSWORD, "organisation": authority, "roles": ["auditor"] });
    world.post("/api/v1/accounts", &account).by(&world.administrator).expect(201).await;
    let auditor = sign_in(world, "auditor").await;

    let answer = world.get(&shared.path("rows/P-002")).by(&cast.reader).expect(200).await;
    let receipt = format!("/api/v1/receipts/{}", answer.header("gongshu-receipt"));
    for watcher in [&cast.reader, &cast.steward, &auditor] {
        let found = world.get(&receipt).by(watcher).expect(200).await;
        let told = &found.json["receipt"];
        assert_eq!((&told["purpose"], &told["rows"]), (&json!(PURPOSE), &json!(1)));
        assert_eq!(told["agreement"], json!(shared.agreement));
        assert_eq!(told["tables"][0]["dataset"], "grants");
        assert!(!found.text().contains("王芳"), "a receipt says what was read, not what stood there");
    }
    world.get(&receipt).by(&cast.citizen).expect(403).await;
    // The audit sees that it was read, and reads nothing itself.
    world.get(&shared.path("rows/P-002")).by(&auditor).expect(403).await;
    shared.cast.world.stop().await;
}
