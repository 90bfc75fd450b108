//! The keys files are sealed with: the root key stands in its own file, every other one wrapped by the one above it.

use base::Entropy;
use seal::{Key, KeyKind, KeyLabel, Root, Suite, WrappedKey};

use crate::folder::{Folder, FolderError};

/// Every platform begins with the first generation of its root key.
const FIRST: u32 = 1;

/// What opens the files of this platform.
pub(crate) struct Keys {
    region: Key,
}

/// Why the keys below the root could not be had.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    #[error(transparent)]
    Key(#[from] seal::KeyError),
    #[error(transparent)]
    Folder(#[from] FolderError),
}

impl Keys {
    /// Reads the region's key, or draws it when the platform is opened for the first time.
    pub(crate) fn open(folder: &Folder, region: &str, root: &Root, entropy: &dyn Entropy) -> Result<Self, KeysError> {
        let root = Key::root(root, Suite::International, FIRST)?;
        let path = folder.region_key();
        if path.is_file() {
            let wrapped: WrappedKey = crate::folder::read_json(&path)?;
            return Ok(Self { region: wrapped.open(&root)? });
        }
        let label = KeyLabel::new(KeyKind::Region, region, FIRST)?;
        let (region, wrapped) = WrappedKey::draw(&root, label, Suite::International, entropy)?;
        crate::folder::write_json(&path, &wrapped)?;
        Ok(Self { region })
    }

    /// A new key for one attachment, and the form it is kept in.
    pub(crate) fn draw(&self, name: &str, entropy: &dyn Entropy) -> Result<(Key, WrappedKey), seal::KeyError> {
        let label = KeyLabel::new(KeyKind::Attachment, name, FIRST)?;
        WrappedKey::draw(&self.region, label, self.region.suite(), entropy)
    }

    pub(crate) fn unwrap(&self, wrapped: &WrappedKey) -> Result<Key, seal::KeyError> {
        wrapped.open(&self.region)
    }
}
