//! Which masks make sense on which columns.

use arrow::datatypes::DataType;
use base::{Generalisation, Kind, Mask, Quantity};

use super::column::Shape;
use super::limit::{Towards, scaled};

const NUMERIC: &str = "needs a numeric type";
const UNCHANGED: &str = "would leave every value as it is";

/// Why `mask` makes no sense on columns of type `input`; `None` when it does.
pub(super) fn objection(mask: &Mask, input: &DataType) -> Option<&'static str> {
    let Some(shape) = Shape::of(input) else {
        return match mask {
            Mask::Keep | Mask::Redact | Mask::Shuffle | Mask::Drop => None,
            _ => Some("knows no text form of this type"),
        };
    };
    let numeric = matches!(shape, Shape::Integer | Shape::Float | Shape::Decimal);
    let boolean = shape == Shape::Boolean;
    let coded = matches!(shape, Shape::Text | Shape::Integer);
    let (fits, why) = match mask {
        Mask::Keep | Mask::Redact | Mask::Drop | Mask::Shuffle => return None,
        Mask::Partial { .. } => (!boolean, "would show a yes or a no by its length"),
        Mask::Pseudonym => (!boolean, "hides nothing where only two values exist"),
        Mask::Style { kind: Kind::Address | Kind::Email | Kind::Name | Kind::Plate } | Mask::FreeText => {
            (shape == Shape::Text, "needs text")
        }
        Mask::Style { .. } | Mask::Encrypt { .. } => (coded, "needs text or whole numbers"),
        Mask::Generalise { to } => return generalisation(to, shape),
        Mask::TopBottom { .. } => (numeric, NUMERIC),
        Mask::Round { .. } | Mask::Noise { .. } if !numeric => (false, NUMERIC),
        Mask::Round { places } => (places_after(input).is_none_or(|scale| *places < scale), UNCHANGED),
        Mask::Noise { bound, .. } => (moves(*bound, input), UNCHANGED),
    };
    (!fits).then_some(why)
}

fn generalisation(to: &Generalisation, shape: Shape) -> Option<&'static str> {
    let (fits, why) = match to {
        Generalisation::Month
        | Generalisation::Quarter
        | Generalisation::Year
        | Generalisation::Years(_)
        | Generalisation::Age { .. } => {
            let dated = matches!(shape, Shape::Text | Shape::Integer | Shape::Date | Shape::Instant);
            (dated, "needs dates, times or text dates")
        }
        Generalisation::Province | Generalisation::City | Generalisation::District => {
            (matches!(shape, Shape::Text | Shape::Integer), "needs addresses as text, or division codes")
        }
        Generalisation::Band(_) => (matches!(shape, Shape::Integer | Shape::Float | Shape::Decimal), NUMERIC),
        // As a number, 0111 and 111 are one.
        Generalisation::Industry(_) => (shape == Shape::Text, "needs codes as text"),
    };
    (!fits).then_some(why)
}

/// Places after the point a type has; `None` for floats, which have any.
fn places_after(input: &DataType) -> Option<i8> {
    match input {
        DataType::Decimal128(_, scale) => Some(*scale),
        _ if Shape::of(input) == Some(Shape::Float) => None,
        _ => Some(0),
    }
}

/// Whether noise of this bound reaches the last place of the type.
fn moves(bound: Quantity, input: &DataType) -> bool {
    places_after(input).is_none_or(|scale| scaled(bound, scale, Towards::Down) > 0)
}
