//! Who saw what, and the log in SQL.

use serde_json::{Value, json};

use super::cast::{PASSWORD, PURPOSE, Shared, roomy, sign_in};

async fn auditor(shared: &Shared) -> String {
    let world = &shared.cast.world;
    let authority = world.app.authority().to_string();
    let account = json!({ "handle": "auditor", "password": PASSWORD, "organisation": authority, "roles": ["auditor"] });
    world.post("/api/v1/accounts", &account).by(&world.administrator).expect(201).await;
    sign_in(world, "auditor").await
}

/// Channel and certainty of each release found.
fn found(answer: &Value) -> Vec<(String, String)> {
    let word = |item: &Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
    answer["items"].as_array().unwrap().iter().map(|item| (word(item, "channel"), word(item, "certainty"))).collect()
}

fn pair(channel: &str, certainty: &str) -> (String, String) {
    (channel.to_owned(), certainty.to_owned())
}

#[tokio::test]
async fn what_left_is_traced_by_person_dataset_agreement_and_account() {
    let shared = Shared::new(roomy()).await;
    let (cast, world) = (&shared.cast, &shared.cast.world);
    auditor(&shared).await;
    let receipt = world.get(&shared.path("rows/P-001")).by(&cast.reader).expect(200).await;
    let receipt = receipt.header("gongshu-receipt").to_owned();
    world.clock.advance_millis(1000);
    world.get(&shared.path("rows/P-002")).by(&cast.reader).expect(200).await;
    world.clock.advance_days(1);
    let (reader, auditor) = (sign_in(world, "reader").await, sign_in(world, "auditor").await);
    world.get(&shared.path("rows")).by(&reader).expect(200).await;

    let person = world.get("/api/v1/audit/trace?dataset=grants&person=P-001").by(&auditor).expect(200).await;
    assert_eq!(found(&person.json), [pair("page", "may-contain"), pair("key", "looked-up")], "the newest first");
    let seen = &person.json["items"][1];
    assert_eq!((&seen["receipt"], &seen["purpose"]), (&json!(receipt), &json!(PURPOSE)));
    assert_eq!((&seen["agreement"], &seen["tables"][0]["dataset"]), (&json!(shared.agreement), &json!("grants")));
    assert!(!seen["basis"].as_array().unwrap().is_empty() && !person.text().contains("张伟"));

    let all = [pair("page", ""), pair("key", ""), pair("key", "")];
    let account = seen["account"].as_str().unwrap();
    for of in ["dataset=grants".to_owned(), format!("agreement={}", shared.agreement), format!("account={account}")] {
        let answer = world.get(&format!("/api/v1/audit/trace?{of}")).by(&auditor).expect(200).await;
        assert_eq!(found(&answer.json), all, "{of}");
    }
    let today = world.get("/api/v1/audit/trace?dataset=grants&from=2026-03-03").by(&auditor).expect(200).await;
    assert_eq!(found(&today.json), all[..1]);
    let before = world.get("/api/v1/audit/trace?dataset=grants&to=2026-03-02").by(&auditor).expect(200).await;
    assert_eq!(found(&before.json), all[1..]);
    let page = world.get("/api/v1/audit/trace?dataset=grants&limit=2").by(&auditor).expect(200).await;
    let next = format!("/api/v1/audit/trace?dataset=grants&limit=2&after={}", page.at("/next"));
    let rest = world.get(&next).by(&auditor).expect(200).await;
    assert_eq!((found(&rest.json), &rest.json["next"]), (all[2..].to_vec(), &Value::Null));

    for wrong in ["", "person=P-001", "dataset=grants&account=a", "dataset=grants&after=yesterday"] {
        world.get(&format!("/api/v1/audit/trace?{wrong}")).by(&auditor).expect(400).await;
    }
    for handle in ["reader", "steward", "citizen"] {
        let other = sign_in(world, handle).await;
        world.get("/api/v1/audit/trace?dataset=grants").by(&other).expect(403).await;
    }
    shared.cast.world.stop().await;
}

#[tokio::test]
async fn auditors_ask_acts_and_receipts_in_sql_and_each_question_has_a_receipt() {
    let shared = Shared::new(roomy()).await;
    let (cast, world) = (&shared.cast, &shared.cast.world);
    let auditor = auditor(&shared).await;
    for key in ["P-001", "P-002", "X-1"] {
        world.get(&shared.path(&format!("rows/{key}"))).by(&cast.reader).send().await;
    }
    let ask = |sql: &str| json!({ "sql": sql });
    let sql = "select channel, count(*) as times, sum(rows) as rows from receipts group by channel";
    let answer = world.post("/api/v1/audit/query", &ask(sql)).by(&auditor).expect(200).await;
    assert_eq!(answer.json, json!([{ "channel": "key", "times": 3, "rows": 2 }]));
    let receipt = format!("/api/v1/receipts/{}", answer.header("gongshu-receipt"));
    let told = world.get(&receipt).by(&auditor).expect(200).await;
    assert_eq!(told.json["receipt"]["tables"][1]["dataset"], "system-receipts");
    assert_eq!(told.json["receipt"]["purpose"], "audit");

    let sql = "select a.act from acts a join receipts r on a.position = r.position where r.dataset = 'grants' \
               and a.at >= timestamp '2026-03-02 09:00:00' limit 1";
    let joined = world.post("/api/v1/audit/query", &ask(sql)).by(&auditor).expect(200).await;
    assert_eq!(joined.json, json!([{ "act": "data-released" }]));

    for wrong in ["select payload from acts", "select * from grants", "delete from acts", "select * from payloads"] {
        world.post("/api/v1/audit/query", &ask(wrong)).by(&auditor).expect(422).await;
    }
    for other in [&cast.reader, &cast.steward, &cast.citizen] {
        world.post("/api/v1/audit/query", &ask("select * from acts")).by(other).expect(403).await;
    }
    // Nobody hides a dataset among the system's own.
    let body = json!({ "id": "system-acts", "catalogue": super::cast::catalogue("system-acts"), "key_field": "code" });
    world.post("/api/v1/datasets", &body).by(&cast.steward).expect(422).await;
    shared.cast.world.stop().await;
}
