use base::Entropy;
use subtle::ConstantTimeEq;

use crate::object::layout::ChunkSize;
use crate::object::{Context, ObjectError};
use crate::suite::cipher::Cipher;
use crate::{Key, KeyCheck, Secret32, Suite};

/// Bytes of the header of a sealed object; the first to fetch.
pub const HEADER_LENGTH: usize = 80;

const MAGIC: &[u8; 7] = b"\x89GSEAL\n";
const FORMAT: u8 = 1;

/// Separates what is derived from a key for objects, and from an object's secret.
const OBJECT: &[u8] = b"gongshu key, object 1";
const CIPHER: &[u8] = b"gongshu object, cipher";
const PATH: &[u8] = b"gongshu object, path";
const HEADER: &[u8] = b"gongshu object, header";

/// The header of an object together with the object's own secret.
pub(crate) struct Header {
    bytes: [u8; HEADER_LENGTH],
    suite: Suite,
    size: ChunkSize,
    mark: u32,
    secret: Secret32,
}

/// The header's fields as they stand in its bytes, nothing proven.
struct Fields {
    suite: Suite,
    size: ChunkSize,
    generation: u64,
    key: KeyCheck,
    id: [u8; 16],
    path_tag: [u8; 16],
    header_tag: [u8; 16],
}

impl Header {
    pub(crate) fn draw(key: &Key, context: &Context<'_>, size: ChunkSize, entropy: &dyn Entropy) -> Self {
        let mut id = [0; 16];
        entropy.fill(&mut id);
        let (suite, secret) = (key.suite(), object_secret(key, &id));
        let path_tag = tag(suite, &secret, PATH, &[context.path.as_bytes()]);
        let mut fields =
            Fields { suite, size, generation: context.generation, key: key.check(), id, path_tag, header_tag: [0; 16] };
        fields.header_tag = fields.tag(&secret);
        Self { bytes: fields.to_bytes(), suite, size, mark: mark(&id), secret }
    }

    /// Reads a header and proves that it was made with this key for this context.
    pub(crate) fn open(key: &Key, context: &Context<'_>, bytes: &[u8]) -> Result<Self, ObjectError> {
        let bytes = *bytes.first_chunk().ok_or(ObjectError::Truncated { length: bytes.len() as u64 })?;
        let fields = Fields::read(&bytes)?;
        if fields.key != key.check() || fields.suite != key.suite() {
            let (expected, found) = (fields.key, key.check());
            return Err(ObjectError::WrongKey { expected, key: key.label().clone(), found });
        }
        let secret = object_secret(key, &fields.id);
        if !same(&fields.header_tag, &fields.tag(&secret)) {
            return Err(ObjectError::HeaderDamaged);
        }
        let path = || context.path.to_owned();
        if !same(&fields.path_tag, &tag(fields.suite, &secret, PATH, &[context.path.as_bytes()])) {
            return Err(ObjectError::OtherPath { path: path() });
        }
        let (expected, found) = (context.generation, fields.generation);
        match found.cmp(&expected) {
            std::cmp::Ordering::Less => Err(ObjectError::RolledBack { path: path(), expected, found }),
            std::cmp::Ordering::Greater => Err(ObjectError::Ahead { path: path(), expected, found }),
            std::cmp::Ordering::Equal => {
                Ok(Self { bytes, suite: fields.suite, size: fields.size, mark: mark(&fields.id), secret })
            }
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8; HEADER_LENGTH] {
        &self.bytes
    }

    pub(crate) fn chunk_size(&self) -> ChunkSize {
        self.size
    }

    pub(crate) fn mark(&self) -> u32 {
        self.mark
    }

    pub(crate) fn digest(&self) -> [u8; 32] {
        self.suite.digest(&[&self.bytes])
    }

    pub(crate) fn cipher(&self) -> Box<dyn Cipher> {
        self.suite.cipher(&self.suite.derive(&self.secret, CIPHER, &[]))
    }
}

impl Fields {
    fn read(bytes: &[u8; HEADER_LENGTH]) -> Result<Self, ObjectError> {
        let mut rest = bytes.as_slice();
        if take::<7>(&mut rest)? != *MAGIC {
            return Err(ObjectError::NotSealed);
        }
        let [format, suite, log2] = take(&mut rest)?;
        if format != FORMAT {
            return Err(ObjectError::UnknownFormat { found: format });
        }
        let suite = Suite::from_code(suite).ok_or(ObjectError::UnknownSuite { found: suite })?;
        let size = ChunkSize::from_log2(log2).ok_or(ObjectError::HeaderDamaged)?;
        // Zeroes and checksum: made anew below and compared with the rest.
        let _: [u8; 6] = take(&mut rest)?;
        let fields = Self {
            suite,
            size,
            generation: u64::from_be_bytes(take(&mut rest)?),
            key: KeyCheck::from_bytes(take(&mut rest)?),
            id: take(&mut rest)?,
            path_tag: take(&mut rest)?,
            header_tag: take(&mut rest)?,
        };
        if fields.to_bytes() == *bytes { Ok(fields) } else { Err(ObjectError::HeaderDamaged) }
    }

    /// The bytes before the checksum and those after it.
    fn halves(&self) -> (Vec<u8>, Vec<u8>) {
        let mut front = MAGIC.to_vec();
        front.extend([FORMAT, self.suite.code(), self.size.log2(), 0, 0]);
        let mut back = self.generation.to_be_bytes().to_vec();
        back.extend(self.key.as_bytes());
        back.extend(self.id);
        back.extend(self.path_tag);
        (front, back)
    }

    fn tag(&self, secret: &Secret32) -> [u8; 16] {
        let (front, back) = self.halves();
        tag(self.suite, secret, HEADER, &[&front, &back])
    }

    fn to_bytes(&self) -> [u8; HEADER_LENGTH] {
        let (front, mut back) = self.halves();
        back.extend(self.header_tag);
        let checksum = self.suite.digest(&[&front, &back]);
        let mut bytes = [0; HEADER_LENGTH];
        let all = front.into_iter().chain(checksum.into_iter().take(4)).chain(back);
        for (to, from) in bytes.iter_mut().zip(all) {
            *to = from;
        }
        bytes
    }
}

/// The next `N` bytes of a header.
fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], ObjectError> {
    let (taken, after) = rest.split_first_chunk().ok_or(ObjectError::HeaderDamaged)?;
    *rest = after;
    Ok(*taken)
}

fn object_secret(key: &Key, id: &[u8; 16]) -> Secret32 {
    key.suite().derive(key.secret(), OBJECT, &[id])
}

/// A keyed digest: one output of HKDF is one of HMAC.
fn tag(suite: Suite, secret: &Secret32, salt: &[u8], parts: &[&[u8]]) -> [u8; 16] {
    *suite.derive(secret, salt, parts).first_half()
}

fn same(a: &[u8; 16], b: &[u8; 16]) -> bool {
    a.ct_eq(b).into()
}

/// The first four bytes of an object's id.
fn mark(id: &[u8; 16]) -> u32 {
    (u128::from_be_bytes(*id) >> 96) as u32
}
