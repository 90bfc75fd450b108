use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer};

use super::MaskError;

/// A growing `Utf8` column that reports, rather than dies of, more text than its offsets can count.
///
/// Values are written one part after the other and closed by [`TextOut::end`]; which of them are missing is said once,
/// at the end, because a mask never changes that.
pub(super) struct TextOut {
    bytes: Vec<u8>,
    ends: Vec<i32>,
}

impl TextOut {
    pub(super) fn with_capacity(rows: usize, bytes: usize) -> Result<Self, MaskError> {
        if i32::try_from(bytes).is_err() {
            return Err(MaskError::TooLarge);
        }
        let mut ends = Vec::with_capacity(rows + 1);
        ends.push(0);
        Ok(Self { bytes: Vec::with_capacity(bytes), ends })
    }

    /// Appends to the value under construction.
    #[inline]
    pub(super) fn push(&mut self, part: &str) {
        self.bytes.extend_from_slice(part.as_bytes());
    }

    /// Appends so many stars.
    #[inline]
    pub(super) fn stars(&mut self, count: usize) {
        self.bytes.resize(self.bytes.len() + count, b'*');
    }

    /// Closes the value; a missing one is closed without a part.
    #[inline]
    pub(super) fn end(&mut self) -> Result<(), MaskError> {
        let end = i32::try_from(self.bytes.len()).map_err(|_| MaskError::TooLarge)?;
        self.ends.push(end);
        Ok(())
    }

    pub(super) fn finish(self, nulls: Option<NullBuffer>) -> Result<ArrayRef, MaskError> {
        let offsets = OffsetBuffer::new(self.ends.into());
        let out = StringArray::try_new(offsets, Buffer::from_vec(self.bytes), nulls);
        Ok(Arc::new(out.map_err(|_| MaskError::TooLarge)?))
    }
}
