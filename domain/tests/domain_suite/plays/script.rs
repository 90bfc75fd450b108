//! Plays as text: what a whole run of a procedure looks like, one act a line.

use std::path::{Path, PathBuf};

use domain::case::Inputs;
use law::Actor as Part;
use serde_json::{Value, json};

/// A run from its first step to its end.
#[derive(Debug, Clone)]
pub(super) struct Play {
    pub(super) procedure: String,
    pub(super) file: String,
    pub(super) line: usize,
    /// The state it ends in.
    pub(super) name: String,
    /// The effect it cannot get past yet.
    pub(super) waits: Option<String>,
    pub(super) acts: Vec<Line>,
}

/// One act of a play.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) number: usize,
    pub(super) step: String,
    pub(super) by: Part,
    /// The clock that ran out, for a step of the platform.
    pub(super) after: Option<String>,
    pub(super) inputs: Inputs,
    /// The state it leads to; `pending` where others must approve too.
    pub(super) to: String,
}

/// Every play on file, or what is wrong with a line.
pub(super) fn plays() -> Result<Vec<Play>, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plays");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut plays = Vec::new();
    for path in files.iter().filter(|path| path.extension().is_some_and(|ending| ending == "play")) {
        let text = std::fs::read_to_string(path).unwrap();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        plays.extend(read(stem, &text)?);
    }
    Ok(plays)
}

pub(super) fn read(procedure: &str, text: &str) -> Result<Vec<Play>, String> {
    let file = format!("{procedure}.play");
    let mut plays: Vec<Play> = Vec::new();
    let (mut waits, mut open) = (None, false);
    for (index, line) in text.lines().enumerate() {
        let (number, line) = (index + 1, line.trim());
        let wrong = |why: String| format!("{file}:{number}: {why}");
        if let Some(effect) = line.strip_prefix("# waits: ") {
            waits = Some(effect.to_owned());
        } else if let Some(name) = line.strip_prefix("play ") {
            open = true;
            plays.push(Play {
                procedure: procedure.to_owned(),
                file: file.clone(),
                line: number,
                name: name.to_owned(),
                waits: waits.take(),
                acts: Vec::new(),
            });
        } else if line.is_empty() {
            open = false;
        } else if !line.starts_with('#') {
            let play = plays
                .last_mut()
                .filter(|_| open)
                .ok_or_else(|| wrong("expected `play <name>` before it".to_owned()))?;
            play.acts.push(read_line(number, line).map_err(wrong)?);
        }
    }
    match plays.iter().find(|play| play.acts.is_empty()) {
        Some(empty) => Err(format!("{file}:{}: expected lines below the play, found none", empty.line)),
        None => Ok(plays),
    }
}

fn read_line(number: usize, line: &str) -> Result<Line, String> {
    let (act, to) = line.rsplit_once(" -> ").ok_or("expected `-> <state>`")?;
    let (head, given) = act.split_once(", ").unwrap_or((act, ""));
    let (step, by) = head.split_once(" by ").ok_or("expected `<step> by <part>`")?;
    let (by, after) = match by.split_once(" after ") {
        Some((by, clock)) => (by, Some(clock.to_owned())),
        None => (by, None),
    };
    let part = serde_json::from_value(json!(by)).map_err(|_| format!("expected a part, found {by:?}"))?;
    let inputs = read_inputs(given)?;
    Ok(Line { number, step: step.to_owned(), by: part, after, inputs, to: to.to_owned() })
}

/// Reads `name=json; name=json`. A value may itself have `; ` in it: it ends where it is whole.
fn read_inputs(text: &str) -> Result<Inputs, String> {
    let (mut inputs, mut rest) = (Inputs::new(), text);
    while !rest.is_empty() {
        let (name, values) = rest.split_once('=').ok_or_else(|| format!("expected `name=value`, found {rest:?}"))?;
        let mut ends = values.match_indices("; ").map(|(end, _)| end).chain([values.len()]);
        let whole = |end: usize| Some((serde_json::from_str::<Value>(&values[..end]).ok()?, end));
        let (value, end) = ends.find_map(whole).ok_or_else(|| format!("{name}: expected a value, found {values:?}"))?;
        rest = values.get(end + 2..).unwrap_or_default();
        if inputs.insert(name.to_owned(), value).is_some() {
            return Err(format!("expected {name} once, found it twice"));
        }
    }
    Ok(inputs)
}
