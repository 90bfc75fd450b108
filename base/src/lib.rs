//! Typed ids, time, canonical JSON, digests, region codes and identifiers: the words every other crate speaks.
//!
//! Nothing here does I/O, reads a clock or draws randomness: both arrive as arguments ([`Clock`], [`Entropy`]).

pub mod canonical;
mod digest;
mod entropy;
mod example;
mod grade;
pub mod identifier;
mod ids;
mod mask;
mod message;
mod quantity;
pub mod region;
mod time;

pub use digest::{Digest, Digester, ParseDigestError};
pub use entropy::Entropy;
pub use example::{Example, Features};
pub use grade::{Grade, Kind};
pub use ids::{
    AccountId, ActId, AgreementId, AttachmentId, BudgetId, CaseId, CredentialId, DatasetId, EntryId, HitId, IdError,
    NoticeId, OrganisationId, ReceiptId, VersionId,
};
pub use mask::{Form, Generalisation, IndustryLevel, Mask, MaskFault, NoiseShape, Shape, Strength};
pub use message::Message;
pub use quantity::{ParseQuantityError, Quantity};
pub use time::{Clock, LawDate, Timestamp};
