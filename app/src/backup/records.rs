//! The records of a snapshot, sealed and opened as a stream.

use std::fs::File;
use std::io::{Read, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use base::Entropy;
use seal::Key;
use seal::object::{ChunkSize, Context, HEADER_LENGTH, Opener, Sealer};

use super::error::{BackupError, at, missing_at};
use super::files::{Blob, Draft};
use super::place::sealed_path;

/// Bytes sealed or opened at a time: a multiple of a chunk.
const PIECE: usize = 1 << 20;

/// Seals the file `from` as the records of the snapshot at `position`.
pub(super) fn seal(
    from: &Path,
    to: &Path,
    position: u64,
    key: &Key,
    entropy: &dyn Entropy,
) -> Result<Blob, BackupError> {
    let place = sealed_path(position);
    let mut sealer = Sealer::new(key, &Context::once(&place), ChunkSize::default(), entropy);
    let mut file = File::open(from).map_err(at(from))?;
    let mut draft = Draft::create(to).map_err(at(to))?;
    let mut buffer = vec![0; PIECE];
    loop {
        let read = file.read(&mut buffer).map_err(at(from))?;
        let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else { break };
        draft.write_all(&sealer.push(piece)).map_err(at(to))?;
    }
    draft.write_all(&sealer.finish()).and_then(|()| draft.finish()).map_err(at(to))
}

/// Opens the records of the snapshot at `position` into the file `to`.
pub(super) fn open(from: &Path, to: &Path, position: u64, key: &Key) -> Result<(), BackupError> {
    let mut file = File::open(from).map_err(missing_at(from))?;
    let sealed = file.metadata().map_err(at(from))?.len();
    let mut header = Vec::new();
    Read::by_ref(&mut file).take(HEADER_LENGTH as u64).read_to_end(&mut header).map_err(at(from))?;
    let place = sealed_path(position);
    let opener = Opener::new(key, &Context::once(&place), sealed, &header)?;
    let mut draft = Draft::create(to).map_err(at(to))?;
    let (mut start, end) = (0, opener.plain_len());
    loop {
        let plain = start..end.min(start + PIECE as u64);
        let fetch = opener.sealed_range(plain.clone())?;
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(fetch.start)).map_err(at(from))?;
        Read::by_ref(&mut file).take(fetch.end - fetch.start).read_to_end(&mut bytes).map_err(at(from))?;
        start = plain.end;
        draft.write_all(&opener.open_range(plain, &bytes)?).map_err(at(to))?;
        if start == end {
            draft.finish().map_err(at(to))?;
            return Ok(());
        }
    }
}
