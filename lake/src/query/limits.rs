use std::time::Duration;

/// How much one question may cost.
#[derive(Debug, Clone)]
pub struct QueryLimits {
    /// Most rows of an answer; a larger one is refused, never cut.
    pub rows: u64,
    /// Most bytes of an answer, as held in memory.
    pub bytes: u64,
    /// Most bytes the engine may hold for sorts, joins and groups.
    pub memory: usize,
    /// From the question to the last row.
    pub time: Duration,
}

impl Default for QueryLimits {
    fn default() -> Self {
        Self { rows: 1_000_000, bytes: 256 << 20, memory: 256 << 20, time: Duration::from_secs(30) }
    }
}
