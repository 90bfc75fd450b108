//! Questions over the platform's own records: the same engine, the same statements, the same limits as over tables, with
//! rows that are streamed in from outside. Nothing of them is stored in the lake.

use std::fmt;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::error::DataFusionError;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use futures::TryStreamExt as _;
use futures::stream::BoxStream;

use super::session::Session;
use super::{Lineage, QueryError, QueryLimits, QueryStream};
use crate::Lake;
use crate::grant::GateKey;
use crate::read::ReadError;

/// Why rows did not come.
pub type RowsError = Box<dyn std::error::Error + Send + Sync>;

/// Where the rows of a system table come from. Each question reads them from the beginning, batch by batch.
pub trait SystemRows: fmt::Debug + Send + Sync {
    fn schema(&self) -> SchemaRef;

    /// Batches of the schema, in an order of its own.
    fn read(&self) -> BoxStream<'static, Result<RecordBatch, RowsError>>;
}

/// A table of the platform's own records.
#[derive(Debug, Clone)]
pub struct SystemTable {
    pub sql_name: &'static str,
    pub rows: Arc<dyn SystemRows>,
}

/// Proof that the gate allowed a reading of the platform's own records.
#[derive(Debug)]
pub struct SystemGrant {
    tables: Vec<SystemTable>,
}

impl SystemGrant {
    /// Only the holder of the lake's [`GateKey`] can issue one.
    pub fn issue(_key: &GateKey, tables: Vec<SystemTable>) -> Self {
        Self { tables }
    }
}

impl Lake {
    /// Answers one `SELECT` over the system tables of the grant.
    pub async fn query_system(
        &self,
        grant: &SystemGrant,
        sql: &str,
        limits: &QueryLimits,
    ) -> Result<QueryStream, QueryError> {
        let mut tables: Vec<(String, Arc<dyn TableProvider>)> = Vec::new();
        for table in &grant.tables {
            let schema = table.rows.schema();
            let partition = Partition { rows: Arc::clone(&table.rows), schema: Arc::clone(&schema) };
            let partitions: Vec<Arc<dyn PartitionStream>> = vec![Arc::new(partition)];
            let provider = StreamingTable::try_new(schema, partitions).map_err(QueryError::of)?;
            tables.push((table.sql_name.to_owned(), Arc::new(provider)));
        }
        let session = Session::over_tables(tables, limits)?;
        let plan = session.plan(sql).await?;
        let lineage = Lineage::of(&plan).map_err(QueryError::of)?;
        session.run(plan, lineage, limits).await
    }
}

/// The one part of a system table: a leaf of the plan that takes no filter, no limit and no order.
#[derive(Debug)]
struct Partition {
    rows: Arc<dyn SystemRows>,
    schema: SchemaRef,
}

impl PartitionStream for Partition {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _context: Arc<TaskContext>) -> SendableRecordBatchStream {
        let rows = self.rows.read().map_err(|error| DataFusionError::External(Box::new(ReadError::Storage(error))));
        Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.schema), rows))
    }
}
