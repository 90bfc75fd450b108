//! Typed identifiers. An id is 1–64 characters of `a–z 0–9 -`, so it is safe in a path, a URL and a file name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Entropy;

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected an id of 1–64 characters from a–z, 0–9 and '-', found {found:?}; copy the id as the platform printed it"
)]
pub struct IdError {
    /// What was given, cut to 80 characters.
    pub found: String,
}

/// Crockford base 32 in lower case: no i, l, o, u, so an id survives being read aloud.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

fn check(text: &str) -> Result<(), IdError> {
    let fits = (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if fits { Ok(()) } else { Err(IdError { found: text.chars().take(80).collect() }) }
}

/// 80 random bits as 16 characters.
fn random_suffix(entropy: &dyn Entropy) -> String {
    let mut bytes = [0_u8; 16];
    entropy.fill(&mut bytes);
    bytes.iter().map(|b| char::from(*ALPHABET.get(usize::from(b & 31)).unwrap_or(&b'0'))).collect()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// A fresh id: the kind's prefix and 80 random bits.
            pub fn random(entropy: &dyn Entropy) -> Self {
                Self(format!("{}-{}", $prefix, random_suffix(entropy)))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                check(text).map(|()| Self(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                check(&text).map(|()| Self(text))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// One entry of the log 行为.
    ActId = "act";
    /// A person's or machine's login 账户.
    AccountId = "acc";
    /// Who may use which fields, rows, for what purpose, how, until when 协议.
    AgreementId = "agr";
    /// A file that belongs to a case 附件.
    AttachmentId = "att";
    /// What statistics may still tell of a dataset 隐私预算.
    BudgetId = "bdg";
    /// One run of a procedure 办件.
    CaseId = "case";
    /// A password, session or API token 凭据.
    CredentialId = "cred";
    /// A catalogue entry 数据资源.
    DatasetId = "ds";
    /// An entry of a register 登记事项.
    EntryId = "ent";
    /// What the risk watch found 风险线索.
    HitId = "hit";
    /// A notice to a body or person 通知.
    NoticeId = "ntc";
    /// A body taking part 机构.
    OrganisationId = "org";
    /// Proof of one release of data 回执.
    ReceiptId = "rcpt";
    /// One received batch of a dataset 批次.
    VersionId = "ver";
}

impl HitId {
    /// The id that follows from `digest`: the same finding has the same id.
    pub fn derived(digest: &crate::Digest) -> Self {
        Self(format!("hit-{:.40}", digest.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_accept_only_safe_text() {
        for good in ["ds-1", "a", "fee-2026", &"x".repeat(64)] {
            assert!(good.parse::<DatasetId>().is_ok(), "{good}");
        }
        for bad in ["", "A", "a/b", "..", "a b", "a_b", "数据", &"x".repeat(65)] {
            assert!(bad.parse::<DatasetId>().is_err(), "{bad}");
            assert!(serde_json::from_value::<DatasetId>(serde_json::json!(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_random_id_is_itself_valid() {
        struct Counting;
        impl Entropy for Counting {
            fn fill(&self, out: &mut [u8]) {
                for (n, byte) in out.iter_mut().enumerate() {
                    *byte = u8::try_from(n * 37 % 256).unwrap();
                }
            }
        }
        let id = CaseId::random(&Counting);
        assert_eq!(id.as_str().parse::<CaseId>().unwrap(), id);
    }
}
