//! From passes over a source to the inspection of a table.

use base::Message;

use super::evidence::Evidence;
use super::inspection::{DataType, FieldProfile, Inspection};
use super::pass::{self, Outcome, Plan, Source};
use super::{BatchSink, Format, IngestError};

/// Runs `source` until every cell fits its column's type. The first types may be wrong; those found over all values are
/// right, so two passes do unless the file changes meanwhile.
pub(crate) fn settle(
    source: &mut dyn Source,
    plan: &Plan<'_>,
    first: Vec<Evidence>,
    sink: &mut dyn BatchSink,
) -> Result<(Vec<Evidence>, Outcome), IngestError> {
    let outcome = pass::run(source, &Plan { types: Some(&first), ..*plan }, sink)?;
    if outcome.fits || !outcome.late.is_empty() {
        return Ok((first, outcome));
    }
    let types = outcome.evidence;
    let outcome = pass::run(source, &Plan { types: Some(&types), ..*plan }, sink)?;
    if outcome.fits { Ok((types, outcome)) } else { Err(IngestError::Changed) }
}

/// Finds the types over all values first, then builds: for sources that are cheap to run or have no head to guess from.
pub(crate) fn scan_then_build(
    source: &mut dyn Source,
    plan: &Plan<'_>,
    sink: &mut dyn BatchSink,
) -> Result<(Vec<Evidence>, Outcome), IngestError> {
    let types = pass::run(source, &Plan { types: None, ..*plan }, sink)?.evidence;
    let outcome = pass::run(source, &Plan { types: Some(&types), ..*plan }, sink)?;
    if outcome.fits { Ok((types, outcome)) } else { Err(IngestError::Changed) }
}

pub(crate) fn data_types(evidence: &[Evidence]) -> Vec<DataType> {
    evidence.iter().map(|evidence| evidence.data_type()).collect()
}

/// What a finished read found.
pub(crate) fn inspection(
    format: Format,
    encoding: String,
    names: &[String],
    types: &[DataType],
    outcome: Outcome,
    mut notes: Vec<Message>,
) -> Inspection {
    let tally = &outcome.tally;
    if tally.blank > 0 {
        notes.push(Message::new("ingest-note-blank-rows").with("count", tally.blank));
    }
    let mut fields = Vec::with_capacity(names.len());
    let distinct: Vec<u64> = outcome.measures.iter().map(|measure| measure.distinct.count().0).collect();
    let recognised = outcome.recognisers.finish(&distinct);
    for (((name, data_type), measure), found) in names.iter().zip(types).zip(outcome.measures).zip(recognised) {
        let (distinct, distinct_exact) = measure.distinct.count();
        fields.push(FieldProfile {
            name: name.clone(),
            data_type: *data_type,
            nulls: measure.nulls,
            distinct,
            distinct_exact,
            placeholders: measure.placeholders,
            outer_whitespace: measure.outer_whitespace,
            excel_damaged: measure.excel_damaged,
            replaced_characters: measure.replaced_characters,
            length: measure.length,
            kinds: found.kinds,
            grade: found.grade,
            why: found.why,
            counted: found.counted,
        });
    }
    Inspection {
        format,
        encoding,
        rows_read: tally.kept + tally.set_aside,
        rows_kept: tally.kept,
        set_aside_count: tally.set_aside,
        set_aside: tally.list(),
        fields,
        duplicate_rows: outcome.duplicates.count,
        duplicate_rows_exact: outcome.duplicates.exact,
        notes,
    }
}
