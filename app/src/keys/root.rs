//! The root key 根密钥 and what stands right below it.

use std::path::PathBuf;

use base::Entropy;
use seal::{Key, KeyError, KeyKind, KeyLabel, Root, RootKey, RootKeyError, Suite, WrappedKey};
use store::{KeptKey, Store};

use super::kept::{kept, wrapped};
use super::{FIRST, KeysError};
use crate::folder::{Folder, FolderError};

/// Where a container's secrets are handed in instead of a file.
const VARIABLE: &str = "GONGSHU_ROOT_KEY";

/// Name of the key the platform's own ones are derived from.
const PLATFORM: &str = "platform";

/// The root key in `file`; that of the environment where none is named.
pub(crate) fn root_key_in(file: Option<&std::path::Path>) -> Result<RootKey, RootKeyError> {
    file.map_or_else(|| RootKey::from_environment(VARIABLE), RootKey::open)
}

/// The root key of the folder, or of the environment where the folder has none.
pub(crate) fn root_key(folder: &Folder) -> Result<RootKey, RootKeyError> {
    let path = folder.root_key();
    if !path.exists() && std::env::var_os(VARIABLE).is_some() {
        return RootKey::from_environment(VARIABLE);
    }
    RootKey::open(&path)
}

/// The region's key and what the platform's own keys are derived from; none on a platform without keys.
pub(super) async fn opened(store: &Store, folder: &Folder, region: &str) -> Result<Option<(Key, Root)>, KeysError> {
    let Some(above) = store.newest_key(KeyKind::Region.as_str(), region).await? else { return Ok(None) };
    let above = wrapped(&above)?;
    let bytes = match root_key(folder)? {
        bytes if above.is_held_by(&key(&bytes, &above)?) => bytes,
        // A rotation of the root key broke off between its commit and the file.
        bytes => finished(folder, &above)?.unwrap_or(bytes),
    };
    let region = above.open(&key(&bytes, &above)?)?;
    let own = match platform(store).await? {
        None => Root::new(&bytes),
        Some(own) => first_root(&bytes, &own)?,
    };
    Ok(Some((region, own)))
}

/// What the platform's own keys are derived from once its first root key was replaced.
fn first_root(bytes: &RootKey, own: &KeptKey) -> Result<Root, KeysError> {
    let own = wrapped(own)?;
    Ok(Root::of(&own.open(&key(bytes, &own)?)?))
}

/// The wrapped keys right below the root, found in a backup's list of them.
#[derive(Default)]
pub(crate) struct Tops {
    region: Option<KeptKey>,
    platform: Option<KeptKey>,
}

impl Tops {
    /// Keeps `key` if it is one of them, of this region, and the newest so far.
    pub(crate) fn take(&mut self, key: &KeptKey, code: &str) {
        let place = match (key.id.kind.as_str(), key.id.name.as_str()) {
            (kind, name) if kind == KeyKind::Region.as_str() && name == code => &mut self.region,
            (kind, PLATFORM) if kind == KeyKind::Platform.as_str() => &mut self.platform,
            _ => return,
        };
        if place.as_ref().is_none_or(|known| known.id.generation < key.id.generation) {
            *place = Some(key.clone());
        }
    }

    /// The region's key and what the platform's own keys are derived from, as `bytes` opens them.
    pub(crate) fn open(&self, bytes: &RootKey) -> Result<(Key, Root), KeysError> {
        let above = self.region.as_ref().ok_or_else(|| KeysError::Gone { key: "key of the region".to_owned() })?;
        let above = wrapped(above)?;
        let region = above.open(&key(bytes, &above)?)?;
        let own = self.platform.as_ref().map_or_else(|| Ok(Root::new(bytes)), |own| first_root(bytes, own))?;
        Ok((region, own))
    }
}

/// Draws the region's first key.
pub(super) async fn first(
    store: &Store,
    folder: &Folder,
    region: &str,
    suite: Suite,
    entropy: &dyn Entropy,
) -> Result<(Key, Root), KeysError> {
    let root = Root::new(&root_key(folder)?);
    let label = KeyLabel::new(KeyKind::Region, region, FIRST)?;
    let (drawn, wrapped) = WrappedKey::draw(&Key::root(&root, suite, FIRST)?, label, suite, entropy)?;
    if store.keep_key(&kept(&wrapped, None)?).await? {
        return Ok((drawn, root));
    }
    // Another node opened the platform at the same moment.
    let found = opened(store, folder, region).await?;
    found.ok_or_else(|| KeysError::Gone { key: format!("key of region {region}") })
}

/// The root key in the generation and suite that `child` names.
pub(super) fn key(bytes: &RootKey, child: &WrappedKey) -> Result<Key, KeyError> {
    Key::root(&Root::new(bytes), child.holder_suite(), child.holder_generation())
}

pub(super) async fn platform(store: &Store) -> Result<Option<KeptKey>, KeysError> {
    Ok(store.newest_key(KeyKind::Platform.as_str(), PLATFORM).await?)
}

/// The first root key's bytes, kept under the one that replaces it.
pub(super) fn keep_first(bytes: &RootKey, under: &Key, entropy: &dyn Entropy) -> Result<KeptKey, KeysError> {
    let label = KeyLabel::new(KeyKind::Platform, PLATFORM, FIRST)?;
    kept(&WrappedKey::keep_root(bytes, under, label, entropy)?, None)
}

/// Where a new root key waits beside the old one.
fn waiting(folder: &Folder) -> PathBuf {
    folder.root_key().with_extension("next")
}

/// Lays the new root key beside the old one, durably.
pub(super) fn prepare(folder: &Folder, new: &RootKey) -> Result<(), KeysError> {
    let path = waiting(folder);
    match std::fs::remove_file(&path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(FolderError::Io { path, source }.into()),
        _ => Ok(new.write(&path)?),
    }
}

/// Puts the new root key in the place of the old one.
pub(super) fn install(folder: &Folder) -> Result<(), KeysError> {
    let (from, path) = (waiting(folder), folder.root_key());
    let folder = path.parent().map_or_else(PathBuf::new, PathBuf::from);
    std::fs::rename(&from, &path)
        .and_then(|()| std::fs::File::open(&folder)?.sync_all())
        .map_err(|source| FolderError::Io { path, source }.into())
}

/// The waiting root key, put in its place, if it is the one `child` is wrapped by.
fn finished(folder: &Folder, child: &WrappedKey) -> Result<Option<RootKey>, KeysError> {
    let path = waiting(folder);
    if !path.exists() {
        return Ok(None);
    }
    let bytes = RootKey::open(&path)?;
    if !child.is_held_by(&key(&bytes, child)?) {
        return Ok(None);
    }
    install(folder)?;
    Ok(Some(bytes))
}
