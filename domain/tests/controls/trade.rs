//! Trades under the draft on trial, for the controls on trading.

use law::{Actor as Part, Register};

use super::{after, filled};
use crate::scene::Stage;

/// An offer the exchange has checked, with a certificate and a consent on record.
pub(super) fn checked(place: &'static str) -> Stage {
    let mut stage = after(place, "trading", Part::Applicant, &[(Part::Exchange, "check")]);
    stage.on_record.registers.extend([Register::Certificate, Register::Consent]);
    stage
}

/// What the exchange hears when it lists the offer.
pub(super) fn listed(mut stage: Stage) -> String {
    let given = filled(&stage, "list");
    stage.takes(Part::Exchange, 1, "list", &given)
}
