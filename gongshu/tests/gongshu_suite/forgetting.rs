//! One person is forgotten: asked by a citizen, decided by the provider and the authority, carried out by the timer.

pub(crate) mod scene;

use serde_json::json;
use testkit::postgres::Postgres;
use testkit::story::Call;

use crate::running::{gongshu, text as said, verify};
use scene::{KEY, Scene, copy, deletion, holding_key, open, stored, text};

async fn forgotten(database: Option<String>) {
    let mut scene = Box::pin(Scene::new(database)).await;
    assert_eq!(scene.seen().await, [true; 4]);
    let (receipt, log_key) = scene.receipt().await;
    let case = scene.asked().await;
    assert_eq!(scene.database().is_none(), !holding_key(&scene.folder).is_empty(), "the case says who it is");
    assert_eq!(scene.looked_up().await, 2);
    assert_eq!((scene.keys("version").await, scene.keys("attachment").await), (2, 1));
    let before = stored(&scene.folder);

    scene.decided(&case).await;
    let worked = scene.app.work().await.unwrap();
    assert_eq!((worked.rewritten, worked.destroyed, worked.erased), (1, 0, 0), "{worked:?}");
    assert_eq!(scene.seen().await, [false; 4]);
    assert_eq!(scene.keys("version").await, 3, "the old versions are kept for the term, the new one has its own key");
    assert!(before.iter().all(|path| path.exists()));
    let versions = scene.done(&scene.steward, Call::get("datasets/grants/versions")).await;
    let ending = versions["items"].as_array().unwrap().iter().filter(|version| version["ending"].is_object()).count();
    assert_eq!(ending, 2, "{versions}");

    scene.clock.advance_days(3);
    let worked = scene.app.work().await.unwrap();
    assert_eq!((worked.rewritten, worked.destroyed, worked.erased), (0, 2, 1), "{worked:?}");
    assert_eq!(scene.looked_up().await, 0, "the index says no more whose key it was");
    assert_eq!((scene.keys("version").await, scene.keys("attachment").await), (1, 0));
    assert!(before.iter().all(|path| !path.exists()), "nothing is shared with the version that stands");
    let steward = scene.signed_in("steward").await;
    let versions = scene.done(&steward, Call::get("datasets/grants/versions")).await;
    let signed = versions["items"].as_array().unwrap().iter().filter(|version| version["erased"].is_object()).count();
    assert_eq!(signed, 2, "{versions}");
    // A token does not outlive the days that passed.
    scene.reader = scene.signed_in("reader").await;
    assert_eq!(scene.seen().await, [false; 4]);
    let again = scene.app.work().await.unwrap();
    assert_eq!((again.rewritten, again.destroyed, again.erased), (0, 0, 0), "{again:?}");

    // The case lives on without its words, and ends as every other.
    let citizen = scene.signed_in("citizen").await;
    let shown = scene.done(&citizen, Call::get(format!("cases/{case}"))).await;
    let shown = shown.pointer("/case").unwrap_or(&shown);
    assert_eq!((shown["form"]["kind"].as_str(), shown["form"].get("person_key")), (Some("delete"), None), "{shown}");
    scene.step(&steward, &case, "prove", json!({ "proof": "办理记录编号 2026-17" })).await;
    scene.app.publish().await.unwrap();

    let database = scene.database().map(str::to_owned);
    let (folder, temporary) = scene.stop().await;
    assert_eq!(holding_key(&folder), Vec::<std::path::PathBuf>::new());
    let (code, report) = verify(&folder, database.as_deref());
    assert_eq!(code, 0, "{report}");
    let (file, key) = (temporary.path().join("receipt.json"), temporary.path().join("log.vkey"));
    std::fs::write(&file, receipt).unwrap();
    std::fs::write(&key, log_key).unwrap();
    let kept = gongshu().args(["verify", "--receipt"]).arg(&file).arg("--key").arg(&key).output().unwrap();
    assert_eq!(kept.status.code(), Some(0), "{}", said(&kept));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_is_forgotten_on_sqlite() {
    Box::pin(forgotten(None)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_is_forgotten_on_postgresql() {
    let Some(server) = Postgres::start().unwrap() else { return };
    Box::pin(forgotten(Some(server.database().unwrap()))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_there_or_is_still_needed_is_not_erased_and_told_why() {
    let scene = Box::pin(Scene::new(None)).await;
    let case = scene.asked().await;
    let with = |name: &str, value: &str| {
        let mut inputs = deletion();
        inputs[name] = json!(value);
        inputs
    };
    let wrong = scene.tries(&scene.steward, &case, "delete", with("person_key", "KX-9999-9999-9999")).await;
    assert!(wrong.status == 409 && wrong.text().contains("没有可以删除的数据"), "{}", wrong.text());
    let field = scene.tries(&scene.steward, &case, "delete", with("key_field", "district")).await;
    assert_eq!(field.status, 422, "{}", field.text());
    let held = scene.tries(&scene.steward, &case, "delete", with("holds", "audit")).await;
    assert_eq!(held.status, 403, "{}", held.text());
    assert!(held.text().contains("hainan-bigdata-2019#47(2)"), "{}", held.text());
    let other = scene.tries(&scene.reader, &case, "delete", deletion()).await;
    assert_eq!(other.status, 403, "{}", other.text());
    assert_eq!(scene.seen().await, [true; 4]);

    scene.decided(&case).await;
    scene.app.work().await.unwrap();
    scene.clock.advance_days(3);
    scene.app.work().await.unwrap();
    let (steward, citizen) = (scene.signed_in("steward").await, scene.signed_in("citizen").await);
    let form = json!({
        "respondent": "finance", "kind": "delete", "items": "补贴记录", "dataset": "grants", "person_key": KEY,
        "ground": "asked",
    });
    let request = json!({ "procedure": "personal-right", "form": form });
    let again = text(&scene.done(&citizen, Call::post("cases", request)).await, "/id");
    scene.step(&steward, &again, "identify", json!({ "way": "account", "checked_on": "2026-02-06" })).await;
    let nothing = scene.tries(&steward, &again, "delete", deletion()).await;
    assert!(nothing.status == 409 && nothing.text().contains("没有可以删除的数据"), "{}", nothing.text());
    scene.stop().await;
}

/// A table that comes in with the person while the erasure is under way is rewritten too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_version_received_meanwhile_is_looked_through_too() {
    let scene = Box::pin(Scene::new(None)).await;
    let case = scene.asked().await;
    scene.decided(&case).await;
    scene.app.work().await.unwrap();
    scene.receive(1..30, "三月").await;
    assert_eq!(scene.seen().await, [true; 4]);
    let worked = scene.app.work().await.unwrap();
    assert_eq!((worked.rewritten, worked.erased), (1, 0));
    assert_eq!(scene.seen().await, [false; 4]);
    scene.clock.advance_days(3);
    assert_eq!(scene.app.work().await.unwrap().destroyed, 3);
    scene.app.publish().await.unwrap();
    let (folder, _temporary) = scene.stop().await;
    assert_eq!(holding_key(&folder), Vec::<std::path::PathBuf>::new());
    assert_eq!(verify(&folder, None).0, 0);
}

/// The disk as a crash leaves it: files written and records not, or records written and files still there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_crash_interrupts_is_taken_up_again() {
    let scene = Box::pin(Scene::new(None)).await;
    let clock = std::sync::Arc::clone(&scene.clock);
    let case = scene.asked().await;
    scene.decided(&case).await;
    scene.app.publish().await.unwrap();
    let (ordered, temporary) = scene.stop().await;
    let at = |name: &str| temporary.path().join(name);
    let worked = async |folder: &std::path::Path, seed: &str| {
        let app = open(folder, None, &clock, seed).await;
        app.sweep().await.unwrap();
        let worked = app.work().await.unwrap();
        app.publish().await.unwrap();
        app.close().await;
        worked
    };

    copy(&ordered, &at("rewritten"));
    assert_eq!(worked(&at("rewritten"), "first").await.rewritten, 1);
    // Between the rewriting and its act: the new files and their commit are there, no act names them.
    copy(&ordered, &at("torn"));
    std::fs::remove_dir_all(at("torn").join("lake")).unwrap();
    copy(&at("rewritten").join("lake"), &at("torn").join("lake"));
    assert_eq!(worked(&at("torn"), "second").await.rewritten, 1);
    assert_eq!(verify(&at("torn"), None).0, 0);

    clock.advance_days(3);
    copy(&at("torn"), &at("done"));
    let done = worked(&at("done"), "third").await;
    assert_eq!((done.destroyed, done.erased), (2, 1), "{done:?}");
    assert_eq!(verify(&at("done"), None).0, 0);
    // Between the acts and the disk: the log says destroyed, the key is gone, and a file of it could not be removed.
    copy(&at("torn"), &at("late"));
    let name = stored(&ordered)[0].file_name().unwrap().to_owned();
    let (stuck, aside) = (at("late").join("lake/tables/grants").join(name), at("aside"));
    std::fs::rename(&stuck, &aside).unwrap();
    std::fs::create_dir(&stuck).unwrap();
    let app = open(&at("late"), None, &clock, "fourth").await;
    assert!(matches!(app.work().await, Err(app::Problem::Unavailable { .. })));
    app.publish().await.unwrap();
    app.close().await;
    std::fs::remove_dir(&stuck).unwrap();
    std::fs::rename(&aside, &stuck).unwrap();
    let late = worked(&at("late"), "fifth").await;
    assert_eq!(late.erased, 1, "{late:?}");
    assert!(!stuck.exists());
    assert_eq!(verify(&at("late"), None).0, 0);
    for folder in ["done", "late"] {
        assert_eq!(holding_key(&at(folder)), Vec::<std::path::PathBuf>::new(), "{folder}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_login_is_forgotten_and_an_open_one_is_not() {
    let scene = Box::pin(Scene::new(None)).await;
    let administrator = scene.api.administrator().to_owned();
    let handle = "handle-of-somebody-7391";
    let applicant = json!({ "handle": handle, "password": "correct horse battery" });
    let opened = scene.api.send(None, Call::post("applicants", applicant)).await.unwrap().json();
    let id = opened.pointer("/id").or_else(|| opened.pointer("/account/id")).unwrap().as_str().unwrap().to_owned();
    scene.signed_in(handle).await;
    let erase = || Call::post(format!("accounts/{id}/erase"), json!({}));
    let open = scene.api.send(Some(&administrator), erase()).await.unwrap();
    assert!(open.status == 409 && open.text().contains("尚未销户"), "{}", open.text());
    let close = Call::post(format!("accounts/{id}/close"), json!({ "reason": format!("{handle}要求") }));
    scene.done(&administrator, close).await;
    let erased = scene.done(&administrator, erase()).await;
    assert!(erased["records"].as_u64().unwrap() >= 2, "{erased}");
    assert_eq!(scene.done(&administrator, erase()).await["records"], 0);
    let steward = scene.done(&scene.steward, Call::get("accounts/me")).await;
    let steward = text(&steward, "/account/id");
    let body = Call::post(format!("accounts/{steward}/erase"), json!({}));
    let refused = scene.api.send(Some(&administrator), body).await.unwrap();
    assert!(refused.status == 409 && refused.text().contains("属于机构"), "{}", refused.text());
    scene.app.publish().await.unwrap();
    let (folder, _temporary) = scene.stop().await;
    let bytes = std::fs::read(folder.join("records.sqlite")).unwrap();
    assert!(!bytes.windows(handle.len()).any(|window| window == handle.as_bytes()));
    assert_eq!(verify(&folder, None).0, 0);
}
