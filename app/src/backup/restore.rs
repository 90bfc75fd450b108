//! A platform made again from a folder of its backups: under a temporary name, whole and verified, or not at all.

mod content;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base::{Digest, Entropy, Timestamp, VersionId};
use ledger::{VerifierKey, open_checkpoint};
use seal::{Key, KeyKind, RootKey};
use serde::Serialize;
use store::{CopiedRecords, KeptKey, OpenOptions, Store};

use super::error::{BackupError, at, changed};
use super::manifest::{Found, Manifest, Taken};
use super::place::Place;
use super::{copy, files, keys, records};
use crate::folder::{Folder, write_durably};
use crate::keys::{Tops, public_keys, root_key_in, wrapped};
use crate::log::{VerifyReport, verify_but};

const LARGEST_CHECKPOINT: u64 = ledger::MAX_NOTE_BYTES as u64;
const LARGEST_KEY_FILE: u64 = 4096;
const RECORDS_KEY: &str = "keys/records.vkey";

/// What to restore, and where to.
pub struct Restore {
    /// A folder of backups.
    pub from: PathBuf,
    /// Absent or empty.
    pub to: PathBuf,
    /// The platform's root key; that of the environment where none is named.
    pub root_key: Option<PathBuf>,
    /// The position of an older snapshot.
    pub snapshot: Option<u64>,
    /// A checkpoint of the lost log, from a witness or whoever kept one: says how many acts are lost.
    pub checkpoint: Option<PathBuf>,
    pub entropy: Arc<dyn Entropy>,
}

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// The acts restored: those at positions below this.
    pub position: u64,
    pub taken: Timestamp,
    /// The published tree the log goes on from.
    pub size: u64,
    pub root: Digest,
    /// Acts known to have been published and not in the snapshot: they are lost.
    pub lost: u64,
    pub keys: u64,
    /// Versions whose key was destroyed after the snapshot: their rows open no more.
    pub unreadable: BTreeSet<VersionId>,
    /// What was found to hold.
    pub verified: VerifyReport,
}

/// What the wrapped keys of a backup open to.
struct Opened {
    root: RootKey,
    region: Key,
    snapshot: Key,
}

/// Restores a platform. Whatever goes wrong, there is nothing at `to` afterwards.
pub async fn restore(wanted: Restore) -> Result<Restored, BackupError> {
    let (place, found) = Place::open(&wanted.from)?;
    let draft = draft_of(&wanted.to)?;
    remove_draft(&draft)?;
    let restored = restore_into(&draft, &wanted, &place, &found).await;
    let moved = restored.and_then(|restored| {
        let moved = std::fs::rename(&draft, &wanted.to).and_then(|()| files::sync_above(&wanted.to));
        moved.map(|()| restored).map_err(at(&wanted.to))
    });
    if moved.is_err()
        && let Err(error) = remove_draft(&draft)
    {
        tracing::warn!(%error, "what was half restored is still there; the next try removes it");
    }
    moved
}

/// Beside the folder to be, so that a rename puts it in its place.
fn draft_of(to: &Path) -> Result<PathBuf, BackupError> {
    let occupied = || BackupError::Occupied { path: to.to_owned() };
    if to.exists() && to.read_dir().map_err(at(to))?.next().is_some() {
        return Err(occupied());
    }
    let name = to.file_name().ok_or_else(occupied)?;
    Ok(to.with_file_name(format!(".{}.restoring", name.to_string_lossy())))
}

fn remove_draft(draft: &Path) -> Result<(), BackupError> {
    if draft.exists() { std::fs::remove_dir_all(draft).map_err(at(draft)) } else { Ok(()) }
}

async fn restore_into(draft: &Path, wanted: &Restore, place: &Place, found: &Found) -> Result<Restored, BackupError> {
    let manifest = proven_by_its_own_keys(place, found)?;
    let taken = chosen(manifest, wanted.snapshot)?;
    let path = place.keys().join(manifest.keys.digest.to_string());
    files::check(&path, manifest.keys)?;
    let opened = open_keys(&path, place, manifest, taken, wanted.root_key.as_deref(), found)?;

    files::make_folder(draft).map_err(at(draft))?;
    let folder = Folder::new(draft);
    folder.create()?;
    for file in &manifest.files {
        files::copy_checked(&place.file(&file.content.digest), &draft.join(&file.path), file.content)?;
    }
    let sealed = place.records(taken.position);
    files::check(&sealed, taken.sealed)?;
    records::open(&sealed, &folder.records(), taken.position, &opened.snapshot)?;
    let keys = put_keys(&path, &folder.records()).await?;
    if wanted.root_key.is_some() {
        opened.root.write(&folder.root_key()).map_err(crate::keys::KeysError::from)?;
    }
    published_log(place, manifest, taken, &folder)?;
    let lost = lost_acts(manifest, taken, &folder, wanted.checkpoint.as_deref())?;

    let store = open_store(&folder, wanted).await?;
    let unreadable = content::restore(&store, place, &folder, &opened.region, Arc::clone(&wanted.entropy)).await;
    store.close().await;
    let unreadable = unreadable?;
    let entropy = Arc::clone(&wanted.entropy);
    let verified = verify_but(&folder, None, entropy, &unreadable, |_| {}).await?;
    let Taken { position, size, root, at: taken, .. } = *taken;
    Ok(Restored { position, taken, size, root, lost, keys, unreadable, verified })
}

async fn open_store(folder: &Folder, wanted: &Restore) -> Result<Store, BackupError> {
    let address = format!("sqlite:{}", folder.records().display());
    Ok(Store::open(&address, OpenOptions::default(), Arc::clone(&wanted.entropy)).await?)
}

/// That nothing of the manifest was changed, as far as the public keys beside it tell. Whether they are the
/// platform's own shows once its root key is there.
fn proven_by_its_own_keys<'a>(place: &Place, found: &'a Found) -> Result<&'a Manifest, BackupError> {
    let listed = found.unproven().files.iter().find(|file| file.path == RECORDS_KEY);
    let listed = listed.ok_or_else(|| changed(&place.manifest(), "no public key"))?;
    let path = place.file(&listed.content.digest);
    files::check(&path, listed.content)?;
    let keys = files::read(&path, LARGEST_KEY_FILE)?;
    found.verify(&String::from_utf8_lossy(&keys))
}

fn chosen(manifest: &Manifest, wanted: Option<u64>) -> Result<&Taken, BackupError> {
    let taken = match wanted {
        Some(position) => manifest.snapshots.iter().find(|taken| taken.position == position),
        None => manifest.newest(),
    };
    taken.ok_or_else(|| {
        let known: Vec<_> = manifest.snapshots.iter().map(|taken| taken.position.to_string()).collect();
        BackupError::Snapshot { wanted: wanted.unwrap_or_default(), known: known.join(", ") }
    })
}

/// Unwraps what the restoring needs: from the root down to the key of the snapshot.
fn open_keys(
    path: &Path,
    place: &Place,
    manifest: &Manifest,
    taken: &Taken,
    file: Option<&Path>,
    found: &Found,
) -> Result<Opened, BackupError> {
    let name = place.key_name(taken.position);
    let (mut tops, mut sealing): (Tops, Option<KeptKey>) = (Tops::default(), None);
    let mut pages = keys::Pages::open(path)?;
    loop {
        let page = pages.next(path)?;
        if page.is_empty() {
            break;
        }
        for key in page {
            tops.take(&key, &manifest.region);
            if key.id.kind == KeyKind::Snapshot.as_str() && key.id.name == name {
                sealing = Some(key);
            }
        }
    }
    let root = root_key_in(file).map_err(crate::keys::KeysError::from)?;
    let (region, own) = tops.open(&root)?;
    found.verify(&public_keys(&own)?)?;
    let sealing = sealing.ok_or_else(|| changed(path, format!("no key of the snapshot at {}", taken.position)))?;
    let snapshot = wrapped(&sealing)?.open(&region).map_err(crate::keys::KeysError::from)?;
    Ok(Opened { root, region, snapshot })
}

async fn put_keys(path: &Path, records: &Path) -> Result<u64, BackupError> {
    let mut copied = CopiedRecords::open(records).await?;
    let (mut pages, mut keys) = (keys::Pages::open(path)?, 0);
    loop {
        let page = pages.next(path)?;
        if page.is_empty() {
            break;
        }
        keys += page.len() as u64;
        copied.put_keys(page).await?;
    }
    if copied.finish().await? { Ok(keys) } else { Err(BackupError::Orphan) }
}

/// The tiles of the tree the snapshot knows, cut out of those of the newest, and its checkpoint.
fn published_log(place: &Place, manifest: &Manifest, taken: &Taken, folder: &Folder) -> Result<(), BackupError> {
    let newest = manifest.newest().map_or(taken.size, |newest| newest.size);
    copy::tiles(&place.tiles(), &folder.log(), taken.size, newest)?;
    if let Some(checkpoint) = &taken.checkpoint {
        let path = folder.log().join("checkpoint");
        write_durably(&path, checkpoint.as_bytes()).map_err(at(&path))?;
    }
    Ok(())
}

/// Acts known to have been published behind the snapshot.
fn lost_acts(
    manifest: &Manifest,
    taken: &Taken,
    folder: &Folder,
    checkpoint: Option<&Path>,
) -> Result<u64, BackupError> {
    let mut published = manifest.newest().map_or(0, |newest| newest.size);
    if let Some(path) = checkpoint {
        let refused = |why: String| BackupError::Checkpoint { path: path.to_owned(), why };
        let key = files::read(&folder.log_key(), LARGEST_KEY_FILE)?;
        let key: VerifierKey =
            String::from_utf8_lossy(&key).trim().parse().map_err(|why: ledger::KeyError| refused(why.to_string()))?;
        let note = files::read(path, LARGEST_CHECKPOINT)?;
        let newest = open_checkpoint(&String::from_utf8_lossy(&note), &key).map_err(|why| refused(why.to_string()))?;
        published = published.max(newest.size);
    }
    Ok(published.saturating_sub(taken.position))
}
