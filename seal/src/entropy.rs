use base::Entropy;

/// The operating system's random source. Programs hand it down; libraries only ever see `&dyn Entropy`.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    #[expect(clippy::disallowed_methods, reason = "this is the one place the ban on global randomness points to")]
    #[expect(clippy::panic, reason = "a key made of predictable bytes is worse than a stopped process")]
    fn fill(&self, out: &mut [u8]) {
        if let Err(error) = getrandom::fill(out) {
            panic!(
                "expected random bytes from the operating system, found {error}; give the process access to getrandom(2) or /dev/urandom"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ() {
        let (mut a, mut b) = ([0_u8; 32], [0_u8; 32]);
        OsEntropy.fill(&mut a);
        OsEntropy.fill(&mut b);
        assert_ne!(a, b);
        assert_ne!(a, [0; 32]);
    }
}
