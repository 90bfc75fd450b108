//! Recognisers on generated columns (asserted) and on real tables (printed; a few columns asserted).
#![cfg(test)]

mod columns;
mod corpora;
mod generated;
mod offices;
mod strange;
mod tracks;
mod unseen;

use std::collections::BTreeMap;
use std::path::PathBuf;

use base::Kind;
use base::identifier::bank_card;
use base::identifier::generate::{self, Registrant};
use base::identifier::id_card::Sex;
use base::region::{self, Level};
use generated::Sequence;
use guard::pack::Pack;
use guard::recognise::{ColumnScan, Headings, kinds_of, propose_grade};

/// Share of recall and precision every structured kind must reach on generated values.
const LEAST: f64 = 0.95;

/// Made-up values of each structured kind, in the forms tables hold them.
fn generated() -> Vec<(Kind, Vec<String>)> {
    let mut n = Sequence(20_261_122);
    let counties: Vec<_> =
        region::all().iter().filter(|d| d.code.level() == Level::County && !d.groups_only()).map(|d| d.code).collect();
    let issuers = bank_card::issuers();
    let areas = ["010", "021", "0898", "0755", "0571"];
    let provinces: Vec<char> = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼".chars().collect();
    let id = |n: &mut Sequence| {
        let birth = format!("{}-{:02}-{:02}", 1950 + n.below(60), n.below(12) + 1, n.below(28) + 1).parse().unwrap();
        generate::id_number(*n.pick(&counties), birth, *n.pick(&[Sex::Female, Sex::Male]), n.below(2))
    };
    let mut columns: Vec<(Kind, Vec<String>)> = Vec::new();
    let mut column = |kind, n: &mut Sequence, make: &mut dyn FnMut(&mut Sequence) -> String| {
        columns.push((kind, (0..2_000).map(|_| make(n)).collect()));
    };
    column(Kind::IdNumber, &mut n, &mut |n| {
        let number = id(n);
        match n.below(10) {
            0 => format!("{}********{}", &number[..6], &number[14..]),
            1 => format!(" {} {} {} ", &number[..6], &number[6..14], &number[14..]),
            2 => number.to_lowercase(),
            _ => number,
        }
    });
    column(Kind::Mobile, &mut n, &mut |n| {
        let number = format!("1{}{:09}", 3 + n.below(7), n.below(1_000_000_000));
        match n.below(8) {
            0 => format!("+86{number}"),
            1 => format!("{}-{}-{}", &number[..3], &number[3..7], &number[7..]),
            2 => format!("{}****{}", &number[..3], &number[7..]),
            _ => number,
        }
    });
    column(Kind::Landline, &mut n, &mut |n| {
        let (area, local) = (*n.pick(&areas), 20_000_000 + n.below(69_000_000));
        match n.below(6) {
            0 => format!("({area}){local}"),
            1 => format!("{area}-{local}-{}", n.below(9_000)),
            2 => format!("{area}-{}****", local / 10_000),
            _ => format!("{area}-{local}"),
        }
    });
    column(Kind::BankCard, &mut n, &mut |n| {
        let number = generate::bank_card(n.pick(issuers), n.below(1 << 40));
        if n.below(5) == 0 {
            number.as_bytes().chunks(4).map(|c| String::from_utf8_lossy(c)).collect::<Vec<_>>().join(" ")
        } else {
            number
        }
    });
    column(Kind::Uscc, &mut n, &mut |n| {
        generate::uscc(Registrant::Enterprise, *n.pick(&counties), u32::try_from(n.below(1 << 29)).unwrap())
    });
    column(Kind::Email, &mut n, &mut |n| format!("someone.{}@mail{}.example.com", n.below(9_999), n.below(9)));
    column(Kind::Plate, &mut n, &mut |n| {
        let head = format!("{}{}", n.pick(&provinces), char::from(b'A' + u8::try_from(n.below(8)).unwrap()));
        match n.below(4) {
            0 => format!("{head}D{:05}", n.below(100_000)),
            1 => format!("{head}·{:05}", n.below(100_000)),
            _ => format!("{head}{:04}{}", n.below(10_000), n.pick(&['A', 'K', '3', '9', '学'])),
        }
    });
    columns
}

/// Values that are none of the structured kinds, however they look.
fn hard_negatives() -> Vec<String> {
    let mut n = Sequence(7);
    let make = |n: &mut Sequence| match n.below(9) {
        0 => format!(
            "11010520{:02}{:02}{:02}{:011}",
            n.below(30),
            n.below(12) + 1,
            n.below(28) + 1,
            n.below(99_999_999_999)
        ),
        1 => format!("{}", 1_600_000_000_000 + n.below(100_000_000_000)),
        2 => format!("{:016x}138{:08}{:05x}", n.below(u64::MAX) | 0xa << 60, n.below(99_999_999), n.below(0xf_ffff)),
        3 => format!("JY1{:013}", n.below(9_999_999_999_999)),
        4 => format!("(2024)京房预售第{}号", n.below(999)),
        5 => format!("2024{:010}", n.below(9_999_999_999)),
        6 => format!("{}.{:02}", n.below(99_999_999), n.below(100)),
        7 => format!("2024-{:02}-{:02} 08:30:00", n.below(12) + 1, n.below(28) + 1),
        _ => format!("1{}", 2_000_000_000 + n.below(999_999_999)),
    };
    (0..4_000).map(|_| make(&mut n)).collect()
}

#[test]
fn structured_kinds_are_recognised_in_generated_columns() {
    let columns = generated();
    let negatives = hard_negatives();
    println!("{:<10} {:>7} {:>9}  (value by value)", "kind", "recall", "precision");
    for (kind, values) in &columns {
        let hit = |values: &[String]| values.iter().filter(|value| kinds_of(value).has(*kind)).count() as f64;
        let found = hit(values);
        let others = columns.iter().filter(|(other, _)| other != kind).map(|(_, values)| hit(values)).sum::<f64>();
        let recall = found / values.len() as f64;
        let precision = found / (found + others + hit(&negatives));
        println!("{:<10} {recall:>7.4} {precision:>9.4}", format!("{kind:?}"));
        assert!(recall >= LEAST && precision >= LEAST, "{kind:?}: recall {recall:.4}, precision {precision:.4}");
        let mut scan = ColumnScan::new("c1");
        for value in values {
            scan.observe(value);
        }
        let findings = scan.finish();
        assert_eq!(findings.iter().map(|f| f.kind).collect::<Vec<_>>(), [*kind], "{findings:?}");
    }
    let mut scan = ColumnScan::new("编号");
    for value in &negatives {
        scan.observe(value);
    }
    assert_eq!(scan.finish(), []);
}

/// The folder of real files beside the checkout; a loud skip where it is missing, a failure in CI.
fn real_files() -> Option<PathBuf> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data"));
    let folder = std::env::var_os("GONGSHU_REAL_FILES").map_or_else(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var("CI").is_err(), "expected real test files beside the checkout at {}", folder.display());
    eprintln!("SKIPPED: no real test files beside the checkout at {}", folder.display());
    None
}

#[test]
fn validity_cases_of_others_agree() {
    let Some(folder) = real_files() else { return };
    let cases = std::fs::read_to_string(folder.join("pii/cn_recognizer_cases.jsonl")).unwrap();
    let mut tally: BTreeMap<&str, [u32; 4]> = BTreeMap::new();
    for line in cases.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let (label, kind) = match case["test"].as_str().unwrap() {
            "test_phone_format_validation" => ("mobile", Kind::Mobile),
            "test_id_card_validation" | "test_id_card_with_spaces" => ("id-number", Kind::IdNumber),
            "test_luhn_check" | "test_bank_card_with_spaces" => ("bank-card", Kind::BankCard),
            "test_email_validation" => ("email", Kind::Email),
            _ => continue,
        };
        let value = case["case"]["text"].as_str().unwrap();
        let (valid, found) = (case["case"]["valid"].as_bool().unwrap(), kinds_of(value).has(kind));
        tally.entry(label).or_default()[usize::from(valid) * 2 + usize::from(found)] += 1;
        if valid != found {
            println!("{label}: case says {valid}, found {found}: {value}");
        }
    }
    println!("{:<10} {:>5} {:>6} {:>5} {:>6}", "kind", "right", "missed", "false", "refused");
    for (kind, [refused, wrong, missed, right]) in &tally {
        println!("{kind:<10} {right:>5} {missed:>6} {wrong:>5} {refused:>6}");
        let recall = f64::from(*right) / f64::from(right + missed);
        let precision = f64::from(*right) / f64::from(right + wrong);
        assert!(recall >= LEAST && precision >= LEAST, "{kind}: recall {recall:.2}, precision {precision:.2}");
    }
    assert_eq!(tally.len(), 4);
}

fn read_table(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
        .map_or_else(|_| encoding_rs::GB18030.decode(bytes).0.into_owned(), str::to_owned);
    let mut reader = csv_core::Reader::new();
    let (mut input, mut rows, mut row) = (text.as_bytes(), Vec::new(), Vec::new());
    let (mut field, mut ends) = (vec![0; 1 << 20], vec![0; 1 << 15]);
    loop {
        let (result, read, _, count) = reader.read_record(input, &mut field, &mut ends);
        input = &input[read..];
        let mut start = 0;
        for end in &ends[..count] {
            row.push(String::from_utf8_lossy(&field[start..*end]).into_owned());
            start = *end;
        }
        match result {
            csv_core::ReadRecordResult::Record => rows.push(std::mem::take(&mut row)),
            csv_core::ReadRecordResult::End => return rows,
            csv_core::ReadRecordResult::InputEmpty => {}
            other => panic!("{other:?}"),
        }
    }
}

/// What the columns of one real table hold, by their own names.
fn scan_table(rows: &[Vec<String>]) -> Vec<(String, Vec<guard::recognise::Finding>)> {
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.trim().is_empty()).count();
    let width = rows.iter().take(50).map(filled).max().unwrap_or_default();
    let header = rows.iter().position(|row| filled(row) * 2 > width).unwrap_or_default();
    let names = &rows[header];
    let headings = Headings::of(Pack::national(), names);
    let column = |(at, name): (usize, &String)| {
        let mut scan = ColumnScan::under(&headings, name);
        rows.iter().skip(header + 1).take(5_000).filter_map(|row| row.get(at)).for_each(|cell| scan.observe(cell));
        (name.clone(), scan.finish())
    };
    names.iter().enumerate().take(40).map(column).collect()
}

#[test]
fn real_tables_are_judged_and_printed() {
    let Some(folder) = real_files() else { return };
    let mut found = BTreeMap::new();
    for table in ["gov-beijing", "gov-other", "world"] {
        let mut files: Vec<_> = std::fs::read_dir(folder.join(table)).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort();
        for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "csv")) {
            let bytes = std::fs::read(file).unwrap();
            if bytes.starts_with(b"PK") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
                continue;
            }
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            for (column, findings) in scan_table(&read_table(&bytes)) {
                let (grade, _) = propose_grade(&findings);
                let shown: Vec<_> = findings
                    .iter()
                    .map(|f| {
                        format!(
                            "{:?} {:.0}%/{:.0}%{}{}",
                            f.kind,
                            f.share * 100.0,
                            f.inside * 100.0,
                            if f.by_name { " name" } else { "" },
                            if f.by_value { " value" } else { "" }
                        )
                    })
                    .collect();
                if !shown.is_empty() {
                    println!("{name} | {} | {grade:?} | {}", column.escape_debug(), shown.join(", "));
                }
                found.insert((name.clone(), column), findings);
            }
        }
    }
    let by_value = |table: &str, column: &str, kinds: &[Kind]| {
        let findings = found.iter().find(|((t, c), _)| t.starts_with(table) && c.starts_with(column)).map(|(_, f)| f);
        let found: Vec<_> = findings.unwrap().iter().filter(|f| f.by_value).map(|f| f.kind).collect();
        assert_eq!(found, kinds, "{table} | {column}");
    };
    by_value("重大税收违法", "法定代表人和总负责人身份证件号码", &[Kind::IdNumber]);
    by_value("重大税收违法", "纳税人识别号", &[Kind::Uscc, Kind::TaxId]);
    by_value("市农业农村局", "电话", &[Kind::Mobile, Kind::Landline]);
    by_value("市经济信息化局", "许可/处罚行政相对人名称", &[Kind::Name]);
    judge(&found);
}

/// What a person read in the real tables, by the beginning of a column's name; every other column holds nothing.
const READ: [(&str, &[Kind]); 24] = [
    ("详细地址", &[Kind::Address]),
    ("注册地址", &[Kind::Address]),
    ("经营地点", &[Kind::Address]),
    ("经营场所", &[Kind::Address]),
    ("机构住所", &[Kind::Address]),
    ("项目地址", &[Kind::Address]),
    ("混凝土企业注册地", &[Kind::Address]),
    ("address", &[Kind::Address]),
    ("纳税人识别号", &[Kind::Uscc, Kind::TaxId]),
    ("统一社会信用代码", &[Kind::Uscc]),
    ("统一社会代码", &[Kind::Uscc]),
    ("处罚机关统一社会信用代码", &[Kind::Uscc]),
    ("数据来源单位统一社会信用代码", &[Kind::Uscc]),
    ("行政相对人代码", &[Kind::Uscc]),
    ("许可/处罚行政相对人统一社会信用代码", &[Kind::Uscc]),
    ("许可/处罚文书号", &[Kind::Uscc]),
    ("组织机构代码", &[Kind::OrgCode]),
    ("法人代码", &[Kind::OrgCode]),
    ("法人代表", &[Kind::Name]),
    ("法定代表人和总负责人身份证件号码", &[Kind::IdNumber]),
    ("法定代表人和总负责人姓名", &[Kind::Name]),
    ("法定代表人", &[Kind::Name]),
    ("出资人", &[Kind::Name]),
    ("电话", &[Kind::Mobile, Kind::Landline]),
];

/// Recall and precision over all columns of the real tables.
fn judge(found: &BTreeMap<(String, String), Vec<guard::recognise::Finding>>) {
    let (mut right, mut missed, mut wrong) = (0_u32, 0_u32, 0_u32);
    for ((table, column), findings) in found {
        let read = READ.iter().find(|(name, _)| column.trim_end_matches('*').starts_with(name));
        let expected: &[Kind] = match column.as_str() {
            "许可/处罚行政相对人名称" => &[Kind::Name],
            // Districts and streets only.
            _ if column.starts_with("经营地址") || column.starts_with("法定代表人和总负责人姓别") => {
                &[]
            }
            _ => read.map_or(&[], |(_, kinds)| kinds),
        };
        let found: Vec<_> = findings.iter().map(|finding| finding.kind).collect();
        let hits = found.iter().filter(|kind| expected.contains(kind)).count();
        right += u32::try_from(hits).unwrap();
        wrong += u32::try_from(found.len() - hits).unwrap();
        missed += u32::try_from(expected.len() - hits).unwrap();
        if found != expected {
            println!("{table} | {column}: read {expected:?}, found {found:?}");
        }
    }
    let share = |of: u32| f64::from(right) / f64::from(right + of);
    println!("{} columns: recall {:.3}, precision {:.3}", found.len(), share(missed), share(wrong));
    assert!(share(missed) >= LEAST && share(wrong) >= LEAST, "{right} right, {missed} missed, {wrong} wrong");
}

/// `cargo test --release -p gongshu-guard -- --ignored --nocapture speed`
#[test]
#[ignore = "prints figures of an optimised build"]
fn speed_is_printed() {
    let mut columns: Vec<_> = generated().into_iter().map(|(kind, values)| (format!("{kind:?}"), values)).collect();
    columns.push(("negatives".to_owned(), hard_negatives()));
    columns.push(("names".to_owned(), (0..2_000).map(|n| format!("王{}明", ["小", "大", "晓"][n % 3])).collect()));
    columns.push(("addresses".to_owned(), (0..2_000).map(|n| format!("海南省海口市龙华区滨海大道{n}号")).collect()));
    columns.push(("words".to_owned(), (0..2_000).map(|n| format!("某某第{n}批次的说明")).collect()));
    for (name, values) in columns {
        let rounds = 200;
        let start = std::time::Instant::now();
        let hits: usize = (0..rounds).map(|_| values.iter().filter(|v| !kinds_of(v).is_empty()).count()).sum();
        let rate = (rounds * values.len()) as f64 / start.elapsed().as_secs_f64();
        println!("{name:<10} {:>6.1} M values/s ({hits} hits)", rate / 1e6);
    }
}
