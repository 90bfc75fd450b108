use arrow::datatypes::DataType;
use base::{Generalisation, IndustryLevel, Kind, Mask};

/// The levels 泛化层级 a field may be released at, the finest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    pub field: String,
    pub levels: Vec<Mask>,
}

/// Whether a text field holds codes of GB/T 4754 or addresses is the caller's to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Date,
    Number,
    Address,
    Other,
}

/// The usual ladder of a field: dates by month, quarter, year and decades, numbers by bands, addresses by division,
/// anything else as it is. The last level leaves the field out.
pub fn ladder(field: &str, data_type: &DataType, kind: Option<Kind>) -> Ladder {
    let coarser: Vec<Generalisation> = match sort(data_type, kind) {
        Sort::Date => vec![
            Generalisation::Month,
            Generalisation::Quarter,
            Generalisation::Year,
            Generalisation::Years(5),
            Generalisation::Years(10),
            Generalisation::Years(20),
        ],
        // Each width divides the next, so each band lies in one of the next.
        Sort::Number => [5, 10, 50, 100, 500, 1_000, 10_000].map(Generalisation::Band).into(),
        Sort::Address => vec![Generalisation::District, Generalisation::City, Generalisation::Province],
        Sort::Other => Vec::new(),
    };
    let coarser = coarser.into_iter().map(|to| Mask::Generalise { to });
    let levels = std::iter::once(Mask::Keep).chain(coarser).chain([Mask::Drop]).collect();
    Ladder { field: field.to_owned(), levels }
}

impl Ladder {
    /// The ladder of codes of the industrial classification.
    pub fn industry(field: &str) -> Self {
        let levels = [IndustryLevel::Group, IndustryLevel::Division, IndustryLevel::Section];
        let coarser = levels.map(|level| Mask::Generalise { to: Generalisation::Industry(level) });
        let levels = std::iter::once(Mask::Keep).chain(coarser).chain([Mask::Drop]).collect();
        Self { field: field.to_owned(), levels }
    }
}

fn sort(data_type: &DataType, kind: Option<Kind>) -> Sort {
    match data_type {
        _ if kind == Some(Kind::Address) => Sort::Address,
        _ if kind.is_some() => Sort::Other,
        DataType::Date32 | DataType::Timestamp(_, _) => Sort::Date,
        found if found.is_numeric() => Sort::Number,
        _ => Sort::Other,
    }
}
