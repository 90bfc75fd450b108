//! The server itself: probes, the log, what it counts, how it stops; and the plain records.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use reqwest::Method;
use serde_json::json;

use super::cast::{Cast, PASSWORD, roomy, sign_in};
use super::world::World;

#[tokio::test]
async fn probes_log_and_law() {
    let world = World::new(roomy()).await;
    assert_eq!(world.get("/healthz").expect(200).await.text(), "ok\n");
    assert_eq!(world.get("/readyz").expect(200).await.text(), "ready\n");
    let sent = world.get("/openapi.json").expect(200).await;
    assert_eq!(sent.text(), web::openapi().unwrap());

    // Readable to anyone; immutable tiles, a checkpoint that is not kept.
    let me = world.get("/api/v1/accounts/me").by(&world.administrator).expect(200).await;
    assert_eq!(me.json["account"]["roles"], json!(["administrator"]));
    let body = json!({ "id": "finance", "name": "财政厅", "kind": "department" });
    world.post("/api/v1/organisations", &body).by(&world.administrator).expect(201).await;
    let note = world.get("/log/checkpoint").expect(200).await;
    assert_eq!(note.header("cache-control"), "no-cache");
    let size: u64 = note.text().lines().nth(1).unwrap().parse().unwrap();
    let tile = world.get(&format!("/log/tile/0/000.p/{size}")).expect(200).await;
    assert_eq!((tile.bytes.len() as u64, tile.header("content-type")), (32 * size, "application/octet-stream"));
    assert!(tile.header("cache-control").contains("immutable"));

    let region = world.get("/api/v1/region").expect(200).await;
    assert_eq!(region.at("/code"), "460000");
    let clocks: BTreeSet<_> =
        region.json["clocks"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
    assert!(clocks.contains("open.decide"), "{clocks:?}");
    let procedures = world.get("/api/v1/procedures").expect(200).await;
    assert_eq!(procedures.json["items"].as_array().unwrap().len(), 53);
    let one = world.get("/api/v1/procedures/sharing-request").expect(200).await;
    assert_eq!(one.at("/title/zh"), "数据共享申请");
    assert_eq!(world.get("/api/v1/procedures/none").send().await.status, 404);

    let bodies = world.get("/api/v1/organisations?limit=1").expect(200).await;
    let mut seen = vec![bodies.at("/items/0/id").to_owned()];
    let mut next = bodies.json["next"].as_str().map(str::to_owned);
    while let Some(after) = next {
        let page = world.get(&format!("/api/v1/organisations?limit=1&after={after}")).expect(200).await;
        seen.extend(page.json["items"].as_array().unwrap().iter().map(|body| body["id"].as_str().unwrap().to_owned()));
        next = page.json["next"].as_str().map(str::to_owned);
    }
    assert_eq!(
        seen.iter().collect::<BTreeSet<_>>(),
        [&"finance".to_owned(), &world.app.authority().to_string()].into()
    );
    assert_eq!(seen.len(), 2);
    assert_eq!(world.get("/api/v1/organisations/finance").expect(200).await.at("/name"), "财政厅");

    let metrics = world.get("/metrics").expect(200).await;
    let line = r#"gongshu_http_requests_total{route="/api/v1/organisations/{id}",status="2xx"} 1"#;
    assert!(metrics.text().contains(line), "{}", metrics.text());
    assert!(!metrics.text().contains("finance"));
    assert!(metrics.text().contains("gongshu_log_published_acts "));
    world.stop().await;
}

#[tokio::test]
async fn logins_tokens_and_roles() {
    let cast = Cast::new(roomy()).await;
    let world = &cast.world;
    let me = world.get("/api/v1/accounts/me").by(&cast.reader).expect(200).await;
    assert_eq!((me.at("/account/handle"), me.at("/organisation/id")), ("reader", "market"));
    let id = me.at("/account/id").to_owned();

    let token = json!({ "label": "nightly", "scopes": ["data"], "days": 30 });
    let issued = world.post("/api/v1/tokens", &token).by(&cast.reader).expect(201).await;
    let machine = issued.at("/token").to_owned();
    let scoped = world.get("/api/v1/accounts/me").by(&machine).expect(200).await;
    assert_eq!(scoped.json["scopes"], json!(["data"]));
    let wider = json!({ "label": "wider", "scopes": ["accounts"], "days": 30 });
    assert!(matches!(world.post("/api/v1/tokens", &wider).by(&machine).send().await.status.as_u16(), 403 | 422));
    let path = format!("/api/v1/tokens/{}", issued.at("/id"));
    world.ask(Method::DELETE, &path).json(&json!({ "reason": "leaked" })).by(&cast.reader).expect(204).await;
    world.get("/api/v1/accounts/me").by(&machine).expect(401).await;

    let account = format!("/api/v1/accounts/{id}");
    let roles = json!({ "roles": ["reader", "auditor"] });
    world.put(&format!("{account}/roles"), &roles).by(&cast.citizen).expect(403).await;
    world.put(&format!("{account}/roles"), &roles).by(&world.administrator).expect(204).await;
    let seen = world.get(&account).by(&world.administrator).expect(200).await;
    assert_eq!((&seen.json["account"]["roles"], &seen.json["version"]), (&json!(["reader", "auditor"]), &json!(2)));

    world.ask(Method::DELETE, "/api/v1/sessions/current").by(&cast.citizen).expect(204).await;
    world.get("/api/v1/accounts/me").by(&cast.citizen).expect(401).await;
    sign_in(world, "citizen").await;
    let reason = json!({ "reason": "left" });
    world.post(&format!("{account}/close"), &reason).by(&world.administrator).expect(204).await;
    world.get("/api/v1/accounts/me").by(&cast.reader).expect(401).await;
    let login = json!({ "handle": "reader", "password": PASSWORD });
    world.post("/api/v1/sessions", &login).expect(401).await;
    cast.world.stop().await;
}

#[tokio::test]
async fn the_catalogue_shows_what_is_listed() {
    let cast = Cast::new(roomy()).await;
    cast.listed("grants").await;
    cast.registered("drafts").await;
    let ids = |reply: &super::world::Reply| -> Vec<String> {
        reply.json["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&cast.world.get("/api/v1/datasets").expect(200).await), ["grants"]);
    let own = cast.world.get("/api/v1/datasets?provider=finance").by(&cast.steward).expect(200).await;
    assert_eq!(ids(&own), ["drafts", "grants"]);
    let mut revised = super::cast::catalogue("drafts");
    revised["summary"] = json!("改过的摘要");
    cast.world.put("/api/v1/datasets/drafts/catalogue", &revised).by(&cast.steward).expect(204).await;
    cast.world.put("/api/v1/datasets/grants/catalogue", &revised).by(&cast.steward).expect(409).await;
    let cases = cast.world.get("/api/v1/cases?state=submitted").by(&cast.officer).expect(200).await;
    assert_eq!(cases.json["items"][0]["about"]["id"], "drafts");
    cast.world.stop().await;
}

/// A connection that is kept open and idle does not keep the server from stopping, and a stopped one takes no more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_stops_when_told() {
    let world = World::new(roomy()).await;
    let address = world.url.trim_start_matches("http://").to_owned();
    let mut idle = TcpStream::connect(&address).unwrap();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut first = [0; 12];
    idle.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    world.stop().await;
    assert!(TcpStream::connect(&address).is_err());
}

/// A head that is too large is turned away before any handler sees it.
#[tokio::test]
async fn heads_are_limited() {
    let world = World::new(roomy()).await;
    let reply = world.http.get(format!("{}/healthz", world.url)).header("x-filler", "x".repeat(100 << 10)).send().await;
    assert!(reply.is_err() || reply.is_ok_and(|reply| reply.status() == 431));
    world.stop().await;
}
