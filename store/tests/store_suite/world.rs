use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use base::{Digest, Entropy, Timestamp};
use domain::account::{Account, AccountStatus, Role};
use domain::act::{Act, Actor, Context, RecordKind, RecordRef};
use domain::credential::{Credential, CredentialKind, Verifier};
use domain::organisation::{Organisation, OrganisationKind};
use domain::record::{Change, Decided, Loaded, Record};
use ledger::SigningKey;
use store::{Difference, OpenOptions, Sequencer, SequencerOptions, Store, Submission, Verified, VerifyError};
use tempfile::TempDir;

use crate::postgres::Postgres;

/// Distinct, and the same in every run.
pub(crate) struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let number = self.0.fetch_add(1, Ordering::Relaxed);
            let digest = Digest::of(&number.to_le_bytes());
            let length = chunk.len();
            chunk.copy_from_slice(&digest.as_bytes()[..length]);
        }
    }
}

pub(crate) fn entropy() -> Arc<dyn Entropy> {
    Arc::new(Counting(AtomicU64::new(0)))
}

/// One deployment: a database, a log folder and a key.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) address: String,
    pub(crate) log: PathBuf,
    pub(crate) key: Arc<SigningKey>,
    pub(crate) on_postgres: bool,
    _folder: TempDir,
}

fn server() -> Option<&'static Postgres> {
    static SERVER: OnceLock<Option<Postgres>> = OnceLock::new();
    SERVER.get_or_init(|| Postgres::start().unwrap()).as_ref()
}

/// A database of each kind that is installed, each empty.
pub(crate) async fn worlds() -> Vec<World> {
    let mut worlds = vec![World::new(None).await];
    if let Some(server) = server() {
        worlds.push(World::new(Some(server.database().unwrap())).await);
    }
    worlds
}

impl World {
    async fn new(postgres: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let on_postgres = postgres.is_some();
        let address = postgres.unwrap_or_else(|| format!("sqlite:{}", folder.path().join("store.db").display()));
        let store = Store::open(&address, OpenOptions::default(), entropy()).await.unwrap();
        let key = Arc::new(SigningKey::from_seed("data.example.cn/log", [7; 32]).unwrap());
        Self { store, address, log: folder.path().join("log"), key, on_postgres, _folder: folder }
    }

    pub(crate) async fn sequencer(&self) -> Sequencer {
        Sequencer::start(&self.store, self.options()).await.unwrap()
    }

    /// The interval is never reached: tests publish when they say so.
    pub(crate) fn options(&self) -> SequencerOptions {
        let interval = Duration::from_hours(1);
        SequencerOptions { log_dir: self.log.clone(), key: Arc::clone(&self.key), interval }
    }

    pub(crate) async fn verify(&self) -> Result<Verified, VerifyError> {
        self.store.verify(&self.log, &self.key.verifier(), |_, _| {}).await
    }

    pub(crate) async fn difference(&self) -> Difference {
        match self.verify().await {
            Err(VerifyError::Differs(difference)) => difference,
            other => panic!("expected a difference, found {other:?}"),
        }
    }

    /// Appends acts that each found a record, in as many submissions.
    pub(crate) async fn append_all(&self, changes: Vec<Change>) {
        for change in changes {
            self.store.append(submission(vec![change])).await.unwrap();
        }
    }

    /// Changes the database behind the platform's back.
    pub(crate) async fn tamper(&self, sql: &str) {
        assert!(self.execute(sql).await > 0, "{sql} changed nothing");
    }

    /// Keeps a copy to undo tampering from.
    pub(crate) async fn keep(&self, table: &str, query: &str) {
        self.execute(&format!("CREATE TABLE {table} AS {query}")).await;
    }

    async fn execute(&self, sql: &str) -> u64 {
        if self.on_postgres {
            let mut connection = connect_postgres(&self.address).await;
            sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap().rows_affected()
        } else {
            let mut connection = connect_sqlite(&self.address).await;
            sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap().rows_affected()
        }
    }
}

pub(crate) async fn connect_sqlite(address: &str) -> sqlx::SqliteConnection {
    use sqlx::{ConnectOptions as _, sqlite::SqliteConnectOptions};
    address.parse::<SqliteConnectOptions>().unwrap().connect().await.unwrap()
}

async fn connect_postgres(address: &str) -> sqlx::PgConnection {
    use sqlx::{ConnectOptions as _, postgres::PgConnectOptions};
    address.parse::<PgConnectOptions>().unwrap().connect().await.unwrap()
}

pub(crate) fn context() -> Context {
    let law = Digest::of(b"law");
    Context {
        at: Timestamp::from_millis(1_767_600_000_000),
        actor: Actor::Platform,
        law,
        policy: Digest::of(b"policy"),
    }
}

pub(crate) fn submission(changes: Vec<Change>) -> Submission {
    Submission::new(context(), changes)
}

pub(crate) fn found<T: Record>(id: &T::Id, act: Act) -> Change {
    Change::new::<T>(id, None, vec![Decided::new(act, Vec::new())]).unwrap()
}

pub(crate) fn then<T: Record>(before: &Loaded<T>, act: Act) -> Change {
    Change::new(before.state.id(), Some(before), vec![Decided::new(act, Vec::new())]).unwrap()
}

pub(crate) fn organisation(id: &str) -> Organisation {
    Organisation {
        id: id.parse().unwrap(),
        name: format!("机构 {id}"),
        kind: OrganisationKind::Department,
        region: "460000".to_owned(),
        uscc: None,
        offices: BTreeSet::new(),
        reach: None,
    }
}

pub(crate) fn register(id: &str) -> Change {
    let organisation = organisation(id);
    found::<Organisation>(&organisation.id.clone(), Act::OrganisationRegistered(organisation))
}

pub(crate) fn account(id: &str, handle: &str) -> Account {
    Account {
        id: id.parse().unwrap(),
        handle: handle.to_owned(),
        organisation: Some("org-1".parse().unwrap()),
        roles: BTreeSet::from([Role::Reader]),
        status: AccountStatus::Open,
        stand_in: None,
    }
}

pub(crate) fn open_account(id: &str, handle: &str) -> Change {
    let account = account(id, handle);
    found::<Account>(&account.id.clone(), Act::AccountOpened(account))
}

pub(crate) fn issue(id: &str) -> Change {
    let credential = Credential {
        id: id.parse().unwrap(),
        account: "acc-1".parse().unwrap(),
        kind: CredentialKind::Token,
        verifier: Verifier::new("00".to_owned()),
        scopes: BTreeSet::new(),
        label: "a token".to_owned(),
        expires: None,
        revoked: false,
    };
    found::<Credential>(&credential.id.clone(), Act::CredentialIssued(credential))
}

pub(crate) fn roles(roles: &[Role]) -> Act {
    Act::RolesSet { roles: roles.to_vec() }
}

pub(crate) fn account_ref(id: &str) -> RecordRef {
    RecordRef { kind: RecordKind::Account, id: id.to_owned() }
}

/// A receipt as the gate writes it, of ordinary size.
pub(crate) fn receipt(id: &str) -> Change {
    let digest = Digest::of(id.as_bytes());
    let receipt = serde_json::json!({
        "id": id, "account": "acc-1", "organisation": "org-1", "agreement": "agr-1", "purpose": "audit",
        "channel": "key", "question": digest, "rows": 1, "size": 120, "answer": digest,
        "released": context().at,
        "tables": [{
            "dataset": "ds-1", "version": "ver-1",
            "columns": [
                {"name": "name", "mask": {"mask": "partial", "head": 1, "tail": 0}},
                {"name": "fee", "mask": {"mask": "keep"}},
            ],
        }],
    });
    let act = Act::DataReleased(serde_json::from_value(receipt).unwrap());
    let record = RecordRef { kind: RecordKind::Receipt, id: id.to_owned() };
    Change::standalone(record, Decided::new(act, Vec::new()))
}

/// One record of each kind that has a view.
pub(crate) fn one_of_each() -> Vec<Change> {
    let digest = Digest::of(b"file");
    let at = context().at;
    let act = |act: serde_json::Value| serde_json::from_value::<Act>(act).unwrap();
    let dataset = act(serde_json::json!({"act": "dataset-registered", "body": {
        "id": "ds-1", "provider": "org-1", "key_field": "id", "fields": [], "status": "registered",
        "version": null, "case": "case-1",
        "catalogue": {
            "category": "1", "title": "收费", "code": "460000/1", "summary": "s", "format": "spreadsheet",
            "sharing": {"class": "conditional"}, "opening": {"class": "conditional"}, "update_cycle": "daily",
        },
    }}));
    let version = act(serde_json::json!({"act": "version-received", "body": {
        "id": "ver-1", "dataset": "ds-1", "number": 1, "received": at, "key_field": null,
        "reading": {"format": "csv", "encoding": "utf-8", "rows_read": 1, "rows_kept": 1, "rows_set_aside": 0, "source": digest},
        "manifest": {"delta_version": 0, "rows": 1, "columns": [], "files": [{"path": "a", "size": 1, "digest": digest, "rows": 1}]},
    }}));
    let agreement = act(serde_json::json!({"act": "agreement-granted", "body": {
        "id": "agr-1", "provider": "org-1", "consumer": {"organisation": "org-2"}, "tables": [], "purpose": "audit",
        "channels": ["key"], "from": "2026-01-05", "until": "2026-12-31", "case": "case-1", "status": "in-force",
    }}));
    let case = act(serde_json::json!({"act": "case-opened", "body": {
        "id": "case-1", "procedure": "sharing-request", "law": digest, "region": "460000",
        "about": {"kind": "dataset", "id": "ds-1"},
        "applicant": {"organisation": "org-2"}, "provider": "org-1", "opened": at, "state": "submitted", "form": {},
        "history": [], "ended": false, "agreement": null,
        "clocks": [{
            "name": "share.decide", "started": at, "due": at, "date": "2026-01-05", "provisional": false,
            "basis": "hainan-bigdata-2019#26", "stopped": null, "overdue": false,
        }],
    }}));
    let entry = act(serde_json::json!({"act": "entry-made", "body": {
        "id": "ent-1", "register": "credit", "region": "460000", "case": "case-1", "holder": {"organisation": "org-2"},
        "maker": "org-1", "about": {"kind": "matter"}, "facts": {}, "status": "entered", "made": at,
    }}));
    let notice = act(serde_json::json!({"act": "notice-given", "body": {
        "id": "ntc-1", "to": {"organisation": "org-2"}, "part": "provider", "case": "case-1",
        "message": {"key": "notice-step"}, "basis": [], "given": at, "pending": ["email"],
    }}));
    let attachment = act(serde_json::json!({"act": "attachment-received", "body": {
        "id": "att-1", "owner": {"organisation": "org-2"}, "by": "acc-1", "name": "a.pdf", "file_type": "pdf",
        "size": 1, "digest": digest, "received": at,
    }}));
    let budget = act(serde_json::json!({"act": "budget-set", "body": {
        "id": "bdg-1", "dataset": "ds-1", "recipient": {"organisation": "org-2"}, "granted": "2", "left": "2",
    }}));
    vec![
        register("org-1"),
        open_account("acc-1", "ada"),
        issue("cred-1"),
        found::<domain::dataset::Dataset>(&"ds-1".parse().unwrap(), dataset),
        found::<domain::version::Version>(&"ver-1".parse().unwrap(), version),
        found::<domain::agreement::Agreement>(&"agr-1".parse().unwrap(), agreement),
        found::<domain::case::Case>(&"case-1".parse().unwrap(), case),
        found::<domain::entry::Entry>(&"ent-1".parse().unwrap(), entry),
        found::<domain::notice::Notice>(&"ntc-1".parse().unwrap(), notice),
        found::<domain::attachment::Attachment>(&"att-1".parse().unwrap(), attachment),
        found::<domain::budget::Budget>(&"bdg-1".parse().unwrap(), budget),
    ]
}
