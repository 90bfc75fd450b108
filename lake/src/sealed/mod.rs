//! Sealed objects 密封对象 in an object store: what a lake keeps, it keeps through here.
//!
//! [`SealedFile`] writes an object as a stream, [`SealedObject`] reads any range of one, [`SealedStore`] puts both
//! behind the interface of a store, for the table format. An object is bound to its path below the lake: swapped, cut,
//! reordered or older bytes come out as the [`ObjectError`](seal::object::ObjectError) that names what happened.

mod file;
mod kept;
mod object;
mod speed;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use file::{SealedFile, Sealing};
pub(crate) use kept::stored_path as attachment_path;
pub use kept::{KeptObject, Piece};
pub(crate) use object::SealedObject;
pub use speed::ScanSpeed;
pub(crate) use store::SealedStore;

use seal::object::ObjectError;

/// A sealed object's refusal as stores tell of theirs.
fn refused(path: &object_store::path::Path, error: ObjectError) -> object_store::Error {
    object_store::Error::Generic { store: "sealed", source: Box::new(Refused { path: path.to_string(), error }) }
}

/// Names the object beside what is wrong with it.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {error}")]
struct Refused {
    path: String,
    #[source]
    error: ObjectError,
}
