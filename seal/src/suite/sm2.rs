//! SM2 signatures (GB/T 32918.2) on the platform's own arithmetic.
//!
//! A signature is r = e + x(k · G) and s = (k + r) / (1 + d) - r modulo the order n, for a secret d, a digest e and a
//! nonce k. Messages are signed in batches: the digests, the nonces and the multiples of G are computed side by side,
//! and one inversion serves them all. No branch and no address depends on a secret.

use zeroize::{Zeroize, Zeroizing};

use crate::suite::signature::Sign;
use crate::suite::sm3::{self, Compressor};
use residue::{Order, Residue, from_bytes, to_bytes};

mod comb;
mod digits;
#[cfg(target_arch = "x86_64")]
mod ifma;
mod nonce;
mod point;
mod residue;
mod table;
#[cfg(test)]
mod tests;
mod word_comb;

use comb::Comb;
use word_comb::WordComb;

/// Messages signed at a time; more gain nothing.
const BATCH: usize = 64;

/// A number modulo the order.
type Scalar = Residue<Order>;

/// A secret that signs.
pub(super) struct Signer {
    comb: &'static dyn Comb,
    compressor: &'static dyn Compressor,
    secret: Zeroizing<[u8; 32]>,
    /// 1 / (1 + d).
    inverse: Zeroizing<Scalar>,
    public: [u8; 65],
    /// The digest of the signer's name, the curve and the public key, which stands before every message.
    identity: [u8; 32],
}

impl Signer {
    /// The signer of a secret from 1 to n - 2, with its public key and what identifies it.
    pub(super) fn new(secret: &[u8; 32], public: [u8; 65], identity: [u8; 32]) -> Self {
        Self::on(comb(), sm3::compressor(), secret, public, identity)
    }

    fn on(
        comb: &'static dyn Comb,
        compressor: &'static dyn Compressor,
        secret: &[u8; 32],
        public: [u8; 65],
        identity: [u8; 32],
    ) -> Self {
        let inverse = Zeroizing::new(Scalar::new(from_bytes(secret)).plus(Scalar::one()).inverse());
        Self { comb, compressor, secret: Zeroizing::new(*secret), inverse, public, identity }
    }

    fn sign_batch(&self, messages: &[&[u8]]) -> Vec<Option<[u8; 64]>> {
        let digests = sm3::digest_each(&self.identity, messages);
        let digests: Vec<_> = digests.iter().map(|digest| Scalar::new(from_bytes(digest))).collect();
        let reduced: Vec<_> = digests.iter().map(|digest| to_bytes(digest.words())).collect();
        let nonces = nonce::nonces::<Order>(self.compressor, &self.secret, &reduced);
        let abscissas = self.comb.abscissas(&nonces);
        let pairs = digests.iter().zip(abscissas).zip(&*nonces);
        pairs.map(|((digest, x), nonce)| self.signature(digest.plus(Scalar::new(x)), Scalar::new(*nonce))).collect()
    }

    /// The signature with this r and nonce. None where it would give the secret away or does not hold: once in 2^255.
    fn signature(&self, r: Scalar, mut nonce: Scalar) -> Option<[u8; 64]> {
        let mut sum = nonce.plus(r);
        nonce.zeroize();
        let s = sum.times(*self.inverse).minus(r);
        let unfit = r.is_zero() | sum.is_zero() | s.is_zero();
        sum.zeroize();
        if unfit.into() {
            return None;
        }
        let mut signature = [0; 64];
        for (to, half) in signature.as_chunks_mut().0.iter_mut().zip([r, s]) {
            *to = to_bytes(half.words());
        }
        Some(signature)
    }
}

impl Sign for Signer {
    fn public_key(&self) -> Vec<u8> {
        self.public.to_vec()
    }

    fn sign_many(&self, messages: &[&[u8]]) -> Option<Vec<[u8; 64]>> {
        messages.chunks(BATCH).flat_map(|batch| self.sign_batch(batch)).collect()
    }
}

/// The fastest multiplier this machine has, found out when it is asked for.
fn comb() -> &'static dyn Comb {
    #[cfg(target_arch = "x86_64")]
    if let Some(found) = ifma::IfmaComb::detect() {
        return found;
    }
    &WordComb
}
