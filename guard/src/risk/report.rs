use serde::{Deserialize, Serialize};

use super::{Anonymity, Diversity, Linkage, SinglingOut, Suggestion};

/// What was reckoned before a table is opened, reclassified or handed on 风险评估结果, to be signed and attached to its
/// case. It holds counts and names of fields, never a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskReport {
    pub anonymity: Anonymity,
    /// One for each sensitive field.
    pub diversity: Vec<Diversity>,
    /// One for each table already open or held.
    pub linkage: Vec<Linkage>,
    /// Sets of fields that single out, among those searched.
    pub singling_out: Vec<SinglingOut>,
    /// The least generalisation that passes, where the table as it is does not.
    pub suggestion: Option<Suggestion>,
}
