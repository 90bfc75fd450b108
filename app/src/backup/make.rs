use std::path::Path;
use std::sync::Arc;

use domain::act::Act;
use domain::backup::BackupMade;
use domain::record::{Change, Decided};
use lake::write_over;
use law::Control;
use ledger::Frontier;
use seal::KeyKind;
use serde::Serialize;
use store::{KeyChange, KeyId, Snapshot};

use super::copy::{self, Copied};
use super::error::{BackupError, at};
use super::files::Blob;
use super::manifest::{LAYOUT, Manifest, Public, Taken};
use super::place::Place;
use super::{drop, keys, records};
use crate::folder::FolderError;
use crate::platform::App;
use crate::session::Mandate;

/// A destruction in the middle of a run makes what was copied too old; so often it is begun anew.
const TRIES: usize = 5;

/// What a run put into the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackedUp {
    #[serde(flatten)]
    pub made: BackupMade,
    /// Objects that were not there yet.
    pub new: u64,
    /// Positions of the older snapshots that went: too many, or holding what was destroyed since.
    pub dropped: Vec<u64>,
}

/// Everything copied, nothing of it named yet.
struct Run {
    snapshot: Snapshot,
    sealed: Blob,
    copied: Copied,
    public: Vec<Public>,
    stale: Vec<String>,
    keys: keys::Written,
    /// The older snapshots that stay.
    kept: Vec<Taken>,
}

impl App {
    /// Backs the platform up to a folder of its own, while it runs: what is new is copied, what is gone goes there
    /// too, and `keep` snapshots stay at most. Snapshots from before the newest destruction or erasure go in any
    /// case.
    pub async fn back_up(&self, to: &Path, keep: usize) -> Result<BackedUp, BackupError> {
        self.can_back_up()?;
        if keep == 0 {
            return Err(BackupError::KeepNone);
        }
        let (place, _alone) = Place::claim(to, &self.file.origin, self.entropy.as_ref())?;
        let busy = || BackupError::Busy { path: self.folder.copying() };
        let _copying = self.folder.lock("backup")?.ok_or_else(busy)?;
        let former = self.former(&place).await?;
        match self.publish().await {
            // Another process publishes; what it has published by now is what the snapshot holds.
            Ok(()) | Err(crate::problem::Problem::Unavailable { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let run = self.run(&place, former.as_ref(), keep).await?;
        self.name(&place, run, former).await
    }

    /// The manifest that counts by now, if this log goes on from it.
    async fn former(&self, place: &Place) -> Result<Option<Manifest>, BackupError> {
        let Some(found) = place.read_manifest()? else { return Ok(None) };
        let path = self.folder.records_key();
        let keys = std::fs::read_to_string(&path).map_err(at(&path))?;
        let former = found.verify(&keys)?.clone();
        if let Some(newest) = former.newest() {
            let goes_on = newest.position <= self.store.head_position().await?
                && self.sequencer.continues(newest.size, newest.root).await?;
            if !goes_on {
                return Err(BackupError::Forked { path: place.root().to_owned(), size: newest.size });
            }
        }
        Ok(Some(former))
    }

    async fn run(&self, place: &Place, former: Option<&Manifest>, keep: usize) -> Result<Run, BackupError> {
        for _ in 0..TRIES {
            let run = self.copy(place, former, keep).await?;
            if !self.store.ended_since(run.snapshot.position).await? {
                return match run.copied.wrong {
                    Some(path) => Err(BackupError::Object { path }),
                    None => Ok(run),
                };
            }
        }
        Err(BackupError::Restless { tries: TRIES })
    }

    /// The snapshot first: every object and key it names is there when they are copied, or its destruction is found.
    async fn copy(&self, place: &Place, former: Option<&Manifest>, keep: usize) -> Result<Run, BackupError> {
        let (snapshot, sealed) = self.seal_records(place, former).await?;
        let kept = self.kept(place, former, &snapshot, keep).await?;
        let copied = copy::objects(&self.store, &self.lake, place).await?;
        let positions = kept.iter().map(|taken| taken.position).chain([snapshot.position]);
        let names: Vec<_> = positions.map(|position| place.key_name(position)).collect();
        let keys = keys::write(&self.store, &place.keys(), &names).await?;
        let size = snapshot.sequenced.as_ref().map_or(0, |sequenced| sequenced.size);
        let (lake, folder, place) = (Arc::clone(&self.lake), self.folder.clone(), place.clone());
        let published = self.sequencer.sequenced().map_or(size, |sequenced| sequenced.size.max(size));
        let rest = move || {
            copy::tiles(&folder.log(), &place.tiles(), size, published)?;
            Ok::<_, BackupError>((copy::public(&folder, &place)?, drop::stale(&place, &lake)?))
        };
        let (public, stale) = tokio::task::spawn_blocking(rest).await??;
        Ok(Run { snapshot, sealed, copied, public, stale, keys, kept })
    }

    /// The older snapshots that stay: none from before the newest destruction, and none whose key is gone.
    async fn kept(
        &self,
        place: &Place,
        former: Option<&Manifest>,
        snapshot: &Snapshot,
        keep: usize,
    ) -> Result<Vec<Taken>, BackupError> {
        let mut kept = Vec::new();
        let older = former.iter().flat_map(|former| &former.snapshots);
        for taken in older.filter(|taken| (snapshot.ended..snapshot.position).contains(&taken.position)) {
            if self.has_key(place, taken.position).await? {
                kept.push(taken.clone());
            }
        }
        Ok(kept.split_off(kept.len().saturating_sub(keep - 1)))
    }

    async fn has_key(&self, place: &Place, position: u64) -> Result<bool, BackupError> {
        let name = place.key_name(position);
        Ok(self.store.newest_key(KeyKind::Snapshot.as_str(), &name).await?.is_some())
    }

    /// Copies the records in clear into the platform's own folder, seals them into the backup and writes the copy over.
    async fn seal_records(&self, place: &Place, former: Option<&Manifest>) -> Result<(Snapshot, Blob), BackupError> {
        let folder = self.folder.copying();
        super::files::make_folder(&folder).map_err(at(&folder))?;
        let plain = folder.join("records");
        write_away(&plain).await?;
        let sealed = self.seal_copy(place, former, &plain).await;
        let gone = write_away(&plain).await;
        let sealed = sealed?;
        gone?;
        Ok(sealed)
    }

    async fn seal_copy(
        &self,
        place: &Place,
        former: Option<&Manifest>,
        plain: &Path,
    ) -> Result<(Snapshot, Blob), BackupError> {
        let snapshot = self.store.snapshot(plain).await?;
        let position = snapshot.position;
        // A run that broke off after its manifest left this very snapshot, with all that counts.
        let mut known = former.iter().flat_map(|former| &former.snapshots);
        if let Some(known) = known.find(|taken| taken.position == position)
            && self.has_key(place, position).await?
        {
            return Ok((snapshot, known.sealed));
        }
        let key = self.keys.snapshot(&place.key_name(position)).await?;
        let (from, to, entropy) = (plain.to_owned(), place.records(position), Arc::clone(&self.entropy));
        let seal = move || records::seal(&from, &to, position, &key, entropy.as_ref());
        Ok((snapshot, tokio::task::spawn_blocking(seal).await??))
    }

    /// Makes the run count, tidies up behind it and puts it on record.
    async fn name(&self, place: &Place, run: Run, former: Option<Manifest>) -> Result<BackedUp, BackupError> {
        let Run { snapshot, sealed, copied, public, stale, keys, kept } = run;
        let now = self.clock.now();
        let (size, root, checkpoint) = match snapshot.sequenced {
            Some(sequenced) => (sequenced.size, sequenced.root, Some(sequenced.checkpoint)),
            None => (0, Frontier::new().root(), None),
        };
        let position = snapshot.position;
        let positions: Vec<u64> = kept.iter().map(|taken| taken.position).collect();
        let taken = Taken { position, size, root, checkpoint, at: now, sealed };
        let manifest = Manifest {
            layout: LAYOUT,
            folder: place.id().to_owned(),
            origin: self.file.origin.clone(),
            region: self.file.region.clone(),
            made: now,
            snapshots: kept.into_iter().chain([taken]).collect(),
            keys: keys.file,
            files: public,
        };
        manifest.write(&place.manifest(), &self.signer)?;
        drop::unnamed(place, &manifest, &stale)?;
        let bytes = copied.bytes + keys.file.size + sealed.size;
        let made = BackupMade {
            folder: place.id().to_owned(),
            position,
            size,
            root,
            objects: copied.objects,
            keys: keys.keys,
            bytes,
            kept: positions,
        };
        self.record(place, &made).await?;
        let stays = |taken: &Taken| manifest.snapshots.iter().any(|kept| kept.position == taken.position);
        let former = former.into_iter().flat_map(|former| former.snapshots);
        let dropped = former.filter(|taken| !stays(taken)).map(|taken| taken.position).collect();
        Ok(BackedUp { made, new: copied.new, dropped })
    }

    /// The keys of snapshots that went are erased in the commit of the act.
    async fn record(&self, place: &Place, made: &BackupMade) -> Result<(), BackupError> {
        let basis = self.deciding()?.basis(Control::BackupSchedule);
        let change = Change::standalone(made.reference(), Decided::new(Act::BackupMade(made.clone()), basis));
        let positions = made.kept.iter().chain([&made.position]);
        let kept: Vec<String> = positions.map(|position| place.key_name(*position)).collect();
        let erased = self.snapshot_keys(place, &kept).await?;
        let any = !erased.is_empty();
        self.append_with_keys(Mandate::Platform, vec![change], erased).await?;
        if any && let Err(error) = self.store.scrub_keys().await {
            tracing::warn!(%error, "the bytes of erased keys wait on the disk to be overwritten");
        }
        Ok(())
    }

    /// What erases the keys of this folder's snapshots but those named.
    async fn snapshot_keys(&self, place: &Place, kept: &[String]) -> Result<Vec<KeyChange>, BackupError> {
        let kind = KeyKind::Snapshot.as_str();
        let of_folder = format!("{}/", place.id());
        let mut after = KeyId { kind: kind.to_owned(), name: of_folder.clone(), generation: 0 };
        let mut erased = Vec::new();
        loop {
            let page = self.store.keys(Some(&after)).await?;
            let ours = |id: &KeyId| id.kind == kind && id.name.starts_with(&of_folder);
            let going = page.iter().map(|key| &key.id).filter(|id| ours(id) && !kept.contains(&id.name));
            erased.extend(going.cloned().map(KeyChange::Erase));
            match page.last().filter(|last| ours(&last.id)) {
                Some(last) => after = last.id.clone(),
                None => return Ok(erased),
            }
        }
    }
}

/// A copy in clear is as large as the records: written over where it holds up nobody.
async fn write_away(plain: &Path) -> Result<(), BackupError> {
    let path = plain.to_owned();
    let gone =
        tokio::task::spawn_blocking(move || write_over(&path).map_err(|source| FolderError::Io { path, source }));
    Ok(gone.await??)
}
