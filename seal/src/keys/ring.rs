use std::collections::BTreeMap;

use base::Entropy;

use crate::keys::{Key, KeyError, WrappedKey, WrappingKey};

/// The generations of one key that are still in use 密钥环: the newest wraps, each opens what it wrapped.
pub struct KeyRing {
    newest: Box<dyn WrappingKey>,
    older: BTreeMap<u32, Box<dyn WrappingKey>>,
}

impl KeyRing {
    pub fn new(key: impl WrappingKey + 'static) -> Self {
        Self { newest: Box::new(key), older: BTreeMap::new() }
    }

    /// Adds a generation, older or newer. One that is there already is replaced.
    pub fn add(&mut self, key: impl WrappingKey + 'static) -> Result<(), KeyError> {
        let (ours, found) = (self.newest.label(), key.label());
        if (ours.kind(), ours.name()) != (found.kind(), found.name()) {
            let ring = format!("{} {:?}", ours.kind(), ours.name());
            return Err(KeyError::OtherRing { ring, found: found.clone() });
        }
        let (generation, newest) = (found.generation(), ours.generation());
        if generation < newest {
            self.older.insert(generation, Box::new(key));
        } else {
            let replaced = std::mem::replace(&mut self.newest, Box::new(key));
            if generation > newest {
                self.older.insert(newest, replaced);
            }
        }
        Ok(())
    }

    /// The key that wraps from now on.
    pub fn newest(&self) -> &dyn WrappingKey {
        &*self.newest
    }

    /// Opens a child with the generation it names.
    pub fn open(&self, child: &WrappedKey) -> Result<Key, KeyError> {
        child.open(self.generation_of(child)?)
    }

    /// Brings a child under the newest generation, from whichever holds it.
    pub fn rewrap(&self, child: &WrappedKey, entropy: &dyn Entropy) -> Result<WrappedKey, KeyError> {
        child.rewrap(self.generation_of(child)?, self.newest(), entropy)
    }

    /// Forgets every generation before the newest. Do so when no child names them any more.
    pub fn retire(&mut self) {
        self.older.clear();
    }

    fn generation_of(&self, child: &WrappedKey) -> Result<&dyn WrappingKey, KeyError> {
        let generation = child.holder_generation();
        if generation == self.newest.label().generation() {
            return Ok(self.newest());
        }
        self.older.get(&generation).map(|key| &**key).ok_or_else(|| {
            let held = self.older.values().chain([&self.newest]).map(|key| key.label().to_string());
            KeyError::UnknownGeneration {
                child: child.label().clone(),
                expected: generation,
                held: held.collect::<Vec<_>>().join(", "),
            }
        })
    }
}
