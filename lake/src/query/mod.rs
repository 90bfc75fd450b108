//! Questions to the query engine: read-only SQL and aggregates over governed tables.
//!
//! The engine sees tables whose schema holds granted columns only, filled by [`scan::GovernedScan`], a leaf of the plan:
//! there is nothing below it that a filter, a sort or a limit could be pushed to.

mod aggregate;
mod error;
mod governed;
mod limits;
mod lineage;
mod scan;
mod session;
mod statement;
mod stream;
mod system;

pub use aggregate::{AggregateAsk, Function, Measure};
pub use error::QueryError;
pub use limits::QueryLimits;
pub use lineage::{Lineage, Source};
pub use stream::QueryStream;
pub use system::{RowsError, SystemGrant, SystemRows, SystemTable};

use base::DatasetId;
use datafusion::physical_plan::displayable;
use domain::agreement::Channel;

use crate::{Grant, Lake};
use governed::GovernedTable;
use session::Session;

impl Lake {
    /// Answers one `SELECT` over the tables of the grant, by their SQL names.
    pub async fn query(&self, grant: &Grant, sql: &str, limits: &QueryLimits) -> Result<QueryStream, QueryError> {
        let session = Session::over(self, grant, limits).await?;
        let plan = session.plan(sql).await?;
        let lineage = Lineage::of(&plan).map_err(QueryError::of)?;
        session.run(plan, lineage, limits).await
    }

    /// The physical plan the engine would run for `sql`, as text for tests and operators. It names no value of a table.
    pub async fn query_plan(&self, grant: &Grant, sql: &str, limits: &QueryLimits) -> Result<String, QueryError> {
        let session = Session::over(self, grant, limits).await?;
        let plan = session.plan(sql).await?;
        let physical = session.state().create_physical_plan(&plan).await.map_err(QueryError::of)?;
        Ok(displayable(physical.as_ref()).indent(true).to_string())
    }

    /// Counts, sums and the like over one table of the grant, grouped and in the order of the groups.
    pub async fn aggregate(
        &self,
        grant: &Grant,
        dataset: &DatasetId,
        ask: &AggregateAsk,
        limits: &QueryLimits,
    ) -> Result<QueryStream, QueryError> {
        let (table, version) = self.granted(grant, dataset, Channel::Aggregate).await?;
        let governed = GovernedTable::new(table, version, grant)?.require(&ask.filter)?;
        let session = Session::over_nothing(limits)?;
        let plan = aggregate::plan(&table.sql_name, governed, ask)?;
        let mut lineage = Lineage::of(&plan).map_err(QueryError::of)?;
        // The table itself holds no other rows, so the plan does not say so.
        ask.filter.iter().for_each(|condition| lineage.look_at(&table.sql_name, &condition.field));
        session.run(plan, lineage, limits).await
    }
}
