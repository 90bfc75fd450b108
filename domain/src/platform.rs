//! Platform 平台: where one may be founded.

use base::Message;
use law::{Setting, depth};

use crate::decide::Deciding;
use crate::refusal::Refusal;

/// 平台层级: whether a platform may be founded at the place of `deciding`. Where the law names the levels that run one,
/// no other level does: provinces have two digits before the zeros of their code, cities four, counties six.
pub fn may_found(deciding: &Deciding<'_>) -> Result<(), Refusal> {
    let Some(answer) = deciding.region.answer(Setting::PlatformLevels) else { return Ok(()) };
    let level = match depth(deciding.place) {
        2 => "province",
        4 => "city",
        6 => "county",
        _ => "country",
    };
    if answer.is.iter().any(|named| named == level) {
        return Ok(());
    }
    let message = Message::new("refusal-platform-level").with("place", deciding.place);
    let carried = deciding.basis(law::Control::PlatformLevels);
    Err(Refusal::new(message, if carried.is_empty() { vec![answer.basis.clone()] } else { carried }))
}
