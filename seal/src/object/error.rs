use crate::{KeyCheck, KeyLabel};

/// Why a sealed object was not opened. Nothing of it was decrypted, or nothing of the chunk the error speaks of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ObjectError {
    #[error("expected a sealed object, found other content; it was stored before sealing or by another program")]
    NotSealed,
    #[error("expected a sealed object of format 1, found format {found}; read it with a newer program")]
    UnknownFormat { found: u8 },
    #[error("expected suite 1 or 2 in a sealed object, found {found}; read it with a newer program, or restore it")]
    UnknownSuite { found: u8 },
    #[error("expected the header of a sealed object, found one with changed bytes; restore the object from its backup")]
    HeaderDamaged,
    #[error(
        "expected the key with check value {expected}, found the {key} with {found}; bring the key it was sealed by"
    )]
    WrongKey { expected: KeyCheck, key: KeyLabel, found: KeyCheck },
    #[error("expected the object that was sealed for {path}, found one sealed for another path; objects were swapped")]
    OtherPath { path: String },
    #[error("expected generation {expected} at {path}, found generation {found}; an older object was put back")]
    RolledBack { path: String, expected: u64, found: u64 },
    #[error("expected generation {expected} at {path}, found generation {found}; read the record of the object anew")]
    Ahead { path: String, expected: u64, found: u64 },
    #[error(
        "expected a length that a sealed object of this chunk size can have, found {length}; it was cut or extended: restore it"
    )]
    NoSuchLength { length: u64 },
    #[error("expected the sealed object to go on, found its end after {length} bytes; it was cut: restore it")]
    Truncated { length: u64 },
    #[error(
        "expected chunk {chunk} to be the end of the sealed object, found more in {length} bytes; it was extended: restore it"
    )]
    Extended { chunk: u64, length: u64 },
    #[error("expected chunk {expected} of the sealed object, found chunk {found}; chunks were moved: restore it")]
    Moved { expected: u64, found: u64 },
    #[error("expected chunk {chunk} of this sealed object, found a chunk of another; restore it")]
    OtherObject { chunk: u64 },
    #[error("expected chunk {chunk} of the sealed object as it was written, found changed bytes; restore it")]
    Altered { chunk: u64 },
    #[error("expected a range within {length} bytes, found {start}..{end}; ask for a part of the object")]
    OutOfRange { start: u64, end: u64, length: u64 },
    #[error("expected {expected} sealed bytes for the range, found {found}; fetch just the bytes `sealed_range` names")]
    WrongFetch { expected: u64, found: u64 },
}
