//! Made-up tables, the same for the same seed. Every row is computed from its number alone, so a table of any size
//! streams in constant memory and a test can ask for one row again.
//!
//! The people do not exist: names come from lists of our own, identifiers from [`base::identifier::generate`].

mod bench;
mod dirt;
mod draw;
mod enterprises;
mod people;
mod permits;
mod places;
mod residents;

use std::io::{self, Write};

pub use bench::bench;
pub use dirt::Dirt;
pub use enterprises::enterprises;
pub use permits::permits;
pub use residents::residents;

use dirt::Sink;
use draw::Draw;

/// A table to write.
#[derive(Debug, Clone)]
pub struct Table {
    /// Names of the columns 信息项, in order.
    pub columns: &'static [&'static str],
    /// The column whose values name one row each.
    pub key: &'static str,
    pub rows: u64,
    seed: u64,
    /// Rows of the table this one refers to; 1 where it refers to none.
    related: u64,
    fill: fn(u64, u64, &mut Draw) -> Vec<String>,
    dirt: Option<Dirt>,
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows that fit the header.
    pub kept: u64,
    /// Rows with a cell too many or too few.
    pub ragged: u64,
    pub bytes: u64,
}

impl Table {
    /// The same table as a careless hand would send it.
    #[must_use]
    pub fn with_dirt(self, dirt: Dirt) -> Self {
        Self { dirt: Some(dirt), ..self }
    }

    /// The cells of row `number`, counted from zero, before any dirt.
    pub fn row(&self, number: u64) -> Vec<String> {
        (self.fill)(number, self.related, &mut Draw::new(self.seed, number))
    }

    /// The rows that fit the header, as they are written.
    pub fn kept(&self) -> impl Iterator<Item = Vec<String>> {
        let fits = |number: &u64| self.dirt.is_none_or(|dirt| dirt.raggedness(*number).is_none());
        (0..self.rows).filter(fits).map(|number| self.row(number))
    }

    /// Where `column` stands.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|name| *name == column)
    }

    /// Writes the table as CSV with LF line ends: UTF-8, or GB18030 where the dirt says so.
    pub fn write_to(&self, out: &mut dyn Write) -> io::Result<Written> {
        let mut sink = Sink::new(out, self.dirt);
        sink.lead(self.columns.len())?;
        sink.record(self.columns.iter().copied())?;
        let mut written = Written::default();
        for number in 0..self.rows {
            let row = self.row(number);
            let cells = row.iter().map(String::as_str);
            match self.dirt.and_then(|dirt| dirt.raggedness(number)) {
                None => {
                    written.kept += 1;
                    sink.record(cells)?;
                }
                Some(raggedness) => {
                    written.ragged += 1;
                    raggedness.record(cells, &mut sink)?;
                }
            }
        }
        written.bytes = sink.finish()?;
        Ok(written)
    }
}
