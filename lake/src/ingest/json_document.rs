//! Where a JSON document keeps its rows, and walking over them.

use std::io::Read;

use serde::de::IgnoredAny;

use super::IngestError;
use super::block::Misfit;
use super::json_scan::Scanner;

/// Wrapping objects looked through for the rows, as in `{"result": {"records": [ … ]}}`.
const WRAPPED: usize = 3;

/// How the rows stand in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One object per line.
    Lines,
    /// Arrays of objects, or objects, one after the other.
    Values,
    /// An array inside one object, at this path of keys.
    Wrapped(Vec<String>),
}

/// One row as found.
pub(crate) struct Row<'a> {
    pub(crate) line: u64,
    /// The object's text, or why it is none.
    pub(crate) object: Result<&'a [u8], Misfit>,
}

/// Gives each row until `take` answers false.
pub(crate) fn rows<R: Read>(
    input: R,
    shape: &Shape,
    limit: usize,
    take: &mut dyn FnMut(Row<'_>) -> bool,
) -> Result<(), IngestError> {
    let mut scanner = Scanner::new(input, limit);
    match shape {
        Shape::Lines => lines(&mut scanner, take),
        Shape::Values => values(&mut scanner, take),
        Shape::Wrapped(path) => wrapped(&mut scanner, path, take),
    }
}

fn lines<R: Read>(scanner: &mut Scanner<R>, take: &mut dyn FnMut(Row<'_>) -> bool) -> Result<(), IngestError> {
    let mut text = Vec::new();
    let mut line = scanner.line;
    while scanner.line(&mut text)? {
        let trimmed = text.trim_ascii();
        if !trimmed.is_empty() && !take(Row { line, object: object(trimmed) }) {
            break;
        }
        line = scanner.line;
    }
    Ok(())
}

/// The text as one sound object.
fn object(text: &[u8]) -> Result<&[u8], Misfit> {
    if std::str::from_utf8(text).is_err() {
        return Err(Misfit::Undecodable);
    }
    match (serde_json::from_slice::<IgnoredAny>(text), text.first()) {
        (Err(_), _) => Err(Misfit::NotJson),
        (Ok(_), Some(b'{')) => Ok(text),
        (Ok(_), _) => Err(Misfit::NotAnObject),
    }
}

fn values<R: Read>(scanner: &mut Scanner<R>, take: &mut dyn FnMut(Row<'_>) -> bool) -> Result<(), IngestError> {
    let mut text = Vec::new();
    while let Some(token) = scanner.token()? {
        match token {
            b'[' => {
                if !array(scanner, take)? {
                    return Ok(());
                }
            }
            b'{' => {
                let line = scanner.line;
                text.clear();
                scanner.value(Some(&mut text))?;
                if !take(Row { line, object: object(&text) }) {
                    return Ok(());
                }
            }
            // Between arrays and objects put one after the other.
            b',' => scanner.bump(),
            _ => return Err(scanner.wrong()),
        }
    }
    Ok(())
}

/// The rows of the array that begins at the next token; false when the taker has had enough.
fn array<R: Read>(scanner: &mut Scanner<R>, take: &mut dyn FnMut(Row<'_>) -> bool) -> Result<bool, IngestError> {
    let mut text = Vec::new();
    scanner.takes(b'[')?;
    if scanner.takes(b']')? {
        return Ok(true);
    }
    loop {
        scanner.token()?;
        let line = scanner.line;
        text.clear();
        scanner.value(Some(&mut text))?;
        if !take(Row { line, object: object(&text) }) {
            return Ok(false);
        }
        if scanner.takes(b']')? {
            return Ok(true);
        }
        if !scanner.takes(b',')? {
            return Err(scanner.wrong());
        }
    }
}

fn wrapped<R: Read>(
    scanner: &mut Scanner<R>,
    path: &[String],
    take: &mut dyn FnMut(Row<'_>) -> bool,
) -> Result<(), IngestError> {
    for key in path {
        if !descend(scanner, key)? {
            return Err(IngestError::Changed);
        }
    }
    if !array(scanner, take)? {
        return Ok(());
    }
    // What follows holds no rows, but must be sound: a file cut short would end in it.
    for _ in path {
        while scanner.takes(b',')? {
            scanner.value(None)?;
            if !scanner.takes(b':')? {
                return Err(scanner.wrong());
            }
            scanner.value(None)?;
        }
        if !scanner.takes(b'}')? {
            return Err(scanner.wrong());
        }
    }
    Ok(())
}

/// Enters the object at the next token up to the value of `key`.
fn descend<R: Read>(scanner: &mut Scanner<R>, key: &str) -> Result<bool, IngestError> {
    let mut found = false;
    members(scanner, |name, _| {
        found = name == key;
        Ok(if found { Step::Stop } else { Step::Pass })
    })?;
    Ok(found)
}

/// What a visitor of members made of a value.
enum Step {
    /// Left alone: the value is passed over.
    Pass,
    /// Read to its end.
    Taken,
    /// The walk ends here.
    Stop,
}

/// Walks the members of the object at the next token; `visit` stands before each value.
fn members<R: Read>(
    scanner: &mut Scanner<R>,
    mut visit: impl FnMut(&str, &mut Scanner<R>) -> Result<Step, IngestError>,
) -> Result<(), IngestError> {
    if !scanner.takes(b'{')? {
        return Err(scanner.wrong());
    }
    let mut text = Vec::new();
    if scanner.takes(b'}')? {
        return Ok(());
    }
    loop {
        text.clear();
        scanner.value(Some(&mut text))?;
        let name: String = serde_json::from_slice(&text).map_err(|_| scanner.wrong())?;
        if !scanner.takes(b':')? {
            return Err(scanner.wrong());
        }
        scanner.token()?;
        match visit(&name, scanner)? {
            Step::Pass => scanner.value(None)?,
            Step::Taken => {}
            Step::Stop => return Ok(()),
        }
        if scanner.takes(b'}')? {
            return Ok(());
        }
        if !scanner.takes(b',')? {
            return Err(scanner.wrong());
        }
    }
}

/// Finds how the rows stand. `open` gives the text from its beginning.
pub(crate) fn shape<R: Read>(open: &dyn Fn() -> Result<R, IngestError>, limit: usize) -> Result<Shape, IngestError> {
    let mut scanner = Scanner::new(open()?, limit);
    if scanner.token()? != Some(b'{') {
        return Ok(Shape::Values);
    }
    let mut first = Vec::new();
    let whole_line = scanner.line(&mut first).is_ok() && object(first.trim_ascii()).is_ok();
    if whole_line && scanner.token()?.is_some() {
        return Ok(Shape::Lines);
    }
    let mut path: Vec<String> = Vec::new();
    for _ in 0..WRAPPED {
        let mut scanner = Scanner::new(open()?, limit);
        for key in &path {
            descend(&mut scanner, key)?;
        }
        match array_within(&mut scanner)? {
            Inside::Rows(key) => {
                path.push(key);
                return Ok(Shape::Wrapped(path));
            }
            Inside::Object(key) => path.push(key),
            Inside::Nothing => break,
        }
    }
    Ok(Shape::Values)
}

/// What an object holds that rows may be in.
enum Inside {
    Rows(String),
    Object(String),
    Nothing,
}

/// The first member that is an array of objects, else the first that is an object.
fn array_within<R: Read>(scanner: &mut Scanner<R>) -> Result<Inside, IngestError> {
    let (mut rows, mut object) = (None, None);
    members(scanner, |name, scanner| {
        match scanner.peek()? {
            Some(b'[') => {
                scanner.bump();
                if scanner.token()? == Some(b'{') {
                    rows = Some(name.to_owned());
                    return Ok(Step::Stop);
                }
                scanner.rest()?;
                return Ok(Step::Taken);
            }
            Some(b'{') if object.is_none() => object = Some(name.to_owned()),
            _ => {}
        }
        Ok(Step::Pass)
    })?;
    Ok(rows.map(Inside::Rows).or(object.map(Inside::Object)).unwrap_or(Inside::Nothing))
}
