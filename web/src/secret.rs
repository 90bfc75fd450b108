use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// A password in a request. Does not print; wiped when dropped.
pub(crate) struct Secret(Zeroizing<String>);

impl Secret {
    pub(crate) fn into_inner(self) -> Zeroizing<String> {
        self.0
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Zeroizing::new(text)))
    }
}
