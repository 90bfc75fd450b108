//! A stage on which any procedure of any region's law can be run: people for every part, records, a clock.

mod agreed;
mod booked;
mod filled;
mod people;
mod place;
mod stage;

pub(crate) use filled::{choices, complete};
pub(crate) use people::{Person, applicant, person};
pub(crate) use place::{Place, place, places, with_trial};
pub(crate) use stage::{Stage, Taken, inputs};
