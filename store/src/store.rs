use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use base::Entropy;
use tokio::sync::{mpsc, oneshot};

use crate::append::{self, AppendError, Marks, QUEUE, Request};
use crate::connection::Row;
use crate::database::{Database, within};
use crate::error::{DatabaseError, ReadError};
use crate::open::{self, OpenError, OpenOptions};
use crate::submission::{Appended, Submission, prepare};

/// The records of a platform: acts, their views and their place in the log. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(crate) database: Arc<Database>,
    requests: mpsc::Sender<Request>,
    entropy: Arc<dyn Entropy>,
    generation: Arc<AtomicU64>,
    pub(crate) unscrubbed: Arc<AtomicBool>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("generation", &self.generation()).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens `sqlite:/path/file.db` (or a bare path) or `postgres://…`, brings its schema up to date and starts
    /// the appender on the running tokio runtime. Salts are drawn from `entropy`.
    pub async fn open(address: &str, options: OpenOptions, entropy: Arc<dyn Entropy>) -> Result<Self, OpenError> {
        let database = Arc::new(open::open(address, options).await?);
        let (_, current) = head(&database).await?;
        let generation = Arc::new(AtomicU64::new(current));
        let (requests, receiver) = mpsc::channel(QUEUE);
        let unscrubbed = Arc::new(AtomicBool::new(false));
        let marks = Marks { generation: Arc::clone(&generation), unscrubbed: Arc::clone(&unscrubbed) };
        tokio::spawn(append::run(Arc::clone(&database), marks, receiver));
        Ok(Self { database, requests, entropy, generation, unscrubbed })
    }

    /// Appends the acts of `submission`, whole or not at all. Returns once they are on disk.
    ///
    /// A caller that stops waiting does not stop the append.
    pub async fn append(&self, submission: Submission) -> Result<Appended, AppendError> {
        let prepared = prepare(submission, self.entropy.as_ref())?;
        let (answer, answered) = oneshot::channel();
        self.requests.send(Request::Append { prepared, answer }).await.map_err(|_| AppendError::Closed)?;
        answered.await.map_err(|_| AppendError::Closed)?
    }

    /// Counts the batches that changed a view, as far as this node has seen them. Two equal readings mean that no
    /// view changed in between *on this node*; with several nodes [`Submission::rests_on`] decides.
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// The position the next act will get: the number of acts in the log.
    pub async fn head_position(&self) -> Result<u64, ReadError> {
        Ok(within(head(&self.database)).await?.0)
    }

    /// Reads the generation from the database, for a node whose neighbours also append.
    pub async fn refresh_generation(&self) -> Result<u64, ReadError> {
        let (_, current) = within(head(&self.database)).await?;
        self.generation.fetch_max(current, Ordering::AcqRel);
        Ok(self.generation())
    }

    /// Appends what waits, then closes the database. Later calls answer `Closed`.
    pub async fn close(&self) {
        let (done, closed) = oneshot::channel();
        // An error of either means that the appender is gone already, which is what was asked for.
        let _ = self.requests.send(Request::Close { done }).await;
        let _ = closed.await;
        self.database.close().await;
    }
}

/// `(next position, generation)`.
async fn head(database: &Database) -> Result<(u64, u64), DatabaseError> {
    let mut reader = database.reader().await?;
    let rows = reader.link().fetch("SELECT next_position, generation FROM head WHERE id = 1", &[]).await?;
    let row: &Row = rows.first().ok_or(DatabaseError::Headless)?;
    Ok((row.count(0)?, row.count(1)?))
}

#[cfg(test)]
mod tests {
    use base::{Digest, Timestamp};
    use domain::act::{Act, Actor, Context, RecordKind, RecordRef};
    use domain::organisation::{Organisation, OrganisationKind};
    use domain::record::{Change, Decided};

    use super::*;
    use crate::keys::{KeptKey, KeyChange, KeyId};

    struct Constant;

    impl Entropy for Constant {
        fn fill(&self, out: &mut [u8]) {
            out.fill(7);
        }
    }

    fn submission(number: usize) -> Submission {
        let at = Timestamp::from_millis(0);
        let law = Digest::of(b"law");
        let organisation = Organisation {
            id: format!("org-{number}").parse().unwrap(),
            name: format!("{number}{}", "名".repeat(1000)),
            kind: OrganisationKind::Department,
            region: "460000".to_owned(),
            uscc: None,
            offices: std::collections::BTreeSet::new(),
            reach: None,
        };
        let id = organisation.id.clone();
        let act = Decided::new(Act::OrganisationRegistered(organisation), Vec::new());
        let change = Change::new::<Organisation>(&id, None, vec![act]).unwrap();
        Submission::new(Context { at, actor: Actor::Platform, law, policy: law }, vec![change])
    }

    /// SQLite answers a page limit as it answers a full disk.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_full_disk_loses_nothing_and_appending_goes_on_when_there_is_room() {
        let folder = tempfile::tempdir().unwrap();
        let address = folder.path().join("store.db");
        let store = Store::open(address.to_str().unwrap(), OpenOptions::default(), Arc::new(Constant)).await.unwrap();
        let Database::Sqlite { writer, .. } = store.database.as_ref() else { panic!() };
        sqlx::query("PRAGMA max_page_count = 100").execute(writer).await.unwrap();
        let mut appended = 0;
        let full = loop {
            match store.append(submission(appended)).await {
                Ok(_) => appended += 1,
                Err(error) => break error,
            }
        };
        assert!(matches!(full, AppendError::Full), "{full}");
        assert_eq!(store.head_position().await.unwrap(), u64::try_from(appended).unwrap());
        // The limit went with the connection that met it.
        store.append(submission(appended)).await.unwrap();

        let key = ledger::SigningKey::from_seed("log", [1; 32]).unwrap();
        let verified = store.verify(&folder.path().join("log"), &key.verifier(), |_, _| {}).await.unwrap();
        assert_eq!(verified.acts, u64::try_from(appended + 1).unwrap());
        let record = RecordRef { kind: RecordKind::Organisation, id: format!("org-{appended}") };
        assert_eq!(store.acts_of(&record, 0, 10).await.unwrap().len(), 1);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_full_disk_in_the_middle_of_a_rotation_changes_no_key() {
        let folder = tempfile::tempdir().unwrap();
        let address = folder.path().join("store.db");
        let store = Store::open(address.to_str().unwrap(), OpenOptions::default(), Arc::new(Constant)).await.unwrap();
        let id = |kind: &str, name: String, generation| KeyId { kind: kind.to_owned(), name, generation };
        let region = |generation| {
            let id = id("region", "460000".to_owned(), generation);
            KeptKey { id, holder: None, body: format!("region {generation}") }
        };
        let child = |number: u32, holder: &KeptKey, body: usize| KeptKey {
            id: id("dataset", format!("ds-{number:03}"), 1),
            holder: Some(holder.id.clone()),
            body: "w".repeat(body),
        };
        store.keep_key(&region(1)).await.unwrap();
        for number in 0..200 {
            store.keep_key(&child(number, &region(1), 100)).await.unwrap();
        }
        let before = store.keys(None).await.unwrap();
        let Database::Sqlite { writer, .. } = store.database.as_ref() else { panic!() };
        let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(writer).await.unwrap();
        let limit = format!("PRAGMA max_page_count = {}", pages + 4);
        sqlx::query(sqlx::AssertSqlSafe(limit)).execute(writer).await.unwrap();
        let rotation = || {
            let rewraps =
                (0..200).map(|number| KeyChange::Rewrap { key: child(number, &region(2), 4000), was: "w".repeat(100) });
            let keys = [KeyChange::Put(region(2))].into_iter().chain(rewraps).chain([KeyChange::Erase(region(1).id)]);
            Submission { keys: keys.collect(), ..submission(0) }
        };
        let full = store.append(rotation()).await.unwrap_err();
        assert!(matches!(full, AppendError::Full), "{full}");
        assert_eq!(store.keys(None).await.unwrap(), before);
        assert_eq!(store.head_position().await.unwrap(), 0);
        // There is room again: the limit went with the connection that met it.
        store.append(rotation()).await.unwrap();
        assert!(store.keys_held_by(&region(1).id, None).await.unwrap().is_empty());
        assert_eq!(store.keys_held_by(&region(2).id, None).await.unwrap().len(), 200);
    }
}
