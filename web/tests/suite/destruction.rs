//! A version is destroyed on somebody's word: its key and files are gone, and a signed record says so.

use std::collections::BTreeSet;
use std::path::PathBuf;

use base::{Digest, VersionId};
use reqwest::Method;
use serde_json::{Value, json};

use super::cast::{PASSWORD, Shared, TABLE, roomy, sign_in};
use super::world::World;

/// An approved destruction of the version that readers see.
struct Approved {
    shared: Shared,
    version: VersionId,
    run: String,
    /// The files of the version.
    files: Vec<PathBuf>,
}

impl Approved {
    async fn new() -> Self {
        Self::of("version").await
    }

    async fn of(scope: &str) -> Self {
        let shared = Shared::new(roomy()).await;
        let world = &shared.cast.world;
        let earlier = row_files(world);
        let upload = world.ask(Method::POST, "/api/v1/datasets/grants/versions").body("text/csv", TABLE);
        let version = upload.by(&shared.cast.steward).expect(201).await.at("/version/id").to_owned();
        let files = row_files(world).difference(&earlier).cloned().collect();
        let second =
            json!({ "handle": "second", "password": PASSWORD, "organisation": "finance", "roles": ["steward"] });
        world.post("/api/v1/accounts", &second).by(&world.administrator).expect(201).await;
        let second = sign_in(world, "second").await;
        let form = json!({
            "version": version, "ground": "error", "basis": "hainan-bigdata-2019#47(2)", "object": "补贴发放第二批",
            "process": "清除密钥后覆写", "technique": "crypto-erase", "archived": "not-needed", "scope": scope,
        });
        let body = json!({ "procedure": "destruction", "form": form });
        let run = world.post("/api/v1/cases", &body).by(&shared.cast.steward).expect(201).await.at("/id").to_owned();
        let path = format!("/api/v1/cases/{run}/steps/approve");
        let inputs = json!({ "inputs": { "opinion": "同意", "holds": "无争议、无审计" } });
        world.post(&path, &inputs).by(&second).expect(200).await;
        Self { version: version.parse().unwrap(), shared, run, files }
    }

    async fn destroy(&self, status: u16) {
        let cast = &self.shared.cast;
        let path = format!("/api/v1/cases/{}/steps/destroy", self.run);
        let inputs = json!({ "inputs": {
            "destroyed_on": "2026-03-02", "operator": "甲", "witness": "乙", "course": "密钥已清除，文件已覆写",
        } });
        cast.world.post(&path, &inputs).by(&cast.steward).expect(status).await;
    }

    async fn read(&self, status: u16) {
        let cast = &self.shared.cast;
        cast.world.get(&self.shared.path("rows/P-001")).by(&cast.reader).expect(status).await;
    }

    async fn key_is_listed(&self) -> bool {
        let mut listed = false;
        let app = &self.shared.cast.world.app;
        app.list_keys(|key| listed |= key.name == self.version.as_str()).await.unwrap();
        listed
    }
}

/// What lies in the table's folder, its log apart.
fn row_files(world: &World) -> BTreeSet<PathBuf> {
    let folder = world.app.folder().lake().join("tables/grants");
    folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
}

#[tokio::test]
async fn a_destroyed_version_has_no_key_no_file_and_a_record_that_can_be_checked() {
    let approved = Approved::new().await;
    approved.read(200).await;
    assert!(approved.key_is_listed().await);
    let digest = |path: &PathBuf| (path.file_name().unwrap().to_owned(), Digest::of(&std::fs::read(path).unwrap()));
    let stored: BTreeSet<_> = approved.files.iter().map(digest).collect();
    assert_eq!(stored.len(), 2);

    approved.destroy(200).await;
    assert!(!approved.key_is_listed().await);
    assert!(!approved.files.iter().any(|file| file.exists()));
    approved.read(409).await;

    let app = &approved.shared.cast.world.app;
    let record = app.destruction_record(&approved.version).await.unwrap().unwrap();
    let kept = serde_json::to_vec(&record).unwrap();
    let keys = std::fs::read_to_string(app.folder().records_key()).unwrap();
    let stated = app::verify_destruction(&kept, &keys).unwrap();
    assert_eq!(stated.version, approved.version);
    let name = |path: &str| PathBuf::from(path).file_name().unwrap().to_owned();
    let objects: BTreeSet<_> = stated.objects.iter().map(|file| (name(&file.path), file.digest)).collect();
    assert_eq!(objects, stored);
    assert_eq!(stated.keys.iter().map(|key| key.name.as_str()).collect::<Vec<_>>(), [approved.version.as_str()]);
    assert_eq!((stated.object.as_str(), stated.technique.as_str()), ("补贴发放第二批", "crypto-erase"));
    let second = stated.approver.unwrap();
    assert_eq!(second.organisation.unwrap().as_str(), "finance");
    assert_eq!(record.suite, "national");

    let mut forged: Value = serde_json::from_slice(&kept).unwrap();
    forged["statement"]["technique"] = json!("overwrite");
    let forged = serde_json::to_vec(&forged).unwrap();
    assert!(matches!(app::verify_destruction(&forged, &keys), Err(app::RecordError::Signature(_))));
    let others = "national:AAAA\ninternational:AAAA\n";
    assert!(matches!(app::verify_destruction(&kept, others), Err(app::RecordError::OtherKey)));
    assert!(matches!(app::verify_destruction(b"{}", &keys), Err(app::RecordError::NotARecord)));
    approved.shared.cast.world.stop().await;
}

#[tokio::test]
async fn a_destruction_broken_off_is_taken_up_and_nobody_reads_meanwhile() {
    let approved = Approved::new().await;
    let path = approved.files.iter().find(|path| path.extension().unwrap() == "parquet").unwrap();
    // The disk will not have the file written over.
    let aside = path.with_extension("aside");
    std::fs::rename(path, &aside).unwrap();
    std::fs::create_dir(path).unwrap();
    approved.destroy(503).await;
    assert!(!approved.key_is_listed().await, "the key went with the act");
    approved.read(409).await;
    let app = &approved.shared.cast.world.app;
    assert!(app.destruction_record(&approved.version).await.unwrap().is_none());

    std::fs::remove_dir(path).unwrap();
    std::fs::rename(&aside, path).unwrap();
    app.sweep().await.unwrap();
    assert!(!path.exists());
    let record = app.destruction_record(&approved.version).await.unwrap().unwrap();
    let acts = app.head_position().await.unwrap();
    app.sweep().await.unwrap();
    assert_eq!(app.head_position().await.unwrap(), acts, "what is recorded is not done again");
    assert_eq!(app.destruction_record(&approved.version).await.unwrap().unwrap(), record);
    approved.shared.cast.world.stop().await;
}

#[tokio::test]
async fn on_one_word_every_version_of_a_dataset_goes_each_with_its_record() {
    let approved = Approved::of("dataset").await;
    let world = &approved.shared.cast.world;
    assert_eq!(row_files(world).len(), 2 * approved.files.len());
    approved.destroy(200).await;
    approved.read(409).await;
    world.app.work().await.unwrap();
    assert_eq!(row_files(world), BTreeSet::new());
    let mut kept = 0;
    world.app.list_keys(|key| kept += usize::from(key.kind == "version")).await.unwrap();
    assert_eq!(kept, 0);
    let versions = world.get("/api/v1/datasets/grants/versions").by(&approved.shared.cast.steward).expect(200).await;
    let versions = versions.json["items"].as_array().unwrap();
    assert_eq!(versions.len(), 2);
    for version in versions {
        let stated = &version["erased"]["statement"];
        assert_eq!(
            (&stated["case"], &stated["technique"]),
            (&json!(approved.run), &json!("crypto-erase")),
            "{version}"
        );
    }
    approved.shared.cast.world.stop().await;
}
