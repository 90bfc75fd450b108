//! Which masks make sense on a field.

use base::{Grade, Mask, Message, Shape};

use super::Field;
use crate::refusal::Invalid;

impl Field {
    /// Whether it tells of persons whom the law has protected before anything leaves.
    pub(crate) fn is_personal(&self) -> bool {
        !self.holds().is_empty() && self.grade() >= Grade::General3
    }

    /// Whether `mask` makes sense here: on the field's type, and on what its values are. A type the catalogue has no
    /// word for is left to the reading.
    pub fn takes(&self, mask: &Mask) -> bool {
        let fits = Shape::named(&self.data_type).is_none_or(|shape| mask.objection(shape).is_none());
        fits && !mask.is_foreign_to(self.holds())
    }

    /// Words for the masks that make sense here.
    pub fn masks(&self) -> Vec<&'static str> {
        let known = Shape::named(&self.data_type).map(|shape| Mask::fitting(shape, self.holds()));
        known.unwrap_or_else(|| vec!["redact", "drop"])
    }

    /// What is wrong with a mask at `place` that cannot work here: it fails where it is said, not at the first reading.
    pub(crate) fn unfit(&self, mask: &Mask, place: &str) -> Option<Invalid> {
        (!self.takes(mask)).then(|| Invalid {
            field: format!("{place}.{}", self.name),
            message: Message::new("invalid-mask-unfit")
                .with("field", &self.name)
                .with("mask", mask)
                .with("type", &self.data_type)
                .with("fits", self.masks().join(", ")),
        })
    }
}
