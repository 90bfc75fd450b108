//! Files handed in for cases.

use reqwest::Method;
use serde_json::{Value, json};

use super::cases::order;
use super::cast::{Cast, Shared, roomy};
use super::world::{Reply, World};

/// The start of a real PDF, and then enough to fill several chunks.
fn report() -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    bytes.extend((0..300_000_u32).flat_map(u32::to_le_bytes));
    bytes
}

async fn handed_in(world: &World, by: &str, name: &str, content: Vec<u8>) -> Reply {
    let path = format!("/api/v1/attachments?name={name}");
    world.ask(Method::POST, &path).body("application/octet-stream", content).by(by).send().await
}

fn with_evidence(agreement: &str, id: &str) -> Value {
    let mut order = order(agreement);
    order["form"]["evidence"] = json!(id);
    order
}

#[tokio::test]
async fn a_file_handed_in_with_a_case_is_sealed_and_read_by_whoever_sees_the_case() {
    let shared = Shared::new(roomy()).await;
    let (cast, world) = (&shared.cast, &shared.cast.world);
    let received = handed_in(world, &cast.officer, "evidence.pdf", report()).await;
    assert_eq!(received.status, 201, "{}", received.text());
    assert_eq!(received.at("/file_type"), "pdf");
    let id = received.at("/id").to_owned();
    let body = with_evidence(&shared.agreement, &id);
    let run = world.post("/api/v1/cases", &body).by(&cast.officer).expect(201).await.at("/id").to_owned();

    let path = format!("/api/v1/cases/{run}/attachments/{id}");
    for party in [&cast.officer, &cast.reader] {
        let read = world.get(&path).by(party).expect(200).await;
        assert!(read.bytes == report(), "{} bytes", read.bytes.len());
        assert_eq!(read.header("x-content-type-options"), "nosniff");
        assert_eq!(read.header("content-disposition"), format!("attachment; filename=\"{id}.pdf\""));
    }
    world.get(&path).by(&cast.citizen).expect(403).await;
    world.get(&path).expect(401).await;
    let other = handed_in(world, &cast.officer, "other.pdf", report()).await.at("/id").to_owned();
    world.get(&format!("/api/v1/cases/{run}/attachments/{other}")).by(&cast.officer).expect(404).await;

    // What lies on the disk says nothing, and a changed bit of it is not given out.
    let sealed = world.app.folder().path().join(format!("lake/attachments/{id}.sealed"));
    let mut bytes = std::fs::read(&sealed).unwrap();
    assert!(!bytes.windows(8).any(|window| window == b"%PDF-1.7"));
    let last = bytes.len() - 100;
    bytes[last] ^= 1;
    std::fs::write(&sealed, bytes).unwrap();
    assert!(world.try_bytes(&path, &cast.officer).await.is_err());
    shared.cast.world.stop().await;
}

#[tokio::test]
async fn what_pretends_is_too_large_or_another_bodys_is_refused() {
    let shared = Shared::new(roomy()).await;
    let (cast, world) = (&shared.cast, &shared.cast.world);
    let wrong = [
        ("evidence.pdf", b"MZ\x90\0\x03\0\0\0\x04".to_vec(), 422),
        ("evidence.png", b"%PDF-1.7".to_vec(), 422),
        ("evidence.pdf", Vec::new(), 422),
        ("evidence.pdf", vec![b'%'; (50 << 20) + 1], 413),
    ];
    for (name, content, status) in wrong {
        let size = content.len();
        assert_eq!(handed_in(world, &cast.officer, name, content).await.status, status, "{name} {size}");
    }
    let path = "/api/v1/attachments?name=a.pdf";
    world.ask(Method::POST, path).body("application/octet-stream", report()).expect(401).await;
    let anothers = handed_in(world, &cast.reader, "evidence.pdf", report()).await.at("/id").to_owned();
    let text = handed_in(world, &cast.officer, "notes.txt", b"notes".to_vec()).await.at("/id").to_owned();
    for id in [anothers, text, "att-none".to_owned()] {
        let body = with_evidence(&shared.agreement, &id);
        let refused = world.post("/api/v1/cases", &body).by(&cast.officer).expect(422).await;
        assert!(refused.text().contains("form.evidence"), "{}", refused.text());
    }
    shared.cast.world.stop().await;
}

#[tokio::test]
async fn someone_of_the_same_body_takes_anothers_steps_for_a_time() {
    let cast = Cast::new(roomy()).await;
    let world = &cast.world;
    let mut ids = Vec::new();
    for (handle, body, role) in [("deputy", "finance", "reader"), ("stranger", "market", "steward")] {
        let account =
            json!({ "handle": handle, "password": super::cast::PASSWORD, "organisation": body, "roles": [role] });
        let opened = world.post("/api/v1/accounts", &account).by(&world.administrator).expect(201).await;
        ids.push(opened.at("/id").to_owned());
    }
    let deputy = super::cast::sign_in(world, "deputy").await;
    let steward = world.get("/api/v1/accounts/me").by(&cast.steward).expect(200).await.at("/account/id").to_owned();
    let path = format!("/api/v1/accounts/{steward}/stand-in");
    let place = |account: &str, until: &str| json!({ "account": account, "until": until });

    cast.listed("grants").await;
    let run = cast.requested("grants").await;
    let accept = format!("/api/v1/cases/{run}/steps/accept");
    let in_place = json!({ "inputs": {}, "in_place_of": steward });
    world.post(&accept, &in_place).by(&deputy).expect(422).await;
    world.put(&path, &place(&ids[0], "2026-03-31")).by(&deputy).expect(403).await;
    world.put(&path, &place(&ids[1], "2026-03-31")).by(&cast.steward).expect(422).await;
    world.put(&path, &place(&steward, "2026-03-31")).by(&cast.steward).expect(422).await;
    world.put(&path, &place(&ids[0], "2026-03-01")).by(&cast.steward).expect(422).await;
    world.put(&path, &place(&ids[0], "2028-03-01")).by(&cast.steward).expect(422).await;
    world.put(&path, &place(&ids[0], "2026-03-31")).by(&cast.steward).expect(204).await;
    let taken = world.post(&accept, &in_place).by(&deputy).expect(200).await;
    assert_eq!(taken.at("/case/history/1/in_place_of"), steward);

    world.ask(Method::DELETE, &path).by(&cast.steward).expect(204).await;
    world.ask(Method::DELETE, &path).by(&cast.steward).expect(409).await;
    let refuse = format!("/api/v1/cases/{run}/steps/refuse");
    world.post(&refuse, &in_place).by(&deputy).expect(422).await;
    cast.world.stop().await;
}
