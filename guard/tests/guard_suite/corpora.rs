//! Text against published corpora: F1 for each kind in one table, by exact spans where the corpus has them.

use std::collections::BTreeMap;

use base::Kind;
use guard::text::{Span, scan_text};
use serde_json::Value;

use super::real_files;

/// Found, missed and wrongly found.
#[derive(Default, Clone, Copy)]
struct Tally {
    right: u32,
    missed: u32,
    wrong: u32,
}

impl Tally {
    fn f1(self) -> f64 {
        let right = f64::from(2 * self.right);
        right / (right + f64::from(self.missed + self.wrong)).max(1.0)
    }
}

#[derive(Default)]
struct Table(BTreeMap<(&'static str, &'static str), Tally>);

impl Table {
    fn row(&mut self, corpus: &'static str, kind: &'static str) -> &mut Tally {
        self.0.entry((corpus, kind)).or_default()
    }

    /// Counts expected spans against found ones.
    fn spans(
        &mut self,
        corpus: &'static str,
        kind: &'static str,
        text: &str,
        expected: &[(usize, usize)],
        found: &[(usize, usize)],
    ) {
        let row = self.row(corpus, kind);
        let right = expected.iter().filter(|span| found.contains(span)).count();
        row.right += u32::try_from(right).unwrap();
        row.missed += u32::try_from(expected.len() - right).unwrap();
        row.wrong += u32::try_from(found.len() - right.min(found.len())).unwrap();
        if std::env::var("SHOW").is_ok_and(|show| show == kind) && (right < expected.len() || right < found.len()) {
            let cut = |spans: &[(usize, usize)]| spans.iter().map(|(s, e)| text[*s..*e].to_owned()).collect::<Vec<_>>();
            println!(
                "{corpus} {kind}: {text} | missed {:?} wrong {:?}",
                cut(&expected.iter().filter(|s| !found.contains(s)).copied().collect::<Vec<_>>()),
                cut(&found.iter().filter(|s| !expected.contains(s)).copied().collect::<Vec<_>>())
            );
        }
    }

    fn counts(&mut self, corpus: &'static str, kind: &'static str, text: &str, expected: usize, found: usize) {
        let row = self.row(corpus, kind);
        row.right += u32::try_from(expected.min(found)).unwrap();
        row.missed += u32::try_from(expected.saturating_sub(found)).unwrap();
        row.wrong += u32::try_from(found.saturating_sub(expected)).unwrap();
        if expected != found {
            println!("{corpus} {kind}: {text} | expected {expected}, found {found}");
        }
    }
}

fn of(spans: &[Span], kinds: &[Kind]) -> Vec<(usize, usize)> {
    spans.iter().filter(|span| kinds.contains(&span.kind)).map(|span| (span.start, span.end)).collect()
}

fn lines(file: &std::path::Path) -> Vec<Value> {
    std::fs::read_to_string(file).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Spans in bytes, one kind to a subset.
fn bench(table: &mut Table, folder: &std::path::Path) {
    for case in lines(&folder.join("cn_pii_bench_cases_1_150.jsonl")) {
        let text = case["text"].as_str().unwrap();
        let spans = scan_text(text);
        for (label, kind, kinds) in [
            ("zh_person_name", "name", &[Kind::Name][..]),
            ("zh_phone", "telephone", &[Kind::Mobile, Kind::Landline]),
            ("zh_id_card", "id-number", &[Kind::IdNumber]),
            ("zh_bank_card", "bank-card", &[Kind::BankCard]),
            ("zh_address", "address", &[Kind::Address]),
        ] {
            let expected: Vec<_> = case["expect"].as_array().unwrap().iter().filter(|e| e["type"] == label).collect();
            let place = |e: &&Value, at: &str| usize::try_from(e[at].as_u64().unwrap()).unwrap();
            let expected: Vec<_> = expected.iter().map(|e| (place(e, "start"), place(e, "end"))).collect();
            table.spans("cn-pii-bench", kind, text, &expected, &of(&spans, kinds));
        }
    }
}

/// How many of a kind a sentence holds.
fn recognizer(table: &mut Table, folder: &std::path::Path) {
    for case in lines(&folder.join("cn_recognizer_cases.jsonl")) {
        let text = case["case"]["text"].as_str().unwrap();
        let Some(expected) = case["case"]["expected_count"].as_u64() else { continue };
        let (kind, kinds) = match case["test"].as_str().unwrap() {
            "test_recognize_phone" => ("telephone", [Kind::Mobile, Kind::Landline].as_slice()),
            "test_recognize_id_card" => ("id-number", [Kind::IdNumber].as_slice()),
            "test_recognize_bank_card" => ("bank-card", [Kind::BankCard].as_slice()),
            "test_recognize_passport" => ("passport", [Kind::Passport, Kind::TravelPermit].as_slice()),
            "test_recognize_email" => ("email", [Kind::Email].as_slice()),
            _ => continue,
        };
        let found = of(&scan_text(text), kinds).len();
        table.counts("cn-recognizer", kind, text, usize::try_from(expected).unwrap(), found);
    }
}

/// Numbers a validator accepts or refuses. They stand alone: behind 身份证号 a mistyped one is told as well.
fn stdnum(table: &mut Table, folder: &std::path::Path) {
    for case in lines(&folder.join("stdnum_cn_ric_cases.jsonl")) {
        if case["func"] != "validate" {
            continue;
        }
        let text = case["args"].as_str().unwrap().trim_matches('\'');
        let expected = usize::from(!case["expected"].as_str().unwrap().starts_with("Invalid"));
        table.counts("python-stdnum", "id-number", text, expected, of(&scan_text(text), &[Kind::IdNumber]).len());
    }
}

/// Spans in characters.
fn presidio(table: &mut Table, folder: &std::path::Path) {
    for case in lines(&folder.join("presidio_generic_us_cases.jsonl")) {
        let (kind, kinds) = match case["file"].as_str().unwrap() {
            "test_credit_card_recognizer.py" => ("bank-card", [Kind::BankCard].as_slice()),
            "test_email_recognizer.py" => ("email", [Kind::Email].as_slice()),
            "test_ip_recognizer.py" => ("ip", [Kind::Ip].as_slice()),
            "test_mac_recognizer.py" => ("mac", [Kind::Mac].as_slice()),
            "test_phone_recognizer.py" => ("telephone", [Kind::Mobile, Kind::Landline].as_slice()),
            _ => continue,
        };
        let text = case["case"]["text"].as_str().unwrap();
        let expected = usize::try_from(case["case"]["expected_len"].as_u64().unwrap()).unwrap();
        let found = of(&scan_text(text), kinds);
        table.counts("presidio", kind, text, expected, found.len());
    }
}

fn msra(table: &mut Table, folder: &std::path::Path) {
    let sentences = std::fs::read_to_string(folder.join("msra_val_sentences.txt")).unwrap();
    let tags = std::fs::read_to_string(folder.join("msra_val_tags.txt")).unwrap();
    for (sentence, tags) in sentences.lines().zip(tags.lines()) {
        let (mut text, mut expected) = (String::new(), Vec::new());
        for (character, tag) in sentence.split(' ').zip(tags.split(' ')) {
            let start = text.len();
            text.push_str(character);
            match tag {
                "B-PER" => expected.push((start, text.len())),
                "I-PER" => expected.last_mut().unwrap().1 = text.len(),
                _ => {}
            }
        }
        table.spans("msra", "name", &text, &expected, &of(&scan_text(&text), &[Kind::Name]));
    }
}

fn cluener(table: &mut Table, folder: &std::path::Path) {
    for case in lines(&folder.join("cluener_train_filtered.jsonl")).into_iter().step_by(4) {
        let text = case["text"].as_str().unwrap();
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let place = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
        let names =
            case["label"]["name"].as_object().into_iter().flatten().flat_map(|(_, spans)| spans.as_array().unwrap());
        let expected: Vec<_> = names.map(|span| (places[place(&span[0])], places[place(&span[1]) + 1])).collect();
        table.spans("cluener", "name", text, &expected, &of(&scan_text(text), &[Kind::Name]));
    }
}

#[test]
fn published_corpora_are_recognised_and_printed() {
    let Some(folder) = real_files() else { return };
    let folder = folder.join("pii");
    let mut table = Table::default();
    bench(&mut table, &folder);
    recognizer(&mut table, &folder);
    stdnum(&mut table, &folder);
    presidio(&mut table, &folder);
    msra(&mut table, &folder);
    cluener(&mut table, &folder);
    println!(
        "{:<14} {:<10} {:>6} {:>6} {:>6} {:>9} {:>7} {:>6}",
        "corpus", "kind", "right", "missed", "wrong", "precision", "recall", "F1"
    );
    for ((corpus, kind), tally) in &table.0 {
        let share = |of: u32| f64::from(tally.right) / f64::from((tally.right + of).max(1));
        println!(
            "{corpus:<14} {kind:<10} {:>6} {:>6} {:>6} {:>9.3} {:>7.3} {:>6.3}",
            tally.right,
            tally.missed,
            tally.wrong,
            share(tally.wrong),
            share(tally.missed),
            tally.f1()
        );
    }
    for ((corpus, kind), tally) in &table.0 {
        let least = match (*corpus, *kind) {
            ("msra", "name") => 0.68,
            ("cluener", "name") => 0.54,
            _ => 0.9,
        };
        assert!(tally.f1() >= least, "{corpus} {kind}: F1 {:.3}, expected {least}", tally.f1());
    }
}
