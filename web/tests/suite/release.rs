//! What a release draws on, what it risks, and statistics paid from a budget.

use serde_json::{Value, json};

use super::cast::{Cast, PURPOSE, Shared, TABLE, roomy};
use super::world::{Reply, World};

async fn receipt_of(world: &World, reader: &str, answer: &Reply) -> Value {
    let id = answer.header("gongshu-receipt").to_owned();
    let told = world.get(&format!("/api/v1/receipts/{id}")).by(reader).expect(200).await;
    told.json["receipt"].clone()
}

#[tokio::test]
async fn a_receipt_tells_the_grade_by_lineage_and_the_datasets_drawn_on() {
    let shared = Shared::new(roomy()).await;
    let (world, reader) = (&shared.cast.world, &shared.cast.reader);
    let told = async |sql: &str| {
        let body = json!({ "agreement": shared.agreement, "purpose": PURPOSE, "sql": sql });
        let answer = world.post("/api/v1/query", &body).by(reader).expect(200).await;
        let receipt = receipt_of(world, reader, &answer).await;
        let datasets = receipt["drawn"].as_array().map_or(0, Vec::len);
        (receipt["grade"].as_str().unwrap_or("none").to_owned(), datasets)
    };
    assert_eq!(told("select count(*) from grants").await, ("general1".to_owned(), 1));
    let (named, _) = told("select name from grants").await;
    assert_eq!(told("select count(*) from grants where name = '张*'").await.0, named, "a filter tells, too");
    assert_eq!(told("select 1").await, ("none".to_owned(), 0));
    shared.cast.world.stop().await;
}

#[tokio::test]
async fn statistics_with_noise_are_paid_from_a_budget_that_ends() {
    let shared = Shared::new(roomy()).await;
    let (world, reader) = (&shared.cast.world, &shared.cast.reader);
    let ask = |mut body: Value| {
        (body["agreement"], body["purpose"]) = (json!(shared.agreement), json!(PURPOSE));
        world.post("/api/v1/datasets/grants/statistic", &body).by(reader)
    };
    let bounds = json!({ "low": "0", "high": "1000", "step": "1" });
    let sum = json!({ "epsilon": "1.2", "statistic": "sum", "field": "amount", "bounds": bounds });
    let answer = ask(sum.clone()).expect(200).await;
    assert!(answer.json["value"].is_number());
    assert_eq!(answer.at("/left"), "0.8");
    assert_eq!(receipt_of(world, reader, &answer).await["drawn"][0]["dataset"], "grants");
    // What could not be paid took nothing off.
    let refused = ask(sum).expect(403).await;
    assert_eq!(refused.at("/basis/0/citation"), "hainan-bigdata-2019#49(2)");
    let groups = json!(["秀英区", "龙华区", "天涯区"]);
    let histogram = json!({ "epsilon": "0.8", "statistic": "histogram", "field": "district", "groups": groups });
    let answer = ask(histogram).expect(200).await;
    assert_eq!(answer.json["groups"].as_array().unwrap().len(), 3);
    assert_eq!(answer.at("/left"), "0");
    ask(json!({ "epsilon": "0.000001", "statistic": "count" })).expect(403).await;
    assert_eq!(ask(json!({ "epsilon": "0", "statistic": "count" })).send().await.status, 422);
    assert_eq!(ask(json!({ "epsilon": "1", "statistic": "sum", "field": "amount" })).send().await.status, 400);
    shared.cast.world.stop().await;
}

#[tokio::test]
async fn a_release_is_assessed_and_the_signed_result_stays_with_the_case() {
    let cast = Cast::new(roomy()).await;
    let world = &cast.world;
    cast.listed("grants").await;
    let upload = world.ask(reqwest::Method::POST, "/api/v1/datasets/grants/versions");
    upload.body("text/csv", TABLE).by(&cast.steward).expect(201).await;
    let run = cast.requested("grants").await;
    let path = format!("/api/v1/cases/{run}/risk");
    let asked = json!({ "quasi": ["district", "amount"], "sensitive": ["name"] });
    let reply = world.post(&path, &asked).by(&cast.steward).expect(200).await;
    let found = &reply.json["case"]["assessment"];
    assert_eq!(
        (&found["passes"], &found["rows_below"]),
        (&json!(false), &json!(4)),
        "four rows cannot hide among five"
    );
    assert_eq!(found["limits"], json!({ "k": 5, "l": 2, "t_percent": 50, "binding": true }));
    let signed = found["signed"].as_str().unwrap();
    let key = world.get("/log/key").expect(200).await.text().trim().parse().unwrap();
    let statement = ledger::open_statement(signed, app::RISK_STATEMENT, &key).unwrap();
    let statement: Value = serde_json::from_str(&statement).unwrap();
    assert_eq!((&statement["case"], &statement["report"]["anonymity"]["unique"]), (&json!(run), &json!(4)));
    assert!(!signed.contains("秀英区") && !signed.contains("张伟"), "a result holds no value");
    let receipt = found["receipt"].as_str().unwrap();
    world.get(&format!("/api/v1/receipts/{receipt}")).by(&cast.steward).expect(200).await;

    let searched = world.post(&path, &json!({})).by(&cast.steward).expect(200).await;
    assert_eq!(searched.json["version"].as_u64(), reply.json["version"].as_u64().map(|before| before + 1));
    world.post(&path, &asked).by(&cast.reader).expect(409).await;
    assert_eq!(world.post(&path, &json!({ "quasi": ["nothing"] })).by(&cast.steward).send().await.status, 422);
    assert_eq!(world.post(&path, &json!({ "quasi": [] })).by(&cast.steward).send().await.status, 400);
    cast.world.stop().await;
}
