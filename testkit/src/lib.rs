//! What tests, benches and the demo share: a clock that is set, entropy that repeats, made-up tables, a founded
//! platform, and the story that is played over HTTP.

mod clock;
mod entropy;
mod founding;
pub mod postgres;
pub mod smtp;
pub mod story;
pub mod tables;

pub use clock::SimClock;
pub use entropy::SeededEntropy;
pub use founding::{FoundingError, REGION, founded, founded_in, founded_sending};
