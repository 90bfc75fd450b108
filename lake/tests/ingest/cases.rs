//! Small dirty files: given bytes, what is kept, set aside or refused.

use std::fmt::Write as _;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use encoding_rs::{GB18030, WINDOWS_1252};
use expect_test::{Expect, expect};
use lake::ingest::{BatchSink, IngestError, Limits, SinkError, read};

use super::table::{file, load, tight};

fn summary(bytes: &[u8], limits: &Limits) -> String {
    let file = file(bytes);
    let (found, table) = match load(file.path(), limits) {
        Ok(found) => found,
        Err(error) => return format!("refused {} {:?}\n", error.message().key, error.message().args),
    };
    let mut text = format!("{} {}\n", found.format.name(), found.encoding);
    for note in &found.notes {
        writeln!(text, "note {} {:?}", note.key, note.args).unwrap();
    }
    for field in &found.fields {
        write!(text, "{}:{} ", field.name, field.data_type.name()).unwrap();
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    for row in table.rows {
        let cells: Vec<String> = row
            .into_iter()
            .map(|cell| cell.map_or("∅".to_owned(), |cell| cell.replace('\r', "\\r").replace('\n', "\\n")))
            .collect();
        writeln!(text, "{}", cells.join(" | ")).unwrap();
    }
    for aside in found.set_aside {
        writeln!(text, "aside {}: {} {:?}", aside.line, aside.reason.key, aside.reason.args).unwrap();
    }
    text
}

fn check(bytes: &[u8], expected: &Expect) {
    expected.assert_eq(&summary(bytes, &Limits::default()));
}

#[test]
fn quotes() {
    check(
        b"a,b\r\n1,\"x, \"\"y\"\"\r\nz\"\r\n2,5\" pipe\r\n3,\"no end\r\n4,\"text\"after\r\n5,last\"",
        &expect![[r#"
            csv utf-8
            a:int b:text
            1 | x, "y"\r\nz
            2 | 5" pipe
            5 | last"
            aside 5: ingest-row-quote []
            aside 6: ingest-row-quote []
        "#]],
    );
    check(
        b"a,b\n\"x\",\"\"\n\"\"\"q\"\"\",\"end\"",
        &expect![[r#"
            csv utf-8
            a:text b:text
            x | ∅
            "q" | end
        "#]],
    );
}

#[test]
fn shapes() {
    check(
        b"a;b;c\n1,5;2;x\n1,5;2\n1;2;3;4\n1;2;3;;\n;;\n\n  \n7;8;9\n",
        &expect![[r#"
            csv utf-8
            note ingest-note-blank-rows [("count", "3")]
            a:text b:int c:text
            1,5 | 2 | x
            1 | 2 | 3
            7 | 8 | 9
            aside 3: ingest-row-too-few-cells [("found", "2"), ("expected", "3")]
            aside 4: ingest-row-too-many-cells [("found", "4"), ("expected", "3")]
        "#]],
    );
    check(
        b"Unnamed: 0,name,name,NAME_2,,line\n0,x,y,z,w,1\n",
        &expect![[r"
            csv utf-8
            column_1:int name:text name_3:text NAME_2:text column_5:text line:int
            0 | x | y | z | w | 1
        "]],
    );
    check(
        "2022年名单,,\n,,\n单位：万元,,\n序号,名称,金额\n1,甲,3.50\n2,乙,12.25\n".as_bytes(),
        &expect![[r#"
            csv utf-8
            note ingest-note-lead-rows [("count", "2")]
            序号:int 名称:text 金额:decimal
            1 | 甲 | 3.50
            2 | 乙 | 12.25
        "#]],
    );
    check(
        "张三,110101199003070038,2020-01-01\n李四,110101199003070011,2020-01-02\n".as_bytes(),
        &expect![[r"
            csv utf-8
            note ingest-note-no-header []
            column_1:text column_2:text column_3:date
            张三 | 110101199003070038 | 2020-01-01
            李四 | 110101199003070011 | 2020-01-02
        "]],
    );
    check(
        b"only\n",
        &expect![[r"
        csv utf-8
        only:text
    "]],
    );
}

#[test]
fn types_come_back_as_written() {
    check(
        b"i,z,n,d,f,b,day,at,mix\n1,01,1,1.50,1.5,TRUE,2024/01/31,2024-01-31 08:00,1\n,,,,,,,,\n-2,2,12345678901234567,-0.25,-3,FALSE,2024/02/29,2024-02-29 23:59,2024-01-01\n",
        &expect![[r#"
            csv utf-8
            note ingest-note-blank-rows [("count", "1")]
            i:int z:text n:text d:decimal f:float b:bool day:date at:timestamp mix:text
            1 | 01 | 1 | 1.50 | 1.5 | TRUE | 2024/01/31 | 2024-01-31 08:00 | 1
            -2 | 2 | 12345678901234567 | -0.25 | -3 | FALSE | 2024/02/29 | 2024-02-29 23:59 | 2024-01-01
        "#]],
    );
}

#[test]
fn encodings() {
    let text = "姓名,地址\n王小明,北京市海淀区中关村大街二十七号\n李华,上海市浦东新区世纪大道\n";
    check(
        &GB18030.encode(text).0,
        &expect![[r"
            csv gb18030
            姓名:text 地址:text
            王小明 | 北京市海淀区中关村大街二十七号
            李华 | 上海市浦东新区世纪大道
        "]],
    );
    let utf_16: Vec<u8> = "a,b\n1,é\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    check(
        &utf_16,
        &expect![[r"
        csv utf-16le
        a:int b:text
        1 | é
    "]],
    );
    let latin = WINDOWS_1252.encode("ville;élève\nAix;déjà vu\nNîmes;à côté\n").0;
    check(
        &latin,
        &expect![[r"
        csv windows-1252
        ville:text élève:text
        Aix | déjà vu
        Nîmes | à côté
    "]],
    );
    let mut broken = "名,值\n".repeat(9).into_bytes();
    broken.extend_from_slice(b"\xFF\xFE,1\nz,\0\n");
    let text = summary(&broken, &Limits::default());
    assert!(text.contains("aside 10: ingest-row-undecodable"), "{text}");
    assert!(text.contains("aside 11: ingest-row-nul"), "{text}");
}

#[test]
fn a_late_value_widens_its_column_and_an_encoding_found_late_is_used() {
    let mut text = String::from("n,word,\n");
    for n in 0..200 {
        writeln!(text, "{n},ascii,").unwrap();
    }
    let file_of = |last: &[u8]| file(&[text.as_bytes(), last].concat());
    let widened = file_of(b"1.5,ascii,\n007,x,late\n");
    let (found, table) = load(widened.path(), &tight()).unwrap();
    let names: Vec<(&str, &str)> =
        found.fields.iter().map(|field| (field.name.as_str(), field.data_type.name())).collect();
    assert_eq!(names, [("n", "text"), ("word", "text"), ("column_3", "text")]);
    assert_eq!(table.rows.len(), 202);
    assert!(table.begun > 1, "the first types were wrong");
    let row: Vec<Option<&str>> = table.rows[201].iter().map(Option::as_deref).collect();
    assert_eq!(row, [Some("007"), Some("x"), Some("late")]);

    let float = file_of(b"1.5,ascii,\n");
    let (found, table) = load(float.path(), &tight()).unwrap();
    assert_eq!((found.fields[0].data_type.name(), table.begun), ("float", 2));
    assert_eq!(table.rows[7][0].as_deref(), Some("7"));

    let chinese = file_of(&GB18030.encode("1,北京市海淀区中关村大街二十七号,\n").0);
    let (found, table) = load(chinese.path(), &tight()).unwrap();
    assert_eq!((found.encoding.as_str(), found.set_aside_count), ("gb18030", 0));
    assert_eq!(table.rows[200][1].as_deref(), Some("北京市海淀区中关村大街二十七号"));
}

#[test]
fn a_sink_that_fails_ends_the_reading() {
    struct Full;
    impl BatchSink for Full {
        fn begin(&mut self, _schema: &SchemaRef) -> Result<(), SinkError> {
            Ok(())
        }

        fn batch(&mut self, _batch: RecordBatch) -> Result<(), SinkError> {
            Err("the disk is full".into())
        }
    }
    let file = file(&b"a,b\n1,2\n".repeat(2_000));
    let error = read(file.path(), &tight(), &mut Full).unwrap_err();
    assert!(matches!(error, IngestError::Sink(_)), "{error}");
}

#[test]
fn a_record_longer_than_the_limit_is_refused_with_its_line() {
    let limits = tight();
    let text = format!("a,b\n1,2\n3,{}", "x".repeat(20_000));
    assert_eq!(
        summary(text.as_bytes(), &limits),
        "refused ingest-refused-record-too-long [(\"line\", \"3\"), (\"limit\", \"4096\")]\n"
    );
}

#[test]
fn json_in_all_its_dress() {
    check(
        br#"{"code":0,"result":{"total":2,"records":[{"a":1,"b":"x"},{"b":null,"c":{"k": [1, 2]}}]},"end":true}"#,
        &expect![[r#"
            json utf-8
            note ingest-note-json-path [("path", "result.records")]
            a:int b:text c:text
            1 | x | ∅
            ∅ | ∅ | {"k":[1,2]}
        "#]],
    );
    check(
        b"{\"a\":1}\n{\"a\":2,\n\n[1]\n{\"a\":3,\"a\":4}\n{\"a\":5}\n",
        &expect![[r"
            jsonl utf-8
            a:int
            1
            5
            aside 2: ingest-row-not-json []
            aside 4: ingest-row-not-an-object []
            aside 5: ingest-row-repeated-key []
        "]],
    );
    check(
        b"[{\"a\":1}]\n[{\"a\":2},\n 3]",
        &expect![[r"
            json utf-8
            a:int
            1
            2
            aside 3: ingest-row-not-an-object []
        "]],
    );
    check(
        b"[{\"a\":1},\n{\"a\":2}",
        &expect![[r#"refused ingest-refused-json [("line", "2"), ("column", "8")]
"#]],
    );
    check(
        b"[[1,2],[3,4]]",
        &expect![[r#"refused ingest-refused-json-shape [("line", "1")]
"#]],
    );
}

#[test]
fn what_is_no_table_is_refused_by_name() {
    check(
        b"",
        &expect![[r"refused ingest-refused-empty []
"]],
    );
    check(
        b" \r\n\n",
        &expect![[r"refused ingest-refused-empty []
"]],
    );
    check(
        b"%PDF-1.7",
        &expect![[r#"refused ingest-refused-not-a-table [("found", "a PDF document")]
"#]],
    );
    check(
        b"<html><table>",
        &expect![[r#"refused ingest-refused-not-a-table [("found", "an HTML page")]
"#]],
    );
    check(
        b"PK\x03\x04rubbish",
        &expect![[r#"refused ingest-refused-not-a-table [("found", "a damaged ZIP archive")]
"#]],
    );
    check(
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rubbish",
        &expect![[r#"refused ingest-refused-workbook [("format", "xls")]
"#]],
    );
    check(
        b"PAR1rubbish",
        &expect![[r"refused ingest-refused-parquet []
"]],
    );
    check(
        &[1, 2, 3, 4, 5, 6, 7, 8],
        &expect![[r#"refused ingest-refused-not-a-table [("found", "binary data")]
"#]],
    );
}
