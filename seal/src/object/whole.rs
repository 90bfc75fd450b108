use base::Entropy;

use crate::Key;
use crate::object::{ChunkSize, Context, ObjectError, Opener, Sealer};

/// Seals an object that is in memory already, such as an attachment 附件.
pub fn seal_whole(key: &Key, context: &Context<'_>, entropy: &dyn Entropy, plain: &[u8]) -> Vec<u8> {
    let mut sealer = Sealer::new(key, context, ChunkSize::default(), entropy);
    let mut object = sealer.push(plain);
    object.extend(sealer.finish());
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
