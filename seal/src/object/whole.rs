use base::Entropy;

use crate::Key;
use crate::object::{ChunkSize, Context, ObjectError, Opener, Sealer};

/// Seals an object that is in memory already, such as an attachment 附件.
pub fn seal_whole(key: &Key, context: &Context<'_>, entropy: &dyn Entropy, plain: &[u8]) -> Vec<u8> {
    let size = ChunkSize::default();
    // What is in memory has a length that fits, and so has its object.
    let mut object = Vec::with_capacity(usize::try_from(size.sealed_len(plain.len() as u64)).unwrap_or(0));
    let mut sealer = Sealer::new(key, context, size, entropy);
    sealer.push_to(plain, &mut object);
    sealer.finish_to(&mut object);
    object
}

/// Opens a sealed object that is in memory, all of it or none.
pub fn open_whole(key: &Key, context: &Context<'_>, sealed: &[u8]) -> Result<Vec<u8>, ObjectError> {
    let opener = Opener::new(key, context, sealed.len() as u64, sealed)?;
    let plain = 0..opener.plain_len();
    let body = opener.sealed_range(plain.clone())?;
    // The body is everything behind the header.
    let body = usize::try_from(body.start).ok().and_then(|start| sealed.get(start..)).unwrap_or_default();
    opener.open_range(plain, body)
}
