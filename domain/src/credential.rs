//! Credential 凭据: what proves that a request comes from an account.

use std::collections::BTreeSet;
use std::fmt;

use base::{AccountId, CredentialId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::act::{Act, RecordKind};
use crate::record::{Index, Record};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CredentialKind {
    Password,
    /// Opened with a password, ends by itself.
    Session,
    /// For machines; narrowed by scopes.
    Token,
}

impl CredentialKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Session => "session",
            Self::Token => "token",
        }
    }
}

/// What a token may be used for. A session carries all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Read governed data.
    Data,
    /// See and change catalogue entries, versions and grades.
    Catalogue,
    /// Start and step cases.
    Cases,
    /// Organisations, accounts and tokens.
    Accounts,
    /// Acts, receipts and proofs.
    Audit,
}

impl Scope {
    pub const ALL: [Self; 5] = [Self::Data, Self::Catalogue, Self::Cases, Self::Accounts, Self::Audit];
}

/// What a secret is checked against: an argon2id string for a password, a SHA-256 digest for a random token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verifier(String);

impl Verifier {
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The stored form, for the comparison only.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verifier(…)")
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    pub id: CredentialId,
    pub account: AccountId,
    pub kind: CredentialKind,
    pub verifier: Verifier,
    pub scopes: BTreeSet<Scope>,
    /// What the holder calls it.
    pub label: String,
    pub expires: Option<Timestamp>,
    pub revoked: bool,
}

impl Record for Credential {
    const KIND: RecordKind = RecordKind::Credential;
    type Id = CredentialId;

    fn id(&self) -> &CredentialId {
        &self.id
    }

    fn evolve(state: Option<Self>, act: &Act) -> Option<Self> {
        match (state, act) {
            (None, Act::CredentialIssued(credential)) => Some(credential.clone()),
            (Some(state), Act::CredentialRevoked { .. }) => Some(Self { revoked: true, ..state }),
            (state, _) => state,
        }
    }

    fn index(&self) -> Index {
        Index {
            owner: Some(self.account.to_string()),
            subject: Some(self.kind.as_str().to_owned()),
            status: if self.revoked { "revoked".to_owned() } else { "in-force".to_owned() },
            ..Index::default()
        }
    }
}
