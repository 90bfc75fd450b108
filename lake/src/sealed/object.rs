use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, Result};
use seal::Key;
use seal::object::{Context, HEADER_LENGTH, ObjectError, Opener, Side};

use super::refused;

/// More than this is opened on a thread that may block: it takes longer than others should wait.
const AT_ONCE: u64 = 256 << 10;

/// A run longer than this is opened from its middle by two threads: that saves more than a thread costs.
const ALONE: u64 = 1 << 20;

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
            let texts = plain.into_iter().zip(fetched).map(|(plain, sealed)| opened(&opener, plain, sealed));
            texts.collect::<std::result::Result<Vec<_>, _>>()
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

/// The text of a run, in the memory its sealed bytes were fetched to where nobody else reads them there.
fn opened(opener: &Opener, plain: Range<u64>, sealed: Bytes) -> std::result::Result<Bytes, ObjectError> {
    let mut sealed = BytesMut::from(sealed);
    let place = if plain.end - plain.start > ALONE {
        open_by_two(opener, plain, &mut sealed)?
    } else {
        opener.open_in_place(plain, &mut sealed, Side::Front)?
    };
    Ok(sealed.freeze().slice(place))
}

/// Opens both halves of a run toward its middle at the same time, and says where its text now lies.
fn open_by_two(
    opener: &Opener,
    plain: Range<u64>,
    sealed: &mut [u8],
) -> std::result::Result<Range<usize>, ObjectError> {
    let middle = plain.start + (plain.end - plain.start) / 2;
    let middle = opener.whole_chunks(middle..middle)?.start;
    if middle <= plain.start {
        return opener.open_in_place(plain, sealed, Side::Front);
    }
    let (first, second) = (plain.start..middle, middle..plain.end);
    let fetched = opener.sealed_range(first.clone())?;
    let (expected, found) = (fetched.end - fetched.start, sealed.len() as u64);
    let half = usize::try_from(expected).unwrap_or(usize::MAX);
    let Some((front, back)) = sealed.split_at_mut_checked(half) else {
        return Err(ObjectError::WrongFetch { expected, found });
    };
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(|| opener.open_in_place(first, front, Side::Back));
        let second = opener.open_in_place(second, back, Side::Front);
        (first.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), second)
    });
    let (first, second) = (first?, second?);
    Ok(first.start..half + second.end)
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
