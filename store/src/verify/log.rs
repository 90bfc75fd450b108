//! The published log beside the acts: every tile, the checkpoint and its row.

use base::Digest;
use ledger::{Checkpoint, TileBuilder, TileFile, TileKind, TileSource as _, VerifierKey, open_checkpoint};

use crate::connection::Link;
use crate::error::DatabaseError;
use crate::log_files::{FileError, LogFiles};
use crate::verify::acts::Checked;
use crate::verify::{Difference, VerifyError};

const ROW: &str = "SELECT size, root, checkpoint FROM sequenced WHERE id = 1";

/// The row of the newest checkpoint, as it stands.
pub(super) struct SequencedRow {
    size: i64,
    root: Vec<u8>,
    checkpoint: String,
}

pub(super) async fn row(link: &mut Link<'_>) -> Result<Option<SequencedRow>, DatabaseError> {
    let rows = link.fetch(ROW, &[]).await?;
    let read = |row: &crate::connection::Row| {
        Ok(SequencedRow { size: row.int(0)?, root: row.bytes(1)?, checkpoint: row.text(2)? })
    };
    rows.first().map(read).transpose()
}

/// Takes the acts in order and compares the log's files as soon as the acts complete them.
pub(super) struct LogCheck {
    files: LogFiles,
    builder: TileBuilder,
    /// What the checkpoint file says.
    published: Option<Checkpoint>,
    /// What the row says, which a crash may leave older than the file.
    recorded: Option<Checkpoint>,
    /// Acts since the last full tile: on a difference they tell which side was changed.
    window: Vec<Checked>,
    tiles: u64,
}

impl LogCheck {
    pub(super) fn new(
        files: LogFiles,
        note: Option<&str>,
        row: Option<SequencedRow>,
        key: &VerifierKey,
    ) -> Result<Self, VerifyError> {
        let changed = |reason: String| VerifyError::from(Difference::CheckpointChanged { reason });
        let open = |note: &str| open_checkpoint(note, key);
        let mut published = note.map(open).transpose().map_err(|error| changed(error.to_string()))?;
        let recorded = row.map(|row| opened(&row, key)).transpose()?;
        let size = |checkpoint: &Option<Checkpoint>| checkpoint.as_ref().map_or(0, |known| known.size);
        if recorded.is_some() && published.is_none() {
            return Err(Difference::CheckpointMissing.into());
        }
        if size(&recorded) > size(&published) {
            // The log may have moved on between the two reads. If not, the file was put back to an older one.
            let again = files.checkpoint()?.as_deref().map(open).transpose();
            published = again.map_err(|error| changed(error.to_string()))?;
            if size(&recorded) > size(&published) {
                let (found, expected) = (size(&published), size(&recorded));
                return Err(changed(format!("it says {found} acts, {expected} were published")));
            }
            // Acts after the snapshot cannot be compared; the row's checkpoint is of the snapshot.
            published.clone_from(&recorded);
        }
        Ok(Self { files, builder: TileBuilder::new(), published, recorded, window: Vec::new(), tiles: 0 })
    }

    pub(super) fn take(&mut self, checked: Checked) -> Result<(), VerifyError> {
        let published = self.published.as_ref().map_or(0, |known| known.size);
        if self.builder.size() >= published {
            return judge(&checked, None).map_or(Ok(()), |difference| Err(difference.into()));
        }
        let complete = self.builder.push(checked.stored);
        self.window.push(checked);
        if !complete.is_empty() {
            self.compare(&complete)?;
        }
        if self.builder.size() == published {
            self.compare(&self.builder.partial_tiles())?;
        }
        self.check_roots()
    }

    /// Answers the acts under the signed root and the files compared.
    pub(super) fn finish(self) -> Result<(u64, u64), VerifyError> {
        // Of an empty log no act asks for the comparison.
        self.check_roots()?;
        let size = self.published.map_or(0, |known| known.size);
        if self.builder.size() < size {
            return Err(Difference::ActMissing { position: self.builder.size() }.into());
        }
        Ok((size, self.tiles))
    }

    fn check_roots(&self) -> Result<(), VerifyError> {
        let size = self.builder.size();
        for checkpoint in [&self.published, &self.recorded].into_iter().flatten() {
            if checkpoint.size == size && checkpoint.root != self.builder.root() {
                return Err(Difference::RootDiffers { size }.into());
            }
        }
        Ok(())
    }

    fn compare(&mut self, expected: &[TileFile]) -> Result<(), VerifyError> {
        let found = expected.iter().map(|file| self.read(file)).collect::<Result<Vec<_>, _>>()?;
        let is = |file: &TileFile, kind| file.path.kind() == kind;
        let pick = |kind| expected.iter().zip(&found).find(|(file, _)| is(file, kind));
        let hashes = pick(TileKind::Hashes { level: 0 }).and_then(|(_, found)| found.as_deref());
        for checked in &self.window {
            if let Some(difference) = judge(checked, hashes.and_then(|bytes| hash_at(bytes, checked.position))) {
                return Err(difference.into());
            }
        }
        for (file, found) in expected.iter().zip(&found) {
            let path = file.path.to_string();
            let Some(found) = found else { return Err(Difference::TileMissing { path }.into()) };
            if *found != file.bytes {
                let replaced = is(file, TileKind::Entries)
                    .then(|| hashes.and_then(|hashes| self.replaced(file, found, hashes)))
                    .flatten();
                return Err(replaced.unwrap_or(Difference::TileChanged { path }).into());
            }
            self.tiles += 1;
        }
        self.window.clear();
        Ok(())
    }

    /// The act that bundle and hash tile agree against, where they do.
    fn replaced(&self, bundle: &TileFile, entries: &[u8], hashes: &[u8]) -> Option<Difference> {
        let entries = ledger::decode_entries(entries).ok()?;
        let first = bundle.path.index() * 256;
        let acts = self.window.iter().filter(|checked| checked.position >= first);
        acts.zip(entries).find_map(|(checked, entry)| {
            let against = entry != checked.stored && Some(entry.leaf_hash()) == hash_at(hashes, checked.position);
            against.then_some(Difference::ActReplaced { position: checked.position })
        })
    }

    /// The file, or as much of the full tile as it is a prefix of.
    fn read(&self, file: &TileFile) -> Result<Option<Vec<u8>>, FileError> {
        if let Some(bytes) = self.files.read(&file.path)? {
            return Ok(Some(bytes));
        }
        let full = file.path.at_size(u64::MAX).filter(|_| file.path.is_partial());
        let Some(mut bytes) = full.map(|path| self.files.read(&path)).transpose()?.flatten() else { return Ok(None) };
        bytes.truncate(file.bytes.len());
        Ok(Some(bytes))
    }
}

/// What is wrong with an act by itself. Where commitment and payload disagree, the log says which was changed.
fn judge(checked: &Checked, published: Option<Digest>) -> Option<Difference> {
    let position = checked.position;
    if checked.wrong.is_some() {
        return checked.wrong.clone();
    }
    if checked.recomputed == Some(checked.stored) {
        return None;
    }
    if checked.erased {
        // Without the payload only the log tells whether the commitment still stands.
        let stands = published.is_none_or(|published| published == checked.stored.leaf_hash());
        return (!stands).then_some(Difference::ActChanged { position, column: "commitment" });
    }
    let payload_stands = published.is_some() && checked.recomputed.map(|entry| entry.leaf_hash()) == published;
    Some(if payload_stands {
        Difference::ActChanged { position, column: "commitment" }
    } else {
        Difference::PayloadChanged { position }
    })
}

fn hash_at(tile: &[u8], position: u64) -> Option<Digest> {
    let place = usize::try_from(position % 256).ok()?;
    tile.as_chunks::<32>().0.get(place).map(|hash| Digest::from_bytes(*hash))
}

fn opened(row: &SequencedRow, key: &VerifierKey) -> Result<Checkpoint, Difference> {
    let changed = |column| Difference::SequencedChanged { column };
    let checkpoint = open_checkpoint(&row.checkpoint, key).map_err(|_| changed("checkpoint"))?;
    if u64::try_from(row.size) != Ok(checkpoint.size) {
        return Err(changed("size"));
    }
    if row.root != checkpoint.root.as_bytes() {
        return Err(changed("root"));
    }
    Ok(checkpoint)
}
