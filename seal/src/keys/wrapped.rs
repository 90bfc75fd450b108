use base::Entropy;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::keys::{Key, KeyCheck, KeyError, KeyKind, KeyLabel, SealedSecret, WrappingKey};
use crate::{RootKey, Secret32, Suite};

/// The first words of what a wrap authenticates; another format has other words.
const FORMAT: &[u8] = b"gongshu wrapped key 1\0";

/// A key as it is kept: sealed by the one above it 包裹后的密钥. Holds nothing secret and may stand in any record.
///
/// In JSON: kind, name, generation and suite of the key; generation, suite and check value of its holder; nonce and
/// sealed bytes in base64. The seal covers every one of them, and the holder's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Record", into = "Record")]
pub struct WrappedKey {
    label: KeyLabel,
    suite: Suite,
    holder_generation: u32,
    holder_suite: Suite,
    holder_check: KeyCheck,
    secret: SealedSecret,
}

impl WrappedKey {
    /// Draws a new key and wraps it by `holder`.
    pub fn draw(
        holder: &dyn WrappingKey,
        label: KeyLabel,
        suite: Suite,
        entropy: &dyn Entropy,
    ) -> Result<(Key, Self), KeyError> {
        let key = Key::new(label, suite, Secret32::draw(entropy));
        let wrapped = Self::wrap(&key, holder, entropy)?;
        Ok((key, wrapped))
    }

    /// The key inside, if `holder` is the very key it was wrapped by and no bit has changed since.
    pub fn open(&self, holder: &dyn WrappingKey) -> Result<Key, KeyError> {
        self.refuse_other_holder(holder)?;
        let associated = associated(&self.label, self.suite, holder);
        let secret = holder.open_secret(&self.secret, &associated)?;
        let secret = secret.ok_or_else(|| KeyError::Damaged { child: self.label.clone() })?;
        Ok(Key::new(self.label.clone(), self.suite, secret))
    }

    /// Keeps the 32 bytes a platform began with under the root key that replaces them, as its platform key.
    pub fn keep_root(
        root: &RootKey,
        holder: &dyn WrappingKey,
        label: KeyLabel,
        entropy: &dyn Entropy,
    ) -> Result<Self, KeyError> {
        let key = Key::new(label, holder.suite(), root.secret().clone());
        Self::wrap(&key, holder, entropy)
    }

    /// The same key under `new`, usually the next generation of `old`. What `new` holds already comes back as it is.
    pub fn rewrap(
        &self,
        old: &dyn WrappingKey,
        new: &dyn WrappingKey,
        entropy: &dyn Entropy,
    ) -> Result<Self, KeyError> {
        if self.is_held_by(new) {
            return self.open(new).map(|_| self.clone());
        }
        Self::wrap(&self.open(old)?, new, entropy)
    }

    pub fn label(&self) -> &KeyLabel {
        &self.label
    }

    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// The generation of the key above that opens this one.
    pub fn holder_generation(&self) -> u32 {
        self.holder_generation
    }

    /// The suite of the key above.
    pub fn holder_suite(&self) -> Suite {
        self.holder_suite
    }

    /// The check value of the key above.
    pub fn holder_check(&self) -> KeyCheck {
        self.holder_check
    }

    /// Whether `holder` is the key this one was wrapped by, as far as the public parts tell.
    pub fn is_held_by(&self, holder: &dyn WrappingKey) -> bool {
        self.holder_generation == holder.label().generation() && self.holder_check == holder.check()
    }

    fn wrap(key: &Key, holder: &dyn WrappingKey, entropy: &dyn Entropy) -> Result<Self, KeyError> {
        refuse_other_kind(holder.label().kind(), key.label().kind())?;
        let associated = associated(key.label(), key.suite(), holder);
        Ok(Self {
            label: key.label().clone(),
            suite: key.suite(),
            holder_generation: holder.label().generation(),
            holder_suite: holder.suite(),
            holder_check: holder.check(),
            secret: holder.seal_secret(key.secret(), &associated, entropy)?,
        })
    }

    fn refuse_other_holder(&self, holder: &dyn WrappingKey) -> Result<(), KeyError> {
        refuse_other_kind(holder.label().kind(), self.label.kind())?;
        if self.holder_generation != holder.label().generation() {
            return Err(KeyError::UnknownGeneration {
                child: self.label.clone(),
                expected: self.holder_generation,
                held: holder.label().to_string(),
            });
        }
        let (expected, found) = (self.holder_check, holder.check());
        if expected == found && self.holder_suite == holder.suite() {
            Ok(())
        } else if holder.label().kind() == KeyKind::Root {
            Err(KeyError::RootLost { expected, found })
        } else {
            Err(KeyError::WrongKey { child: self.label.clone(), expected, holder: holder.label().clone(), found })
        }
    }
}

fn refuse_other_kind(holder: KeyKind, child: KeyKind) -> Result<(), KeyError> {
    if holder.wraps(child) { Ok(()) } else { Err(KeyError::NotItsHolder { holder, child }) }
}

/// Both labels, each behind its length, and both suites: a wrap fits no other place in any hierarchy.
fn associated(child: &KeyLabel, suite: Suite, holder: &dyn WrappingKey) -> Vec<u8> {
    let mut bytes = FORMAT.to_vec();
    bytes.extend([suite.code(), holder.suite().code()]);
    for label in [child, holder.label()] {
        let label = label.to_bytes();
        bytes.extend((label.len() as u64).to_be_bytes());
        bytes.extend(label);
    }
    bytes
}

/// The JSON of a wrapped key.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Record {
    kind: KeyKind,
    name: String,
    generation: u32,
    suite: Suite,
    holder_generation: u32,
    holder_suite: Suite,
    holder_check: KeyCheck,
    nonce: String,
    sealed: String,
}

impl From<WrappedKey> for Record {
    fn from(key: WrappedKey) -> Self {
        Self {
            kind: key.label.kind(),
            name: key.label.name().to_owned(),
            generation: key.label.generation(),
            suite: key.suite,
            holder_generation: key.holder_generation,
            holder_suite: key.holder_suite,
            holder_check: key.holder_check,
            nonce: STANDARD.encode(key.secret.nonce),
            sealed: STANDARD.encode(key.secret.sealed),
        }
    }
}

impl TryFrom<Record> for WrappedKey {
    type Error = KeyError;

    fn try_from(record: Record) -> Result<Self, KeyError> {
        Ok(Self {
            label: KeyLabel::new(record.kind, record.name, record.generation)?,
            suite: record.suite,
            holder_generation: record.holder_generation,
            holder_suite: record.holder_suite,
            holder_check: record.holder_check,
            secret: SealedSecret { nonce: decoded(&record.nonce)?, sealed: decoded(&record.sealed)? },
        })
    }
}

fn decoded<const N: usize>(text: &str) -> Result<[u8; N], KeyError> {
    // Checked before decoding, so that a foreign length never decides how much is allocated.
    if text.len() != N.div_ceil(3) * 4 {
        return Err(KeyError::NotAWrap);
    }
    STANDARD.decode(text).ok().and_then(|bytes| bytes.try_into().ok()).ok_or(KeyError::NotAWrap)
}
