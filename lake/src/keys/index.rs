use std::sync::Arc;

use bytes::Bytes;
use domain::version::StoredFile;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::{BLOCK_ENTRIES, ENTRY_BYTES, FOOTER_BYTES, MAGIC, hash};
use crate::read::ReadError;
use crate::sealed::SealedObject;

/// Blocks of key indexes held for the next lookup.
pub(crate) type KeyBlocks = Cache<(Arc<str>, usize), Bytes, BlockBytes>;

#[derive(Clone)]
pub(crate) struct BlockBytes;

impl Weighter<(Arc<str>, usize), Bytes> for BlockBytes {
    fn weight(&self, _key: &(Arc<str>, usize), block: &Bytes) -> u64 {
        block.len() as u64 + 64
    }
}

/// A key index, opened: the first hash of each block is in memory, the blocks are read as needed.
pub(crate) struct KeyIndex {
    object: SealedObject,
    name: Arc<str>,
    entries: usize,
    fences: Vec<u64>,
}

impl KeyIndex {
    pub(crate) async fn open(object: SealedObject, file: &StoredFile) -> Result<Self, ReadError> {
        let changed = || ReadError::Changed { path: file.path.clone() };
        let size = object.len();
        let footer_start = size.checked_sub(FOOTER_BYTES as u64).ok_or_else(changed)?;
        let footer = object.read(footer_start..size).await.map_err(ReadError::store)?;
        let mut numbers = numbers(&footer);
        let entries = numbers.next().and_then(|count| usize::try_from(count).ok()).ok_or_else(changed)?;
        let fences_start = entries.checked_mul(ENTRY_BYTES).ok_or_else(changed)? as u64;
        let blocks = entries.div_ceil(BLOCK_ENTRIES);
        if numbers.next() != Some(MAGIC) || fences_start + 8 * blocks as u64 != footer_start {
            return Err(changed());
        }
        let fences = if blocks == 0 {
            Vec::new()
        } else {
            let bytes = object.read(fences_start..footer_start).await.map_err(ReadError::store)?;
            self::numbers(&bytes).collect()
        };
        Ok(Self { object, name: Arc::from(file.path.as_str()), entries, fences })
    }

    /// Bytes held in memory.
    pub(crate) fn weight(&self) -> u64 {
        self.fences.len() as u64 * 8
    }

    /// The rows whose key may be `key`; usually none or one.
    pub(crate) async fn find(&self, cache: &KeyBlocks, key: &str) -> Result<Vec<u64>, ReadError> {
        let wanted = hash(key);
        // Entries with the wanted hash may begin in the block before the first fence that has reached it.
        let first = self.fences.partition_point(|fence| *fence < wanted).saturating_sub(1);
        let end = self.fences.partition_point(|fence| *fence <= wanted);
        let mut rows = Vec::new();
        for block in first..end {
            let bytes = self.block(cache, block).await?;
            let (entries, _) = bytes.as_chunks::<ENTRY_BYTES>();
            let from = entries.partition_point(|entry| split(entry).0 < wanted);
            let found = entries.iter().skip(from).map(split).take_while(|(hash, _)| *hash == wanted);
            rows.extend(found.map(|(_, row)| row));
        }
        Ok(rows)
    }

    async fn block(&self, cache: &KeyBlocks, block: usize) -> Result<Bytes, ReadError> {
        let key = (Arc::clone(&self.name), block);
        if let Some(bytes) = cache.get(&key) {
            return Ok(bytes);
        }
        let start = block * BLOCK_ENTRIES;
        let end = (start + BLOCK_ENTRIES).min(self.entries);
        let range = (start * ENTRY_BYTES) as u64..(end * ENTRY_BYTES) as u64;
        let bytes = self.object.read(range).await.map_err(ReadError::store)?;
        cache.insert(key, bytes.clone());
        Ok(bytes)
    }
}

fn split(entry: &[u8; ENTRY_BYTES]) -> (u64, u64) {
    let mut numbers = numbers(entry);
    (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default())
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u64> {
    bytes.as_chunks::<8>().0.iter().map(|number| u64::from_le_bytes(*number))
}
