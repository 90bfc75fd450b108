use super::{Generalisation, Mask};
use crate::Kind;

impl Mask {
    /// The mask a field of this kind takes when an agreement names none: the official style of the kind, such as
    /// `142402********1534` for an identity number and `田*` for a name, where there is one.
    ///
    /// An address leaves as its district and a date of birth as its year. A unified social credit code is public by
    /// law and stays, and so do organisation codes and the numbers of court cases.
    pub fn default_for(kind: Kind) -> Self {
        match kind {
            Kind::Uscc | Kind::OrgCode | Kind::CaseNumber => Self::Keep,
            Kind::Address => Self::Generalise { to: Generalisation::District },
            Kind::BirthDate => Self::Generalise { to: Generalisation::Year },
            Kind::IdNumber
            | Kind::Mobile
            | Kind::Landline
            | Kind::BankCard
            | Kind::Email
            | Kind::Plate
            | Kind::Name
            | Kind::Passport
            | Kind::TravelPermit
            | Kind::ResidencePermit
            | Kind::TaxId
            | Kind::Vin
            | Kind::MedicalRecord
            | Kind::Account => Self::Style { kind },
            // A part of an address of a machine still names its network, and no part of the rest is harmless.
            Kind::Disease
            | Kind::Biometric
            | Kind::Location
            | Kind::Password
            | Kind::Ip
            | Kind::Mac
            | Kind::Property
            | Kind::Income
            | Kind::School
            | Kind::Employer => Self::Redact,
        }
    }
}
