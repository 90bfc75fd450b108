use crate::keys::{KeyCheck, KeyKind, KeyLabel};

/// Why a key was not made, wrapped or unwrapped. No message carries a part of a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("expected a key name of 1 to 200 bytes, found {length}; name the key by a code or an id")]
    Name { length: usize },
    #[error("expected a generation of 1 or more for a {kind} key, found 0; the first generation is 1")]
    NoGeneration { kind: KeyKind },
    #[error("expected a key that wraps {child} keys, found a {holder} key; follow the hierarchy")]
    NotItsHolder { holder: KeyKind, child: KeyKind },
    #[error(
        "expected generation {expected} of the key above the {child}, found {held}; bring that generation, or re-wrap"
    )]
    UnknownGeneration { child: KeyLabel, expected: u32, held: String },
    #[error(
        "expected the {child} to be wrapped by a key with check value {expected}, found {holder} with {found}; bring the key it was wrapped by"
    )]
    WrongKey { child: KeyLabel, expected: KeyCheck, holder: KeyLabel, found: KeyCheck },
    #[error(
        "expected the root key with check value {expected}, found one with {found}; restore the root key from its backup: nothing below it opens without it"
    )]
    RootLost { expected: KeyCheck, found: KeyCheck },
    #[error("expected the {child} as it was wrapped, found other bytes; restore the record of the wrapped key")]
    Damaged { child: KeyLabel },
    #[error(
        "expected 12 bytes of nonce and 48 sealed bytes in base64, found other content; restore the record of the wrapped key"
    )]
    NotAWrap,
    #[error("expected a check value of 16 lower-case hexadecimal digits, found other content; restore the record")]
    NotACheck,
    #[error("expected a key {ring} to join its ring, found the {found}; a ring holds generations of one key")]
    OtherRing { ring: String, found: KeyLabel },
    #[error("expected the token that holds the {holder} to answer, found: {reason}; check the token")]
    Token { holder: KeyLabel, reason: String },
}
