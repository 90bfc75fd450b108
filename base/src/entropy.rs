/// A source of random bytes, handed in as an argument so that a test can replay a run.
pub trait Entropy: Send + Sync {
    /// Fills `out` with unpredictable bytes.
    fn fill(&self, out: &mut [u8]);
}
