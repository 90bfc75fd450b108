use base::Kind;

use super::cell::Cell;
use super::form::{Form, FormSet};
use super::{address, code, date, email, name, number, pair, plate, word};

/// A set of kinds, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KindSet(u32);

impl KindSet {
    pub const EMPTY: Self = Self(0);

    #[must_use]
    pub const fn with(self, kind: Kind) -> Self {
        Self(self.0 | 1 << kind as u32)
    }

    pub const fn has(self, kind: Kind) -> bool {
        self.0 & 1 << kind as u32 != 0
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds in the order of [`Kind::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(move |kind| self.has(*kind))
    }
}

/// Longer cells are prose; no form is looked for in them as a whole.
pub(crate) const LONGEST: usize = 400;

/// Marks between several values in one cell, such as two telephone numbers.
const BETWEEN: [char; 6] = ['、', '/', ',', '，', ';', '；'];

/// What a cell's whole value has the form of: check digits, regions, dates and issuers are verified where the kind
/// has them, the rest is shape. Full-width characters and inner blanks are read as plain ones. Several values in one
/// cell count when each has the form of something.
///
/// Names are shape only (a listed surname and one or two characters), so judge a column by [`super::ColumnScan`].
pub fn kinds_of(value: &str) -> KindSet {
    forms_of(value).iter().filter_map(Form::kind).fold(KindSet::EMPTY, KindSet::with)
}

/// The forms of a whole value, of which several may hold at once: 20240131 is a date and a number.
pub(crate) fn forms_of(value: &str) -> FormSet {
    // An apostrophe before figures keeps spreadsheets from reading them as a number.
    let text = value.trim().trim_start_matches(['\'', '’', '`']);
    if text.is_empty() || text.len() > LONGEST {
        return FormSet::EMPTY;
    }
    let whole = forms_of_one(text);
    if !whole.is_empty() {
        return whole;
    }
    let pair = pair::forms(text);
    if !pair.is_empty() || !text.contains(BETWEEN) {
        return pair;
    }
    let mut union = FormSet::EMPTY;
    for part in text.split(BETWEEN) {
        let one = forms_of_one(part.trim()).within(LISTED);
        let forms = if one.is_empty() { pair::forms(part.trim()) } else { one };
        if forms.is_empty() {
            return FormSet::EMPTY;
        }
        union = union.and(forms);
    }
    union
}

/// What a cell may hold several of; a list of numbers is a figure of something else.
const LISTED: FormSet = FormSet::EMPTY
    .with(Form::IdNumber)
    .with(Form::ShortIdNumber)
    .with(Form::MaskedIdNumber)
    .with(Form::ResidencePermit)
    .with(Form::Mobile)
    .with(Form::Landline)
    .with(Form::BankCard)
    .with(Form::MaskedBankCard)
    .with(Form::Uscc)
    .with(Form::MaskedUscc)
    .with(Form::Email)
    .with(Form::Plate)
    .with(Form::Name)
    .with(Form::MaskedName)
    .with(Form::Address)
    .with(Form::Vin)
    .with(Form::Ip)
    .with(Form::Mac)
    .with(Form::Disease);

fn forms_of_one(text: &str) -> FormSet {
    if let Some(cell) = Cell::of(text) {
        if cell.holds(b'@') {
            return FormSet::only_if(Form::Email, email::is_email(text));
        }
        let forms = number::forms(&cell).and(code::forms(&cell, text));
        let local = cell.letters == 0 && forms.within(WHOLE_NUMBERS).is_empty() && number::is_local_number(&cell);
        return forms
            .and(FormSet::only_if(Form::LatinName, cell.digits == 0 && name::is_latin(text)))
            .and(FormSet::only_if(Form::LocalNumber, local))
            .and(FormSet::only_if(Form::ServiceNumber, cell.letters == 0 && number::is_service_number(&cell)))
            .and(FormSet::only_if(Form::Date, cell.letters <= 2 && date::is_date(text)));
    }
    if text.is_ascii() {
        return FormSet::only_if(Form::Email, email::is_email(text));
    }
    FormSet::only_if(Form::Plate, plate::is_plate(text))
        .and(FormSet::only_if(
            if hides(text) { Form::MaskedName } else { Form::Name },
            name::is_name(text) || pair::is_titled(text),
        ))
        .and(address::forms(text))
        .and(word::forms(text))
        .and(FormSet::only_if(Form::Date, date::is_date(text)))
}

/// Whether a name leaves out a part of itself.
fn hides(text: &str) -> bool {
    text.contains(['*', '＊', '某'])
}

const WHOLE_NUMBERS: FormSet = FormSet::EMPTY.with(Form::Mobile).with(Form::Landline).with(Form::BankCard);
