//! Lines of the index that say no more whose key was asked for: of a person who is erased.

use base::Digest;

use crate::connection::{Link, Param, signed};
use crate::error::{DatabaseError, ReadError};
use crate::store::Store;

/// Receipts one act names.
const MOST: i64 = 256;

const LOOKED_UP: &str = "SELECT DISTINCT position FROM traces WHERE dataset = $1 AND subject = $2 \
                         ORDER BY position LIMIT $3";
const BLANK: &str = "UPDATE traces SET subject = NULL, blanked_by = $1 WHERE position = $2";

impl Store {
    /// Where in the log this key of a dataset was asked for, as far as the index says so: some of the positions, none
    /// once they were all blanked. Catches up with the log before.
    pub async fn looked_up(&self, dataset: &str, key: &Digest) -> Result<Vec<u64>, ReadError> {
        self.catch_up_traces().await?;
        let subject = key.to_string();
        let params = [Param::Text(dataset), Param::Text(&subject), Param::Int(MOST)];
        let rows = self.fetch(LOOKED_UP, &params).await?;
        Ok(rows.iter().map(|row| row.count(0)).collect::<Result<_, _>>()?)
    }
}

/// Blanks the lines of the receipts at `positions`, for the act at `by`.
pub(crate) async fn blank_traces(link: &mut Link<'_>, by: u64, positions: &[u64]) -> Result<(), DatabaseError> {
    for position in positions {
        link.execute(BLANK, &[Param::Int(signed(by)), Param::Int(signed(*position))]).await?;
    }
    Ok(())
}
