use super::check_parts;
use crate::identifier::damaged_by_excel;

/// How the codes of one column fare, for a quality report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub accepted: u64,
    /// The outer check character is wrong, the inner one right or wrong.
    pub outer_wrong: u64,
    /// Only the inner check character is wrong.
    pub inner_wrong: u64,
    /// Turned into a number by a spreadsheet: the code is lost.
    pub damaged_by_excel: u64,
    /// No code by its form.
    pub other: u64,
}

impl Tally {
    pub fn observe(&mut self, text: &str) {
        let count = match check_parts(text) {
            Ok(parts) if parts.outer.holds() && parts.inner.holds() => &mut self.accepted,
            _ if damaged_by_excel(text) => &mut self.damaged_by_excel,
            Ok(parts) if parts.outer.holds() => &mut self.inner_wrong,
            Ok(_) => &mut self.outer_wrong,
            Err(_) => &mut self.other,
        };
        *count += 1;
    }

    pub const fn total(&self) -> u64 {
        self.accepted + self.outer_wrong + self.inner_wrong + self.damaged_by_excel + self.other
    }
}
