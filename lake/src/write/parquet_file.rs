use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::read::CHUNK_ROWS;
use crate::sealed::SealedFile;

/// One Parquet file in the making. Each row group is encoded column by column on all cores.
pub(super) struct ParquetFile {
    schema: SchemaRef,
    writer: SerializedFileWriter<SealedFile>,
    columns: ArrowRowGroupWriterFactory,
    groups: usize,
    rows: u64,
}

impl ParquetFile {
    pub(super) fn new(file: SealedFile, schema: &SchemaRef) -> Result<Self, ParquetError> {
        let (writer, columns) =
            ArrowWriter::try_new(file, Arc::clone(schema), Some(properties()))?.into_serialized_writer()?;
        Ok(Self { schema: Arc::clone(schema), writer, columns, groups: 0, rows: 0 })
    }

    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    pub(super) fn bytes(&self) -> u64 {
        self.writer.bytes_written() as u64
    }

    /// Appends one row group.
    pub(super) fn append(&mut self, batches: &[RecordBatch]) -> Result<(), ParquetError> {
        let writers = self.columns.create_column_writers(self.groups)?;
        let columns: Vec<_> = self.schema.fields().iter().enumerate().zip(writers).collect();
        let chunks = columns
            .into_par_iter()
            .map(|((number, field), mut writer)| {
                for batch in batches {
                    for leaf in compute_leaves(field, batch.column(number))? {
                        writer.write(&leaf)?;
                    }
                }
                writer.close()
            })
            .collect::<Result<Vec<ArrowColumnChunk>, _>>()?;
        let mut group = self.writer.next_row_group()?;
        for chunk in chunks {
            chunk.append_to_row_group(&mut group)?;
        }
        group.close()?;
        self.groups += 1;
        self.rows += batches.iter().map(|batch| batch.num_rows() as u64).sum::<u64>();
        Ok(())
    }

    /// Writes the footer; the file still has to be sealed.
    pub(super) fn finish(self) -> Result<SealedFile, ParquetError> {
        self.writer.into_inner()
    }
}

fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        // A page for each chunk of the row cache, so that a lookup decodes little more than it needs.
        .set_data_page_row_count_limit(CHUNK_ROWS)
        // The dictionary of a row group is decoded again with each chunk of it.
        .set_dictionary_page_size_limit(128 << 10)
        .set_max_row_group_row_count(None)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_created_by("gongshu".to_owned())
        .build()
}
