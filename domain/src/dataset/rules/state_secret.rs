use base::Message;
use law::Control;

use crate::decide::Deciding;
use crate::refusal::{No, Refusal};

/// What is marked as a state secret has no place on the platform.
pub(crate) fn refusal(deciding: &Deciding<'_>) -> No {
    let basis = deciding.basis_among(&[Control::NoStateSecrets]);
    Refusal::new(Message::new("refusal-state-secret"), basis).into()
}
