use std::collections::BTreeMap;

use arrow::array::RecordBatch;

use super::forms::half_width;
use super::plan::Plan;
use super::signature::{Reading, Signatures, Sketch};

/// Rows of a suspect that are sketched.
const SAMPLE: usize = 20_000;

/// Least share of a column's values that must be found in the field it is taken for: by its values alone, and where the
/// name already says so.
const BY_VALUE: f64 = 0.4;
const BY_NAME: f64 = 0.1;

/// Finds the columns of a suspect that are fields of the plan: by name, and by value where names are gone.
pub(super) fn matched(
    plan: &Plan,
    suspect: &[RecordBatch],
    signatures: Option<&Signatures>,
) -> BTreeMap<String, usize> {
    let Some(first) = suspect.first() else { return BTreeMap::new() };
    let mut sketches = Sketches { suspect, made: BTreeMap::new() };
    let draft = plan.draft();
    let mut fields: Vec<&str> = draft.fields.iter().map(|field| field.name.as_str()).collect();
    let unlisted: Vec<&str> = draft.key.iter().map(String::as_str).filter(|name| !fields.contains(name)).collect();
    fields.extend(unlisted);
    let names: Vec<String> = first.schema_ref().fields().iter().map(|field| plain(field.name())).collect();
    let mut found = BTreeMap::new();
    for field in &fields {
        let wanted = plain(field);
        let mut places = names.iter().enumerate().filter(|(_, name)| **name == wanted).map(|(place, _)| place);
        if let (Some(place), None) = (places.next(), places.next())
            && !found.values().any(|taken| *taken == place)
            && sketches.likeness(signatures, field, place).is_none_or(|(share, _)| share >= BY_NAME)
        {
            found.insert((*field).to_owned(), place);
        }
    }
    let Some(signatures) = signatures else { return found };
    let mut pairs = Vec::new();
    for field in fields.iter().filter(|field| !found.contains_key(**field)) {
        for place in (0..names.len()).filter(|place| !found.values().any(|taken| taken == place)) {
            if let Some((share, alike)) = sketches.likeness(Some(signatures), field, place)
                && share >= BY_VALUE
            {
                pairs.push((share + alike, *field, place));
            }
        }
    }
    pairs.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (_, field, place) in pairs {
        if !found.contains_key(field) && !found.values().any(|taken| *taken == place) {
            found.insert(field.to_owned(), place);
        }
    }
    found
}

/// Whether a column of the suspect has this name.
pub(super) fn named(suspect: &[RecordBatch], name: &str) -> bool {
    let fields = suspect.first().map(|batch| batch.schema_ref().fields().iter());
    fields.into_iter().flatten().any(|field| plain(field.name()) == plain(name))
}

/// A name without case, width, blanks and marks.
fn plain(name: &str) -> String {
    let plain = name.chars().map(half_width).flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric());
    plain.collect()
}

/// Sketches of the suspect's columns, each made once for every way of reading.
struct Sketches<'a> {
    suspect: &'a [RecordBatch],
    made: BTreeMap<(usize, Reading), Sketch>,
}

impl Sketches<'_> {
    fn likeness(&mut self, signatures: Option<&Signatures>, field: &str, place: usize) -> Option<(f64, f64)> {
        let signatures = signatures?;
        let (_, reading, whole) = signatures.columns.iter().find(|(name, _, _)| name == field)?;
        let suspect = self.suspect;
        let part = self.made.entry((place, reading.clone())).or_insert_with(|| {
            let mut sketch = Sketch::default();
            let mut left = SAMPLE;
            for batch in suspect {
                let rows = batch.num_rows().min(left);
                left -= rows;
                // A column that cannot be written as text has no likeness to one that can.
                let _ = batch
                    .columns()
                    .get(place)
                    .map(|column| sketch.observe(&column.slice(0, rows), reading, &signatures.key));
            }
            sketch
        });
        whole.likeness(part)
    }
}
