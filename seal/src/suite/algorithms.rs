use crate::Secret32;
use crate::suite::cipher::Cipher;
use crate::suite::signature::Sign;

/// What a suite must bring. Everything above speaks to this trait and never to an algorithm.
pub(crate) trait Algorithms: Sync {
    fn digest(&self, parts: &[&[u8]]) -> [u8; 32];

    /// The digests of the messages, in their order.
    fn digest_many(&self, messages: &[&[u8]]) -> Vec<[u8; 32]> {
        messages.iter().map(|message| self.digest(&[message])).collect()
    }

    /// HKDF (RFC 5869) over the suite's digest.
    fn derive(&self, key: &Secret32, salt: &[u8], info: &[&[u8]]) -> Secret32;

    /// The fastest sealing this machine has. A cipher with a shorter key takes the first bytes of `key`.
    fn cipher(&self, key: &Secret32) -> Box<dyn Cipher>;

    /// The signer of a secret, or none where the secret is not one the algorithm allows.
    fn signer(&self, secret: &Secret32) -> Option<Box<dyn Sign>>;

    /// Whether `public` can be a public key at all: right length, a point of the curve.
    fn is_public_key(&self, public: &[u8]) -> bool;

    fn verifies(&self, public: &[u8], message: &[u8], signature: &[u8; 64]) -> bool;
}
