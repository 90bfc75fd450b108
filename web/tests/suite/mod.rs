#[path = "../controls/anomaly_watch.rs"]
mod anomaly_watch;
mod attachments;
mod audit;
mod cases;
mod cast;
mod data;
mod destruction;
mod document;
mod grading;
mod masks;
mod notices;
mod opening;
mod problems;
#[path = "../controls/rate_limits.rs"]
mod rate_limits;
mod release;
mod reports;
mod schema;
mod server;
#[path = "../controls/traceable.rs"]
mod traceable;
#[path = "../controls/transport_encryption.rs"]
mod transport_encryption;
mod world;
mod writers;
