//! Sealed objects 密封对象: a file as it lies in a store, readable by byte range and by its key only.
//!
//! Format version 1. A header, then chunks; integers are big-endian. `C` is the chunk size, 4 KiB to 1 MiB.
//!
//! | header byte | size | what |
//! |---|---|---|
//! | 0 | 7 | `89 47 53 45 41 4C 0A`, that is `\x89GSEAL\n` |
//! | 7 | 1 | format version, 1 |
//! | 8 | 1 | suite: 1 national, 2 international |
//! | 9 | 1 | binary logarithm of `C`, 12 to 20 |
//! | 10 | 2 | zero |
//! | 12 | 4 | checksum: start of the suite's digest of all other header bytes; tells an accident from a wrong key |
//! | 16 | 8 | generation given by the writer ([`Context`]) |
//! | 24 | 8 | check value of the key ([`KeyCheck`](crate::KeyCheck)) |
//! | 32 | 16 | object id, random |
//! | 48 | 16 | path tag: keyed digest of the path given by the writer |
//! | 64 | 16 | header tag: keyed digest of the bytes 0–11 and 16–63 |
//!
//! | chunk byte | size | what |
//! |---|---|---|
//! | 0 | 4 | first bytes of the object id |
//! | 4 | 4 | highest bit: this is the last chunk; other bits: bytes of text `n`; `n = C` in all chunks but the last |
//! | 8 | 8 | chunk number, from 0 |
//! | 16 | `n` | ciphertext |
//! | 16 + `n` | 16 | tag |
//!
//! There is always a last chunk; only that of an empty object holds no text.
//!
//! **Keys.** Each object has its own: the key the caller gives and the object id go through the suite's HKDF. So the
//! nonce of a chunk can be four zero bytes and the chunk number, and never comes twice under one key.
//!
//! **Binding.** Associated data of a chunk is the digest of the whole header, which binds object id, path, generation,
//! suite and chunk size, and then the sixteen bytes in front of the chunk: number, length, and whether it is the last,
//! from which the length of the whole follows. What stands in clear is compared with what belongs there; it only
//! helps to name what went wrong ([`ObjectError`]), it is never believed.
//!
//! **What reading a part proves.** That these bytes stand at this place of this object. The length is proven by the
//! last chunk, so whoever relies on [`Opener::plain_len`] reads up to the end, as every reader of Parquet does. An
//! older object sealed for the same path and the same generation by the same key cannot be told from a newer one:
//! write each path once, or count the generation up.

mod chunk;
mod context;
mod diagnosis;
mod error;
mod header;
mod layout;
mod opener;
mod sealer;
#[cfg(test)]
mod tests;
mod whole;

pub use context::Context;
pub use error::ObjectError;
pub use header::HEADER_LENGTH;
pub use layout::ChunkSize;
pub use opener::{Opener, Side};
pub use sealer::Sealer;
pub use whole::{open_whole, seal_whole};
