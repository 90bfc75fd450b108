use std::io::Write;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use crate::Format;
use crate::cells::{Cells, write_csv_text};

/// Why an answer could not be written. Never carries a value.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    #[error("expected to write the answer, the other side refused: {0}; ask again")]
    Io(#[from] std::io::Error),
    #[error("expected single values in {field:?}, found {found}; ask for the values themselves")]
    Nested { field: String, found: DataType },
    #[error("expected the columns the answer began with, found others; this is a defect, report it")]
    OtherShape,
    #[error("a column could not be written as text: {0}")]
    Arrow(#[from] arrow::error::ArrowError),
    #[error("the answer could not be written as Parquet: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
}

/// Bytes gathered before they are handed on.
const PIECE: usize = 64 << 10;

/// Writes batches of one shape to `W`, in order, holding no more than a few of them.
pub struct Encoder<W: Write + Send> {
    schema: SchemaRef,
    form: Form<W>,
}

enum Form<W: Write + Send> {
    Rows { rows: Rows, out: W },
    Parquet(Box<ArrowWriter<W>>),
}

impl<W: Write + Send> std::fmt::Debug for Encoder<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encoder").field("schema", &self.schema).finish_non_exhaustive()
    }
}

impl<W: Write + Send> Encoder<W> {
    /// Begins the file: a header, an opening bracket or Parquet's first bytes.
    pub fn new(format: Format, schema: &SchemaRef, out: W) -> Result<Self, EncodeError> {
        let form = match format {
            Format::Csv => Form::Rows { rows: Rows::csv(schema), out },
            Format::JsonLines => Form::Rows { rows: Rows::json(schema, Shape::Lines)?, out },
            Format::Json => Form::Rows { rows: Rows::json(schema, Shape::Array { begun: false })?, out },
            Format::Parquet => {
                let properties = WriterProperties::builder()
                    .set_compression(Compression::SNAPPY)
                    .set_created_by("gongshu".to_owned())
                    .build();
                Form::Parquet(Box::new(ArrowWriter::try_new(out, Arc::clone(schema), Some(properties))?))
            }
        };
        Ok(Self { schema: Arc::clone(schema), form })
    }

    /// Writes the rows of one batch.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), EncodeError> {
        if batch.num_columns() != self.schema.fields().len() {
            return Err(EncodeError::OtherShape);
        }
        match &mut self.form {
            Form::Rows { rows, out } => {
                let columns = columns(batch)?;
                for row in 0..batch.num_rows() {
                    rows.write(&columns, row)?;
                    if rows.buffer.len() >= PIECE {
                        rows.hand_on(out)?;
                    }
                }
                rows.hand_on(out)
            }
            Form::Parquet(writer) => Ok(writer.write(batch)?),
        }
    }

    /// Ends the file and gives the writer back.
    pub fn finish(self) -> Result<W, EncodeError> {
        match self.form {
            Form::Rows { mut rows, mut out } => {
                rows.end();
                rows.hand_on(&mut out)?;
                out.flush()?;
                Ok(out)
            }
            Form::Parquet(writer) => Ok(writer.into_inner()?),
        }
    }
}

fn columns(batch: &RecordBatch) -> Result<Vec<Cells>, EncodeError> {
    let schema = batch.schema();
    let mut columns = Vec::with_capacity(batch.num_columns());
    for (column, field) in batch.columns().iter().zip(schema.fields()) {
        let nested = || EncodeError::Nested { field: field.name().clone(), found: column.data_type().clone() };
        columns.push(Cells::of(column)?.ok_or_else(nested)?);
    }
    Ok(columns)
}

enum Shape {
    Csv,
    Lines,
    Array { begun: bool },
}

/// The row-wise formats.
struct Rows {
    shape: Shape,
    buffer: Vec<u8>,
    /// `{"name":` of the first field, `,"name":` of the others.
    names: Vec<Vec<u8>>,
}

impl Rows {
    fn csv(schema: &SchemaRef) -> Self {
        let mut buffer = Vec::new();
        for (number, field) in schema.fields().iter().enumerate() {
            if number > 0 {
                buffer.push(b',');
            }
            write_csv_text(field.name(), &mut buffer);
        }
        buffer.extend_from_slice(b"\r\n");
        Self { shape: Shape::Csv, buffer, names: Vec::new() }
    }

    fn json(schema: &SchemaRef, shape: Shape) -> Result<Self, EncodeError> {
        let mut names = Vec::with_capacity(schema.fields().len());
        for (number, field) in schema.fields().iter().enumerate() {
            let mut name = vec![if number == 0 { b'{' } else { b',' }];
            serde_json::to_writer(&mut name, field.name()).map_err(std::io::Error::from)?;
            name.push(b':');
            names.push(name);
        }
        Ok(Self { shape, buffer: Vec::new(), names })
    }

    fn write(&mut self, columns: &[Cells], row: usize) -> Result<(), EncodeError> {
        match &mut self.shape {
            Shape::Csv => self.csv_row(columns, row),
            Shape::Lines => {
                self.object(columns, row)?;
                self.buffer.push(b'\n');
                Ok(())
            }
            Shape::Array { begun } => {
                self.buffer.extend_from_slice(if *begun { b",\n" } else { b"[" });
                *begun = true;
                self.object(columns, row)
            }
        }
    }

    fn csv_row(&mut self, columns: &[Cells], row: usize) -> Result<(), EncodeError> {
        for (number, column) in columns.iter().enumerate() {
            if number > 0 {
                self.buffer.push(b',');
            }
            column.write_csv(row, &mut self.buffer)?;
        }
        // A blank line would be skipped by readers, and the row with it.
        if columns.len() == 1 && columns.iter().all(|column| column.is_null(row)) {
            self.buffer.extend_from_slice(b"\"\"");
        }
        self.buffer.extend_from_slice(b"\r\n");
        Ok(())
    }

    fn object(&mut self, columns: &[Cells], row: usize) -> Result<(), EncodeError> {
        for (name, column) in self.names.iter().zip(columns) {
            self.buffer.extend_from_slice(name);
            column.write_json(row, &mut self.buffer)?;
        }
        self.buffer.extend_from_slice(if columns.is_empty() { b"{}" } else { b"}" });
        Ok(())
    }

    fn end(&mut self) {
        match self.shape {
            Shape::Csv | Shape::Lines => {}
            Shape::Array { begun: true } => self.buffer.push(b']'),
            Shape::Array { begun: false } => self.buffer.extend_from_slice(b"[]"),
        }
    }

    fn hand_on(&mut self, out: &mut impl Write) -> Result<(), EncodeError> {
        out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }
}
