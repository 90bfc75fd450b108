use std::fmt;
use std::sync::Arc;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType, ReplaceChildrenOptions};
use datafusion::physical_plan::filter_pushdown::{ChildPushdownResult, FilterPushdownPhase, FilterPushdownPropagation};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties};
use futures::TryStreamExt as _;

use crate::govern::Governor;
use crate::read::{OpenVersion, governed_rows, row_groups};

/// The only way rows enter a plan. A leaf: it decodes stored rows and governs them before the engine sees any.
///
/// It reports no statistics and no order of its input and refuses every pushed-down filter, so neither a plan nor its
/// timing can depend on a value the reader may not see, other than through the rows that leave.
pub(super) struct GovernedScan {
    version: Arc<OpenVersion>,
    governor: Arc<Governor>,
    /// Row groups of each partition.
    partitions: Vec<Vec<(usize, usize)>>,
    properties: Arc<PlanProperties>,
}

impl GovernedScan {
    pub(super) fn new(version: Arc<OpenVersion>, governor: Governor, partitions: usize) -> Self {
        let groups = row_groups(&version);
        let share = groups.len().div_ceil(partitions.max(1)).max(1);
        let mut partitions: Vec<_> = groups.chunks(share).map(<[_]>::to_vec).collect();
        if partitions.is_empty() {
            partitions.push(Vec::new());
        }
        let properties = PlanProperties::new(
            EquivalenceProperties::new(governor.schema()),
            Partitioning::UnknownPartitioning(partitions.len()),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        Self { version, governor: Arc::new(governor), partitions, properties: Arc::new(properties) }
    }
}

impl ExecutionPlan for GovernedScan {
    fn name(&self) -> &'static str {
        "GovernedScan"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        _visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        _children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn with_new_children(self: Arc<Self>, _children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn handle_child_pushdown_result(
        &self,
        _phase: FilterPushdownPhase,
        asked: ChildPushdownResult,
        _config: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn ExecutionPlan>>> {
        Ok(FilterPushdownPropagation::all_unsupported(asked))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let groups = self.partitions.get(partition).cloned().unwrap_or_default();
        let batch_rows = context.session_config().batch_size();
        let rows = governed_rows(Arc::clone(&self.version), Arc::clone(&self.governor), groups, batch_rows)
            .map_err(|error| DataFusionError::External(Box::new(error)));
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.governor.schema(), rows)))
    }
}

impl DisplayAs for GovernedScan {
    fn fmt_as(&self, _kind: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields: Vec<_> = self.governor.masks().map(|(field, mask)| format!("{field}={mask}")).collect();
        write!(f, "GovernedScan: fields=[{}]", fields.join(", "))
    }
}

impl fmt::Debug for GovernedScan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GovernedScan").field("schema", &self.governor.schema()).finish_non_exhaustive()
    }
}
