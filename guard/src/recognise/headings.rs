use std::sync::Arc;

use crate::pack::{Header, Pack};

/// The names of all columns of a table 表头, read once: whether 经度 is where a person was or where a building stands is
/// told by what stands beside it.
#[derive(Debug, Clone)]
pub struct Headings {
    pub(super) pack: Arc<Pack>,
    /// How many columns show each of the pack's sets of words.
    showing: Vec<usize>,
}

impl Headings {
    /// Reads the names by the words of a pack, which also judges the columns under them.
    pub fn of(pack: Arc<Pack>, column_names: &[String]) -> Self {
        let headers: Vec<Header> = column_names.iter().map(|name| Header::of(name)).collect();
        let sets = pack.header_rules().tables.iter();
        let showing = sets.map(|(_, words)| headers.iter().filter(|header| words.hit(header, 0)).count()).collect();
        Self { pack, showing }
    }

    /// Whether another column than this one shows the set.
    pub(super) fn show(&self, set: usize, own: &Header) -> bool {
        let words = self.pack.header_rules().tables.get(set);
        let mine = words.is_some_and(|(_, words)| words.hit(own, 0));
        self.showing.get(set).is_some_and(|showing| *showing > usize::from(mine))
    }
}
