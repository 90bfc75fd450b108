//! One pass over a file: a reader cuts, workers split and build, the caller's thread puts the results in order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;

use super::block::{Block, Tally};
use super::class::classify;
use super::column;
use super::distinct::Duplicates;
use super::evidence::Evidence;
use super::kinds::Recognisers;
use super::measure::Measure;
use super::split::Splitter;
use super::{BatchSink, IngestError, Limits};

/// Each worker keeps its own counts of distinct values, so their number bounds memory.
const MOST_WORKERS: usize = 4;

/// Records on their way to a worker.
pub(crate) enum Work {
    /// Whole records still to be split.
    Raw(Vec<u8>),
    Split(Block),
}

/// Gives all records of a file, from its beginning, each time it is run. `emit` answers false when the rest is not wanted.
pub(crate) trait Source: Send {
    fn run(&mut self, emit: &mut dyn FnMut(Work) -> bool) -> Result<(), IngestError>;
}

/// What a pass is to do.
pub(crate) struct Plan<'a> {
    pub(crate) names: &'a [String],
    /// The types to build; none to look for types only.
    pub(crate) types: Option<&'a [Evidence]>,
    pub(crate) splitter: Option<Splitter<'a>>,
    pub(crate) limits: &'a Limits,
    /// Chunks the file will make, about; spreads the samples for the recognisers.
    pub(crate) chunks: usize,
    /// Lines before the first record.
    pub(crate) lines: u64,
}

/// What a pass found.
pub(crate) struct Outcome {
    pub(crate) tally: Tally,
    /// What all cells together allow.
    pub(crate) evidence: Vec<Evidence>,
    /// False when some cell did not fit the types: only `evidence` and `late` count then.
    pub(crate) fits: bool,
    /// Columns left out as empty that hold something.
    pub(crate) late: Vec<usize>,
    pub(crate) measures: Vec<Measure>,
    pub(crate) recognisers: Recognisers,
    pub(crate) duplicates: Duplicates,
}

impl Outcome {
    /// Before anything is read.
    pub(crate) fn new(names: &[String], limits: &Limits) -> Self {
        Self {
            tally: Tally::default(),
            evidence: vec![Evidence::Empty; names.len()],
            fits: true,
            late: Vec::new(),
            measures: Vec::new(),
            recognisers: Recognisers::new(&limits.pack, names, limits.sample_values),
            duplicates: Duplicates::new(limits.duplicate_budget),
        }
    }
}

/// One block, done.
#[derive(Default)]
struct Done {
    tally: Tally,
    late: Vec<usize>,
    batch: Option<RecordBatch>,
    row_hashes: Vec<u64>,
    /// Values for the recognisers, by column.
    sample: Vec<Vec<String>>,
}

/// Runs `source` once through the workers.
pub(crate) fn run(source: &mut dyn Source, plan: &Plan<'_>, sink: &mut dyn BatchSink) -> Result<Outcome, IngestError> {
    let schema = column::schema(plan.names, plan.types.unwrap_or_default());
    if plan.types.is_some() {
        sink.begin(&schema).map_err(IngestError::Sink)?;
    }
    let workers = thread::available_parallelism().map_or(2, usize::from).clamp(1, MOST_WORKERS);
    let (rescan, stop) = (AtomicBool::new(plan.types.is_none()), AtomicBool::new(false));
    let (work_in, work_out) = sync_channel::<(usize, Work)>(workers);
    let (done_in, done_out) = sync_channel::<(usize, Done)>(workers * 2);
    let work_out = Mutex::new(work_out);
    thread::scope(|scope| {
        let (queue, schema, rescan, stop) = (&work_out, &schema, &rescan, &stop);
        let reader = scope.spawn(move || feed(source, &work_in, stop));
        let spawn = |done: SyncSender<(usize, Done)>| {
            scope.spawn(move || Worker::new(plan, schema, rescan).drain(queue, &done))
        };
        let handles: Vec<_> = (0..workers).map(|_| spawn(done_in.clone())).collect();
        drop(done_in);
        let mut ordered = Ordered::new(plan, sink);
        let collected = ordered.collect(&done_out);
        stop.store(true, Ordering::Release);
        drop(done_out);
        let mut outcome = ordered.outcome;
        let stopped = |_| IngestError::Stopped;
        for worker in handles {
            worker.join().map_err(stopped)?.give(&mut outcome);
        }
        outcome.fits = !rescan.load(Ordering::Acquire);
        let fed = reader.join().map_err(stopped)?;
        collected.and(fed).map(|()| outcome)
    })
}

fn feed(source: &mut dyn Source, queue: &SyncSender<(usize, Work)>, stop: &AtomicBool) -> Result<(), IngestError> {
    let mut number = 0;
    source.run(&mut |work| {
        number += 1;
        !stop.load(Ordering::Acquire) && queue.send((number - 1, work)).is_ok()
    })
}

/// Turns blocks into typed batches, and measures them.
struct Worker<'a> {
    plan: &'a Plan<'a>,
    schema: &'a SchemaRef,
    /// Set by the first worker that meets a cell that does not fit: from then on all only look for types.
    rescan: &'a AtomicBool,
    evidence: Vec<Evidence>,
    measures: Vec<Measure>,
}

impl<'a> Worker<'a> {
    fn new(plan: &'a Plan<'a>, schema: &'a SchemaRef, rescan: &'a AtomicBool) -> Self {
        let columns = plan.names.len();
        let budget = plan.limits.distinct_each(columns);
        Self {
            plan,
            schema,
            rescan,
            evidence: vec![Evidence::Empty; columns],
            measures: vec![Measure::new(budget); columns],
        }
    }

    fn drain(mut self, queue: &Mutex<Receiver<(usize, Work)>>, done: &SyncSender<(usize, Done)>) -> Self {
        loop {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok((number, work)) = next else { return self };
            let block = match (work, self.plan.splitter) {
                (Work::Split(block), _) => block,
                (Work::Raw(bytes), Some(splitter)) => splitter.split(bytes),
                (Work::Raw(_), None) => Block::default(),
            };
            // When nobody wants results any more the queue is still emptied, or the reader would wait for ever.
            let _unwanted = done.send((number, self.block(number, block)));
        }
    }

    fn block(&mut self, number: usize, mut block: Block) -> Done {
        let mut done =
            Done { tally: std::mem::take(&mut block.tally), late: std::mem::take(&mut block.late), ..Done::default() };
        if !done.late.is_empty() {
            self.rescan.store(true, Ordering::Release);
        }
        if let (Some(types), false) = (self.plan.types, self.rescan.load(Ordering::Acquire)) {
            if let Some(batch) = self.build(&block, types) {
                done.row_hashes = vec![0; block.rows];
                for (column, measure) in self.measures.iter_mut().enumerate() {
                    measure.observe(&block, column, &mut done.row_hashes);
                }
                done.batch = Some(batch);
                done.sample = self.sample(number, &block);
                return done;
            }
            self.rescan.store(true, Ordering::Release);
        }
        for (column, evidence) in self.evidence.iter_mut().enumerate() {
            *evidence = gather(&block, column, *evidence);
        }
        done
    }

    /// The block under `types`; none when a cell does not fit. What was built before stands as evidence either way.
    fn build(&mut self, block: &Block, types: &[Evidence]) -> Option<RecordBatch> {
        let mut arrays = Vec::with_capacity(types.len());
        let mut seen = Vec::with_capacity(types.len());
        for (column, evidence) in types.iter().enumerate() {
            let (array, evidence) = column::build(block, column, *evidence)?;
            arrays.push(array);
            seen.push(evidence);
        }
        for (mine, seen) in self.evidence.iter_mut().zip(seen) {
            *mine = mine.join(seen);
        }
        RecordBatch::try_new(self.schema.clone(), arrays).ok()
    }

    /// Rows spread evenly over the file, more of them at its beginning; the same rows every time.
    fn sample(&self, number: usize, block: &Block) -> Vec<Vec<String>> {
        let wanted = self.plan.limits.sample_values;
        let chunks = self.plan.chunks.max(1);
        let share = if number == 0 { wanted.div_ceil(2) } else { wanted / 2 / chunks };
        let quota = if chunks == 1 { wanted } else { share.max(1) };
        let step = block.rows.div_ceil(quota.max(1)).max(1);
        // Empty cells too: rows must stay rows, for what several columns tell together.
        let values = |column| block.column(column).step_by(step).map(str::to_owned).collect();
        (0..block.width).map(values).collect()
    }

    fn give(self, outcome: &mut Outcome) {
        for (mine, theirs) in outcome.evidence.iter_mut().zip(self.evidence) {
            *mine = mine.join(theirs);
        }
        if outcome.measures.is_empty() {
            outcome.measures = self.measures;
        } else {
            for (mine, theirs) in outcome.measures.iter_mut().zip(self.measures) {
                mine.merge(theirs);
            }
        }
    }
}

/// Joins the evidence of every cell of a column.
fn gather(block: &Block, column: usize, known: Evidence) -> Evidence {
    let mut evidence = known;
    for cell in block.column(column) {
        if evidence == Evidence::Text {
            break;
        }
        evidence = evidence.join(classify(cell));
    }
    evidence
}

/// Takes finished blocks in file order.
struct Ordered<'a, 'b> {
    plan: &'a Plan<'a>,
    sink: &'b mut dyn BatchSink,
    outcome: Outcome,
}

impl<'a, 'b> Ordered<'a, 'b> {
    fn new(plan: &'a Plan<'a>, sink: &'b mut dyn BatchSink) -> Self {
        let mut outcome = Outcome::new(plan.names, plan.limits);
        outcome.tally.lines = plan.lines;
        Self { plan, sink, outcome }
    }

    fn collect(&mut self, finished: &Receiver<(usize, Done)>) -> Result<(), IngestError> {
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for (number, done) in finished {
            waiting.insert(number, done);
            while let Some(done) = waiting.remove(&next) {
                next += 1;
                self.take(done)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, done: Done) -> Result<(), IngestError> {
        let outcome = &mut self.outcome;
        outcome.tally.append(&done.tally, self.plan.limits.listed_set_aside);
        outcome.late.extend(done.late);
        outcome.late.sort_unstable();
        outcome.late.dedup();
        outcome.duplicates.observe(&done.row_hashes);
        outcome.recognisers.observe(&done.sample);
        match done.batch {
            Some(batch) if batch.num_rows() > 0 => self.sink.batch(batch).map_err(IngestError::Sink),
            _ => Ok(()),
        }
    }
}
