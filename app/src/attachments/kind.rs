//! What a file is, told by its content. Its name only has to agree.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use base::Message;
use law::FileType;

/// Enough for every signature, and for the names of the first parts of a packed document.
const HEAD: u64 = 16 << 10;
/// Where a packed file lists its parts.
const TAIL: u64 = 64 << 10;
const BUFFER: usize = 64 << 10;

/// Why a file is not taken.
pub(super) enum NotTaken {
    Io(io::Error),
    Because(Message),
}

impl From<io::Error> for NotTaken {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// What the file at `path` is.
pub(super) fn file_type(path: &Path, name: &str) -> Result<FileType, NotTaken> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    if size == 0 {
        return Err(NotTaken::Because(Message::new("invalid-attachment-empty")));
    }
    let mut head = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(size.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    file.by_ref().take(TAIL).read_to_end(&mut tail)?;
    let unknown = || NotTaken::Because(Message::new("invalid-attachment-type"));
    let found = match infer::get(&head).map(|kind| kind.extension()) {
        Some("pdf") => FileType::Pdf,
        Some("png") => FileType::Png,
        Some("jpg") => FileType::Jpg,
        Some("zip" | "docx" | "xlsx" | "pptx") => packed(&head, &tail)?,
        Some("doc" | "xls" | "msi" | "ppt") => compound(&head, name).ok_or_else(unknown)?,
        _ if head.starts_with(&COMPOUND) => compound(&head, name).ok_or_else(unknown)?,
        None if is_text(file)? => text(name),
        _ => return Err(unknown()),
    };
    fits(found, name)?;
    Ok(found)
}

/// First bytes of a compound file, which old office documents are.
const COMPOUND: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// A ZIP file, or a document packed as one, by the parts it lists.
fn packed(head: &[u8], tail: &[u8]) -> Result<FileType, NotTaken> {
    let lists = |part: &str| memory(head, part) || memory(tail, part);
    if lists("vbaProject.bin") {
        return Err(NotTaken::Because(Message::new("invalid-attachment-macros")));
    }
    let kinds = [
        ("word/document.xml", FileType::Docx),
        ("xl/workbook.xml", FileType::Xlsx),
        ("ppt/presentation.xml", FileType::Pptx),
        ("OFD.xml", FileType::Ofd),
    ];
    Ok(kinds.into_iter().find(|(part, _)| lists(part)).map_or(FileType::Zip, |(_, kind)| kind))
}

fn memory(bytes: &[u8], part: &str) -> bool {
    bytes.windows(part.len()).any(|window| window == part.as_bytes())
}

/// Old documents are all one container; which it is stands too deep in it to be told without reading it all.
fn compound(head: &[u8], name: &str) -> Option<FileType> {
    match ending(name).as_str() {
        _ if !head.starts_with(&COMPOUND) => None,
        "doc" => Some(FileType::Doc),
        "xls" => Some(FileType::Xls),
        _ => None,
    }
}

fn text(name: &str) -> FileType {
    if ending(name) == "csv" { FileType::Csv } else { FileType::Txt }
}

/// Text holds no control characters but those that lay it out.
fn is_text(mut file: File) -> io::Result<bool> {
    file.seek(SeekFrom::Start(0))?;
    let mut buffer = vec![0; BUFFER];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(true);
        }
        let lays_out = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x20..=0x7E | 0x80..=0xFF);
        if !buffer.iter().take(read).all(lays_out) {
            return Ok(false);
        }
    }
}

/// A name that promises something else would open as that.
fn fits(found: FileType, name: &str) -> Result<(), NotTaken> {
    let promised = match ending(name).as_str() {
        "jpeg" => "jpg".to_owned(),
        other => other.to_owned(),
    };
    if promised == found.name() {
        return Ok(());
    }
    let message = Message::new("invalid-attachment-name").with("name", name).with("found", found);
    Err(NotTaken::Because(message))
}

fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, content: &[u8]) -> Result<FileType, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, content).unwrap();
        file_type(&path, name).map_err(|why| match why {
            NotTaken::Io(error) => error.to_string(),
            NotTaken::Because(message) => message.key,
        })
    }

    /// The start of a local header of a packed part, with its name.
    fn part(name: &str) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
        bytes.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        bytes.extend([0, 0]);
        bytes.extend(name.as_bytes());
        bytes
    }

    #[test]
    fn the_content_says_what_a_file_is() {
        let png = [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13];
        let cases: [(&str, Vec<u8>, FileType); 9] = [
            ("a.pdf", b"%PDF-1.7\n...".to_vec(), FileType::Pdf),
            ("a.png", png.to_vec(), FileType::Png),
            ("photo.JPEG", vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 16], FileType::Jpg),
            ("a.zip", part("readme.txt"), FileType::Zip),
            ("a.docx", part("word/document.xml"), FileType::Docx),
            ("a.ofd", part("OFD.xml"), FileType::Ofd),
            ("a.csv", "名称,数量\n甲,1\n".as_bytes().to_vec(), FileType::Csv),
            ("a.txt", "说明\n".as_bytes().to_vec(), FileType::Txt),
            ("a.doc", COMPOUND.to_vec(), FileType::Doc),
        ];
        for (name, content, expected) in cases {
            assert_eq!(told(name, &content), Ok(expected), "{name}");
        }
    }

    #[test]
    fn what_pretends_runs_or_is_empty_is_not_taken() {
        let cases: [(&str, &[u8], &str); 7] = [
            ("a.pdf", b"MZ\x90\0\x03\0\0\0\x04\0\0\0", "invalid-attachment-type"),
            ("a.pdf", b"#!/bin/sh\nrm -rf /\n", "invalid-attachment-type"),
            ("a.png", b"%PDF-1.7", "invalid-attachment-name"),
            ("a", b"%PDF-1.7", "invalid-attachment-name"),
            ("a.txt", b"a\0b", "invalid-attachment-type"),
            ("a.xlsx", &[part("xl/workbook.xml"), part("xl/vbaProject.bin")].concat(), "invalid-attachment-macros"),
            ("a.txt", b"", "invalid-attachment-empty"),
        ];
        for (name, content, expected) in cases {
            assert_eq!(told(name, content), Err(expected.to_owned()), "{name}");
        }
    }
}
