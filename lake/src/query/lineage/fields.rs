use std::collections::{BTreeMap, BTreeSet};

use datafusion::error::Result;
use datafusion::logical_expr::LogicalPlan;

use super::{Source, scans};

/// The fields a plan reads, each with a number.
pub(super) struct Known {
    sources: Vec<Source>,
    numbers: BTreeMap<Source, usize>,
    tables: BTreeSet<String>,
}

impl Known {
    pub(super) fn of(plan: &LogicalPlan) -> Result<Self> {
        let mut known = Self { sources: Vec::new(), numbers: BTreeMap::new(), tables: BTreeSet::new() };
        scans(plan, |scan| {
            let table = scan.table_name.table();
            known.tables.insert(table.to_owned());
            for field in scan.source.schema().fields() {
                known.learn(Source { table: table.to_owned(), field: field.name().clone() });
            }
        })?;
        Ok(known)
    }

    fn learn(&mut self, source: Source) {
        if !self.numbers.contains_key(&source) {
            self.numbers.insert(source.clone(), self.sources.len());
            self.sources.push(source);
        }
    }

    pub(super) fn tables(&self) -> BTreeSet<String> {
        self.tables.clone()
    }

    /// The set of one field; of all where it is not known.
    pub(super) fn one(&self, table: &str, field: &str) -> Fields {
        let source = Source { table: table.to_owned(), field: field.to_owned() };
        match self.numbers.get(&source) {
            Some(number) => {
                let mut fields = Fields::default();
                fields.set(*number);
                fields
            }
            None => self.all(),
        }
    }

    pub(super) fn all(&self) -> Fields {
        let mut fields = Fields::default();
        (0..self.sources.len()).for_each(|number| fields.set(number));
        fields
    }

    pub(super) fn named(&self, fields: &Fields) -> BTreeSet<Source> {
        let numbered = self.sources.iter().enumerate();
        numbered.filter(|(number, _)| fields.holds(*number)).map(|(_, source)| source.clone()).collect()
    }
}

/// A set of fields by their numbers: a plan may name hundreds in each of thousands of places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fields(Vec<u64>);

impl Fields {
    fn set(&mut self, number: usize) {
        let word = number / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(word) {
            *bits |= 1 << (number % 64);
        }
    }

    fn holds(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1)
    }

    pub(super) fn add(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(own, more)| *own |= more);
    }

    pub(super) fn and(mut self, other: &Self) -> Self {
        self.add(other);
        self
    }
}

impl<'a> FromIterator<&'a Fields> for Fields {
    fn from_iter<T: IntoIterator<Item = &'a Fields>>(sets: T) -> Self {
        sets.into_iter().fold(Self::default(), Self::and)
    }
}
