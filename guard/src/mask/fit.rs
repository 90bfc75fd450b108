//! Which masks make sense on which columns: what [`Mask::objection`] says of their shape, and what their type adds.

use arrow::datatypes::DataType;
use base::{Mask, Shape};

use super::column::shape_of;
use super::limit::{Towards, scaled};

/// Why `mask` makes no sense on columns of type `input`; `None` when it does.
pub(super) fn objection(mask: &Mask, input: &DataType) -> Option<&'static str> {
    let Some(shape) = shape_of(input) else {
        return match mask {
            Mask::Keep | Mask::Redact | Mask::Shuffle | Mask::Drop => None,
            _ => Some("knows no text form of this type"),
        };
    };
    mask.objection(shape).or_else(|| beyond_the_last_place(mask, shape, input))
}

/// A decimal is changed only by what reaches the places it has.
fn beyond_the_last_place(mask: &Mask, shape: Shape, input: &DataType) -> Option<&'static str> {
    let scale = match input {
        DataType::Decimal128(_, scale) if shape == Shape::Decimal => *scale,
        _ => return None,
    };
    let changes = match mask {
        Mask::Round { places } => *places < scale,
        Mask::Noise { bound, .. } => scaled(*bound, scale, Towards::Down) > 0,
        _ => true,
    };
    (!changes).then_some("would leave every value as it is")
}
