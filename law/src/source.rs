use std::ops::Range;
use std::sync::Arc;

use base::LawDate;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _};

use crate::error::{Findings, Problem};

/// A place in `rules/`: file and line, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Site {
    pub(crate) file: Arc<str>,
    pub(crate) line: usize,
}

/// One file of `rules/` being read.
pub(crate) struct Source<'a> {
    file: Arc<str>,
    text: &'a str,
}

impl<'a> Source<'a> {
    pub(crate) fn new(path: &str, text: &'a str) -> Self {
        Self { file: Arc::from(path), text }
    }

    pub(crate) fn site(&self, span: &Range<usize>) -> Site {
        let before = self.text.as_bytes().get(..span.start).unwrap_or_default();
        Site { file: Arc::clone(&self.file), line: before.split(|byte| *byte == b'\n').count() }
    }

    pub(crate) fn top(&self) -> Site {
        self.site(&(0..0))
    }

    /// The file's own name, without folder and ending.
    pub(crate) fn stem(&self) -> &str {
        let name = self.file.rsplit('/').next().unwrap_or_default();
        name.strip_suffix(".toml").unwrap_or(name)
    }

    pub(crate) fn read<T: DeserializeOwned>(&self, findings: &mut Findings) -> Option<T> {
        match toml::from_str(self.text) {
            Ok(value) => Some(value),
            Err(error) => {
                let site = self.site(&error.span().unwrap_or(0..0));
                findings.push(&site, Problem::Shape { message: error.message().to_owned() });
                None
            }
        }
    }

    /// A file carries the name it declares, so that a citation leads to the file.
    pub(crate) fn expect_stem(&self, declared: &toml::Spanned<Code>, findings: &mut Findings) {
        let name = &declared.get_ref().0;
        if name != self.stem() {
            let problem = Problem::FileName { declared: name.clone(), stem: self.stem().to_owned() };
            findings.push(&self.site(&declared.span()), problem);
        }
    }
}

/// A name inside rulebooks: of a state, a step, a purpose.
#[derive(Debug, Clone)]
pub(crate) struct Code(pub(crate) String);

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.'));
        if fits {
            return Ok(Self(text));
        }
        let found: String = text.chars().take(80).collect();
        Err(D::Error::custom(format_args!(
            "expected a name of 1–64 characters from a–z, 0–9, '-', '_' and '.', found {found:?}"
        )))
    }
}

/// A TOML date without a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TomlDate(pub(crate) LawDate);

impl<'de> Deserialize<'de> for TomlDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = toml::value::Datetime::deserialize(deserializer)?;
        let date = match (written.date, written.time, written.offset) {
            (Some(date), None, None) => LawDate::from_ymd_opt(i32::from(date.year), date.month.into(), date.day.into()),
            _ => None,
        };
        date.map(Self)
            .ok_or_else(|| D::Error::custom(format_args!("expected a date such as 2019-11-01, found {written}")))
    }
}
