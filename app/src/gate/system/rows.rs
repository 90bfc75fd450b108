use std::fmt;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Builder, RecordBatch, StringBuilder, TimestampMicrosecondBuilder};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use base::Timestamp;
use domain::act::Envelope;
use futures::stream::{BoxStream, StreamExt as _, try_unfold};
use lake::{RowsError, SystemRows};
use store::Store;

/// Acts read and shown at a time: what one question holds in memory of them.
const PAGE: u32 = 1000;

/// A cell of a system table.
pub(super) enum Cell {
    Text(Option<String>),
    Number(Option<u64>),
    Time(Timestamp),
}

/// Columns of a system table, and the rows an act makes in it.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) columns: &'static [(&'static str, Kind)],
    /// Each row as long as the columns.
    pub(super) rows: fn(u64, &Envelope) -> Vec<Vec<Cell>>,
}

#[derive(Clone, Copy)]
pub(super) enum Kind {
    Text,
    Number,
    Time,
}

/// The log as rows, up to where it stood when the question was asked.
pub(super) struct LogRows {
    store: Store,
    head: u64,
    shape: Shape,
    schema: SchemaRef,
}

impl LogRows {
    pub(super) fn new(store: &Store, head: u64, shape: Shape) -> Self {
        let field = |(name, kind): &(&str, Kind)| Field::new(*name, kind.arrow(), true);
        let schema = Arc::new(Schema::new(shape.columns.iter().map(field).collect::<Vec<_>>()));
        Self { store: store.clone(), head, shape, schema }
    }
}

impl fmt::Debug for LogRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogRows").field("head", &self.head).field("schema", &self.schema).finish_non_exhaustive()
    }
}

impl SystemRows for LogRows {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn read(&self) -> BoxStream<'static, Result<RecordBatch, RowsError>> {
        let (store, head, shape, schema) = (self.store.clone(), self.head, self.shape, self.schema());
        let batches = try_unfold(None, move |after: Option<u64>| {
            let (store, schema) = (store.clone(), Arc::clone(&schema));
            async move {
                let page = store.acts_after(after, PAGE).await.map_err(RowsError::from)?;
                let page: Vec<_> = page.into_iter().take_while(|(position, _)| *position < head).collect();
                let Some((last, _)) = page.last() else { return Ok(None) };
                let rows = page.iter().flat_map(|(position, envelope)| (shape.rows)(*position, envelope));
                let batch = batch(&schema, shape.columns, rows.collect())?;
                Ok(Some((batch, Some(*last))))
            }
        });
        batches.boxed()
    }
}

impl Kind {
    const fn arrow(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Number => DataType::Int64,
            Self::Time => DataType::Timestamp(TimeUnit::Microsecond, None),
        }
    }
}

/// Cells of one column as they are gathered.
enum Column {
    Text(StringBuilder),
    Number(Int64Builder),
    Time(TimestampMicrosecondBuilder),
}

impl Column {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::Number => Self::Number(Int64Builder::new()),
            Kind::Time => Self::Time(TimestampMicrosecondBuilder::new()),
        }
    }

    /// A cell of another kind than its column is nothing.
    fn push(&mut self, cell: Cell) {
        match (self, cell) {
            (Self::Text(column), Cell::Text(text)) => column.append_option(text),
            (Self::Text(column), _) => column.append_null(),
            (Self::Number(column), Cell::Number(number)) => {
                column.append_option(number.map(|number| i64::try_from(number).unwrap_or(i64::MAX)));
            }
            (Self::Number(column), _) => column.append_null(),
            // Shown as the clock on the wall shows it where the law is read.
            (Self::Time(column), Cell::Time(at)) => column.append_value(at.plus_millis(SHANGHAI_MS).millis() * 1000),
            (Self::Time(column), _) => column.append_null(),
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Text(mut column) => Arc::new(column.finish()),
            Self::Number(mut column) => Arc::new(column.finish()),
            Self::Time(mut column) => Arc::new(column.finish()),
        }
    }
}

/// Asia/Shanghai, ahead of UTC.
const SHANGHAI_MS: i64 = 8 * 3_600_000;

fn batch(schema: &SchemaRef, kinds: &[(&str, Kind)], rows: Vec<Vec<Cell>>) -> Result<RecordBatch, RowsError> {
    let mut columns: Vec<Column> = kinds.iter().map(|(_, kind)| Column::new(*kind)).collect();
    for row in rows {
        for (column, cell) in columns.iter_mut().zip(row) {
            column.push(cell);
        }
    }
    let columns = columns.into_iter().map(Column::finish).collect();
    Ok(RecordBatch::try_new(Arc::clone(schema), columns)?)
}
