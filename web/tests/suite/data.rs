//! Data comes in, leaves masked, and every answer has a receipt that holds.

use reqwest::Method;
use serde_json::{Value, json};

use super::cast::{Cast, PURPOSE, Shared, TABLE, roomy};
use super::world::{Reply, World};

/// The receipt an answer names, fetched and verified with nothing but the public key.
async fn verified(world: &World, reader: &str, answer: &Reply) -> Value {
    let id = answer.header("gongshu-receipt").to_owned();
    assert!(!id.is_empty());
    let proof = world.get(&format!("/api/v1/receipts/{id}/proof")).by(reader).expect(200).await;
    assert_eq!(proof.header("content-disposition"), format!("attachment; filename=\"{id}.json\""));
    let key = world.get("/log/key").expect(200).await;
    let key = key.text().trim().parse().unwrap();
    let (receipt, position) = app::verify_receipt(&proof.bytes, &key).unwrap();
    assert_eq!(receipt.id.as_str(), id);
    let told = world.get(&format!("/api/v1/receipts/{id}")).by(reader).expect(200).await;
    assert_eq!(told.json["position"], position);
    assert_eq!(told.json["receipt"]["id"], id);
    told.json["receipt"].clone()
}

#[tokio::test]
async fn a_file_is_received_and_told_about() {
    let cast = Cast::new(roomy()).await;
    cast.registered("grants").await;
    let upload = || cast.world.ask(Method::POST, "/api/v1/datasets/grants/versions").body("text/csv", TABLE);
    let chinese = upload().by(&cast.steward).expect(201).await;
    let inspection = &chinese.json["inspection"];
    assert_eq!((&inspection["rows_read"], &inspection["rows_kept"]), (&json!(5), &json!(4)));
    assert_eq!(inspection["set_aside_count"], 1);
    assert_eq!(inspection["set_aside"][0]["line"], 5);
    assert_eq!(inspection["fields"][2]["kinds"], json!(["mobile"]));
    let english = upload().by(&cast.steward).in_english().expect(201).await;
    assert_eq!(english.json["version"]["number"], 2);
    let reason = |reply: &Reply| reply.at("/inspection/set_aside/0/reason").to_owned();
    assert!(reason(&english).is_ascii() && !reason(&chinese).is_ascii(), "{} {}", reason(&english), reason(&chinese));
    let versions = cast.world.get("/api/v1/datasets/grants/versions").by(&cast.steward).expect(200).await;
    assert_eq!(versions.json["items"].as_array().unwrap().len(), 2);

    let reply =
        cast.world.ask(Method::POST, "/api/v1/datasets/grants/versions").body("image/png", "\u{89}PNG no table");
    assert_eq!(reply.by(&cast.steward).send().await.status, 422);
    let reply = upload().by(&cast.reader).send().await;
    assert!(matches!(reply.status.as_u16(), 403 | 404), "{}", reply.json);
    assert_eq!(cast.world.app.folder().spool().read_dir().unwrap().count(), 0);

    let said = json!({ "grades": [{ "field": "amount", "grade": "general3" }] });
    let graded = cast.world.put("/api/v1/datasets/grants/grades", &said).by(&cast.steward).expect(200).await;
    assert_eq!((graded.at("/state"), &graded.json["ended"]), ("graded", &json!(true)));
    let dataset = cast.world.get("/api/v1/datasets/grants").by(&cast.steward).expect(200).await;
    assert_eq!(dataset.json["dataset"]["fields"][4]["confirmed"], "general3");
    assert_eq!(dataset.header("etag"), format!("\"{}\"", dataset.json["version"]));
    cast.world.stop().await;
}

#[tokio::test]
async fn a_row_by_key() {
    let shared = Shared::new(roomy()).await;
    let (world, reader) = (&shared.cast.world, &shared.cast.reader);
    let answer = world.get(&shared.path("rows/P-001")).by(reader).expect(200).await;
    assert_eq!(answer.json, json!({ "row": { "code": "P-001", "name": "张*", "district": "秀英区", "amount": 120 } }));
    assert_eq!(answer.header("cache-control"), "no-store");
    let receipt = verified(world, reader, &answer).await;
    assert_eq!((&receipt["rows"], &receipt["channel"]), (&json!(1), &json!("key")));
    let narrow = world.get(&shared.path("rows/P-001?fields=amount,code")).by(reader).expect(200).await;
    assert_eq!(narrow.text(), r#"{"row":{"amount":120,"code":"P-001"}}"#);

    // P-004 was set aside, P-999 never was: the same answer, and both on record.
    for key in ["P-004", "P-999"] {
        let none = world.get(&shared.path(&format!("rows/{key}"))).by(reader).expect(404).await;
        assert_eq!(none.at("/type"), "urn:gongshu:problem:not-found");
        assert!(!none.text().contains(key));
        assert_eq!(verified(world, reader, &none).await["rows"], 0);
    }
    shared.cast.world.stop().await;
}

#[tokio::test]
async fn pages_aggregates_and_queries() {
    let shared = Shared::new(roomy()).await;
    let (world, reader) = (&shared.cast.world, &shared.cast.reader);
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = world.get(&shared.path(&format!("rows?limit=3&fields=code{after}"))).by(reader).expect(200).await;
        seen.extend(page.json["rows"].as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap().to_owned()));
        match page.json["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen, ["P-001", "P-002", "P-003", "P-005"]);

    let filter = r#"[{"field":"district","is":"equal","value":"秀英区"}]"#;
    let query: String = form_urlencoded::byte_serialize(filter.as_bytes()).collect();
    let page = world.get(&shared.path(&format!("rows?filter={query}"))).by(reader).expect(200).await;
    assert_eq!(page.json["rows"].as_array().unwrap().len(), 2);
    assert_eq!(verified(world, reader, &page).await["rows"], 2);
    let reply = world.get(&shared.path("rows?filter=%5B%7B%7D%5D")).by(reader).expect(400).await;
    assert_eq!(reply.at("/errors/0/field"), "filter");
    assert_eq!(world.get(&shared.path("rows?limit=0")).by(reader).send().await.status, 422);

    let body = json!({
        "agreement": shared.agreement,
        "purpose": PURPOSE,
        "group_by": ["district"],
        "measures": [{ "function": "count" }, { "function": "sum", "field": "amount" }],
    });
    let groups = world.post("/api/v1/datasets/grants/aggregate", &body).by(reader).expect(200).await;
    let mut counts: Vec<_> = groups.json.as_array().unwrap().iter().map(|group| group["count"].clone()).collect();
    counts.sort_by_key(Value::as_u64);
    assert_eq!(counts, [json!(2), json!(2)]);
    verified(world, reader, &groups).await;

    let ask = |sql: &str, format: &str| {
        let body = json!({ "agreement": shared.agreement, "purpose": PURPOSE, "sql": sql, "format": format });
        world.post("/api/v1/query", &body).by(reader)
    };
    let sql = "select code, name from grants order by code limit 1";
    let rows = ask(sql, "json").expect(200).await;
    assert_eq!(rows.json, json!([{ "code": "P-001", "name": "张*" }]));
    assert_eq!(ask(sql, "csv").expect(200).await.text(), "code,name\r\nP-001,张*\r\n");
    assert_eq!(ask(sql, "jsonl").expect(200).await.text().lines().count(), 1);
    let reply = ask("select mobile from grants", "json").expect(422).await;
    assert!(!reply.text().contains("138"));
    assert_eq!(ask("drop table grants", "json").send().await.status, 422);
    shared.cast.world.stop().await;
}

#[tokio::test]
async fn a_whole_file() {
    let shared = Shared::new(roomy()).await;
    let (world, reader) = (&shared.cast.world, &shared.cast.reader);
    let csv = world.get(&shared.path("export?format=csv")).by(reader).expect(200).await;
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"grants.csv\"");
    assert_eq!(csv.text().lines().count(), 5);
    assert!(!csv.text().contains("张伟") && !csv.text().contains("138"));
    let receipt = verified(world, reader, &csv).await;
    assert_eq!(receipt["size"], csv.bytes.len());
    assert_eq!(receipt["answer"], base::Digest::of(&csv.bytes).to_string());
    let parquet = world.get(&shared.path("export?format=parquet")).by(reader).expect(200).await;
    assert!(parquet.bytes.starts_with(b"PAR1") && parquet.bytes.ends_with(b"PAR1"));
    let jsonl = world.get(&shared.path("export?format=jsonl&fields=code")).by(reader).expect(200).await;
    // Where no value may be changed, the order of neighbours tells whose copy it is.
    assert!(jsonl.text().lines().any(|line| line == r#"{"code":"P-001"}"#));
    let reply = world.get(&shared.path("export?format=xlsx")).by(reader).expect(400).await;
    assert_eq!(reply.at("/errors/0/field"), "format");
    let agreements = world.get("/api/v1/agreements").by(reader).expect(200).await;
    assert_eq!(agreements.at("/items/0/id"), shared.agreement);
    let path = format!("/api/v1/agreements/{}", shared.agreement);
    assert_eq!(world.get(&path).by(reader).expect(200).await.at("/agreement/status"), "in-force");
    assert_eq!(world.get(&path).by(&shared.cast.citizen).send().await.status, 403);
    shared.cast.world.stop().await;
}
