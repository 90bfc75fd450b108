//! Rotation 密钥轮换: the next generation of a key takes over what the one before had wrapped. No object is rewritten.

use std::path::PathBuf;

use base::{DatasetId, Message};
use domain::act::Act;
use domain::key::KeyRotation;
use domain::record::{Change, Decided};
use law::Control;
use seal::{Key, KeyKind, KeyLabel, Root, RootKey, WrappedKey};
use store::{KeptKey, KeyChange, KeyId};

use super::kept::{id_of, kept, name_of, wrapped};
use super::{Keys, KeysError, root};
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Mandate;

/// Which key is replaced.
#[derive(Debug, Clone)]
pub enum Rotate {
    /// By the root key in this file, drawn if there is none.
    Root(PathBuf),
    /// The region's, by one drawn under the root key.
    Region,
    /// A dataset's, by one drawn under the region's.
    Dataset(DatasetId),
}

/// A rotation, ready for the commit that makes it true.
struct Rotation {
    changes: Vec<KeyChange>,
    said: KeyRotation,
    /// The new key.
    key: Key,
}

impl App {
    /// Replaces a key. All keys below it are wrapped anew in the commit of the act: a rotation broken off did not happen,
    /// or did, and is run again.
    pub async fn rotate_key(&self, what: &Rotate) -> Result<KeyRotation, Problem> {
        let rotation = match what {
            Rotate::Root(file) => self.keys.next_root(file).await?,
            Rotate::Region => self.keys.next_region().await?,
            Rotate::Dataset(id) => {
                self.dataset_record(id).await?;
                self.keys.next_dataset(id).await?
            }
        };
        let Rotation { changes, said, key } = rotation;
        let decided = Decided::new(Act::KeyRotated(said.clone()), self.deciding()?.basis(Control::SealedStorage));
        let change = Change::standalone(said.reference(), decided);
        self.append_with_keys(Mandate::Platform, vec![change], changes).await?;
        match what {
            Rotate::Root(_) => root::install(&self.keys.folder)?,
            Rotate::Region => drop(self.keys.hold(key)),
            Rotate::Dataset(_) => {}
        }
        if let Err(error) = self.store.scrub_keys().await {
            tracing::warn!(%error, "the old wrapped keys are erased, but their bytes wait on the disk to be overwritten");
        }
        Ok(said)
    }
}

impl Keys {
    async fn next_root(&self, file: &std::path::Path) -> Result<Rotation, Problem> {
        let bytes = if file.exists() {
            RootKey::open(file).map_err(KeysError::from)?
        } else {
            RootKey::create(file, self.entropy.as_ref()).map_err(KeysError::from)?
        };
        let tops = self.store.top_keys().await?;
        let above = tops.iter().find(|top| top.id.kind == KeyKind::Region.as_str());
        let above = wrapped(above.ok_or_else(|| KeysError::Gone { key: format!("key of region {}", self.region) })?)?;
        let old_bytes = root::root_key(&self.folder).map_err(KeysError::from)?;
        let old = root::key(&old_bytes, &above)?;
        // Also proves that the old root key is the right one before anything is written.
        above.open(&old)?;
        if Key::root(&Root::new(&bytes), old.suite(), old.label().generation())?.check() == old.check() {
            let message = Message::new("state-root-key-in-use");
            return Err(Problem::Conflict { message, current: None });
        }
        let new = Key::root(&Root::new(&bytes), self.suite, old.label().generation() + 1)?;
        let mut changes = Vec::new();
        for top in tops {
            changes.push(self.rewrapped(top, &old, &new, None)?);
        }
        let rewrapped = changes.len() as u64;
        if root::platform(&self.store).await?.is_none() {
            changes.push(KeyChange::Put(root::keep_first(&old_bytes, &new, self.entropy.as_ref())?));
        }
        root::prepare(&self.folder, &bytes)?;
        let said = KeyRotation { old: name_of(&old), new: name_of(&new), rewrapped };
        Ok(Rotation { changes, said, key: new })
    }

    async fn next_region(&self) -> Result<Rotation, Problem> {
        let old = self.reload().await?;
        let top = self.store.key(&id_of(old.label())).await?;
        let top = wrapped(&top.ok_or_else(|| KeysError::Gone { key: old.label().to_string() })?)?;
        let bytes = root::root_key(&self.folder).map_err(KeysError::from)?;
        self.next(&old, &root::key(&bytes, &top)?, None).await
    }

    async fn next_dataset(&self, id: &DatasetId) -> Result<Rotation, Problem> {
        let (old, holder) = (self.dataset(id).await?, self.region());
        self.next(&old, holder.as_ref(), Some(id_of(holder.label()))).await
    }

    /// Draws the next generation of `old` under `holder` and wraps anew what `old` holds.
    async fn next(&self, old: &Key, holder: &Key, holder_id: Option<KeyId>) -> Result<Rotation, Problem> {
        let label = KeyLabel::new(old.label().kind(), old.label().name(), old.label().generation() + 1)?;
        let (new, row) = WrappedKey::draw(holder, label, self.suite, self.entropy.as_ref())?;
        let (old_id, new_id) = (id_of(old.label()), id_of(new.label()));
        let mut changes = vec![KeyChange::Put(kept(&row, holder_id)?)];
        let mut after: Option<KeyId> = None;
        loop {
            let page = self.store.keys_held_by(&old_id, after.as_ref()).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id.clone());
            for child in page {
                changes.push(self.rewrapped(child, old, &new, Some(new_id.clone()))?);
            }
        }
        let rewrapped = changes.len() as u64 - 1;
        changes.push(KeyChange::Erase(old_id));
        Ok(Rotation { changes, said: KeyRotation { old: name_of(old), new: name_of(&new), rewrapped }, key: new })
    }

    fn rewrapped(&self, child: KeptKey, old: &Key, new: &Key, holder: Option<KeyId>) -> Result<KeyChange, KeysError> {
        let key = wrapped(&child)?.rewrap(old, new, self.entropy.as_ref())?;
        Ok(KeyChange::Rewrap { key: kept(&key, holder)?, was: child.body })
    }
}
