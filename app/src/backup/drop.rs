//! What a folder of backups holds and nobody names any more.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use lake::Lake;

use super::copy::{digests, is_tile_of};
use super::error::{BackupError, at};
use super::files;
use super::manifest::Manifest;
use super::place::Place;

/// Objects in the folder that the platform no longer has. Asked before it is asked whether anything was destroyed:
/// one that goes later is still named by the snapshot and stays until the next run.
pub(super) fn stale(place: &Place, lake: &Lake) -> Result<Vec<String>, BackupError> {
    let mut stale = Vec::new();
    files::walk(&place.objects(), &mut |path| {
        if !lake.has(path) {
            stale.push(path.to_owned());
        }
    })?;
    Ok(stale)
}

/// Removes what the manifest, which is in its place, does not name.
pub(super) fn unnamed(place: &Place, manifest: &Manifest, stale: &[String]) -> Result<(), BackupError> {
    for path in stale {
        remove(&place.objects().join(path))?;
    }
    let positions: BTreeSet<String> = manifest.snapshots.iter().map(|taken| taken.position.to_string()).collect();
    snapshots_but(&place.snapshots(), &positions)?;
    let keys = BTreeSet::from([manifest.keys.digest.to_string()]);
    files_but(&place.keys(), |name| keys.contains(name))?;
    let public: BTreeSet<String> = digests(&manifest.files).map(ToString::to_string).collect();
    files_but(&place.files(), |name| public.contains(name))?;
    let size = manifest.newest().map_or(0, |taken| taken.size);
    files_but(&place.tiles(), |name| is_tile_of(name, size))
}

fn snapshots_but(folder: &Path, positions: &BTreeSet<String>) -> Result<(), BackupError> {
    for entry in folder.read_dir().map_err(at(folder))? {
        let entry = entry.map_err(at(folder))?;
        if !positions.contains(entry.file_name().to_string_lossy().as_ref()) {
            let path = entry.path();
            std::fs::remove_dir_all(&path).map_err(at(&path))?;
        }
    }
    Ok(())
}

fn files_but(folder: &Path, kept: impl Fn(&str) -> bool) -> Result<(), BackupError> {
    let mut going = Vec::new();
    files::walk(folder, &mut |name| {
        if !kept(name) {
            going.push(folder.join(name));
        }
    })?;
    going.iter().try_for_each(|path| remove(path))
}

fn remove(path: &Path) -> Result<(), BackupError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(path)(error)),
        _ => Ok(()),
    }
}
