use base::Kind;

/// A form 形式 a whole value can have, verified by code. A rule pack names forms; it cannot add one, but it can add
/// patterns of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// 18 characters with region, date and check character.
    IdNumber,
    /// The same but for its check character: a number mistyped, or a code that only looks like one.
    MisnumberedId,
    /// 15 digits with region and date; no check digit.
    ShortIdNumber,
    /// An identity number of which stars hide a part.
    MaskedIdNumber,
    /// 港澳台居民居住证 or 外国人永久居留身份证, 2017 and 2023.
    ResidencePermit,
    Mobile,
    Landline,
    /// A telephone number without its area code, or a service number.
    LocalNumber,
    /// A number that a service answers, of everybody's: 400, 800, 12345, 95588.
    ServiceNumber,
    /// `+` and a country other than China.
    ForeignTelephone,
    BankCard,
    MaskedBankCard,
    Uscc,
    MaskedUscc,
    /// A credit code but for its check characters.
    MisnumberedUscc,
    Email,
    Plate,
    /// 姓名, by shape.
    Name,
    /// A surname and stars: 王**, 张某某.
    MaskedName,
    /// Words as a name in Latin letters is written: Wang Xiaoming, O'Neil, Mary.
    LatinName,
    /// Down to a street, a village or a door.
    Address,
    /// Divisions only: 湖南省长沙市.
    Place,
    Date,
    OrgCode,
    /// 15 digits around an organisation code, or an identity number with a suffix.
    TaxId,
    Vin,
    Ip,
    Mac,
    Disease,
    School,
    /// A body 单位 by the ending of its name.
    Body,
    Number,
    Longitude,
    Latitude,
    /// A pair of longitude and latitude, in either order.
    Coordinates,
}

impl Form {
    pub(crate) const ALL: [Self; 35] = [
        Self::IdNumber,
        Self::MisnumberedId,
        Self::ShortIdNumber,
        Self::MaskedIdNumber,
        Self::ResidencePermit,
        Self::Mobile,
        Self::Landline,
        Self::LocalNumber,
        Self::ServiceNumber,
        Self::ForeignTelephone,
        Self::BankCard,
        Self::MaskedBankCard,
        Self::Uscc,
        Self::MaskedUscc,
        Self::MisnumberedUscc,
        Self::Email,
        Self::Plate,
        Self::Name,
        Self::MaskedName,
        Self::LatinName,
        Self::Address,
        Self::Place,
        Self::Date,
        Self::OrgCode,
        Self::TaxId,
        Self::Vin,
        Self::Ip,
        Self::Mac,
        Self::Disease,
        Self::School,
        Self::Body,
        Self::Number,
        Self::Longitude,
        Self::Latitude,
        Self::Coordinates,
    ];

    /// The word a rule pack writes, and the kind a value of this form has when nothing else is known of it; a date, a
    /// place or a number alone is of no kind.
    const fn entry(self) -> (&'static str, Option<Kind>) {
        match self {
            Self::IdNumber => ("id-number", Some(Kind::IdNumber)),
            Self::MisnumberedId => ("misnumbered-id", None),
            Self::ShortIdNumber => ("short-id-number", Some(Kind::IdNumber)),
            Self::MaskedIdNumber => ("masked-id-number", Some(Kind::IdNumber)),
            Self::ResidencePermit => ("residence-permit", Some(Kind::ResidencePermit)),
            Self::Mobile => ("mobile", Some(Kind::Mobile)),
            Self::Landline => ("landline", Some(Kind::Landline)),
            Self::LocalNumber => ("local-number", None),
            Self::ServiceNumber => ("service-number", None),
            Self::ForeignTelephone => ("foreign-telephone", Some(Kind::Landline)),
            Self::BankCard => ("bank-card", Some(Kind::BankCard)),
            Self::MaskedBankCard => ("masked-bank-card", Some(Kind::BankCard)),
            Self::Uscc => ("uscc", Some(Kind::Uscc)),
            Self::MaskedUscc => ("masked-uscc", Some(Kind::Uscc)),
            Self::MisnumberedUscc => ("misnumbered-uscc", None),
            Self::Email => ("email", Some(Kind::Email)),
            Self::Plate => ("plate", Some(Kind::Plate)),
            Self::Name => ("name", Some(Kind::Name)),
            Self::MaskedName => ("masked-name", Some(Kind::Name)),
            Self::LatinName => ("latin-name", None),
            Self::Address => ("address", Some(Kind::Address)),
            Self::Place => ("place", None),
            Self::Date => ("date", None),
            Self::OrgCode => ("org-code", None),
            Self::TaxId => ("tax-id", None),
            Self::Vin => ("vin", Some(Kind::Vin)),
            Self::Ip => ("ip", Some(Kind::Ip)),
            Self::Mac => ("mac", Some(Kind::Mac)),
            Self::Disease => ("disease", None),
            Self::School => ("school", None),
            Self::Body => ("body", None),
            Self::Number => ("number", None),
            Self::Longitude => ("longitude", None),
            Self::Latitude => ("latitude", None),
            Self::Coordinates => ("coordinates", None),
        }
    }

    pub(crate) const fn word(self) -> &'static str {
        self.entry().0
    }

    pub(crate) const fn kind(self) -> Option<Kind> {
        self.entry().1
    }

    pub(crate) fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.word() == word)
    }

    /// Whether a check digit, a parser or a register stands behind it, so that chance hardly makes one.
    pub(crate) const fn verified(self) -> bool {
        matches!(
            self,
            Self::IdNumber
                | Self::ResidencePermit
                | Self::BankCard
                | Self::Uscc
                | Self::OrgCode
                | Self::TaxId
                | Self::Vin
                | Self::Ip
                | Self::Mac
        )
    }
}

impl Form {
    /// Whether the form is so rare that it stands against a column's name.
    pub(crate) const fn stands_against_a_name(self) -> bool {
        matches!(self, Self::IdNumber | Self::ResidencePermit | Self::BankCard | Self::Uscc | Self::Vin)
    }
}

/// A set of forms, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct FormSet(u64);

impl FormSet {
    pub(crate) const EMPTY: Self = Self(0);

    #[must_use]
    pub(crate) const fn with(self, form: Form) -> Self {
        Self(self.0 | 1 << form as u64)
    }

    #[must_use]
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[must_use]
    pub(crate) const fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) const fn has(self, form: Form) -> bool {
        self.0 & 1 << form as u64 != 0
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) const fn only_if(form: Form, holds: bool) -> Self {
        if holds { Self::EMPTY.with(form) } else { Self::EMPTY }
    }

    /// The forms in the order of [`Form::ALL`].
    pub(crate) fn iter(self) -> impl Iterator<Item = Form> {
        let mut bits = self.0;
        std::iter::from_fn(move || {
            let form = Form::ALL.get(bits.trailing_zeros() as usize).copied()?;
            bits &= bits - 1;
            Some(form)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_has_its_own_place_and_word() {
        for (place, form) in Form::ALL.into_iter().enumerate() {
            assert_eq!(form as usize, place);
            assert_eq!(Form::named(form.word()), Some(form));
        }
        let set = FormSet::EMPTY.with(Form::Vin).with(Form::IdNumber);
        assert_eq!(set.iter().collect::<Vec<_>>(), [Form::IdNumber, Form::Vin]);
    }
}
