//! What a decision is made with.

use base::{LawDate, Message, Timestamp};
use law::{Basis, Control, Region, Rulebook};

use crate::Refusal;

/// The law and the time a decision is made under.
#[derive(Clone, Copy)]
pub struct Deciding<'a> {
    pub now: Timestamp,
    pub rulebook: &'a Rulebook,
    /// Whose law holds.
    pub region: &'a Region,
    /// GB/T 2260 code of where the body concerned belongs: the region, or a place in it without a file of its own.
    pub place: &'a str,
}

impl Deciding<'_> {
    pub fn today(&self) -> LawDate {
        self.now.law_date()
    }

    /// The article that carries `control` in this region today.
    pub fn basis(&self, control: Control) -> Vec<Basis> {
        self.region.basis(control, self.today()).cloned().into_iter().collect()
    }

    /// The article that carries the first of `controls` that has one here today; else the one by which the law of this
    /// region holds for what happens in it at all. A procedure a region runs of its own choice may have no other.
    pub(crate) fn basis_among(&self, controls: &[Control]) -> Vec<Basis> {
        let mut carried = controls.iter().chain([&Control::LawOfThePlace]).map(|control| self.basis(*control));
        carried.find(|basis| !basis.is_empty()).unwrap_or_default()
    }

    pub fn refuse(&self, control: Control, message: Message) -> Refusal {
        Refusal::new(message, self.basis(control))
    }
}
