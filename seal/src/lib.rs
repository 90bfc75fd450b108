//! The platform's secrets and the keys derived from them.
//!
//! One root key of 32 bytes lives in a file only its owner can read ([`RootKey`]). Everything else is derived
//! from it by HKDF-SHA256 (RFC 5869) under a label ([`Root`]), so a backup of one file restores every key, and
//! losing one derived key tells nothing about another. No secret here prints, and all are wiped when dropped.

mod entropy;
mod root;
mod root_key;
mod secret;
mod suite;

pub use entropy::OsEntropy;
pub use root::Root;
pub use root_key::{RootKey, RootKeyError};
pub use secret::Secret32;
pub use suite::Suite;
pub use suite::signature::{SignatureError, SigningKey, VerifyingKey};
