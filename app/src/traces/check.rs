use std::path::Path;
use std::sync::Arc;

use access::{Action, Resource};
use arrow::array::{ArrayRef, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use base::ReceiptId;
use domain::receipt::Receipt;
use guard::fingerprint::{Alteration, CopyDigest, CopyDigester, DatasetSecret};

use super::digest;
use super::suspect::{Found, Piece};
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// Whether a table is the copy a receipt was given for 完整性.
#[derive(Debug, Clone, PartialEq)]
pub enum Integrity {
    /// To the byte.
    Bytes,
    /// The same values in the same order, in other bytes: another format, or written again.
    Values,
    /// Not the same; how it differs, where the receipt keeps the digest of a copy and the file is a table.
    Altered(Option<Alteration>),
}

/// A copy held against its receipt.
#[derive(Debug, Clone, PartialEq)]
pub struct CopyCheck {
    pub receipt: Receipt,
    pub integrity: Integrity,
}

impl App {
    /// Says whether `file` is unaltered: the answer a receipt was given for. `by` must be allowed to see the receipt; nobody
    /// named is whoever holds the platform's folder and its root key.
    pub async fn check_copy(&self, by: Option<&Session>, id: &ReceiptId, file: &Path) -> Result<CopyCheck, Problem> {
        let (_, receipt) = self.receipt_on_record(id).await?;
        if let Some(session) = by {
            let provider = self.only_provider(&receipt).await?;
            let resource = Resource::Receipt { receipt: &receipt, provider: provider.as_ref() };
            self.allow(session, Action::SeeReceipt, &resource)?;
        }
        let integrity = if digest::of_file(file).await? == receipt.answer {
            Integrity::Bytes
        } else {
            self.by_values(&receipt, file).await?
        };
        Ok(CopyCheck { receipt, integrity })
    }

    async fn by_values(&self, receipt: &Receipt, file: &Path) -> Result<Integrity, Problem> {
        let ([table], Some(copy)) = (receipt.tables.as_slice(), &receipt.copy) else {
            return Ok(Integrity::Altered(None));
        };
        let kept: CopyDigest =
            serde_json::from_value(copy.content.clone()).map_err(|error| Problem::Internal(error.to_string()))?;
        let found = digest_of(&self.fingerprint_secret(&table.dataset), file).await?;
        Ok(kept.altered(&found).map_or(Integrity::Values, |alteration| Integrity::Altered(Some(alteration))))
    }
}

/// The digest of the values of the table in `file`.
async fn digest_of(secret: &DatasetSecret, file: &Path) -> Result<CopyDigest, Problem> {
    let mut found = Found::open(file);
    let internal = |error: &dyn std::fmt::Display| Problem::Internal(error.to_string());
    let mut digester = CopyDigester::new(secret, &Arc::new(Schema::empty()));
    while let Some(piece) = found.next().await {
        match piece {
            Piece::Begin(schema) => digester = CopyDigester::new(secret, &as_written(&schema)),
            Piece::Rows(rows) => {
                let rows = written(&rows).map_err(|error| internal(&error))?;
                digester.push(&rows).map_err(|error| internal(&error))?;
            }
        }
    }
    found.end().await?;
    Ok(digester.finish())
}

/// A column that was read as a date, a time or a truth value keeps how it was written beside it: a copy's digest is of
/// that, whether the copy's own column was one or a text.
fn is_patterned(field: &Field) -> bool {
    !field.metadata().is_empty()
}

fn as_written(schema: &SchemaRef) -> SchemaRef {
    let text = |field: &Arc<Field>| Arc::new(Field::new(field.name(), DataType::Utf8, true));
    let field = |field: &Arc<Field>| if is_patterned(field) { text(field) } else { Arc::clone(field) };
    Arc::new(Schema::new(schema.fields().iter().map(field).collect::<Vec<_>>()))
}

fn written(rows: &RecordBatch) -> Result<RecordBatch, arrow::error::ArrowError> {
    let schema = rows.schema();
    let columns = rows.columns().iter().zip(schema.fields()).map(|(column, field)| {
        if !is_patterned(field) {
            return Arc::clone(column);
        }
        let texts = (0..column.len()).map(|row| lake::ingest::render(field, column.as_ref(), row));
        Arc::new(texts.collect::<StringArray>()) as ArrayRef
    });
    RecordBatch::try_new(as_written(&schema), columns.collect())
}
