//! The keys everything is sealed with: the root key stands in its own file or in the environment, every other one is
//! kept in the records, wrapped by the one above it.

mod kept;
mod list;
mod root;
mod rotate;
mod sign;

use std::sync::{Arc, PoisonError, RwLock};

use base::{AttachmentId, DatasetId, Entropy, VersionId};
use domain::key::KeyName;
use domain::version::Version;
use law::{Region, Setting};
use seal::{Key, KeyError, KeyKind, KeyLabel, Root, Suite, WrappedKey};
use store::{AppendError, KeptKey, KeyId, Store};

pub use list::KeyLine;
pub use rotate::Rotate;
pub use sign::{RecordError, verify_destruction};

use crate::folder::{Folder, FolderError};
pub(crate) use kept::{id_of, name_of, wrapped};
pub(crate) use root::{Tops, root_key_in};
pub(crate) use sign::{RecordSigner, Signed, public_keys, verify_signed};

/// Every key begins with its first generation.
const FIRST: u32 = 1;
/// A rotation may come between reading a key and using it; so often it is read anew.
const TRIES: usize = 3;

/// The keys below the root, as far as they are needed.
pub(crate) struct Keys {
    store: Store,
    folder: Folder,
    entropy: Arc<dyn Entropy>,
    /// GB/T 2260 code, the name of the region's key.
    region: String,
    /// For what is drawn from now on; what stands names its own.
    suite: Suite,
    held: RwLock<Arc<Key>>,
}

/// Why a key could not be had.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    #[error(transparent)]
    Key(#[from] seal::KeyError),
    #[error(transparent)]
    Root(#[from] seal::RootKeyError),
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error("expected to read the records: {0}")]
    Read(#[from] store::ReadError),
    #[error(transparent)]
    Append(#[from] AppendError),
    #[error("expected the {key} in the records, found none: it was destroyed, and what it sealed opens no more")]
    Gone { key: String },
    #[error("expected the {key} in the records as the platform wrote it, found other content; restore the records")]
    Malformed { key: KeyId },
    #[error("expected a statement with a canonical form, found: {0}")]
    Statement(#[from] base::canonical::CanonicalError),
    #[error("expected a key that signs records, found {0}")]
    Signature(#[from] seal::SignatureError),
}

/// The ciphers of what is sealed from now on. Where the law is silent, the national ones.
pub(crate) fn suite_of(region: &Region) -> Suite {
    if region.says(Setting::SealSuite, "international") { Suite::International } else { Suite::National }
}

impl Keys {
    /// Reads the region's key, or draws it when the platform is opened for the first time. Gives also what the platform's
    /// own keys are derived from.
    pub(crate) async fn open(
        store: &Store,
        folder: &Folder,
        region: &Region,
        entropy: Arc<dyn Entropy>,
    ) -> Result<(Self, Root), KeysError> {
        let (suite, code) = (suite_of(region), region.code.clone());
        let (key, root) = match root::opened(store, folder, &code).await? {
            Some(opened) => opened,
            None => root::first(store, folder, &code, suite, entropy.as_ref()).await?,
        };
        let held = RwLock::new(Arc::new(key));
        let keys = Self { store: store.clone(), folder: folder.clone(), entropy, region: code, suite, held };
        Ok((keys, root))
    }

    fn region(&self) -> Arc<Key> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn hold(&self, key: Key) -> Arc<Key> {
        let key = Arc::new(key);
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&key);
        key
    }

    /// The region's key as it stands now: another process may have rotated it.
    async fn reload(&self) -> Result<Arc<Key>, KeysError> {
        let opened = root::opened(&self.store, &self.folder, &self.region).await?;
        let (key, _) = opened.ok_or_else(|| KeysError::Gone { key: format!("key of region {}", self.region) })?;
        Ok(self.hold(key))
    }

    /// Opens a key wrapped by the region's.
    async fn under_region(&self, kept: &KeptKey) -> Result<Key, KeysError> {
        let wrapped = kept::wrapped(kept)?;
        let held = self.region();
        let held = if wrapped.is_held_by(held.as_ref()) { held } else { self.reload().await? };
        Ok(wrapped.open(held.as_ref())?)
    }

    /// The key of a dataset, drawn at its first use.
    pub(crate) async fn dataset(&self, id: &DatasetId) -> Result<Key, KeysError> {
        self.drawn_under_region(KeyKind::Dataset, id.as_str()).await
    }

    /// The key of a snapshot in a backup, drawn at its first use.
    pub(crate) async fn snapshot(&self, name: &str) -> Result<Key, KeysError> {
        self.drawn_under_region(KeyKind::Snapshot, name).await
    }

    async fn drawn_under_region(&self, kind: KeyKind, name: &str) -> Result<Key, KeysError> {
        for _ in 0..TRIES {
            if let Some(kept) = self.store.newest_key(kind.as_str(), name).await? {
                return self.under_region(&kept).await;
            }
            let (key, kept) = self.draw(&self.region(), kind, name)?;
            match self.store.keep_key(&kept).await {
                Ok(true) => return Ok(key),
                // Another process was faster.
                Ok(false) => {}
                Err(AppendError::KeyMoved { .. }) => drop(self.reload().await?),
                Err(error) => return Err(error.into()),
            }
        }
        Err(KeysError::Gone { key: format!("{kind} key {name}") })
    }

    /// The key of the commit log of a dataset's table, drawn at its first use.
    pub(crate) async fn table(&self, id: &DatasetId) -> Result<Key, KeysError> {
        for _ in 0..TRIES {
            if let Some(kept) = self.store.newest_key(KeyKind::Table.as_str(), id.as_str()).await? {
                return self.under_dataset(&kept).await;
            }
            let (key, kept) = self.draw(&self.dataset(id).await?, KeyKind::Table, id.as_str())?;
            match self.store.keep_key(&kept).await {
                Ok(true) => return Ok(key),
                Ok(false) | Err(AppendError::KeyMoved { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(KeysError::Gone { key: format!("key of the table of dataset {id}") })
    }

    async fn under_dataset(&self, kept: &KeptKey) -> Result<Key, KeysError> {
        let holder = kept.holder.as_ref().ok_or_else(|| KeysError::Malformed { key: kept.id.clone() })?;
        let above = self.store.key(holder).await?.ok_or_else(|| KeysError::Gone { key: holder.to_string() })?;
        Ok(kept::wrapped(kept)?.open(&self.under_region(&above).await?)?)
    }

    /// A new key for one version, and the row to keep with the act that receives it.
    pub(crate) async fn draw_version(&self, dataset: &DatasetId, id: &VersionId) -> Result<(Key, KeptKey), KeysError> {
        self.draw(&self.dataset(dataset).await?, KeyKind::Version, id.as_str())
    }

    /// The key of a version; [`KeysError::Gone`] once it was destroyed.
    pub(crate) async fn version(&self, version: &Version) -> Result<Key, KeysError> {
        for _ in 0..TRIES {
            let kept = self.store.newest_key(KeyKind::Version.as_str(), version.id.as_str()).await?;
            let kept = kept.ok_or_else(|| KeysError::Gone { key: format!("key of version {}", version.id) })?;
            match self.under_dataset(&kept).await {
                // Its holder, or the one above, was rotated this instant.
                Err(KeysError::Gone { .. } | KeysError::Key(KeyError::UnknownGeneration { .. })) => {}
                opened => return opened,
            }
        }
        Err(KeysError::Gone { key: format!("key above version {}", version.id) })
    }

    /// A new key for one attachment, and the row to keep with the act that receives it.
    pub(crate) fn draw_attachment(&self, id: &AttachmentId) -> Result<(Key, KeptKey), KeysError> {
        self.draw(&self.region(), KeyKind::Attachment, id.as_str())
    }

    pub(crate) async fn attachment(&self, id: &AttachmentId) -> Result<Key, KeysError> {
        let kept = self.store.newest_key(KeyKind::Attachment.as_str(), id.as_str()).await?;
        let kept = kept.ok_or_else(|| KeysError::Gone { key: format!("key of attachment {id}") })?;
        self.under_region(&kept).await
    }

    /// The row whose erasure destroys an attachment; none where it is gone.
    pub(crate) async fn attachment_row(&self, id: &AttachmentId) -> Result<Option<KeyId>, KeysError> {
        let kept = self.store.newest_key(KeyKind::Attachment.as_str(), id.as_str()).await?;
        Ok(kept.map(|kept| kept.id))
    }

    fn draw(&self, holder: &Key, kind: KeyKind, name: &str) -> Result<(Key, KeptKey), KeysError> {
        let label = KeyLabel::new(kind, name, FIRST)?;
        let (key, wrapped) = WrappedKey::draw(holder, label, self.suite, self.entropy.as_ref())?;
        let kept = kept::kept(&wrapped, Some(id_of(holder.label())))?;
        Ok((key, kept))
    }
}

/// The row a destruction of a version erases.
pub(crate) fn version_row(key: &KeyName) -> KeyId {
    KeyId { kind: key.kind.clone(), name: key.name.clone(), generation: key.generation }
}
