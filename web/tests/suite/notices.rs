//! Notices beyond the inbox, to a real mail server and a real HTTP server.

use std::sync::{Arc, Mutex};

use app::{MailServer, Outbound};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::{Value, json};
use testkit::smtp;

use super::cases::order;
use super::cast::{Cast, Shared, roomy, sign_in};
use super::world::World;

type Calls = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

/// A body's own system: notes what comes, and answers what it is told to, the last answer again and again.
struct System {
    address: String,
    calls: Calls,
    answers: Arc<Mutex<Vec<StatusCode>>>,
}

impl System {
    async fn start(answers: &[StatusCode]) -> Self {
        let calls = Calls::default();
        let answers = Arc::new(Mutex::new(answers.to_vec()));
        let state = (Arc::clone(&calls), Arc::clone(&answers));
        let take = |State((calls, answers)): State<(Calls, Arc<Mutex<Vec<StatusCode>>>)>, headers, body| async move {
            calls.lock().unwrap().push((headers, body));
            let mut answers = answers.lock().unwrap();
            if answers.len() > 1 { answers.remove(0) } else { answers[0] }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/gongshu", listener.local_addr().unwrap());
        let router = Router::new().route("/gongshu", axum::routing::post(take)).with_state(state);
        tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        Self { address, calls, answers }
    }

    fn calls(&self) -> Vec<(HeaderMap, Bytes)> {
        self.calls.lock().unwrap().clone()
    }
}

fn loopback(mail: Option<MailServer>) -> Outbound {
    Outbound { mail, networks: vec!["127.0.0.0/8".parse().unwrap()] }
}

async fn shared(outbound: Outbound) -> Shared {
    Shared::of(Cast::of(World::sending(roomy(), outbound).await).await).await
}

/// The reader's department says where its notices go, and is then told of an order against it.
async fn told(shared: &Shared, reach: &Value) {
    let (cast, world) = (&shared.cast, &shared.cast.world);
    world.put("/api/v1/organisations/market/reach", reach).by(&world.administrator).expect(204).await;
    world.post("/api/v1/cases", &order(&shared.agreement)).by(&cast.officer).expect(201).await;
}

/// The notice of the order, as the department finds it in its inbox.
async fn notice(shared: &Shared) -> Value {
    let inbox = shared.cast.world.get("/api/v1/notices").by(&shared.cast.reader).expect(200).await;
    let notices = inbox.json["items"].as_array().unwrap();
    notices.iter().find(|notice| notice["part"] == "consumer").unwrap().clone()
}

#[tokio::test]
async fn a_notice_goes_to_the_bodys_mailbox_and_the_record_says_so() {
    let Some(server) = smtp::MailServer::start().unwrap() else { return };
    let mail = MailServer::new(&server.address(), "公数平台 <notice@gongshu.example>").unwrap();
    let shared = shared(loopback(Some(mail))).await;
    told(&shared, &json!({ "email": "desk@market.example" })).await;
    let worked = shared.cast.world.app.work().await.unwrap();
    assert_eq!((worked.sent, worked.unsent), (1, 0));

    let delivered = server.delivered();
    let [letter] = delivered.as_slice() else { panic!("{delivered:?}") };
    let notice = notice(&shared).await;
    for line in ["To: desk@market.example", "Auto-Submitted: auto-generated"] {
        assert!(letter.contains(line), "{line} in {letter}");
    }
    assert!(letter.contains(&format!("Message-ID: <{}@", notice["id"].as_str().unwrap())), "{letter}");
    assert_eq!(notice["pending"], json!([]));
    assert_eq!(notice["sendings"][0]["way"], "email");
    assert_eq!(notice["sendings"][0]["arrived"], true);
    // What went out once does not go out again.
    assert_eq!(shared.cast.world.app.work().await.unwrap().sent, 0);
    assert_eq!(server.delivered().len(), 1);
    shared.cast.world.stop().await;
}

#[tokio::test]
async fn a_webhook_is_signed_and_tried_again_until_it_arrives() {
    let system = System::start(&[StatusCode::INTERNAL_SERVER_ERROR, StatusCode::OK]).await;
    let shared = shared(loopback(None)).await;
    let world = &shared.cast.world;
    told(&shared, &json!({ "webhook": system.address })).await;
    let worked = world.app.work().await.unwrap();
    assert_eq!((worked.sent, worked.unsent), (0, 1));
    assert_eq!(notice(&shared).await["sendings"][0]["why"], "status-500");
    // Not before its time.
    assert_eq!(world.app.work().await.unwrap(), app::Worked::default());
    world.clock.advance_millis(120_000);
    let worked = world.app.work().await.unwrap();
    assert_eq!((worked.sent, worked.unsent), (1, 0));

    let calls = system.calls();
    assert_eq!(calls.len(), 2);
    assert_eq!(calls[0].0["webhook-id"], calls[1].0["webhook-id"], "the receiver knows it again");
    let key = world.get("/api/v1/notices/key").expect(200).await;
    let key = STANDARD.decode(key.text().trim().strip_prefix("whpk_").unwrap()).unwrap();
    let key = VerifyingKey::from_bytes(&key.try_into().unwrap()).unwrap();
    for (headers, body) in &calls {
        let said = |name: &str| headers[name].to_str().unwrap();
        let signature = STANDARD.decode(said("webhook-signature").strip_prefix("v1a,").unwrap()).unwrap();
        let mut signed = format!("{}.{}.", said("webhook-id"), said("webhook-timestamp")).into_bytes();
        signed.extend(body);
        key.verify_strict(&signed, &Signature::from_slice(&signature).unwrap()).unwrap();
    }
    let body: Value = serde_json::from_slice(&calls[1].1).unwrap();
    let notice = notice(&shared).await;
    assert_eq!(body["data"]["id"], notice["id"]);
    assert!(body["data"]["words"]["zh"].as_str().unwrap().contains("已办理环节"));
    assert_eq!(notice["sendings"].as_array().unwrap().len(), 2);
    shared.cast.world.stop().await;
}

#[tokio::test]
async fn a_system_that_never_takes_it_is_given_up_and_one_that_wants_no_more_at_once() {
    let system = System::start(&[StatusCode::SERVICE_UNAVAILABLE]).await;
    let shared = shared(loopback(None)).await;
    told(&shared, &json!({ "webhook": system.address })).await;
    for _ in 0..10 {
        shared.cast.world.app.work().await.unwrap();
        shared.cast.world.clock.advance_millis(3 * 3_600_000);
    }
    assert_eq!(system.calls().len(), 6);

    *system.answers.lock().unwrap() = vec![StatusCode::GONE];
    let officer = sign_in(&shared.cast.world, "officer").await;
    let again = order(&shared.agreement);
    shared.cast.world.post("/api/v1/cases", &again).by(&officer).expect(201).await;
    shared.cast.world.app.work().await.unwrap();
    shared.cast.world.clock.advance_millis(3 * 3_600_000);
    shared.cast.world.app.work().await.unwrap();
    assert_eq!(system.calls().len(), 7);
    shared.cast.world.stop().await;
}

#[tokio::test]
async fn a_webhook_never_reaches_the_platforms_own_neighbours() {
    let system = System::start(&[StatusCode::OK]).await;
    let shared = shared(Outbound::default()).await;
    told(&shared, &json!({ "webhook": system.address })).await;
    assert_eq!(shared.cast.world.app.work().await.unwrap().unsent, 1);
    assert_eq!(notice(&shared).await["sendings"][0]["why"], "address-barred");
    assert!(system.calls().is_empty());
    shared.cast.world.stop().await;
}

#[tokio::test]
async fn a_body_says_where_its_notices_go_and_only_it_sees_that() {
    let cast = Cast::new(roomy()).await;
    let world = &cast.world;
    let path = "/api/v1/organisations/finance/reach";
    let reach = json!({ "email": "desk@finance.example" });
    world.put(path, &reach).by(&cast.reader).expect(403).await;
    world.put(path, &reach).by(&cast.steward).expect(204).await;
    assert_eq!(world.get(path).by(&cast.steward).expect(200).await.json, reach);
    world.get(path).by(&cast.reader).expect(403).await;
    for public in ["/api/v1/organisations/finance", "/api/v1/organisations"] {
        assert!(!world.get(public).expect(200).await.text().contains("desk@"), "{public}");
    }
    let me = world.get("/api/v1/accounts/me").by(&cast.steward).expect(200).await;
    assert!(!me.text().contains("desk@"), "{}", me.text());
    for wrong in [json!({ "email": "desk" }), json!({ "webhook": "ftp://a/" }), json!({ "webhook": "https://u:p@a/" })]
    {
        world.put(path, &wrong).by(&cast.steward).expect(422).await;
    }
    let body = json!({ "name": "审计厅", "kind": "department", "reach": { "email": "nowhere" } });
    world.post("/api/v1/organisations", &body).by(&world.administrator).expect(422).await;
    cast.world.stop().await;
}
