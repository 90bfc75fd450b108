use crate::object::chunk::{ChunkCipher, ChunkHead};
use crate::object::{ChunkSize, ObjectError};
use crate::suite::cipher::TAG;

/// A chunk that is refused: what stands in front of it, what should, and the bytes behind.
pub(crate) struct Refused<'a> {
    pub(crate) expected: ChunkHead,
    pub(crate) stated: ChunkHead,
    /// Ciphertext and tag, and whatever else lies in the chunk's place.
    pub(crate) body: &'a [u8],
    pub(crate) sealed_len: u64,
}

impl Refused<'_> {
    /// Names what happened. What is stated in clear may be forged, so a name is given only where a tag bears it out
    /// or, for a cut and a foreign chunk, where no tag could.
    pub(crate) fn name(&self, cipher: &ChunkCipher) -> ObjectError {
        let (expected, stated) = (self.expected, self.stated);
        let altered = ObjectError::Altered { chunk: expected.number };
        if stated == expected || self.opens(cipher, expected) {
            return altered;
        }
        if stated.mark != expected.mark {
            return ObjectError::OtherObject { chunk: expected.number };
        }
        if !self.opens(cipher, stated) {
            let cut = stated.number == expected.number && stated.text > expected.text;
            return if cut { ObjectError::Truncated { length: self.sealed_len } } else { altered };
        }
        if stated.number != expected.number {
            return ObjectError::Moved { expected: expected.number, found: stated.number };
        }
        if stated.last {
            ObjectError::Extended { chunk: expected.number, length: self.sealed_len }
        } else {
            ObjectError::Truncated { length: self.sealed_len }
        }
    }

    fn opens(&self, cipher: &ChunkCipher, head: ChunkHead) -> bool {
        // A foreign length decides how much is copied: never more than a chunk can hold.
        let text = usize::try_from(head.text).ok().filter(|text| *text <= ChunkSize::LARGEST);
        let Some((text, tag)) = text.and_then(|text| self.body.split_at_checked(text)) else { return false };
        tag.first_chunk::<TAG>().is_some_and(|tag| cipher.opens(head, &mut text.to_vec(), tag))
    }
}
