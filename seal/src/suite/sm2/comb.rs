use super::residue::Words;

/// Multiplies the base point.
pub(super) trait Comb: Send + Sync {
    /// The coordinate x, below the prime, of each scalar times G, in their order; each scalar lies above 0 and below n.
    /// The time depends on how many there are only.
    fn abscissas(&self, scalars: &[Words]) -> Vec<Words>;
}
