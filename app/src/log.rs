//! Receipts, proofs and the whole history, checked.

mod receipt;
mod tiles;
mod verify;
mod walk;

pub use receipt::{ReceiptProof, ReceiptVerifyError, verify_receipt};
pub use verify::{VerifyError, VerifyReport, verify};
pub(crate) use verify::{open_lake, verify_but};
pub(crate) use walk::walk;
