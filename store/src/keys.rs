//! Wrapped keys 包裹后的密钥: small, erasable rows beside the log. Nothing here can open one.

use crate::append::AppendError;
use crate::connection::{Link, Param, Row, signed};
use crate::erase::scrub;
use crate::error::{DatabaseError, ReadError};
use crate::read::MAX_ROWS;
use crate::store::Store;

const KEY: &str = "SELECT kind, name, generation, holder_kind, holder_name, holder_generation, body \
                   FROM keys WHERE kind = $1 AND name = $2 AND generation = $3";
const NEWEST: &str = "SELECT kind, name, generation, holder_kind, holder_name, holder_generation, body \
                      FROM keys WHERE kind = $1 AND name = $2 ORDER BY generation DESC LIMIT 1";
const HELD: &str = "SELECT kind, name, generation, holder_kind, holder_name, holder_generation, body FROM keys \
                    WHERE holder_kind = $1 AND holder_name = $2 AND holder_generation = $3 \
                    AND (kind, name, generation) > ($4, $5, $6) ORDER BY kind, name, generation LIMIT $7";
const TOP: &str = "SELECT kind, name, generation, holder_kind, holder_name, holder_generation, body \
                   FROM keys WHERE holder_kind IS NULL ORDER BY kind, name, generation LIMIT $1";
const ALL: &str = "SELECT kind, name, generation, holder_kind, holder_name, holder_generation, body FROM keys \
                   WHERE (kind, name, generation) > ($1, $2, $3) ORDER BY kind, name, generation LIMIT $4";
const PUT: &str = "INSERT INTO keys (kind, name, generation, holder_kind, holder_name, holder_generation, body) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
const REWRAP: &str = "UPDATE keys SET holder_kind = $4, holder_name = $5, holder_generation = $6, body = $7 \
                      WHERE kind = $1 AND name = $2 AND generation = $3";
const ERASE: &str = "DELETE FROM keys WHERE kind = $1 AND name = $2 AND generation = $3";

/// Names a wrapped key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId {
    pub kind: String,
    pub name: String,
    /// Counted from 1.
    pub generation: u32,
}

/// A wrapped key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptKey {
    pub id: KeyId,
    /// The key it is wrapped by; None for the root key.
    pub holder: Option<KeyId>,
    /// What opens only under the holder: JSON, opaque here.
    pub body: String,
}

/// What happens to a wrapped key in the commit of a submission's acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyChange {
    Put(KeptKey),
    /// The same key under another holder, if it still is what it `was`.
    Rewrap {
        key: KeptKey,
        was: String,
    },
    /// Refused while another key is wrapped by it. One that is gone already stays gone.
    Erase(KeyId),
}

impl std::fmt::Display for KeyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} key {:?} generation {}", self.kind, self.name, self.generation)
    }
}

impl Store {
    /// The wrapped key with this name; `None` where there is none or it was erased.
    pub async fn key(&self, id: &KeyId) -> Result<Option<KeptKey>, ReadError> {
        let rows = self.fetch(KEY, &params(id)).await?;
        Ok(rows.first().map(kept).transpose()?)
    }

    /// The newest generation of a key.
    pub async fn newest_key(&self, kind: &str, name: &str) -> Result<Option<KeptKey>, ReadError> {
        let rows = self.fetch(NEWEST, &[Param::Text(kind), Param::Text(name)]).await?;
        Ok(rows.first().map(kept).transpose()?)
    }

    /// A page of the keys wrapped by `holder`, in the order of their names.
    pub async fn keys_held_by(&self, holder: &KeyId, after: Option<&KeyId>) -> Result<Vec<KeptKey>, ReadError> {
        let first = beginning();
        let [kind, name, generation] = params(holder);
        let [after_kind, after_name, after_generation] = params(after.unwrap_or(&first));
        let limit = Param::Int(i64::from(MAX_ROWS));
        let params = [kind, name, generation, after_kind, after_name, after_generation, limit];
        Ok(self.fetch(HELD, &params).await?.iter().map(kept).collect::<Result<_, _>>()?)
    }

    /// The keys wrapped by the root key: one or two generations of very few.
    pub async fn top_keys(&self) -> Result<Vec<KeptKey>, ReadError> {
        let rows = self.fetch(TOP, &[Param::Int(i64::from(MAX_ROWS))]).await?;
        Ok(rows.iter().map(kept).collect::<Result<_, _>>()?)
    }

    /// A page of all keys, in the order of their names.
    pub async fn keys(&self, after: Option<&KeyId>) -> Result<Vec<KeptKey>, ReadError> {
        let first = beginning();
        let [kind, name, generation] = params(after.unwrap_or(&first));
        let params = [kind, name, generation, Param::Int(i64::from(MAX_ROWS))];
        Ok(self.fetch(ALL, &params).await?.iter().map(kept).collect::<Result<_, _>>()?)
    }

    /// Keeps a key no act speaks of. False where another node was faster: then load it.
    pub async fn keep_key(&self, key: &KeptKey) -> Result<bool, AppendError> {
        let mut transaction = self.database.begin().await?;
        let mut link = transaction.link();
        let standing = link.fetch(KEY, &params(&key.id)).await?;
        if !standing.is_empty() {
            transaction.rollback().await?;
            return Ok(false);
        }
        if let Some(missing) = missing(&mut link, std::slice::from_ref(&KeyChange::Put(key.clone()))).await? {
            transaction.rollback().await?;
            return Err(AppendError::KeyMoved { key: missing });
        }
        apply(&mut link, &KeyChange::Put(key.clone())).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Sees to it that what was erased is on the database's disk no more: SQLite overwrites it and empties its journal,
    /// PostgreSQL gives the room back. Fails with [`DatabaseError::Busy`] while a long reading is under way.
    pub async fn scrub_keys(&self) -> Result<(), DatabaseError> {
        if scrub(&self.database, "keys").await? { Ok(()) } else { Err(DatabaseError::Busy) }
    }
}

/// The first key the changes rest on that is not there, or not as it was.
pub(crate) async fn missing(link: &mut Link<'_>, changes: &[KeyChange]) -> Result<Option<KeyId>, DatabaseError> {
    let mut put: Vec<&KeyId> = Vec::new();
    for change in changes {
        let (key, was) = match change {
            KeyChange::Put(key) => (key, None),
            KeyChange::Rewrap { key, was } => (key, Some(was)),
            KeyChange::Erase(_) => continue,
        };
        if let Some(was) = was {
            let standing = link.fetch(KEY, &params(&key.id)).await?;
            if standing.first().map(|row| row.text(6)).transpose()?.as_ref() != Some(was) {
                return Ok(Some(key.id.clone()));
            }
        }
        if let Some(holder) = key.holder.as_ref().filter(|holder| !put.contains(holder)) {
            if link.fetch(KEY, &params(holder)).await?.is_empty() {
                return Ok(Some(holder.clone()));
            }
            put.push(holder);
        }
        put.push(&key.id);
    }
    Ok(None)
}

pub(crate) async fn apply(link: &mut Link<'_>, change: &KeyChange) -> Result<(), DatabaseError> {
    let (sql, key) = match change {
        KeyChange::Put(key) => (PUT, key),
        KeyChange::Rewrap { key, .. } => (REWRAP, key),
        KeyChange::Erase(id) => return link.execute(ERASE, &params(id)).await,
    };
    let [kind, name, generation] = params(&key.id);
    let holder = key.holder.as_ref();
    link.execute(
        sql,
        &[
            kind,
            name,
            generation,
            Param::MaybeText(holder.map(|holder| holder.kind.as_str())),
            Param::MaybeText(holder.map(|holder| holder.name.as_str())),
            Param::MaybeInt(holder.map(|holder| i64::from(holder.generation))),
            Param::Text(&key.body),
        ],
    )
    .await
}

/// Before every key.
const fn beginning() -> KeyId {
    KeyId { kind: String::new(), name: String::new(), generation: 0 }
}

fn params(id: &KeyId) -> [Param<'_>; 3] {
    [Param::Text(&id.kind), Param::Text(&id.name), Param::Int(signed(u64::from(id.generation)))]
}

fn generation(number: i64) -> Result<u32, DatabaseError> {
    u32::try_from(number).map_err(|_| DatabaseError::Negative { found: number })
}

fn kept(row: &Row) -> Result<KeptKey, DatabaseError> {
    let holder = match (row.maybe_text(3)?, row.maybe_text(4)?, row.maybe_int(5)?) {
        (Some(kind), Some(name), Some(number)) => Some(KeyId { kind, name, generation: generation(number)? }),
        _ => None,
    };
    let id = KeyId { kind: row.text(0)?, name: row.text(1)?, generation: generation(row.int(2)?)? };
    Ok(KeptKey { id, holder, body: row.text(6)? })
}
