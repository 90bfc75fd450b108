use base::LawDate;

/// Days from 0001-01-01 to 2000-01-01, the first counted as 1.
const YEAR_2000: i32 = 730_120;

/// Numbers for one row: SplitMix64, seeded by the table's seed and the row's number.
#[derive(Debug)]
pub(super) struct Draw(u64);

impl Draw {
    pub(super) fn new(seed: u64, row: u64) -> Self {
        let mut draw = Self(seed ^ row.wrapping_mul(0xa076_1d64_78bd_642f));
        // One step parts rows whose seeds differ in few bits.
        draw.0 = draw.next();
        draw
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; 0 for a bound of 0.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        u64::try_from((u128::from(self.next()) * u128::from(bound)) >> 64).unwrap_or_default()
    }

    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True once in `times`.
    pub(super) fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let chosen = self.below(from.len() as u64);
        usize::try_from(chosen).ok().and_then(|chosen| from.get(chosen)).copied()
    }

    pub(super) fn word(&mut self, from: &[&'static str]) -> &'static str {
        self.pick(from).unwrap_or_default()
    }

    /// A day, `low` to `high` days after 2000-01-01; before it where negative.
    pub(super) fn day(&mut self, low: i32, high: i32) -> LawDate {
        let span = u64::try_from(high.saturating_sub(low)).unwrap_or_default();
        day(low + i32::try_from(self.below(span + 1)).unwrap_or_default())
    }

    /// An amount with two digits after the point, in yuan.
    pub(super) fn amount(&mut self, low: u64, high: u64) -> String {
        format!("{}.{:02}", self.between(low, high), self.below(100))
    }
}

/// The day `offset` days after 2000-01-01.
pub(super) fn day(offset: i32) -> LawDate {
    LawDate::from_num_days_from_ce_opt(YEAR_2000 + offset).unwrap_or_default()
}
