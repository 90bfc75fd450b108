//! `rate-limits` 滥用防护: too many requests.

use std::num::NonZeroU32;
use std::time::Duration;

use serde_json::json;
use web::{Limits, Rate};

use super::world::World;

fn three() -> Rate {
    Rate::new(NonZeroU32::new(3).unwrap(), Duration::from_hours(1))
}

#[tokio::test]
async fn each_client_has_its_own_rate() {
    let world = World::new(Limits { anonymous: three(), ..Limits::default() }).await;
    for _ in 0..2 {
        world.get("/api/v1/organisations").expect(200).await;
    }
    // A wrong credential counts like none.
    world.get("/api/v1/accounts/me").by("gs_wrong").expect(401).await;
    for token in [None, Some("gs_wrong")] {
        let ask = world.get("/api/v1/organisations");
        let reply = match token {
            Some(token) => ask.by(token).expect(429).await,
            None => ask.expect(429).await,
        };
        assert_eq!(reply.at("/type"), "urn:gongshu:problem:too-many");
        let wait: u64 = reply.header("retry-after").parse().unwrap();
        assert!((1..=3600).contains(&wait));
    }
    let me = world.get("/api/v1/accounts/me").by(&world.administrator).expect(200).await;
    assert_eq!(me.at("/account/handle"), "administrator");
    world.get("/healthz").expect(200).await;
    world.get("/healthz").by("gs_wrong").expect(200).await;
    let metrics = world.get("/metrics").by(&world.administrator).expect(200).await;
    assert!(metrics.text().contains("gongshu_rate_limited_total 2"), "{}", metrics.text());
    world.stop().await;
}

#[tokio::test]
async fn passwords_are_tried_slowly() {
    let world = World::new(Limits { login: three(), ..Limits::default() }).await;
    let login = json!({ "handle": "nobody", "password": "not a password" });
    for _ in 0..3 {
        world.post("/api/v1/sessions", &login).expect(401).await;
    }
    world.post("/api/v1/sessions", &login).expect(429).await;
    world.get("/api/v1/organisations").expect(200).await;
    world.stop().await;
}

#[tokio::test]
async fn a_credential_has_a_rate_too() {
    let world = World::new(Limits { authenticated: three(), ..Limits::default() }).await;
    for _ in 0..3 {
        world.get("/api/v1/accounts/me").by(&world.administrator).expect(200).await;
    }
    world.get("/api/v1/accounts/me").by(&world.administrator).expect(429).await;
    world.stop().await;
}
