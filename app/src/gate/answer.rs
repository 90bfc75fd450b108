//! What goes out.

use base::{Digest, ReceiptId};
use bytes::Bytes;
use domain::receipt::CopyRecord;
use domain::record::Change;
use lake::Lineage;
use tempfile::TempPath;

/// The bytes of an answer.
#[derive(Debug)]
pub enum AnswerBody {
    Bytes(Bytes),
    /// A file in the spool, removed when this is dropped.
    File {
        path: TempPath,
        size: u64,
    },
}

/// An answer whose receipt is durable.
#[derive(Debug)]
pub struct Answer {
    pub receipt: ReceiptId,
    pub content_type: &'static str,
    pub rows: u64,
    /// False where a single row was asked for and there is none.
    pub found: bool,
    pub body: AnswerBody,
}

/// An answer that has no receipt yet, and so cannot leave.
pub(super) struct Produced {
    pub(super) content_type: &'static str,
    pub(super) rows: u64,
    pub(super) found: bool,
    pub(super) size: u64,
    pub(super) digest: Digest,
    pub(super) body: AnswerBody,
    /// What a bulk copy bears and holds.
    pub(super) copy: Option<CopyRecord>,
    /// What the answer depends on; every field that may be shown or was looked at where absent.
    pub(super) lineage: Option<Lineage>,
    /// What the answer costs, to be paid with its receipt.
    pub(super) budget: Option<Change>,
}

impl Produced {
    pub(super) fn bytes(content_type: &'static str, rows: u64, body: Vec<u8>) -> Self {
        let digest = Digest::of(&body);
        let size = body.len() as u64;
        let body = AnswerBody::Bytes(body.into());
        Self { content_type, rows, found: true, size, digest, body, copy: None, lineage: None, budget: None }
    }

    pub(super) fn released(self, receipt: ReceiptId) -> Answer {
        let Self { content_type, rows, found, body, .. } = self;
        Answer { receipt, content_type, rows, found, body }
    }
}
