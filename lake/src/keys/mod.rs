//! Where a row with a given key stands: a sorted file of fixed-width entries beside the Parquet files.
//!
//! Layout, all numbers little-endian u64: entries `(hash, row)` sorted by hash, in blocks of [`BLOCK_ENTRIES`]; then the
//! first hash of each block; then the footer: number of entries, and [`MAGIC`]. `hash` is XXH64 with seed 0 of the
//! key's text; two keys may share a hash, so a reader compares the key itself in the rows it finds.

mod index;
mod sort;

use arrow::array::{ArrayRef, AsArray, StringArray};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::DataType;
use arrow::error::ArrowError;

pub(crate) use index::{BlockBytes, KeyBlocks, KeyIndex};
pub(crate) use sort::KeySorter;

const BLOCK_ENTRIES: usize = 256;
const ENTRY_BYTES: usize = 16;
/// Bytes of a block.
pub(crate) const BLOCK_BYTES: u32 = 4096;
const _: () = assert!(BLOCK_ENTRIES * ENTRY_BYTES == BLOCK_BYTES as usize, "a block is as long as it says");
const FOOTER_BYTES: usize = 16;
const MAGIC: u64 = u64::from_le_bytes(*b"GSKEYS01");

/// The hash an entry is found by.
fn hash(text: &str) -> u64 {
    twox_hash::XxHash64::oneshot(0, text.as_bytes())
}

/// Keys as the text a caller asks by: `42`, `2026-01-05`, `A-17`.
pub(crate) fn key_text(column: &ArrayRef) -> Result<StringArray, ArrowError> {
    if let Some(texts) = column.as_string_opt::<i32>() {
        return Ok(texts.clone());
    }
    let texts = cast_with_options(column, &DataType::Utf8, &CastOptions { safe: false, ..CastOptions::default() })?;
    Ok(texts.as_string::<i32>().clone())
}
