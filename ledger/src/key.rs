use std::fmt;
use std::str::FromStr;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use ed25519_dalek::{Signer as _, VerifyingKey};
use serde::{Deserialize, Serialize};

/// C2SP signed-note signature type of Ed25519.
const ED25519: u8 = 1;
const MAX_NAME_BYTES: usize = 256;
const MAX_KEY_BYTES: usize = 512;

/// The platform's private key for checkpoints. It never prints, and its bytes are wiped when it is dropped.
pub struct SigningKey {
    secret: ed25519_dalek::SigningKey,
    verifier: VerifierKey,
}

/// The public key that checkpoints are checked with, written as a signed-note verifier key `name+id+base64`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VerifierKey {
    name: String,
    id: u32,
    public: VerifyingKey,
}

/// Why a text cannot name a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected a key name of 1 to 256 bytes without spaces, control characters or `+`, such as data.example.cn/log, \
     found {found:?}"
)]
pub struct KeyNameError {
    pub found: String,
}

/// Why a text is not a verifier key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("expected a verifier key name+id+base64 on one line: copy the whole key file")]
    Shape,
    #[error(transparent)]
    Name(#[from] KeyNameError),
    #[error("expected base64 of one type byte and 32 key bytes: copy the whole key file")]
    Encoding,
    #[error("expected an Ed25519 key (type 1), found type {found}")]
    Algorithm { found: u8 },
    #[error("expected key id {expected:08x} for this name and key, found another: a character of the key was changed")]
    Id { expected: u32 },
    #[error("expected a point of the Ed25519 curve that is safe to verify with, found another: ask for the key again")]
    Point,
}

impl SigningKey {
    /// The key of `name` from 32 secret bytes. `name` is also the origin of the checkpoints it signs.
    pub fn from_seed(name: &str, seed: [u8; 32]) -> Result<Self, KeyNameError> {
        check_name(name)?;
        let secret = ed25519_dalek::SigningKey::from_bytes(&seed);
        let verifier = VerifierKey::of(name, secret.verifying_key());
        Ok(Self { secret, verifier })
    }

    pub fn verifier(&self) -> VerifierKey {
        self.verifier.clone()
    }

    /// Name of the key, and origin of its checkpoints.
    pub fn name(&self) -> &str {
        &self.verifier.name
    }

    pub(crate) fn id(&self) -> u32 {
        self.verifier.id
    }

    /// The 64-byte Ed25519 signature of `text`.
    pub(crate) fn sign(&self, text: &[u8]) -> Vec<u8> {
        self.secret.sign(text).to_bytes().to_vec()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}+{:08x})", self.verifier.name, self.verifier.id)
    }
}

impl VerifierKey {
    fn of(name: &str, public: VerifyingKey) -> Self {
        Self { name: name.to_owned(), id: signed_note::key_id(name, &typed(&public)), public }
    }

    /// Name of the key, and origin of its checkpoints.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `name+id`, the short form a person compares.
    pub fn label(&self) -> String {
        format!("{}+{:08x}", self.name, self.id)
    }
}

impl signed_note::Verifier for VerifierKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        self.id
    }

    fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        ed25519_dalek::Signature::from_slice(signature)
            .is_ok_and(|signature| self.public.verify_strict(text, &signature).is_ok())
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{:08x}+{}", self.name, self.id, BASE64_STANDARD.encode(typed(&self.public)))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for VerifierKey {
    type Err = KeyError;
    fn from_str(text: &str) -> Result<Self, KeyError> {
        if text.len() > MAX_KEY_BYTES {
            return Err(KeyError::Shape);
        }
        let (name, rest) = text.split_once('+').ok_or(KeyError::Shape)?;
        let (id, key) = rest.split_once('+').ok_or(KeyError::Shape)?;
        check_name(name)?;
        let bytes = BASE64_STANDARD.decode(key).map_err(|_| KeyError::Encoding)?;
        let (algorithm, point) = bytes.split_first().ok_or(KeyError::Encoding)?;
        if *algorithm != ED25519 {
            return Err(KeyError::Algorithm { found: *algorithm });
        }
        let point: [u8; 32] = point.try_into().map_err(|_| KeyError::Encoding)?;
        let public = VerifyingKey::from_bytes(&point).map_err(|_| KeyError::Point)?;
        if public.is_weak() {
            return Err(KeyError::Point);
        }
        let read = Self::of(name, public);
        if id == format!("{:08x}", read.id) { Ok(read) } else { Err(KeyError::Id { expected: read.id }) }
    }
}

impl TryFrom<String> for VerifierKey {
    type Error = KeyError;
    fn try_from(text: String) -> Result<Self, KeyError> {
        text.parse()
    }
}

impl From<VerifierKey> for String {
    fn from(key: VerifierKey) -> Self {
        key.to_string()
    }
}

fn check_name(name: &str) -> Result<(), KeyNameError> {
    let plain = signed_note::is_key_name_valid(name) && !name.chars().any(char::is_control);
    if plain && name.len() <= MAX_NAME_BYTES {
        return Ok(());
    }
    Err(KeyNameError { found: name.chars().take(80).collect() })
}

fn typed(public: &VerifyingKey) -> Vec<u8> {
    [&[ED25519][..], public.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &KeyError) {
        assert_eq!(text.parse::<VerifierKey>().unwrap_err(), *expected, "{text}");
    }

    /// The verifier key of the signed-note documentation.
    const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    #[test]
    fn verifier_keys_read_back() {
        assert_eq!(PETER.parse::<VerifierKey>().unwrap().to_string(), PETER);
        let key = SigningKey::from_seed("data.example.cn/海南", [3; 32]).unwrap().verifier();
        assert_eq!(key.to_string().parse::<VerifierKey>().unwrap(), key);
        assert_eq!(serde_json::from_str::<VerifierKey>(&serde_json::to_string(&key).unwrap()).unwrap(), key);
        signed_note::StandardVerifier::new(&key.to_string()).unwrap();
    }

    #[test]
    fn malformed_keys_say_what_is_wrong() {
        check("PeterNeumann", &KeyError::Shape);
        check("PeterNeumann+c74f20a3", &KeyError::Shape);
        check(&"a".repeat(600), &KeyError::Shape);
        check(&PETER.replace("Peter", "Peter "), &KeyError::Name(KeyNameError { found: "Peter Neumann".to_owned() }));
        check(&PETER.replace("c74f20a3", "c74f20a4"), &KeyError::Id { expected: 0xc74f_20a3 });
        check(&PETER.replace("c74f20a3", "C74F20A3"), &KeyError::Id { expected: 0xc74f_20a3 });
        check(&PETER.replace("ARpc", "AR*c"), &KeyError::Encoding);
        check(&PETER.replace("ARpc", "ARpcAAAA"), &KeyError::Encoding);
        check(&PETER.replace("ARpc", "Ahpc"), &KeyError::Algorithm { found: 2 });
        check(
            &format!("weak+00000000+{}", BASE64_STANDARD.encode([[1; 1].as_slice(), &[0; 32]].concat())),
            &KeyError::Point,
        );
    }

    #[test]
    fn names_that_break_a_note_are_refused_and_secrets_do_not_print() {
        for name in ["", "a b", "a+b", "a\nb", "a\u{7f}b", &"a".repeat(257)] {
            assert!(SigningKey::from_seed(name, [1; 32]).is_err(), "{name:?}");
        }
        let key = SigningKey::from_seed("log", [0xee; 32]).unwrap();
        assert_eq!(format!("{key:?}"), format!("SigningKey({})", key.verifier().label()));
    }

    #[test]
    fn any_text_parses_to_itself_or_not_at_all() {
        bolero::check!().for_each(|bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            for text in [text.as_ref(), &format!("PeterNeumann+c74f20a3+{text}"), &format!("{text}{PETER}")] {
                if let Ok(key) = text.parse::<VerifierKey>() {
                    assert_eq!(key.to_string(), *text);
                }
            }
        });
    }
}
