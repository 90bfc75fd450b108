//! Risk watch 风险监测: follows the log, records what the region's rules find, opens the case and stops what must stop.

mod follow;
mod list;
mod record;
mod refusals;

pub(crate) use follow::Following;
pub use follow::Watched;
pub use list::HitList;
pub(crate) use refusals::Refusals;
