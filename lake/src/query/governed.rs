use std::fmt;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use domain::agreement::Condition;

use super::scan::GovernedScan;
use crate::Grant;
use crate::govern::Governor;
use crate::grant::TableTerms;
use crate::read::{OpenVersion, ReadError};

/// A table as one grant shows it: columns that are not granted are not in its schema.
pub(super) struct GovernedTable {
    version: Arc<OpenVersion>,
    governor: Governor,
}

impl GovernedTable {
    pub(super) fn new(table: &TableTerms, version: Arc<OpenVersion>, grant: &Grant) -> Result<Self, ReadError> {
        let governor = Governor::new(&version.schema, table, grant.pseudonym_key())?;
        Ok(Self { version, governor })
    }

    /// Only rows where these conditions hold, on values as they leave.
    pub(super) fn require(self, conditions: &[Condition]) -> Result<Self, ReadError> {
        Ok(Self { governor: self.governor.require(conditions)?, ..self })
    }
}

#[async_trait]
impl TableProvider for GovernedTable {
    fn schema(&self) -> SchemaRef {
        self.governor.schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    /// Filters and limits are not taken: they are computed above the governed rows.
    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let governor = match projection {
            Some(positions) => self.governor.clone().project(positions),
            None => self.governor.clone(),
        };
        let partitions = state.config().target_partitions();
        Ok(Arc::new(GovernedScan::new(Arc::clone(&self.version), governor, partitions)))
    }
}

impl fmt::Debug for GovernedTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GovernedTable").field("schema", &self.governor.schema()).finish_non_exhaustive()
    }
}
