//! Lists come in pages: `after` names the last one seen, `next` the one to go on from.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::problem::Failure;

/// The store lists no more at once.
const MOST: u32 = 1000;
const USUAL: u32 = 100;

/// Which part of a list.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paged {
    /// `next` of the page before; the first page without it.
    pub(crate) after: Option<String>,
    /// 1 to 1000, 100 if left out.
    #[param(minimum = 1, maximum = 1000)]
    pub(crate) limit: Option<u32>,
}

/// The number of records to list.
pub(crate) fn limit(asked: Option<u32>) -> Result<u32, Failure> {
    let limit = asked.unwrap_or(USUAL);
    if (1..=MOST).contains(&limit) { Ok(limit) } else { Err(Failure::parameter("limit")) }
}

/// A text parameter as a typed one.
pub(crate) fn parsed<T: std::str::FromStr>(name: &str, text: Option<String>) -> Result<Option<T>, Failure> {
    text.map(|text| text.parse().map_err(|_| Failure::parameter(name))).transpose()
}
