use base::{Generalisation, Kind, Mask};

/// The mask a field of this kind takes when an agreement names none: the forms departments publish in, such as
/// `142402********1534` for an identity number and `田*` for a name.
///
/// An e-mail keeps its first character only, because a domain of its own names the person as surely as the rest.
/// A unified social credit code is public by law and stays, and so do organisation codes and the numbers of court cases.
pub fn default_mask(kind: Kind) -> Mask {
    match kind {
        Kind::IdNumber | Kind::ResidencePermit | Kind::TaxId | Kind::Vin => Mask::Partial { head: 6, tail: 4 },
        Kind::Mobile => Mask::Partial { head: 3, tail: 4 },
        Kind::Landline => Mask::Partial { head: 3, tail: 2 },
        Kind::BankCard => Mask::Partial { head: 4, tail: 4 },
        Kind::Uscc | Kind::OrgCode | Kind::CaseNumber => Mask::Keep,
        Kind::Email | Kind::Name | Kind::Account => Mask::Partial { head: 1, tail: 0 },
        Kind::Passport | Kind::TravelPermit | Kind::MedicalRecord => Mask::Partial { head: 1, tail: 3 },
        Kind::BirthDate => Mask::Generalise { to: Generalisation::Year },
        // A part of an address of a machine still names its network, and no part of the rest is harmless.
        Kind::Ip
        | Kind::Mac
        | Kind::Disease
        | Kind::Biometric
        | Kind::Location
        | Kind::Password
        | Kind::Property
        | Kind::Income
        | Kind::School
        | Kind::Employer => Mask::Redact,
        Kind::Plate => Mask::Partial { head: 2, tail: 1 },
        Kind::Address => Mask::Generalise { to: Generalisation::District },
    }
}
