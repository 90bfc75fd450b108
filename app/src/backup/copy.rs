//! What is copied as it lies: sealed objects, the published log, public files.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use base::Digest;
use domain::attachment::Attachment;
use domain::record::Loaded;
use domain::version::Version;
use lake::Lake;
use ledger::{TileKind, TilePath};
use seal::KeyKind;
use store::{Filter, Store};

use super::error::{BackupError, at};
use super::files::{self, Blob, Draft};
use super::manifest::{PUBLIC, Public};
use super::place::Place;
use crate::folder::Folder;

/// Levels of tiles: 256^8 acts.
const LEVELS: u8 = 8;

/// A stored object the records name.
pub(super) struct Wanted {
    pub(super) path: String,
    /// Of the sealed bytes; attachments prove themselves by their key.
    pub(super) content: Option<Blob>,
    /// Whether it must be there.
    pub(super) needed: bool,
}

/// What was copied, or stood there already.
#[derive(Debug, Clone, Default)]
pub(super) struct Copied {
    pub(super) objects: u64,
    pub(super) bytes: u64,
    /// Of the objects, those that were new.
    pub(super) new: u64,
    /// The first that must be there and is not, or not as the log names it.
    pub(super) wrong: Option<String>,
}

/// Pages through the objects that versions and attachments on record name.
pub(super) struct Objects<'a> {
    store: &'a Store,
    versions: Option<Filter>,
    attachments: Option<Filter>,
}

impl<'a> Objects<'a> {
    pub(super) fn of(store: &'a Store) -> Self {
        Self { store, versions: Some(Filter::default()), attachments: Some(Filter::default()) }
    }

    /// The next objects; none after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Wanted>>, BackupError> {
        if let Some(filter) = self.versions.take() {
            let page: Vec<Loaded<Version>> = self.store.list(&filter).await?;
            self.versions = page.last().map(|last| after(last.state.id.as_str()));
            let mut wanted = Vec::new();
            for Loaded { state: version, .. } in &page {
                let readable =
                    version.destroyed.is_none() && self.has_key(KeyKind::Version, version.id.as_str()).await?;
                let named = |needed: bool| {
                    move |file: &domain::version::StoredFile| {
                        let content = Some(Blob { size: file.size, digest: file.digest });
                        Wanted { path: file.path.clone(), content, needed }
                    }
                };
                if version.destroyed.is_none() {
                    wanted.extend(version.manifest.row_files().map(named(readable)));
                }
                wanted.extend(version.manifest.log.iter().map(named(true)));
            }
            return Ok(Some(wanted));
        }
        let Some(filter) = self.attachments.take() else { return Ok(None) };
        let page: Vec<Loaded<Attachment>> = self.store.list(&filter).await?;
        self.attachments = page.last().map(|last| after(last.state.id.as_str()));
        let mut wanted = Vec::new();
        for Loaded { state: attachment, .. } in &page {
            let name = attachment.id.as_str();
            let needed = self.has_key(KeyKind::Attachment, name).await?;
            wanted.push(Wanted { path: Lake::attachment_path(name), content: None, needed });
        }
        Ok(Some(wanted))
    }

    async fn has_key(&self, kind: KeyKind, name: &str) -> Result<bool, BackupError> {
        Ok(self.store.newest_key(kind.as_str(), name).await?.is_some())
    }
}

fn after(id: &str) -> Filter {
    Filter { after_id: Some(id.to_owned()), ..Filter::default() }
}

/// Copies the objects the folder does not have yet. One that is missing or changed is named, not copied: it may
/// have been destroyed this instant.
pub(super) async fn objects(store: &Store, lake: &Arc<Lake>, place: &Place) -> Result<Copied, BackupError> {
    let mut all = Copied::default();
    let mut wanted = Objects::of(store);
    while let Some(page) = wanted.next().await? {
        let (lake, place) = (Arc::clone(lake), place.clone());
        let copied = move || {
            let mut copied = Copied::default();
            page.iter().try_for_each(|wanted| object(&lake, &place, wanted, &mut copied)).map(|()| copied)
        };
        let copied = tokio::task::spawn_blocking(copied).await??;
        all.objects += copied.objects;
        all.bytes += copied.bytes;
        all.new += copied.new;
        all.wrong = all.wrong.or(copied.wrong);
    }
    Ok(all)
}

fn object(lake: &Lake, place: &Place, wanted: &Wanted, copied: &mut Copied) -> Result<(), BackupError> {
    let target = place.objects().join(&wanted.path);
    let mut source = match lake.stored(&wanted.path) {
        Ok(source) => source,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if wanted.needed {
                copied.wrong.get_or_insert_with(|| wanted.path.clone());
            }
            return Ok(());
        }
        Err(error) => return Err(at(&target)(error)),
    };
    let size = source.metadata().map_err(at(&target))?.len();
    let stands =
        target.metadata().is_ok_and(|found| found.len() == wanted.content.map_or(size, |content| content.size));
    if !stands {
        let found = files::copy(&mut source, &target)?;
        if wanted.content.is_some_and(|content| content != found) {
            std::fs::remove_file(&target).map_err(at(&target))?;
            copied.wrong.get_or_insert_with(|| wanted.path.clone());
            return Ok(());
        }
        copied.new += 1;
    }
    copied.objects += 1;
    copied.bytes += size;
    Ok(())
}

/// Every tile of the tree of `size` acts.
fn tiles_of(size: u64) -> impl Iterator<Item = TilePath> {
    let kinds = (0..LEVELS).map(|level| TileKind::Hashes { level }).chain([TileKind::Entries]);
    kinds.flat_map(move |kind| (0_u64..).map_while(move |index| TilePath::in_tree(kind, index, size)))
}

/// Copies the tiles of the tree of `size` acts from one published log to another, in which the tree may be larger;
/// a tile is cut to what it held then. Tiles are written once, so one that is there stays.
pub(super) fn tiles(from: &Path, to: &Path, size: u64, newest: u64) -> Result<(), BackupError> {
    for path in tiles_of(size) {
        let target = to.join(path.to_string());
        let length = length(&path);
        if !target.metadata().is_ok_and(|found| found.len() == length) {
            let bytes = tile(from, &path, newest)?;
            files::write(&target, &bytes)?;
        }
    }
    Ok(())
}

fn length(path: &TilePath) -> u64 {
    let unit = match path.kind() {
        TileKind::Hashes { .. } => 32,
        TileKind::Entries => 34,
    };
    unit * u64::from(path.width())
}

/// A tile, or as much of a wider one.
fn tile(from: &Path, path: &TilePath, newest: u64) -> Result<Vec<u8>, BackupError> {
    let length = length(path);
    let wider = [Some(*path), path.at_size(newest), path.at_size(u64::MAX)];
    for candidate in wider.into_iter().flatten() {
        let place = from.join(candidate.to_string());
        if place.exists() {
            let mut bytes = files::read(&place, self::length(&candidate))?;
            if bytes.len() as u64 >= length {
                bytes.truncate(usize::try_from(length).unwrap_or(usize::MAX));
                return Ok(bytes);
            }
        }
    }
    Err(BackupError::Missing { path: from.join(path.to_string()) })
}

/// Whether a path below the tiles is one of the tree of `size` acts.
pub(super) fn is_tile_of(path: &str, size: u64) -> bool {
    path.parse::<TilePath>().is_ok_and(|path| path.at_size(size) == Some(path))
}

/// Copies the public files the folder does not have yet, each named by its content.
pub(super) fn public(folder: &Folder, place: &Place) -> Result<Vec<Public>, BackupError> {
    let mut paths = Vec::new();
    for known in PUBLIC {
        if known.ends_with('/') {
            files::walk(&folder.path().join(known), &mut |name| paths.push(format!("{known}{name}")))?;
        } else {
            paths.push(known.to_owned());
        }
    }
    paths.sort();
    let copied = paths.into_iter().filter(|path| !is_draft(path)).map(|path| {
        let content = by_content(&folder.path().join(&path), place)?;
        Ok(Public { path, content })
    });
    copied.collect()
}

/// What a crash left of a file on its way.
fn is_draft(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|end| end == "tmp")
}

fn by_content(from: &Path, place: &Place) -> Result<Blob, BackupError> {
    let folder = place.files();
    let mut file = File::open(from).map_err(at(from))?;
    let mut draft = Draft::create(&folder.join("new")).map_err(at(&folder))?;
    files::pour(&mut file, &mut draft).map_err(at(from))?;
    let target = place.file(&draft.digest());
    draft.finish_as(&target).map_err(at(&target))
}

/// The digests of what `files` holds.
pub(super) fn digests(files: &[Public]) -> impl Iterator<Item = &Digest> {
    files.iter().map(|file| &file.content.digest)
}
