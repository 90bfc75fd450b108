//! Reports over the API.

use super::cast::{PASSWORD, Shared, roomy, sign_in};
use serde_json::json;

#[tokio::test]
async fn whoever_watches_over_the_platform_sees_what_its_acts_come_to() {
    let shared = Shared::new(roomy()).await;
    let (cast, world) = (&shared.cast, &shared.cast.world);
    world.get(&shared.path("rows/P-001")).by(&cast.reader).expect(200).await;
    let body = json!({ "name": "监管办", "kind": "regulator", "id": "watch" });
    world.post("/api/v1/organisations", &body).by(&world.administrator).expect(201).await;
    let account = json!({ "handle": "watcher", "password": PASSWORD, "organisation": "watch", "roles": ["regulator"] });
    world.post("/api/v1/accounts", &account).by(&world.administrator).expect(201).await;
    let watcher = sign_in(world, "watcher").await;

    let demand = world.get("/api/v1/reports/sharing-demand").by(&watcher).expect(200).await;
    let columns: Vec<&str> =
        demand.json["columns"].as_array().unwrap().iter().map(|column| column["name"].as_str().unwrap()).collect();
    let row = demand.json["rows"].as_array().unwrap().iter().find(|row| row[0] == "finance").unwrap();
    let cell = |name: &str| &row[columns.iter().position(|column| *column == name).unwrap()];
    assert_eq!((cell("asked"), cell("granted")), (&json!(1), &json!(1)));
    for name in ["on-time", "usage-feedback", "catalogue-completeness", "body-score", "version-quality"] {
        let table = world.get(&format!("/api/v1/reports/{name}")).by(&cast.officer).expect(200).await;
        assert_eq!(table.at("/report"), name);
        assert!(table.json["head"].as_u64().unwrap() > 0);
    }
    let csv = world.get("/api/v1/reports/usage-feedback?format=csv").by(&watcher).expect(200).await;
    assert!(csv.text().contains("grants"), "{}", csv.text());
    let book = world.get("/api/v1/reports/usage-feedback?format=xlsx").by(&watcher).expect(200).await;
    assert!(book.bytes.starts_with(b"PK"));

    world.get("/api/v1/reports/sharing-demand").by(&cast.reader).expect(403).await;
    world.get("/api/v1/reports/sharing-demand").expect(401).await;
    world.get("/api/v1/reports/gossip").by(&watcher).expect(404).await;
    world.get("/api/v1/reports/on-time?from=2026-02-30").by(&watcher).expect(400).await;
    world.get("/api/v1/reports/on-time?from=2026-03-02&to=2026-03-01").by(&watcher).expect(422).await;
    world.get("/api/v1/reports/on-time?region=110000").by(&watcher).expect(422).await;
    shared.cast.world.stop().await;
}
