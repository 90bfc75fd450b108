use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, Result};
use seal::Key;
use seal::object::{Context, HEADER_LENGTH, Opener};

use super::refused;

/// More than this is opened on a thread that may block: it takes longer than others should wait.
const AT_ONCE: u64 = 256 << 10;

/// One sealed object, its header read and proven. Any range of it is read without the rest.
#[derive(Clone)]
pub(crate) struct SealedObject {
    store: Arc<dyn ObjectStore>,
    path: Path,
    opener: Arc<Opener>,
}

/// Ranges read as one, because their chunks overlap or touch.
struct Run {
    plain: Range<u64>,
    sealed: Range<u64>,
}

impl SealedObject {
    /// `sealed_len` is the object's length in the store.
    pub(crate) async fn open(store: &Arc<dyn ObjectStore>, path: Path, sealed_len: u64, key: &Key) -> Result<Self> {
        let header = store.get_range(&path, 0..sealed_len.clamp(1, HEADER_LENGTH as u64)).await?;
        let opener = Opener::new(key, &Context::once(path.as_ref()), sealed_len, &header)
            .map_err(|error| refused(&path, error))?;
        Ok(Self { store: Arc::clone(store), path, opener: Arc::new(opener) })
    }

    /// Bytes of the object, opened.
    pub(crate) fn len(&self) -> u64 {
        self.opener.plain_len()
    }

    pub(crate) async fn read(&self, range: Range<u64>) -> Result<Bytes> {
        let mut read = self.read_all(std::slice::from_ref(&range)).await?;
        Ok(read.pop().unwrap_or_default())
    }

    /// The ranges in the order asked. No chunk is fetched or opened twice.
    pub(crate) async fn read_all(&self, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        let runs = self.runs(ranges)?;
        let sealed: Vec<_> = runs.iter().map(|run| run.sealed.clone()).collect();
        let fetched = self.store.get_ranges(&self.path, &sealed).await?;
        let total: u64 = sealed.iter().map(|range| range.end - range.start).sum();
        let (opener, plain) = (Arc::clone(&self.opener), runs.iter().map(|run| run.plain.clone()).collect::<Vec<_>>());
        let open = move || {
            let texts = plain.into_iter().zip(&fetched).map(|(plain, sealed)| opener.open_range(plain, sealed));
            texts.map(|text| text.map(Bytes::from)).collect::<std::result::Result<Vec<_>, _>>()
        };
        let read = if total <= AT_ONCE {
            open()
        } else {
            let opening = tokio::task::spawn_blocking(open).await;
            opening.map_err(|source| object_store::Error::JoinError { source })?
        };
        let texts = read.map_err(|error| refused(&self.path, error))?;
        Ok(ranges.iter().map(|range| cut(&runs, &texts, range)).collect())
    }

    /// What to fetch for `ranges`, in order and apart from each other.
    fn runs(&self, ranges: &[Range<u64>]) -> Result<Vec<Run>> {
        let widened = ranges.iter().map(|range| self.opener.whole_chunks(range.clone()));
        let mut widened =
            widened.collect::<std::result::Result<Vec<_>, _>>().map_err(|error| refused(&self.path, error))?;
        widened.sort_unstable_by_key(|range| (range.start, range.end));
        let mut runs: Vec<Range<u64>> = Vec::new();
        for range in widened {
            match runs.last_mut().filter(|last| range.start <= last.end) {
                Some(last) => last.end = last.end.max(range.end),
                None => runs.push(range),
            }
        }
        runs.into_iter()
            .map(|plain| {
                let sealed = self.opener.sealed_range(plain.clone()).map_err(|error| refused(&self.path, error))?;
                Ok(Run { plain, sealed })
            })
            .collect()
    }
}

/// The bytes of `range`, which lie in one of the runs. Shares their memory.
fn cut(runs: &[Run], texts: &[Bytes], range: &Range<u64>) -> Bytes {
    let after = runs.partition_point(|run| run.plain.start <= range.start);
    let Some((run, text)) = after.checked_sub(1).and_then(|at| Some((runs.get(at)?, texts.get(at)?))) else {
        return Bytes::new();
    };
    let place = |byte: u64| usize::try_from(byte - run.plain.start).unwrap_or(usize::MAX).min(text.len());
    text.slice(place(range.start)..place(range.end))
}

impl fmt::Debug for SealedObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealedObject").field("path", &self.path).finish_non_exhaustive()
    }
}
