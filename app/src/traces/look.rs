use std::path::Path;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use base::DatasetId;
use domain::version::Version;
use futures::StreamExt as _;
use guard::fingerprint::{CopyId, DatasetSecret, Detector, Findings, FingerprintError, Signatures, Suspect, Trace};
use lake::Grant;
use tokio::sync::mpsc;

use super::sources::Source;
use super::suspect::{Found, Piece};
use crate::platform::App;
use crate::problem::Problem;

/// A part of a found table that is looked at together: so many rows, or so many bytes.
const PART_ROWS: usize = 1 << 20;
const PART_BYTES: usize = 512 << 20;
/// Batches of what copies were made from that are read ahead, and at most so many taken up together.
const AHEAD: usize = 16;

/// One source of copies, held against a found table.
pub(super) struct Reading<'a> {
    source: &'a Source,
    dataset: DatasetId,
    secret: DatasetSecret,
    grant: Grant,
    signatures: Option<Arc<Signatures>>,
    findings: Option<Findings>,
}

impl Reading<'_> {
    pub(super) fn conclude(self, among: usize) -> Trace {
        let copies = self.source.copies.iter().filter_map(|copy| CopyId::try_from(copy.receipt.to_string()).ok());
        let findings = self.findings.unwrap_or_else(|| Findings::new(&self.source.plan));
        findings.conclude(&self.source.plan, &self.secret, &copies.collect::<Vec<_>>(), among)
    }
}

impl App {
    /// Makes ready to read what copies were made from; `None` where that is no longer there.
    pub(super) async fn reading<'a>(&self, source: &'a Source) -> Result<Option<Reading<'a>>, Problem> {
        let version = self.store.load::<Version>(source.version.as_str()).await?.map(|loaded| loaded.state);
        let Some(version) = version.filter(|version| version.destroyed.is_none()) else { return Ok(None) };
        let dataset = version.dataset.clone();
        let secret = self.fingerprint_secret(&dataset);
        let grant =
            self.trace_grant(version, source.keyed_by.clone(), source.fields.clone(), source.rows.clone()).await?;
        Ok(Some(Reading { source, dataset, secret, grant, signatures: None, findings: None }))
    }

    /// Reads a found table once, in parts, and holds each part against every source. Gives the rows read.
    pub(super) async fn look(&self, readings: &mut [Reading<'_>], file: &Path) -> Result<u64, Problem> {
        let mut found = Found::open(file);
        let mut part = Part::default();
        while let Some(piece) = found.next().await {
            match piece {
                Piece::Begin(_) => {
                    part = Part::default();
                    for reading in readings.iter_mut() {
                        reading.findings = None;
                    }
                }
                Piece::Rows(rows) => part.push(rows),
            }
            if part.is_full() {
                self.compare(readings, std::mem::take(&mut part)).await?;
            }
        }
        let inspection = found.end().await?;
        if !part.batches.is_empty() {
            self.compare(readings, part).await?;
        }
        Ok(inspection.rows_read)
    }

    async fn compare(&self, readings: &mut [Reading<'_>], part: Part) -> Result<(), Problem> {
        if readings.is_empty() {
            return Ok(());
        }
        let suspect = Arc::new(Suspect::new(part.batches).map_err(unfit)?);
        for reading in readings {
            self.sign(reading).await?;
            let (plan, secret) = (reading.source.plan.clone(), reading.secret.clone());
            let (suspect, signatures) = (Arc::clone(&suspect), reading.signatures.clone());
            let before = reading.findings.take().unwrap_or_else(|| Findings::new(&plan));
            let look = move |schema: &SchemaRef, mut originals: Originals| {
                let detector = Detector::new(&plan, &secret, schema, &suspect, signatures.as_deref())?;
                let mut detector = detector.after(before);
                while let Some(rows) = originals.take() {
                    detector.observe_all(&rows)?;
                }
                detector.findings()
            };
            reading.findings = Some(self.beside(reading, look).await?);
        }
        Ok(())
    }

    /// Takes the signatures of a source's columns, once: they tell renamed columns, and names that lie.
    async fn sign(&self, reading: &mut Reading<'_>) -> Result<(), Problem> {
        if reading.signatures.is_some() {
            return Ok(());
        }
        let mut signatures = Signatures::new(&reading.source.plan, &reading.secret);
        let sign = move |_: &SchemaRef, mut originals: Originals| {
            while let Some(rows) = originals.take() {
                rows.iter().try_for_each(|rows| signatures.observe(rows))?;
            }
            Ok(signatures)
        };
        reading.signatures = Some(Arc::new(self.beside(reading, sign).await?));
        Ok(())
    }

    /// Reads what copies were made from and hands it to `work`, on a thread where that holds up nobody.
    async fn beside<T: Send + 'static>(
        &self,
        reading: &Reading<'_>,
        work: impl FnOnce(&SchemaRef, Originals) -> Result<T, FingerprintError> + Send + 'static,
    ) -> Result<T, Problem> {
        let mut originals = self.lake.originals(&reading.grant, &reading.dataset).await?;
        let schema = originals.schema();
        let (hand, taken) = mpsc::channel(AHEAD);
        let working = tokio::task::spawn_blocking(move || work(&schema, Originals(taken)));
        let mut whole = Ok(());
        while let Some(rows) = originals.next().await {
            let handed = match rows {
                // An error here says that the work ended, which tells why itself.
                Ok(rows) => hand.send(rows).await.is_ok(),
                Err(error) => {
                    whole = Err(error);
                    false
                }
            };
            if !handed {
                break;
            }
        }
        drop(hand);
        let worked = working.await.map_err(|error| Problem::Internal(error.to_string()))?;
        whole?;
        worked.map_err(unfit)
    }
}

/// What copies were made from, as it is read.
struct Originals(mpsc::Receiver<RecordBatch>);

impl Originals {
    /// What has come by now; nothing at the end.
    fn take(&mut self) -> Option<Vec<RecordBatch>> {
        let mut rows = Vec::with_capacity(AHEAD);
        (self.0.blocking_recv_many(&mut rows, AHEAD) > 0).then_some(rows)
    }
}

fn unfit(error: FingerprintError) -> Problem {
    match error {
        FingerprintError::TooMany { limit, .. } => {
            Problem::TooLarge(base::Message::new("trace-too-large").with("limit", limit))
        }
        error => Problem::Internal(error.to_string()),
    }
}

#[derive(Default)]
struct Part {
    batches: Vec<RecordBatch>,
    rows: usize,
    bytes: usize,
}

impl Part {
    fn push(&mut self, rows: RecordBatch) {
        self.rows += rows.num_rows();
        self.bytes += rows.get_array_memory_size();
        self.batches.push(rows);
    }

    fn is_full(&self) -> bool {
        self.rows >= PART_ROWS || self.bytes >= PART_BYTES
    }
}
