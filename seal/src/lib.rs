//! The platform's secrets and the keys derived from them.
//!
//! One root key of 32 bytes lives in a file only its owner can read, or in the environment ([`RootKey`]). The
//! platform's own keys are derived from it by HKDF-SHA256 (RFC 5869) under a label ([`Root`]); the keys data is sealed
//! with are drawn at random and wrapped, each by the one above, with the root on top ([`WrappedKey`]), so that one of
//! them can be destroyed. A backup of the root key and of the records restores every key, and losing one tells nothing
//! about another. No secret here prints, and all are wiped when dropped.
//!
//! Data lies in stores as sealed objects ([`object`]). A [`Suite`] is the set of algorithms something is sealed or signed with.

mod entropy;
mod keys;
pub mod object;
mod root;
mod root_key;
mod secret;
mod suite;

pub use entropy::OsEntropy;
pub use keys::{Key, KeyCheck, KeyError, KeyKind, KeyLabel, KeyRing, SealedSecret, WrappedKey, WrappingKey};
pub use root::Root;
pub use root_key::{RootKey, RootKeyError};
pub use secret::Secret32;
pub use suite::Suite;
pub use suite::signature::{SignatureError, SigningKey, VerifyingKey};
