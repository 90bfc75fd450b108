use std::collections::HashMap;

use serde_json::Value;
use utoipa::ToSchema;

/// One row's values by field, masked as agreed.
#[derive(ToSchema)]
pub(crate) struct Cells(HashMap<String, Value>);

#[derive(ToSchema)]
pub(crate) struct Row {
    row: Cells,
}

/// Rows in stored order.
#[derive(ToSchema)]
pub(crate) struct Rows {
    rows: Vec<Cells>,
    /// `after` of the next page; none after the last.
    next: Option<String>,
}
