//! The hierarchy of keys 密钥层级: root 根密钥 → region 区域密钥 → dataset 数据集密钥 → version 批次密钥, attachment
//! 附件密钥 under a region or a dataset, table 表日志密钥 under a dataset, snapshot 快照密钥 under a region, platform 平台密钥
//! under the root.
//!
//! Every key below the root is random and exists at rest only wrapped by the one above ([`WrappedKey`]). Whoever keeps
//! records keeps the wrapped keys; this module keeps nothing. Three things follow:
//!
//! - **Rotation** draws a new generation of a key and re-wraps its children ([`WrappedKey::rewrap`]); no object is
//!   rewritten. Re-wrapping what is re-wrapped already changes nothing, so a rotation broken off is simply run again.
//!   When no child names the old generation, its wrapped key can be erased.
//! - **Destruction** 销毁 is erasing a wrapped key everywhere: what it sealed is unreadable from then on, and so is
//!   everything below it, backups of the sealed objects included.
//! - **A token** (PKCS#11) can stand for any of the keys, above all the root: it implements [`WrappingKey`], and its
//!   key never enters this process.

mod error;
mod key;
mod label;
mod ring;
#[cfg(test)]
mod tests;
mod wrapped;
mod wrapping;

pub use error::KeyError;
pub use key::Key;
pub use label::{KeyCheck, KeyKind, KeyLabel};
pub use ring::KeyRing;
pub use wrapped::WrappedKey;
pub use wrapping::{SealedSecret, WrappingKey};
