use base::Digest;

use crate::commitment::Commitment;
use crate::frontier::Frontier;
use crate::path::{TILE_WIDTH, TileKind, TilePath};
use crate::tile::{TileError, TileSource, encode_entries, encode_hashes, read_entries, read_hashes};

/// A file to write, or the bytes a file must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TileFile {
    pub path: TilePath,
    pub bytes: Vec<u8>,
}

/// Turns a stream of commitments into the tiles of their tree, in order, from any size on.
///
/// The sequencer appends with it; the verifier replays every commitment from zero through it and compares each
/// file. It holds one open tile per level, so at most 8 levels of 255 hashes and 255 entries, whatever the size.
///
/// A verifier compares every tile of the current size byte for byte. Partial tiles of earlier sizes are no part
/// of the current tree: they may have been deleted, and where one remains it must be a prefix of the tile that
/// [`TilePath::at_size`] names for the current size.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TileBuilder {
    size: u64,
    /// Entries of the open bundle, as many as the open tile of level 0 has hashes.
    entries: Vec<Commitment>,
    /// The open tile of each level, lowest first.
    levels: Vec<OpenTile>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct OpenTile {
    hashes: Vec<Digest>,
    /// The tree above `hashes`, kept so that the tile's own root costs nothing when it fills.
    range: Frontier,
}

impl OpenTile {
    fn push(&mut self, hash: Digest) {
        self.hashes.push(hash);
        self.range.push(hash);
    }

    fn is_full(&self) -> bool {
        self.range.size() == TILE_WIDTH
    }
}

impl TileBuilder {
    /// The empty log.
    pub fn new() -> Self {
        Self::default()
    }

    /// The log of `size` entries as published in `source`: reads one partial tile per level and one bundle, and
    /// refuses them unless they give `root`.
    pub fn resume<S: TileSource>(source: &S, size: u64, root: &Digest) -> Result<Self, TileError<S::Error>> {
        let mut builder = Self { size, ..Self::default() };
        if let Some(path) = open_path(TileKind::Entries, size) {
            builder.entries = read_entries(source, path)?;
        }
        let mut level = 0_u8;
        while size.checked_shr(8 * u32::from(level)).is_some_and(|nodes| nodes > 0) {
            let mut open = OpenTile::default();
            if let Some(path) = open_path(TileKind::Hashes { level }, size) {
                read_hashes(source, path)?.into_iter().for_each(|hash| open.push(hash));
            }
            builder.levels.push(open);
            level += 1;
        }
        let found = builder.root();
        if found != *root {
            return Err(TileError::Root { size, expected: *root, found });
        }
        let leaves = builder.levels.first().map_or(&[][..], |open| &open.hashes);
        match open_path(TileKind::Entries, size) {
            Some(path) if !builder.entries.iter().map(Commitment::leaf_hash).eq(leaves.iter().copied()) => {
                Err(TileError::EntriesDiffer { path })
            }
            _ => Ok(builder),
        }
    }

    /// Entries so far.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// RFC 6962 root of the tree so far.
    pub fn root(&self) -> Digest {
        let root = self.levels.iter().fold(None, |right, open| open.range.fold(right));
        root.unwrap_or_else(|| Frontier::new().root())
    }

    /// Adds one entry and returns the tiles it completes: mostly none, every 256th time a bundle and a hash tile.
    pub fn push(&mut self, entry: Commitment) -> Vec<TileFile> {
        let mut done = Vec::new();
        self.entries.push(entry);
        self.size += 1;
        let size = self.size;
        let mut hash = entry.leaf_hash();
        for level in 0_u8.. {
            if self.levels.len() == usize::from(level) {
                self.levels.push(OpenTile::default());
            }
            let Some(open) = self.levels.get_mut(usize::from(level)) else { break };
            open.push(hash);
            if !open.is_full() {
                break;
            }
            if level == 0 {
                let bytes = encode_entries(&std::mem::take(&mut self.entries));
                done.extend(last_full(TileKind::Entries, size, bytes));
            }
            let open = std::mem::take(open);
            hash = open.range.root();
            done.extend(last_full(TileKind::Hashes { level }, size, encode_hashes(&open.hashes)));
        }
        done
    }

    /// Adds a batch and returns every file to write before its checkpoint may be signed: the tiles it completes,
    /// then the partial tiles of the new size. An empty batch writes nothing.
    pub fn append(&mut self, batch: &[Commitment]) -> Vec<TileFile> {
        let before = self.size;
        let mut files: Vec<_> = batch.iter().flat_map(|entry| self.push(*entry)).collect();
        let changed = |file: &TileFile| file.path.at_size(before) != Some(file.path);
        files.extend(self.partial_tiles().into_iter().filter(changed));
        files
    }

    /// The partial tiles of the tree so far, lowest first: what remains to compare after the last [`Self::push`].
    pub fn partial_tiles(&self) -> Vec<TileFile> {
        let mut files = Vec::new();
        if let Some(path) = open_path(TileKind::Entries, self.size) {
            files.push(TileFile { path, bytes: encode_entries(&self.entries) });
        }
        for (level, open) in (0_u8..).zip(&self.levels) {
            if let Some(path) = open_path(TileKind::Hashes { level }, self.size) {
                files.push(TileFile { path, bytes: encode_hashes(&open.hashes) });
            }
        }
        files
    }
}

/// Full tiles of a kind in a tree of `size` leaves.
fn tiles_filled(kind: TileKind, size: u64) -> u64 {
    let level = match kind {
        TileKind::Hashes { level } => level,
        TileKind::Entries => 0,
    };
    size.checked_shr(8 * (u32::from(level) + 1)).unwrap_or(0)
}

/// The partial tile of a kind in a tree of `size` leaves, if it has one.
fn open_path(kind: TileKind, size: u64) -> Option<TilePath> {
    TilePath::in_tree(kind, tiles_filled(kind, size), size)
}

/// The full tile of a kind that the newest of `size` leaves completed.
fn last_full(kind: TileKind, size: u64, bytes: Vec<u8>) -> Option<TileFile> {
    let path = TilePath::in_tree(kind, tiles_filled(kind, size).checked_sub(1)?, size)?;
    Some(TileFile { path, bytes })
}
