//! What tests and the demo share: fake clock, generators, the story.
pub mod postgres;
