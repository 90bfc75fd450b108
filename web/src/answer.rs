//! An answer of the gate becomes a response. Its receipt is already durable.

use app::{Answer, AnswerBody};
use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use axum::response::Response;
use base::ReceiptId;
use futures::StreamExt as _;
use tokio_util::io::ReaderStream;

use crate::problem::Failure;
use crate::server::Server;

/// Names the receipt of an answer.
pub(crate) const RECEIPT: HeaderName = HeaderName::from_static("gongshu-receipt");

/// Bytes read from a file at once.
const PIECE: usize = 256 << 10;

/// Lets an answer go. `file` names it for the person who keeps it.
pub(crate) async fn release(server: &Server, answer: Answer, file: Option<&str>) -> Result<Response, Failure> {
    server.meters.receipts.inc();
    if !answer.found {
        return Err(Failure::no_row(answer.receipt));
    }
    let (body, size) = match answer.body {
        AnswerBody::Bytes(bytes) => {
            let size = bytes.len() as u64;
            (Body::from(bytes), size)
        }
        AnswerBody::File { path, size } => {
            let opened = tokio::fs::File::open(&path).await;
            let opened = opened.map_err(|error| Failure::internal(format!("a spooled answer is gone: {error}")))?;
            // The file goes when its path is dropped: with the last piece, or with the connection.
            let pieces = ReaderStream::with_capacity(opened, PIECE).map(move |piece| {
                let _kept = &path;
                piece
            });
            (Body::from_stream(pieces), size)
        }
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(size));
    if let Some(receipt) = receipt_header(&answer.receipt) {
        headers.insert(RECEIPT, receipt);
    }
    if let Some(name) = file
        && let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
    {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// An id is always fit for a header.
pub(crate) fn receipt_header(receipt: &ReceiptId) -> Option<HeaderValue> {
    HeaderValue::from_str(receipt.as_str()).ok()
}
