//! Reports, as tables: given the acts of a log, then the table they come to.

mod bodies;
mod data;
mod grades;
mod log;
mod matters;
mod periods;
mod properties;
mod score;
mod threats;
