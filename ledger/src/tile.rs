use base::Digest;

use crate::commitment::Commitment;
use crate::path::TilePath;

/// Bytes of one bundled entry: a two-byte length and a commitment.
const ENTRY_BYTES: usize = 2 + 32;
const ENTRY_LENGTH: [u8; 2] = [0, 32];
const MAX_ENTRIES: usize = 256;

/// Where published tiles are read from: a directory, an object store, a web server's answers.
pub trait TileSource {
    type Error: std::error::Error + 'static;

    /// The whole file at `path`, or `None` where there is no such file.
    fn read(&self, path: &TilePath) -> Result<Option<Vec<u8>>, Self::Error>;
}

/// Why the published tiles do not answer.
#[derive(Debug, thiserror::Error)]
pub enum TileError<E: std::error::Error + 'static> {
    #[error("expected to read {path}, found that the store of tiles failed: {source}")]
    Source { path: TilePath, source: E },
    #[error("expected the tile {path}, found no such file: publish the tiles again from the acts on record")]
    Missing { path: TilePath },
    #[error("expected {expected} bytes in the tile {path}, found {found}: publish the tiles again")]
    Length { path: TilePath, expected: usize, found: usize },
    #[error("expected an entry bundle at {path}: {source}")]
    Entries { path: TilePath, source: EntriesError },
    #[error("expected the entries of {path} to hash to the leaves of level 0, found others: an entry was changed")]
    EntriesDiffer { path: TilePath },
    #[error("expected the tiles of size {size} to give root {expected}, found {found}: a tile was changed")]
    Root { size: u64, expected: Digest, found: Digest },
    #[error("expected a position below {size}, found {position}: ask for an entry of the log")]
    Position { position: u64, size: u64 },
    #[error("expected an older size no larger than {new}, found {old}")]
    Order { old: u64, new: u64 },
}

/// Why bytes are not an entry bundle of this log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EntriesError {
    #[error("expected 1 to 256 entries of 34 bytes, found {found} bytes")]
    Length { found: usize },
    #[error("expected entry {entry} to state a length of 32 bytes, found {found}")]
    EntryLength { entry: usize, found: u16 },
}

/// C2SP tlog-tiles entry bundle: each entry behind its length in big-endian 16 bits.
pub fn encode_entries(entries: &[Commitment]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(entries.len() * ENTRY_BYTES);
    for entry in entries {
        bytes.extend_from_slice(&ENTRY_LENGTH);
        bytes.extend_from_slice(entry.as_bytes());
    }
    bytes
}

/// The entries of a bundle, 1 to 256.
pub fn decode_entries(bytes: &[u8]) -> Result<Vec<Commitment>, EntriesError> {
    let (records, rest) = bytes.as_chunks::<ENTRY_BYTES>();
    if !rest.is_empty() || records.is_empty() || records.len() > MAX_ENTRIES {
        return Err(EntriesError::Length { found: bytes.len() });
    }
    let decode = |(entry, [high, low, body @ ..]): (usize, &[u8; ENTRY_BYTES])| {
        let stated = [*high, *low];
        if stated == ENTRY_LENGTH {
            Ok(Commitment::from_bytes(*body))
        } else {
            Err(EntriesError::EntryLength { entry, found: u16::from_be_bytes(stated) })
        }
    };
    records.iter().enumerate().map(decode).collect()
}

pub(crate) fn encode_hashes(hashes: &[Digest]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

/// The `path.width()` hashes of a hash tile.
pub(crate) fn read_hashes<S: TileSource>(source: &S, path: TilePath) -> Result<Vec<Digest>, TileError<S::Error>> {
    let bytes = read_prefix(source, path, 32)?;
    Ok(bytes.as_chunks::<32>().0.iter().map(|hash| Digest::from_bytes(*hash)).collect())
}

/// The `path.width()` entries of a bundle.
pub(crate) fn read_entries<S: TileSource>(source: &S, path: TilePath) -> Result<Vec<Commitment>, TileError<S::Error>> {
    let bytes = read_prefix(source, path, ENTRY_BYTES)?;
    decode_entries(&bytes).map_err(|source| TileError::Entries { path, source })
}

/// Reads `path`, or the full tile of which it is a prefix: a partial tile may be deleted once the full one exists.
fn read_prefix<S: TileSource>(source: &S, path: TilePath, unit: usize) -> Result<Vec<u8>, TileError<S::Error>> {
    let read = |path| source.read(&path).map_err(|source| TileError::Source { path, source });
    let check = |path: TilePath, bytes: &[u8]| {
        let expected = unit * usize::from(path.width());
        if bytes.len() == expected { Ok(()) } else { Err(TileError::Length { path, expected, found: bytes.len() }) }
    };
    if let Some(bytes) = read(path)? {
        check(path, &bytes)?;
        return Ok(bytes);
    }
    let full = path.full();
    let wider = if path.is_partial() { read(full)? } else { None };
    let mut bytes = wider.ok_or(TileError::Missing { path })?;
    check(full, &bytes)?;
    bytes.truncate(unit * usize::from(path.width()));
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn malformed_bundles_are_refused() {
        let good = encode_entries(&[Commitment::from_bytes([1; 32]), Commitment::from_bytes([2; 32])]);
        assert_eq!(good.len(), 68);
        assert_eq!(&good[..3], &[0, 32, 1]);
        assert_eq!(decode_entries(&good[..67]), Err(EntriesError::Length { found: 67 }));
        assert_eq!(decode_entries(&[]), Err(EntriesError::Length { found: 0 }));
        assert!(decode_entries(&encode_entries(&[Commitment::from_bytes([0; 32]); 257])).is_err());
        let mut long = good.clone();
        long[34] = 1;
        assert_eq!(decode_entries(&long), Err(EntriesError::EntryLength { entry: 1, found: 288 }));
    }

    proptest! {
        #[test]
        fn bundles_read_back(entries in prop::collection::vec(any::<[u8; 32]>(), 1..=256)) {
            let entries: Vec<_> = entries.into_iter().map(Commitment::from_bytes).collect();
            prop_assert_eq!(decode_entries(&encode_entries(&entries)).unwrap(), entries);
        }
    }

    #[test]
    fn any_bytes_decode_to_a_bundle_that_encodes_to_them_or_not_at_all() {
        bolero::check!().for_each(|bytes: &[u8]| {
            if let Ok(entries) = decode_entries(bytes) {
                assert_eq!(encode_entries(&entries), bytes);
            }
        });
    }
}
