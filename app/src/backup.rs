//! Backups 备份 made by the program: whatever lies in a folder of them is sealed, or public anyway.
//!
//! | in the folder | what | how it gets there |
//! |---|---|---|
//! | `backup.json` | which platform's folder this is | once |
//! | `objects/…` | sealed objects under their own paths | what is new, byte by byte |
//! | `tiles/…` | the published log up to the newest snapshot's checkpoint | what is new |
//! | `files/DIGEST` | `platform.toml`, rules, laws of former days, public keys | what is new |
//! | `snapshots/POSITION/records` | the records without the wrapped keys, sealed under a key of their own | each time |
//! | `keys/DIGEST` | the wrapped keys as they are now | each time |
//! | `manifest.json` | what of it counts, with digests, signed | last |
//!
//! A backup counts from the instant `manifest.json` takes the place of the one before. Until then nothing the
//! former one names is touched; only then what nobody names any more is removed. So a run can break off anywhere:
//! the former backup stands, or the new one does, and the next run tidies up. The root key is never here.

mod copy;
mod drop;
mod due;
mod error;
mod files;
mod keys;
mod last;
mod make;
mod manifest;
mod place;
mod records;
mod restore;

pub use error::BackupError;
pub use last::LastBackup;
pub(crate) use last::last_backup;
pub use make::BackedUp;
pub use restore::{Restore, Restored, restore};
