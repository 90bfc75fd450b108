//! What a decision is made with.

use base::{LawDate, Message, Timestamp};
use law::{Basis, Control, Region, Rulebook};

use crate::Refusal;

/// The law and the time a decision is made under.
#[derive(Clone, Copy)]
pub struct Deciding<'a> {
    pub now: Timestamp,
    pub rulebook: &'a Rulebook,
    pub region: &'a Region,
}

impl Deciding<'_> {
    pub fn today(&self) -> LawDate {
        self.now.law_date()
    }

    /// The article that carries `control` in this region today.
    pub fn basis(&self, control: Control) -> Vec<Basis> {
        self.region.basis(control, self.today()).cloned().into_iter().collect()
    }

    pub fn refuse(&self, control: Control, message: Message) -> Refusal {
        Refusal::new(message, self.basis(control))
    }
}
