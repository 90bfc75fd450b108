use std::collections::BTreeSet;

use base::LawDate;
use base::identifier::{bank_card, id_card, uscc};
use proptest::prelude::*;
use testkit::tables::{self, Dirt, Table, Written};

fn bytes(table: &Table) -> (Vec<u8>, Written) {
    let mut out = Vec::new();
    let written = table.write_to(&mut out).unwrap();
    assert_eq!(written.bytes, out.len() as u64);
    (out, written)
}

fn every(rows: u64, seed: u64) -> [Table; 4] {
    [
        tables::residents(rows, rows, seed),
        tables::enterprises(rows, seed),
        tables::permits(rows, rows, seed),
        tables::bench(rows, seed),
    ]
}

/// Reads CSV back by the rules of RFC 4180, independently of how it was written.
fn parse(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    assert!(!quoted && cell.is_empty() && row.is_empty(), "the last record does not end");
    rows
}

fn column(table: &Table, name: &str, rows: u64) -> Vec<String> {
    let position = table.position(name).unwrap();
    (0..rows).map(|number| table.row(number)[position].clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_table_is_well_formed_and_the_same_for_its_seed(rows in 0_u64..60, seed in any::<u64>()) {
        for (table, again, other) in every(rows, seed)
            .into_iter()
            .zip(every(rows, seed))
            .zip(every(rows, seed.wrapping_add(1)))
            .map(|((table, again), other)| (table, again, other))
        {
            let (out, written) = bytes(&table);
            prop_assert_eq!(&out, &bytes(&again).0);
            prop_assert!(rows < 3 || out != bytes(&other).0);
            prop_assert_eq!((written.kept, written.ragged), (rows, 0));
            let read = parse(std::str::from_utf8(&out).unwrap());
            prop_assert_eq!(&read[0], table.columns);
            let expected: Vec<Vec<String>> = table.kept().collect();
            prop_assert_eq!(&read[1..], expected.as_slice());
            let keys: BTreeSet<String> = column(&table, table.key, rows).into_iter().collect();
            prop_assert_eq!(keys.len() as u64, rows);
        }
    }

    #[test]
    fn every_identifier_checks(seed in any::<u64>()) {
        let people = tables::residents(40, 10, seed);
        let births = column(&people, "出生日期", 40);
        for (id, birth) in column(&people, "身份证号", 40).iter().zip(births) {
            prop_assert_eq!(id_card::check(id).unwrap().birth(), birth.parse::<LawDate>().unwrap());
        }
        for card in column(&people, "银行卡号", 40) {
            prop_assert!(bank_card::check(&card).is_ok());
        }
        let enterprises = tables::enterprises(10, seed);
        let registered: BTreeSet<String> = column(&enterprises, "统一社会信用代码", 10).into_iter().collect();
        for code in column(&people, "统一社会信用代码", 40).iter().chain(&registered) {
            prop_assert!(uscc::check(code).is_ok());
            prop_assert!(registered.contains(code), "nobody works for an enterprise that is not in the register");
        }
        for code in column(&tables::permits(40, 10, seed), "统一社会信用代码", 40) {
            prop_assert!(registered.contains(&code));
        }
    }

    #[test]
    fn dirt_keeps_the_good_rows(lead_rows in 0_u8..4, ragged_every in 0_u64..9, gb18030: bool, seed in any::<u64>()) {
        let dirt = Dirt { lead_rows, ragged_every, gb18030 };
        let table = tables::residents(50, 10, seed).with_dirt(dirt);
        let (out, written) = bytes(&table);
        prop_assert_eq!(written.ragged, 50_u64.checked_div(ragged_every).unwrap_or(0));
        prop_assert_eq!(written.kept + written.ragged, 50);
        let text = if gb18030 {
            encoding_rs::GB18030.decode(&out).0.into_owned()
        } else {
            String::from_utf8(out).unwrap()
        };
        let read = parse(&text);
        let (lead, body) = read.split_at(usize::from(lead_rows));
        prop_assert!(lead.iter().flatten().all(String::is_empty));
        prop_assert_eq!(&body[0], table.columns);
        let fits = |row: &&Vec<String>| row.len() == table.columns.len();
        let good: Vec<Vec<String>> = body[1..].iter().filter(fits).cloned().collect();
        prop_assert_eq!(good, table.kept().collect::<Vec<_>>());
    }
}

#[test]
fn the_table_of_the_benches_is_of_the_size_it_says() {
    let (out, _) = bytes(&tables::bench(2_000, 1));
    let per_row = out.len() / 2_000;
    assert!((100..=140).contains(&per_row), "a million rows would be {per_row} MB");
}
