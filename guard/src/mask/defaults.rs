use base::{Generalisation, Kind, Mask};

/// The mask a field of this kind takes when an agreement names none: the official style of the kind. An address
/// leaves as its district; a unified social credit code is public by law and stays.
pub fn default_mask(kind: Kind) -> Mask {
    match kind {
        Kind::Uscc => Mask::Keep,
        Kind::Address => Mask::Generalise { to: Generalisation::District },
        Kind::IdNumber | Kind::Mobile | Kind::Landline | Kind::BankCard | Kind::Email | Kind::Plate | Kind::Name => {
            Mask::Style { kind }
        }
    }
}
