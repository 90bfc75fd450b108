//! Reports 统计: what the acts of a period come to, counted from the log and from nothing else, so that anyone who holds
//! the log counts the same.

mod body_score;
mod catalogue_completeness;
mod count;
mod dues;
mod duty_coverage;
mod fold;
mod important_data;
mod incidents_drills;
mod migration_progress;
mod on_time;
mod opening_scope;
mod operator_year;
mod period;
mod quality_correction;
mod roll;
mod service_handling;
mod sharing_demand;
mod table;
mod threat_statistics;
mod update_punctuality;
mod usage_feedback;
mod version_quality;

pub use count::{Count, Counts};
pub use period::Period;
pub use table::{Cell, Column, Plain, Table, Unit};
