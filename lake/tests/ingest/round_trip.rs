//! Any table, written in any dialect and encoding, comes back cell by cell.

use encoding_rs::{Encoding, GB18030, UTF_8};
use lake::ingest::Limits;
use proptest::collection::vec;
use proptest::prelude::*;

use super::table::{Table, file, load};

#[derive(Debug, Clone)]
struct Dialect {
    delimiter: char,
    line_end: &'static str,
    quote_all: bool,
    coding: Coding,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Coding {
    Utf8,
    Utf8Mark,
    Utf16Le,
    Utf16Be,
    Gb18030,
}

fn dialect() -> impl Strategy<Value = Dialect> {
    let coding = prop_oneof![
        Just(Coding::Utf8),
        Just(Coding::Utf8Mark),
        Just(Coding::Utf16Le),
        Just(Coding::Utf16Be),
        Just(Coding::Gb18030)
    ];
    let delimiter = prop_oneof![Just(','), Just(';'), Just('\t'), Just('|')];
    (delimiter, prop_oneof![Just("\n"), Just("\r\n"), Just("\r")], any::<bool>(), coding)
        .prop_map(|(delimiter, line_end, quote_all, coding)| Dialect { delimiter, line_end, quote_all, coding })
}

/// Columns whose values are of one kind, with a chance of a stranger late in the column.
fn column() -> impl Strategy<Value = Vec<String>> {
    let of = |pattern: &'static str| vec(prop_oneof![9 => pattern, 1 => Just(String::new())], 30).boxed();
    let kind = prop_oneof![
        of("-?[1-9][0-9]{0,14}"),
        of("[0-9]{1,3}\\.[0-9]{2}"),
        of("[0-9]{1,3}(\\.[0-9]{1,3})?"),
        of("20[0-9]{2}-(0[1-9]|1[0-2])-[0-2][0-9]"),
        of("20[0-9]{2}/0[1-9]/[12][0-9]T[01][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{3})?"),
        of("true|false"),
        of("True|FALSE"),
        of("[a-z ,;|\"'\\t\\n中文字号é]{0,12}"),
        of("[0-9X]{16,18}"),
    ];
    (kind, prop_oneof![3 => Just(None), 1 => (0..30_usize, "[0-9a-z.-]{1,6}").prop_map(Some)]).prop_map(
        |(mut cells, stranger)| {
            if let Some((at, cell)) = stranger {
                cells[at] = cell;
            }
            cells
        },
    )
}

fn write(rows: &[Vec<String>], dialect: &Dialect) -> Vec<u8> {
    let quoted = |cell: &String| {
        let special = |c: char| matches!(c, ',' | ';' | '\t' | '|' | '"' | '\n' | '\r');
        if dialect.quote_all || cell.contains(special) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    let mut text = String::new();
    for row in rows {
        text += &row.iter().map(quoted).collect::<Vec<_>>().join(&dialect.delimiter.to_string());
        text += dialect.line_end;
    }
    match dialect.coding {
        Coding::Utf8 => encode(&text, UTF_8),
        Coding::Utf8Mark => encode(&format!("\u{feff}{text}"), UTF_8),
        Coding::Utf16Le => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Coding::Utf16Be => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Coding::Gb18030 => encode(&text, GB18030),
    }
}

fn encode(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

/// The rows as the reader should give them: no blank ones, empty cells as nulls.
fn expected(rows: &[Vec<String>]) -> Vec<Vec<Option<String>>> {
    let full = |row: &&Vec<String>| row.iter().any(|cell| !cell.trim().is_empty());
    let cell = |cell: &String| (!cell.is_empty()).then(|| cell.clone());
    rows.iter().filter(full).map(|row| row.iter().map(cell).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_cell_comes_back(columns in vec(column(), 2..6), dialect in dialect(), chunk in 40..400_usize) {
        let header = ('a'..).take(columns.len() + 1).map(|n| format!("项目名称{n}"));
        // A column of plain words lets an encoding be told from a short file.
        let prose = |row: usize| ["北京市海淀区中关村大街", "上海市浦东新区世纪大道", "海南省海口市龙华区"][row % 3].to_owned();
        let flat = dialect.line_end == "\r";
        let clean = |cell: &String| if flat { cell.replace('\n', " ") } else { cell.clone() };
        let body: Vec<Vec<String>> = (0..30)
            .map(|row| columns.iter().map(|column| clean(&column[row])).chain([prose(row)]).collect())
            .collect();
        let rows: Vec<Vec<String>> = std::iter::once(header.collect()).chain(body.iter().cloned()).collect();
        let file = file(&write(&rows, &dialect));
        let head_bytes = if dialect.coding == Coding::Gb18030 { 1 << 20 } else { 700 };
        let limits = Limits { chunk_bytes: chunk, head_bytes, record_bytes: 1 << 16, ..Limits::default() };
        let (found, Table { rows, schema, .. }) = load(file.path(), &limits).unwrap();
        prop_assert_eq!(found.set_aside_count, 0, "{:?}", found.set_aside);
        prop_assert_eq!(schema.unwrap().fields().len(), columns.len() + 1);
        prop_assert_eq!(rows, expected(&body));
        let (whole, _) = load(file.path(), &Limits::default()).unwrap();
        let types = |found: &lake::ingest::Inspection| -> Vec<_> { found.fields.iter().map(|f| (f.data_type, f.nulls, f.distinct)).collect() };
        prop_assert_eq!(types(&found), types(&whole), "types must not depend on how the file was cut");
    }
}
