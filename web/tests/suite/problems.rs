//! Every kind of problem, in both languages where words matter.

use reqwest::Method;
use serde_json::{Value, json};
use web::Limits;

use super::cast::{Cast, PURPOSE, Shared, catalogue, roomy};
use super::world::{Reply, World};

/// A problem of `kind`, whole.
fn check(reply: &Reply, status: u16, kind: &str) {
    assert_eq!(reply.status.as_u16(), status, "{}", reply.json);
    assert_eq!(reply.header("content-type"), "application/problem+json");
    assert_eq!(reply.at("/type"), format!("urn:gongshu:problem:{kind}"), "{}", reply.json);
    assert_eq!(reply.json["status"], status);
    for member in ["/title", "/detail", "/request_id"] {
        assert!(!reply.at(member).is_empty(), "{member}");
    }
    // A key that shows through has no words.
    assert!(!reply.at("/title").starts_with("problem-"), "{}", reply.json);
    assert!(reply.at("/detail").contains([' ', '。', '，']), "{}", reply.json);
}

fn errors(reply: &Reply) -> Vec<&str> {
    reply.json["errors"].as_array().into_iter().flatten().filter_map(|error| error["field"].as_str()).collect()
}

#[tokio::test]
async fn who_asks_and_what_is_asked() {
    let world = World::new(roomy()).await;
    let administrator = world.administrator.clone();

    let reply = world.get("/api/v1/accounts/me").expect(401).await;
    check(&reply, 401, "unauthenticated");
    assert!(reply.header("www-authenticate").starts_with("Bearer"));
    let wrong = format!("{}0", &administrator[..administrator.len() - 1]);
    let other = format!("{}f", &administrator[..administrator.len() - 1]);
    for token in ["gs_no", "nonsense", if wrong == administrator { &other } else { &wrong }] {
        let reply = world.get("/api/v1/accounts/me").by(token).expect(401).await;
        check(&reply, 401, "unauthenticated");
        assert!(!reply.text().contains(token));
    }
    let login = json!({ "handle": "administrator", "password": "not the password" });
    check(&world.post("/api/v1/sessions", &login).expect(401).await, 401, "unauthenticated");

    check(&world.get("/api/v2/datasets").expect(404).await, 404, "not-found");
    check(&world.get("/api/v1/organisations/nobody").expect(404).await, 404, "not-found");
    check(&world.get("/api/v1/datasets/nothing").expect(404).await, 404, "not-found");
    check(&world.get("/log/tile/0/../../keys/root.key").expect(404).await, 404, "not-found");
    check(&world.get("/log/tile/0/..%2f..%2fkeys%2froot.key").expect(404).await, 404, "not-found");

    let reply = world.ask(Method::DELETE, "/api/v1/datasets").expect(405).await;
    check(&reply, 405, "method-not-allowed");
    assert!(reply.header("allow").contains("GET") && reply.header("allow").contains("POST"));

    let post = || world.ask(Method::POST, "/api/v1/organisations").by(&administrator);
    check(&post().body("text/plain", "{}").expect(415).await, 415, "unsupported");
    let reply = post().body("application/json", "{\n  \"name\": ").in_english().expect(400).await;
    check(&reply, 400, "malformed");
    assert!(reply.at("/detail").contains("line 2"), "{}", reply.json);
    let secret = "13812345678";
    let misfits = [
        (json!({ "name": "A", "kind": secret }), "kind"),
        (json!({ "kind": "department" }), "name"),
        (json!({ "name": "A", "kind": "department", "colour": 1 }), "colour"),
        (json!({ "name": { "a": secret }, "kind": "department" }), "name"),
        (json!({ "name": "A", "kind": "department", "id": secret.repeat(9) }), "id"),
        (json!([]), ""),
    ];
    for (body, place) in misfits {
        let reply = post().json(&body).expect(400).await;
        check(&reply, 400, "malformed");
        assert_eq!(errors(&reply), [place], "{body}");
        assert!(!reply.text().contains(secret), "{}", reply.json);
    }
    let parameters = [
        ("/api/v1/organisations?limit=many", "limit"),
        ("/api/v1/organisations?limit=0", "limit"),
        ("/api/v1/organisations?limit=1001", "limit"),
        ("/api/v1/organisations?after=NOT%20AN%20ID", "after"),
        ("/api/v1/organisations?colour=red", "colour"),
    ];
    for (path, place) in parameters {
        let reply = world.get(path).expect(400).await;
        check(&reply, 400, "malformed");
        assert_eq!(errors(&reply), [place], "{path}");
    }
    let reply = world.get("/api/v1/organisations/NOT%20AN%20ID").expect(400).await;
    check(&reply, 400, "malformed");
    world.stop().await;
}

#[tokio::test]
async fn too_large() {
    let limits = Limits { json_bytes: 2000, upload_bytes: 5000, ..roomy() };
    let cast = Cast::new(limits).await;
    let world = &cast.world;
    let body = json!({ "name": "x".repeat(3000), "kind": "department" });
    check(&world.post("/api/v1/organisations", &body).by(&world.administrator).expect(413).await, 413, "too-large");
    cast.registered("grants").await;
    let path = "/api/v1/datasets/grants/versions";
    let declared = world.ask(Method::POST, path).by(&cast.steward).body("text/csv", "a,b\n".repeat(2000));
    check(&declared.expect(413).await, 413, "too-large");
    // Of unknown length: counted while it streams.
    let pieces = futures::stream::iter((0..2000).map(|_| Ok::<_, std::io::Error>("a,b\n")));
    let sent = world
        .http
        .post(format!("{}{path}", world.url))
        .bearer_auth(&cast.steward)
        .body(reqwest::Body::wrap_stream(pieces))
        .send()
        .await
        .unwrap();
    assert_eq!(sent.status(), 413);
    assert_eq!(world.app.folder().spool().read_dir().unwrap().count(), 0, "nothing of it is kept");
    cast.world.stop().await;
}

#[tokio::test]
async fn denied_by_policy_and_refused_by_law() {
    let shared = Shared::new(roomy()).await;
    let (cast, world) = (&shared.cast, &shared.cast.world);

    let body = json!({ "name": "某公司", "kind": "enterprise" });
    let reply = world.post("/api/v1/organisations", &body).by(&cast.reader).expect(403).await;
    check(&reply, 403, "denied");
    assert_eq!(reply.json["policies"], json!([]));
    let reply = world.get(&shared.path("rows/P-001")).by(&world.administrator).expect(403).await;
    check(&reply, 403, "denied");
    assert_eq!(reply.json["policies"], json!(["administrators-read-no-data"]));

    let path = shared.path("rows/P-001?fields=mobile");
    let cited = |reply: &Reply| reply.at("/basis/0/citation").starts_with("hainan-bigdata-2019#");
    let chinese = world.get(&path).by(&cast.reader).expect(403).await;
    check(&chinese, 403, "refused");
    assert!(cited(&chinese));
    assert_eq!(chinese.header("content-language"), "zh-CN");
    assert!(chinese.at("/detail").contains("不在"), "{}", chinese.json);
    assert!(chinese.at("/basis/0/regulation").contains("海南"), "{}", chinese.json);
    let english = world.get(&path).by(&cast.reader).in_english().expect(403).await;
    check(&english, 403, "refused");
    assert!(cited(&english));
    assert_eq!(english.header("content-language"), "en");
    assert!(english.at("/detail").contains("out of scope"), "{}", english.json);
    assert!(english.at("/basis/0/regulation").is_ascii(), "{}", english.json);
    assert_ne!(chinese.at("/request_id"), english.at("/request_id"));

    let unknown = format!("/api/v1/datasets/grants/rows/P-001?agreement={}&purpose=curiosity", shared.agreement);
    let reply = world.get(&unknown).by(&cast.reader).expect(403).await;
    check(&reply, 403, "refused");
    assert!(cited(&reply));
    let reply = world.get(&shared.path("rows")).by(&cast.citizen).expect(403).await;
    check(&reply, 403, "refused");
    shared.cast.world.stop().await;
}

#[tokio::test]
async fn wrong_content_and_conflicts() {
    let cast = Cast::new(roomy()).await;
    let world = &cast.world;
    let run = cast.registered("grants").await;

    let mut empty = catalogue("other");
    empty["title"] = json!(" ");
    let reply = world.post("/api/v1/datasets", &json!({ "catalogue": empty })).by(&cast.steward).expect(422).await;
    check(&reply, 422, "invalid");
    assert_eq!(errors(&reply), ["catalogue.title"]);
    let reply = world.get("/api/v1/datasets/grants/rows").by(&cast.reader).expect(400).await;
    check(&reply, 400, "malformed");
    assert_eq!(errors(&reply), ["purpose"]);
    let weak = json!({ "handle": "someone", "password": "short" });
    let reply = world.post("/api/v1/applicants", &weak).expect(422).await;
    check(&reply, 422, "invalid");
    assert!(!reply.text().contains("short"));

    // The same code twice.
    let twice = json!({ "id": "again", "catalogue": catalogue("grants") });
    check(&world.post("/api/v1/datasets", &twice).by(&cast.steward).expect(409).await, 409, "conflict");

    let seen = world.get(&format!("/api/v1/cases/{run}")).by(&cast.officer).expect(200).await;
    let version = seen.json["version"].as_u64().unwrap();
    let path = format!("/api/v1/cases/{run}/steps/return");
    let body = json!({ "inputs": { "reason": "摘要太短" }, "expected": version });
    world.post(&path, &body).by(&cast.officer).expect(200).await;
    let reply = world.post(&path, &body).by(&cast.officer).expect(409).await;
    check(&reply, 409, "conflict");
    assert_eq!(reply.json["current"], version + 1);
    let reply = world.post(&path, &json!({ "inputs": {} })).by(&cast.officer).expect(409).await;
    check(&reply, 409, "conflict");
    assert_eq!(reply.json["current"], Value::Null);

    // Not yet listed: nobody but its department and the authority knows of it.
    check(&world.get("/api/v1/datasets/grants").by(&cast.citizen).expect(404).await, 404, "not-found");
    check(&world.get("/api/v1/datasets/grants").expect(404).await, 404, "not-found");
    let path = format!("/api/v1/datasets/grants/rows?purpose={PURPOSE}");
    check(&world.get(&path).by(&cast.reader).send().await, 403, "denied");
    cast.world.stop().await;
}
