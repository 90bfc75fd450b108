use std::ops::Range;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use base::DatasetId;
use domain::agreement::{Channel, Condition};

use super::chunk::Chunk;
use super::version::OpenVersion;
use super::{Cursor, ReadError, Rows};
use crate::govern::Governor;
use crate::grant::TableTerms;
use crate::{Grant, Lake};

/// Most rows of one page.
pub const MAX_PAGE_ROWS: usize = 1000;

/// Stored rows looked at for one page: a page with a rare filter may come back short, but it comes back.
const ROWS_LOOKED_AT: u64 = 1 << 20;

/// What a page should hold.
#[derive(Debug, Clone)]
pub struct PageAsk {
    /// Fields in the order asked; all granted ones when absent.
    pub fields: Option<Vec<String>>,
    /// Conditions on granted fields, compared with the values as they leave, after masks.
    pub filter: Vec<Condition>,
    pub after: Option<Cursor>,
    /// 1 to [`MAX_PAGE_ROWS`].
    pub limit: usize,
}

impl Lake {
    /// The next rows in stored order. Fewer than asked, even none, may come with a `next`: ask again from there.
    pub async fn page(&self, grant: &Grant, dataset: &DatasetId, ask: &PageAsk) -> Result<Rows, ReadError> {
        if !(1..=MAX_PAGE_ROWS).contains(&ask.limit) {
            return Err(ReadError::PageSize { asked: ask.limit, max: MAX_PAGE_ROWS });
        }
        let (table, version) = self.granted(grant, dataset, Channel::Page).await?;
        let mut governor = Governor::new(&version.schema, table, grant.pseudonym_key())?.require(&ask.filter)?;
        if let Some(fields) = &ask.fields {
            governor = governor.only(fields)?;
        }
        let start = match &ask.after {
            Some(cursor) => self.inner.cursors.open(grant, table, cursor)?,
            None => 0,
        };
        let mut page = Page { governor, batches: Vec::new(), missing: ask.limit, row: start };
        page.fill(self, &version, start.saturating_add(ROWS_LOOKED_AT)).await?;
        self.rows(grant, table, &version, page)
    }

    fn rows(&self, grant: &Grant, table: &TableTerms, version: &OpenVersion, page: Page) -> Result<Rows, ReadError> {
        let batch = match <[RecordBatch; 1]>::try_from(page.batches) {
            Ok([whole]) => whole,
            Err(pieces) => concat_batches(&page.governor.schema(), &pieces).map_err(ReadError::arrow)?,
        };
        let next = (page.row < version.rows).then(|| self.inner.cursors.seal(grant, table, page.row));
        Ok(Rows { batch, next })
    }
}

struct Page {
    governor: Governor,
    batches: Vec<RecordBatch>,
    missing: usize,
    /// The next stored row to look at.
    row: u64,
}

impl Page {
    /// Looks at stored rows until the page is full, the table ends or `end` is passed.
    async fn fill(&mut self, lake: &Lake, version: &Arc<OpenVersion>, end: u64) -> Result<(), ReadError> {
        while self.missing > 0 && self.row < end {
            let chunk = lake.inner.chunks.at(version, self.row, self.governor.needed()).await?;
            let Some(chunk) = chunk else { break };
            let mut from = usize::try_from(self.row - chunk.first_row).unwrap_or(usize::MAX);
            while self.missing > 0 && from < chunk.rows.num_rows() {
                let left = chunk.rows.num_rows() - from;
                // Govern in small steps: a page of ten rows should not mask eight thousand. Where it must, once.
                let small = left.min(self.missing.saturating_mul(2).max(64));
                let step = if self.governor.needs_chunks() { left } else { small };
                let taken = self.take(&chunk, from..from + step)?;
                self.row += taken as u64;
                from += taken;
            }
        }
        Ok(())
    }

    /// Governs a part of a chunk and keeps what still fits; answers how many stored rows that used up.
    fn take(&mut self, chunk: &Chunk, part: Range<usize>) -> Result<usize, ReadError> {
        let (governed, used) = self.governor.apply_to_part(&chunk.rows, chunk.first_row, part, self.missing)?;
        self.missing -= governed.num_rows();
        if governed.num_rows() > 0 {
            self.batches.push(governed);
        }
        Ok(used)
    }
}
