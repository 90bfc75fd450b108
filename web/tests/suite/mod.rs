mod attachments;
mod cases;
mod cast;
mod data;
mod document;
mod notices;
mod problems;
#[path = "../controls/rate_limits.rs"]
mod rate_limits;
mod release;
mod reports;
mod schema;
mod server;
#[path = "../controls/traceable.rs"]
mod traceable;
mod world;
mod writers;
