//! What an answer depends on 血缘, read from its plan before any row is.
//!
//! Two ways lead from a field to an answer: its values stand in a column of it, as they are or reckoned with, or they
//! decide which rows there are and in what order. What the plan does not tell apart counts as depending on everything
//! the plan reads, so that a field is never missed.

mod fields;
mod flow;

use std::collections::BTreeSet;

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::error::Result;
use datafusion::logical_expr::LogicalPlan;

use fields::Known;

/// A field of a table of the grant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The table's name in SQL.
    pub table: String,
    pub field: String,
}

/// The lineage of one answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lineage {
    /// SQL names of the tables it is computed from, also where no field of theirs is looked at.
    pub tables: BTreeSet<String>,
    /// For each column, in order, the fields whose values it is computed from.
    pub columns: Vec<BTreeSet<Source>>,
    /// The fields that decide which rows there are: in filters, joins, groups and orders.
    pub through: BTreeSet<Source>,
}

impl Lineage {
    /// Of the answer `plan` leads to. A pure function of the plan as it was asked, before any optimisation.
    pub(super) fn of(plan: &LogicalPlan) -> Result<Self> {
        let known = Known::of(plan)?;
        let flow = flow::of(plan, &known)?;
        Ok(Self {
            tables: known.tables(),
            columns: flow.columns.iter().map(|fields| known.named(fields)).collect(),
            through: known.named(&flow.through),
        })
    }

    /// Adds a field that decided which rows there were to ask.
    pub(super) fn look_at(&mut self, table: &str, field: &str) {
        self.through.insert(Source { table: table.to_owned(), field: field.to_owned() });
    }

    /// Every field the answer depends on, in one way or the other.
    pub fn sources(&self) -> BTreeSet<&Source> {
        self.columns.iter().flatten().chain(&self.through).collect()
    }
}

/// Goes over every table read in `plan`, those of its subqueries among them.
fn scans(plan: &LogicalPlan, mut found: impl FnMut(&datafusion::logical_expr::TableScan)) -> Result<()> {
    plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node {
            found(scan);
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(())
}

#[cfg(test)]
mod tests;
