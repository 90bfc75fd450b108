use std::sync::Arc;

use datafusion::catalog::{MemorySchemaProvider, SchemaProvider as _, TableProvider};
use datafusion::common::TableReference;
use datafusion::config::ConfigOptions;
use datafusion::dataframe::DataFrame;
use datafusion::execution::context::SQLOptions;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::GreedyMemoryPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::session_state::{SessionState, SessionStateBuilder};
use datafusion::functions::{core, datetime, unicode};
use datafusion::functions_aggregate::planner::AggregateFunctionPlanner;
use datafusion::functions_window::planner::WindowFunctionPlanner;
use datafusion::logical_expr::LogicalPlan;
use datafusion::logical_expr::planner::ExprPlanner;
use datafusion::prelude::SessionConfig;
use domain::agreement::Channel;
use tokio::time::Instant;

use super::governed::GovernedTable;
use super::statement::FUNCTIONS;
use super::{Lineage, QueryError, QueryLimits, QueryStream, statement};
use crate::{Grant, Lake};

/// Cores one question may use.
const PARTITIONS: usize = 2;
/// Rows the engine works on at once: bounds what one expression may build before the memory limit sees it.
const BATCH_ROWS: usize = 2048;

/// An engine for one question: it knows the tables of one grant, the allowed functions and nothing else.
pub(super) struct Session {
    state: SessionState,
    /// SQL names of the tables.
    tables: Vec<String>,
    end: Instant,
}

impl Session {
    /// A session over all tables of the grant.
    pub(super) async fn over(lake: &Lake, grant: &Grant, limits: &QueryLimits) -> Result<Self, QueryError> {
        let mut tables: Vec<(String, Arc<dyn TableProvider>)> = Vec::new();
        for table in grant.tables() {
            let (_, version) = lake.granted(grant, &table.dataset, Channel::Query).await?;
            tables.push((table.sql_name.clone(), Arc::new(GovernedTable::new(table, version, grant)?)));
        }
        Self::over_tables(tables, limits)
    }

    /// A session over these tables, by their SQL names.
    pub(super) fn over_tables(
        tables: Vec<(String, Arc<dyn TableProvider>)>,
        limits: &QueryLimits,
    ) -> Result<Self, QueryError> {
        let mut session = Self::over_nothing(limits)?;
        let schema = MemorySchemaProvider::new();
        for (name, table) in tables {
            schema.register_table(name.clone(), table).map_err(QueryError::of)?;
            session.tables.push(name);
        }
        let options = session.state.config_options();
        let (catalog, name) = (options.catalog.default_catalog.clone(), options.catalog.default_schema.clone());
        let catalog = session.state.catalog_list().catalog(&catalog).ok_or(QueryError::Engine)?;
        catalog.register_schema(&name, Arc::new(schema)).map_err(QueryError::of)?;
        Ok(session)
    }

    /// A session without tables.
    pub(super) fn over_nothing(limits: &QueryLimits) -> Result<Self, QueryError> {
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(GreedyMemoryPool::new(limits.memory)))
            .with_disk_manager_builder(DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled))
            .build_arc()
            .map_err(QueryError::of)?;
        let planners: Vec<Arc<dyn ExprPlanner>> = vec![
            Arc::new(core::planner::CoreFunctionPlanner::default()),
            Arc::new(datetime::planner::DatetimeFunctionPlanner),
            Arc::new(unicode::planner::UnicodeFunctionPlanner),
            Arc::new(AggregateFunctionPlanner),
            Arc::new(WindowFunctionPlanner),
        ];
        let state = SessionStateBuilder::new()
            .with_config(config())
            .with_runtime_env(runtime)
            .with_expr_planners(planners)
            .with_scalar_functions(FUNCTIONS.scalar.clone())
            .with_aggregate_functions(FUNCTIONS.aggregate.clone())
            .with_window_functions(FUNCTIONS.window.clone())
            .build();
        Ok(Self { state, tables: Vec::new(), end: Instant::now() + limits.time })
    }

    pub(super) fn state(&self) -> &SessionState {
        &self.state
    }

    /// Reads `sql` as one question over the session's tables.
    pub(super) async fn plan(&self, sql: &str) -> Result<LogicalPlan, QueryError> {
        let statement = statement::parse(sql)?;
        for table in self.state.resolve_table_references(&statement).map_err(QueryError::of)? {
            // A table is known by its bare name; a name of a schema or catalogue leads nowhere.
            let bare = matches!(table, TableReference::Bare { .. });
            if !bare || !self.tables.iter().any(|name| name == table.table()) {
                return Err(QueryError::UnknownTable { table: table.to_string(), known: self.tables.join(", ") });
            }
        }
        let plan = self.state.statement_to_plan(statement).await.map_err(QueryError::of)?;
        let read_only = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
        read_only.verify_plan(&plan).map_err(|_| QueryError::NotOneSelect)?;
        Ok(plan)
    }

    pub(super) async fn run(
        self,
        plan: LogicalPlan,
        lineage: Lineage,
        limits: &QueryLimits,
    ) -> Result<QueryStream, QueryError> {
        let rows = DataFrame::new(self.state, plan).execute_stream().await.map_err(QueryError::of)?;
        Ok(QueryStream::start(rows, lineage, limits, self.end))
    }
}

fn config() -> SessionConfig {
    let mut options = ConfigOptions::new();
    options.catalog.information_schema = false;
    options.execution.collect_statistics = false;
    options.execution.enable_recursive_ctes = false;
    options.optimizer.enable_dynamic_filter_pushdown = false;
    SessionConfig::from(options).with_target_partitions(PARTITIONS).with_batch_size(BATCH_ROWS)
}
