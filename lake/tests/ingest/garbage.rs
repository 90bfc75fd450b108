//! Any bytes: an answer or a refusal, never a panic, never a lost row.

use std::fs;
use std::io::Write;

use bolero::check;
use lake::ingest::Limits;
use tempfile::NamedTempFile;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::table::{load, tight};

fn survives(bytes: &[u8], file: &NamedTempFile, limits: &Limits) {
    fs::write(file.path(), bytes).unwrap();
    if let Err(error) = load(file.path(), limits) {
        assert!(error.message().key.starts_with("ingest-refused-"));
    }
}

fn fuzz(make: impl Fn(&[u8]) -> Vec<u8> + std::panic::RefUnwindSafe) {
    let file = NamedTempFile::new().unwrap();
    check!().with_iterations(400).with_max_len(600).for_each(|bytes| survives(&make(bytes), &file, &tight()));
}

#[test]
fn any_bytes() {
    fuzz(<[u8]>::to_vec);
}

/// Bytes mapped onto what delimited files are made of.
#[test]
fn any_delimited_text() {
    const ALPHABET: &[u8] = b"a1,;\t|\"\"\n\n\r .-\0\xE4\xBD\xA0\xFF";
    fuzz(|bytes| bytes.iter().map(|byte| ALPHABET[usize::from(*byte) % ALPHABET.len()]).collect());
}

#[test]
fn any_json_text() {
    const ALPHABET: &[u8] = b"{}[]\"\":,a1 \n\\tn-.\xFF";
    fuzz(|bytes| {
        let rest = bytes.iter().map(|byte| ALPHABET[usize::from(*byte) % ALPHABET.len()]);
        b"[{\"a\":1},".iter().copied().chain(rest).collect()
    });
}

/// A sound workbook but for its sheet.
fn workbook(sheet: &[u8]) -> Vec<u8> {
    let parts: [(&str, &[u8]); 4] = [
        ("[Content_Types].xml", b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        ("xl/workbook.xml", b"<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"s\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn any_sheet_in_a_workbook() {
    const PIECES: [&str; 16] = [
        "<row r=\"2\">",
        "<row>",
        "</row>",
        "<c r=\"A1\">",
        "<c r=\"C2\" t=\"str\">",
        "<c r=\"XFD1048576\">",
        "<c r=\"ZZZZZZZ9999999999\">",
        "<c t=\"s\">",
        "</c>",
        "<v>1.5</v>",
        "<v>99</v>",
        "<v>x</v>",
        "<is><t>y</t></is>",
        "<c t=\"b\">",
        "<v/>",
        "&amp;",
    ];
    fuzz(|bytes| {
        let middle: String = bytes.iter().map(|byte| PIECES[usize::from(*byte) % PIECES.len()]).collect();
        workbook(format!("<worksheet><sheetData>{middle}</sheetData></worksheet>").as_bytes())
    });
}

#[test]
fn a_workbook_that_unpacks_to_too_much_is_refused() {
    let limits = Limits { spreadsheet_bytes: 100_000, ..Limits::default() };
    let file = super::table::file(&workbook(&vec![b' '; 200_000]));
    let error = load(file.path(), &limits).err().unwrap();
    assert_eq!(error.message().key, "ingest-refused-workbook-too-large");
}
