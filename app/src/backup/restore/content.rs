//! The sealed objects the restored records name, each proven before it counts.

use std::collections::BTreeSet;
use std::sync::Arc;

use base::{Digester, Entropy, VersionId};
use domain::attachment::Attachment;
use domain::record::Loaded;
use domain::version::Version;
use futures::TryStreamExt as _;
use lake::Lake;
use seal::{Key, KeyKind};
use store::{Filter, Store};

use super::super::copy::{Objects, Wanted};
use super::super::error::{BackupError, at, changed};
use super::super::files;
use super::super::place::Place;
use crate::folder::Folder;
use crate::keys::{KeysError, wrapped};
use crate::log::open_lake;

/// Copies the objects of the backup that the records name. Answers the versions whose key is gone.
pub(super) async fn restore(
    store: &Store,
    place: &Place,
    folder: &Folder,
    region: &Key,
    entropy: Arc<dyn Entropy>,
) -> Result<BTreeSet<VersionId>, BackupError> {
    let mut wanted = Objects::of(store);
    while let Some(page) = wanted.next().await? {
        let (place, lake) = (place.clone(), folder.lake());
        let copy = move || page.iter().try_for_each(|wanted| object(&place, &lake, wanted));
        tokio::task::spawn_blocking(copy).await??;
    }
    let lake = open_lake(&folder.lake(), entropy)?;
    prove_attachments(store, place, &lake, region).await?;
    without_key(store).await
}

fn object(place: &Place, lake: &std::path::Path, wanted: &Wanted) -> Result<(), BackupError> {
    let (from, to) = (place.objects().join(&wanted.path), lake.join(&wanted.path));
    if !wanted.needed && !from.exists() {
        return Ok(());
    }
    if let Some(content) = wanted.content {
        return files::copy_checked(&from, &to, content);
    }
    let mut file = std::fs::File::open(&from).map_err(super::super::error::missing_at(&from))?;
    files::copy(&mut file, &to).map(drop)
}

/// Of an attachment the log knows the digest of what is inside: it is opened.
async fn prove_attachments(store: &Store, place: &Place, lake: &Lake, region: &Key) -> Result<(), BackupError> {
    let mut filter = Filter::default();
    loop {
        let page: Vec<Loaded<Attachment>> = store.list(&filter).await?;
        let Some(last) = page.last() else { return Ok(()) };
        filter.after_id = Some(last.state.id.to_string());
        for Loaded { state: attachment, .. } in &page {
            let name = attachment.id.as_str();
            let Some(kept) = store.newest_key(KeyKind::Attachment.as_str(), name).await? else { continue };
            let key = wrapped(&kept)?.open(region).map_err(KeysError::from)?;
            let path = place.objects().join(Lake::attachment_path(name));
            let mut pieces = lake.attachment(name, &key).await.map_err(at(&path))?;
            let mut digester = Digester::default();
            while let Some(piece) = pieces.try_next().await.map_err(|error| changed(&path, error.to_string()))? {
                digester.update(&piece);
            }
            if digester.finish() != attachment.digest {
                return Err(changed(&path, "another content"));
            }
        }
    }
}

/// Versions that the records hold for readable, and no key opens.
async fn without_key(store: &Store) -> Result<BTreeSet<VersionId>, BackupError> {
    let (mut filter, mut gone) = (Filter::default(), BTreeSet::new());
    loop {
        let page: Vec<Loaded<Version>> = store.list(&filter).await?;
        let Some(last) = page.last() else { return Ok(gone) };
        filter.after_id = Some(last.state.id.to_string());
        for Loaded { state: version, .. } in page.iter().filter(|version| version.state.destroyed.is_none()) {
            if store.newest_key(KeyKind::Version.as_str(), version.id.as_str()).await?.is_none() {
                gone.insert(version.id.clone());
            }
        }
    }
}
