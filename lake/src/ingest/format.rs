//! Telling what a file is by its content; its name says nothing.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use zip::ZipArchive;

use super::IngestError;
use super::encoding::Charset;
use super::head::first_bytes;

/// The formats a table may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// CSV, TSV and other delimited text.
    Delimited,
    Xlsx,
    Xls,
    Ods,
    /// Arrays of objects, also wrapped or one after the other.
    Json,
    /// One object per line.
    JsonLines,
    Parquet,
}

impl Format {
    pub fn name(self) -> &'static str {
        match self {
            Self::Delimited => "csv",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
            Self::Parquet => "parquet",
        }
    }
}

const SNIFFED: usize = 1 << 16;

/// First bytes of files people take for tables.
const OTHERS: [(&[u8], &str); 12] = [
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\x28\xB5\x2F\xFD", "a Zstandard archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"{\\rtf", "an RTF document"),
];

/// What the file at `path` is, or why it is no table.
pub(crate) fn detect(path: &Path) -> Result<Format, IngestError> {
    let head = first_bytes(path, SNIFFED)?;
    if head.is_empty() {
        return Err(IngestError::Empty);
    }
    if head.starts_with(b"PK\x03\x04") {
        return archive(path);
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Ok(Format::Xls);
    }
    if head.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    if let Some((_, found)) = OTHERS.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(IngestError::NotATable { found });
    }
    let charset = Charset::detect(&head, head.len() < SNIFFED)?;
    let mut text = Vec::new();
    charset.open(path)?.take(SNIFFED as u64).read_to_end(&mut text)?;
    of_text(text.trim_ascii_start())
}

fn of_text(text: &[u8]) -> Result<Format, IngestError> {
    let begins = |word: &str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()));
    if ["<!doctype html", "<html", "<table", "<meta", "<head"].into_iter().any(begins) {
        return Err(IngestError::NotATable { found: "an HTML page" });
    }
    if begins("<?xml") {
        return Err(IngestError::NotATable { found: "an XML document" });
    }
    let mut rest = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace());
    Ok(match (rest.next(), rest.next()) {
        (Some(b'['), Some(b'{' | b'[' | b']')) | (Some(b'{'), Some(b'"' | b'}')) => Format::Json,
        _ => Format::Delimited,
    })
}

/// A ZIP archive is a workbook, or nothing read here.
fn archive(path: &Path) -> Result<Format, IngestError> {
    let broken = |_| IngestError::NotATable { found: "a damaged ZIP archive" };
    let archive = ZipArchive::new(BufReader::new(File::open(path)?)).map_err(broken)?;
    let holds = |name: &str| archive.index_for_name(name).is_some();
    if holds("xl/workbook.xml") {
        Ok(Format::Xlsx)
    } else if holds("xl/workbook.bin") {
        Err(IngestError::NotATable { found: "a binary XLSB workbook" })
    } else if holds("content.xml") && holds("META-INF/manifest.xml") {
        Ok(Format::Ods)
    } else if holds("word/document.xml") {
        Err(IngestError::NotATable { found: "a Word document" })
    } else {
        Err(IngestError::NotATable { found: "a ZIP archive" })
    }
}
