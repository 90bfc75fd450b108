//! Foreign bytes against every parser, and checkers against real columns and other checkers' cases.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, outside #[test] functions too"
)]

use std::collections::{BTreeSet, HashSet};
use std::fmt::{Debug, Display};
use std::fs;
use std::path::PathBuf;
use std::str::FromStr;

use base::identifier::{bank_card, id_card, uscc};
use base::region::{self, RegionCode};
use base::{AccountId, ActId, CaseId, DatasetId, Digest, Timestamp};

/// Whatever the bytes, parsing ends; what it accepts, it writes in a form that it reads back to the same value.
fn survives<T>(bytes: &[u8])
where
    T: FromStr + Display + PartialEq + Debug,
    T::Err: Debug + Display,
{
    match String::from_utf8_lossy(bytes).parse::<T>() {
        Ok(value) => assert_eq!(value.to_string().parse::<T>().unwrap(), value),
        Err(why) => assert!(!why.to_string().is_empty()),
    }
}

#[test]
fn any_bytes_for_an_id() {
    bolero::check!().for_each(|bytes: &[u8]| {
        survives::<DatasetId>(bytes);
        survives::<CaseId>(bytes);
        survives::<ActId>(bytes);
        survives::<AccountId>(bytes);
    });
}

#[test]
fn any_bytes_for_a_division_code() {
    bolero::check!().for_each(|bytes: &[u8]| {
        survives::<RegionCode>(bytes);
        let digits: Vec<u8> = bytes.iter().take(6).map(|byte| b'0' + byte % 10).collect();
        survives::<RegionCode>(&digits);
    });
}

#[test]
fn any_bytes_for_a_digest() {
    bolero::check!().for_each(|bytes: &[u8]| {
        survives::<Digest>(bytes);
        let digest = Digest::of(bytes);
        assert_eq!(digest.to_string().parse::<Digest>().unwrap(), digest);
    });
}

#[test]
fn any_bytes_for_an_instant() {
    bolero::check!().for_each(|bytes: &[u8]| {
        survives::<Timestamp>(bytes);
        let mut near = b"2026-01-05T09:00:00+08:00".to_vec();
        let start = bytes.len() % near.len();
        near.iter_mut().skip(start).zip(bytes).for_each(|(to, from)| *to = *from);
        survives::<Timestamp>(&near);
    });
}

/// The folder of shared test data, or `None` (said aloud) where it is not laid out; on CI it must be there.
fn shared(folder: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "no test data at {}", path.display());
    eprintln!("skipped: no test data at {}", path.display());
    None
}

/// The runs of ASCII letters and digits of a table, as UTF-8 or GB 18030.
fn words(bytes: &[u8]) -> Vec<&str> {
    let double_byte = std::str::from_utf8(bytes).is_err();
    let (mut found, mut start, mut at) = (Vec::new(), 0, 0);
    while at <= bytes.len() {
        let byte = bytes.get(at).copied().unwrap_or(b',');
        if byte.is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        found.push(std::str::from_utf8(&bytes[start..at]).unwrap());
        let four = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        at += if byte < 0x80 || !double_byte {
            1
        } else if four {
            4
        } else {
            2
        };
        start = at;
    }
    found
}

#[test]
fn credit_codes_of_real_tables_hold() {
    let Some(folder) = shared("gov-beijing") else { return };
    let mut tally = uscc::Tally::default();
    for entry in fs::read_dir(folder).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        words(&bytes).into_iter().filter(|word| word.len() == 18).for_each(|word| tally.observe(word));
    }
    println!("{tally:?}");
    assert!(tally.accepted > 50_000, "{tally:?}");
    assert!(tally.outer_wrong > 0 && tally.damaged_by_excel > 0, "{tally:?}");
    assert!((tally.total() - tally.accepted) * 100 < tally.total(), "{tally:?}");
}

fn json_lines(file: &str) -> Vec<serde_json::Value> {
    let Some(folder) = shared("pii") else { return Vec::new() };
    let text = fs::read_to_string(folder.join(file)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn identity_numbers_of_another_checker() {
    for case in json_lines("stdnum_cn_ric_cases.jsonl") {
        let field = |name: &str| case[name].as_str().unwrap();
        let number = field("args").trim_matches('\'');
        let found = id_card::check(number);
        let expected = field("expected");
        match (field("func"), field("comment")) {
            // Theirs refuses a holder older than the code. A number may be handed out after birth, so ours accepts it.
            (_, "county was not registered yet at birth year") => {
                assert!(found.unwrap().region_at_birth().is_some(), "{number}");
            }
            // Theirs knows that 110201 ended in 1982 and refuses it for 1993. Our editions start in 2002, and nothing
            // they say refutes the code: it is accepted, without a division.
            (_, "county was deregistered at birth year") => {
                assert!(found.unwrap().region_at_birth().is_none(), "{number}");
            }
            // Theirs gives the name of 1980, 东郊区; ours that of the first edition held.
            ("get_birth_place", "before 1991") => {
                assert_eq!(found.unwrap().region_at_birth().unwrap().name, "东丽区", "{number}");
            }
            // 412723 商水县 had another code by 2002: accepted for 1990, without a division.
            ("get_birth_place", _) if number.starts_with("412723") => {
                assert!(found.unwrap().region_at_birth().is_none(), "{number}");
            }
            _ if expected.starts_with("Invalid") => assert!(found.is_err(), "{number}"),
            ("get_birth_place", _) => {
                let county = found.unwrap().region_at_birth().unwrap().name;
                assert!(expected.contains(&format!("'county': '{county}'")), "{number}: {county}, not {expected}");
            }
            ("get_birth_date", _) => {
                let birth = found.unwrap().birth();
                assert_eq!(birth.format("datetime.date(%Y, %-m, %-d)").to_string(), expected);
            }
            _ => assert_eq!(format!("'{}'", found.unwrap().number()), expected),
        }
    }
}

/// The rows of a table of the divisions, without its header.
fn division_rows(file: &str) -> Vec<Vec<String>> {
    let Some(folder) = shared("divisions") else { return Vec::new() };
    let text = fs::read_to_string(folder.join(file)).unwrap();
    let cells = |line: &str| line.split(',').map(|cell| cell.trim_matches('"').to_owned()).collect();
    text.lines().skip(1).map(cells).collect()
}

#[test]
fn divisions_are_those_of_the_editions() {
    let mut listed = HashSet::new();
    let mut found_otherwise = BTreeSet::new();
    let mut check = |code: &str, name: &str, year: u16| {
        listed.insert((code.to_owned(), name.to_owned()));
        let found = region::lookup(code.parse().unwrap(), year).map(|division| division.name);
        if found != Some(name) {
            found_otherwise.insert(format!("{code} {name} {}", found.unwrap_or_default()));
        }
    };
    let history = division_rows("gb2260_history.csv");
    if history.is_empty() {
        return;
    }
    for row in &history {
        match row[0].as_str() {
            "latest" => check(&row[1], &row[2], 2014),
            year if year.len() == 4 => check(&row[1], &row[2], year.parse().unwrap()),
            _ => {} // an edition within a year, of which the year's last one speaks
        }
    }
    for row in division_rows("provinces.csv") {
        check(&format!("{}0000", row[0]), &row[1], 2023);
    }
    for row in division_rows("cities.csv") {
        check(&format!("{}00", row[0]), &row[1], 2023);
    }
    let counties = division_rows("areas.csv");
    let zone = |row: &&Vec<String>| row[0].as_bytes()[4] == b'7';
    for row in counties.iter().filter(|row| !zone(row)) {
        check(&row[0], &row[1], 2023);
    }
    let expected = [
        "140501 晋城市市辖区 市辖区",
        "341302 墉桥区 埇桥区",
        "371700 荷泽市 菏泽市",
        "410304 廛河回族区 瀍河回族区",
        "411502 师河区 浉河区",
        "420104 乔口区 硚口区",
        "420505 虎亭区 猇亭区",
        "450331 荔蒲县 荔浦县",
        "451402 江洲区 江州区",
        "511681 华莹市 华蓥市",
        "610403 杨凌区 杨陵区",
        "620201 嘉峪关市 市辖区",
    ];
    assert!(found_otherwise.iter().eq(&expected), "misspelt, or a city beneath itself: {found_otherwise:#?}");
    for division in region::all() {
        assert!(listed.contains(&(division.code.to_string(), division.name.to_owned())), "{division:?}");
    }
}

#[test]
fn numbers_of_another_recogniser() {
    for case in json_lines("cn_recognizer_cases.jsonl") {
        let name = case["test"].as_str().unwrap();
        let (Some(text), Some(valid)) = (case["case"]["text"].as_str(), case["case"]["valid"].as_bool()) else {
            continue;
        };
        let digits: String = text.split_whitespace().collect();
        if name.starts_with("test_id_card") {
            assert_eq!(id_card::check(&digits).is_ok(), valid, "{text}");
        } else if name.starts_with("test_bank_card") {
            // They hold Luhn only and the cards are foreign, so a sound one stops at its issuer.
            assert_eq!(bank_card::check(&digits).err() == Some(bank_card::Why::UnknownIssuer), valid, "{text}");
        }
    }
}

#[test]
fn a_reason_never_shows_the_value() {
    let check = |value: &str, reason: String| {
        for piece in value.as_bytes().windows(4).map(|piece| std::str::from_utf8(piece).unwrap()) {
            assert!(!reason.contains(piece), "{reason}");
        }
    };
    for number in ["110105194912310021", "110105194902310021", "990105194912310021", "11010519491231OO21"] {
        check(number, id_card::check(number).unwrap_err().to_string());
        check(number, format!("{:?}", id_card::check(number).unwrap_err().message()));
    }
    check("91350100M000100Y44", uscc::check("91350100M000100Y44").unwrap_err().to_string());
    check("4111111111111112", bank_card::check("4111111111111112").unwrap_err().to_string());
}
