//! Tables without a person in them: where devices were is where people were, where stations stand is not.

use base::Grade;
use base::Kind::{self, *};
use guard::pack::{Pack, Scope};
use guard::recognise::{ColumnScan, Finding, Headings, TrackScan};

use super::generated::{Sequence, value};

const ROWS: u64 = 240;

type Column<'a> = (&'a str, &'a dyn Fn(u64) -> String);

fn scanned(table: &[Column<'_>], rows: u64) -> Vec<Vec<Finding>> {
    let names: Vec<String> = table.iter().map(|(name, _)| (*name).to_owned()).collect();
    let headings = Headings::of(Pack::national(), &names);
    let mut scans: Vec<_> = names.iter().map(|name| ColumnScan::under(&headings, name)).collect();
    let mut tracks = TrackScan::under(&headings, &names);
    for row in 0..rows {
        let cells: Vec<String> = table.iter().map(|(_, value)| value(row)).collect();
        scans.iter_mut().zip(&cells).for_each(|(scan, cell)| scan.observe(cell));
        tracks.observe(&cells.iter().map(String::as_str).collect::<Vec<_>>());
    }
    tracks.tell(&mut scans);
    scans.iter().map(ColumnScan::finish).collect()
}

/// Whether exactly the columns of places are told as a track.
#[track_caller]
fn check(title: &str, table: &[Column<'_>], places: &[usize]) {
    let found = scanned(table, ROWS);
    for (at, findings) in found.iter().enumerate() {
        let track = findings.iter().find(|finding| finding.kind == Location);
        assert_eq!(track.is_some(), places.contains(&at), "{title}, column {at}: {findings:?}");
        if let Some(track) = track {
            let graded = Pack::national().grade(findings, &Scope::default());
            assert_eq!((track.rule.as_str(), graded.grade), ("location-track", Grade::General4), "{title}");
            assert!(!track.why().is_empty());
        }
    }
}

fn drawn(form: &str, seed: u64) -> String {
    value(form, &mut Sequence(seed * 104_729 + 11))
}

/// One of so many things, each coming up again and again.
fn one_of(form: &'static str, things: u64) -> impl Fn(u64) -> String {
    move |row| drawn(form, row % things)
}

fn east(row: u64) -> String {
    format!("112.{:06}", 800_000 + row * 1_371 % 190_000)
}

fn north(row: u64) -> String {
    format!("28.{:06}", 100_000 + row * 7_919 % 290_000)
}

fn time(row: u64) -> String {
    format!("2024-05-{:02} 08:{:02}:{:02}", 1 + row % 28, row % 60, row * 7 % 60)
}

/// 国际移动设备识别码 with its check digit.
fn imei(seed: u64) -> String {
    let body = format!("86{:012}", seed * 7_919_777 % 1_000_000_000_000);
    let doubled = |(at, c): (usize, char)| {
        let digit = c.to_digit(10).unwrap() * if at % 2 == 1 { 2 } else { 1 };
        if digit > 9 { digit - 9 } else { digit }
    };
    let sum: u32 = body.chars().enumerate().map(doubled).sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

#[test]
fn what_carries_a_number_and_moves_leaves_a_track() {
    let device = |row: u64| format!("D{:04}", row % 40);
    check("a device", &[("设备", &device), ("经度", &east), ("纬度", &north), ("时间", &time)], &[1, 2]);
    check("a terminal", &[("终端号", &device), ("lon", &east), ("lat", &north), ("采集时间", &time)], &[1, 2]);
    check("x and y", &[("device_id", &device), ("x", &east), ("y", &north), ("ts", &time)], &[1, 2]);
    let phone = |row: u64| imei(row % 30);
    check("an IMEI", &[("IMEI", &phone), ("lng", &east), ("lat", &north), ("gps_time", &time)], &[1, 2]);
    let point = |row: u64| format!("{},{}", east(row), north(row));
    check("one text of both", &[("设备编号", &device), ("lnglat", &point), ("上报时间", &time)], &[1]);
    let blanks = |row: u64| format!("{} {}", north(row), east(row));
    check("under any name", &[("设备号", &device), ("位置", &blanks), ("时间", &time)], &[1]);
}

#[test]
fn plates_vehicles_and_hardware_are_told_by_their_values() {
    for (form, kind) in [("plate", Plate), ("vin", Vin), ("mac", Mac)] {
        let again = one_of(form, 30);
        let table: [Column<'_>; 4] = [("c1", &again), ("经度", &east), ("纬度", &north), ("c4", &time)];
        check(kind.word(), &table, &[1, 2]);
        // Each seen once, at a time the table speaks of: one moment of many tracks.
        let once = |row: u64| drawn(form, row);
        let table: [Column<'_>; 4] = [("c1", &once), ("经度", &east), ("纬度", &north), ("采集时间", &time)];
        check(kind.word(), &table, &[1, 2]);
    }
}

#[test]
fn what_stands_still_leaves_none() {
    let (device, name) = (|row: u64| format!("D{:04}", row % 40), |row: u64| format!("{}号停车场", row % 40));
    let (here, there) = (|row: u64| east(row % 40), |row: u64| north(row % 40));
    let count = |row: u64| (row * 31 % 500).to_string();
    let fixed: [(&str, [Column<'_>; 5]); 5] = [
        ("weather", [("站号", &device), ("经度", &here), ("纬度", &there), ("时间", &time), ("雨量", &count)]),
        ("sensors", [("设备编号", &device), ("经度", &here), ("纬度", &there), ("采集时间", &time), ("读数", &count)]),
        ("parking", [("停车场名称", &name), ("经度", &here), ("纬度", &there), ("时间", &time), ("余位", &count)]),
        ("cameras", [("设备号", &device), ("经度", &here), ("纬度", &there), ("安装时间", &time), ("型号", &count)]),
        ("others move", [("设备", &name), ("经度", &here), ("纬度", &there), ("时间", &time), ("流量", &count)]),
    ];
    for (title, table) in &fixed {
        check(title, table, &[]);
    }
    let wireless = one_of("mac", 40);
    let table: [Column<'_>; 4] = [("MAC地址", &wireless), ("经度", &here), ("纬度", &there), ("采集时间", &time)];
    check("access points", &table, &[]);
    let each = |row: u64| format!("SB{row:06}");
    check("a list of devices", &[("设备编号", &each), ("经度", &east), ("纬度", &north), ("时间", &time)], &[]);
}

#[test]
fn places_without_a_time_or_a_thing_are_no_track() {
    let device = |row: u64| format!("D{:04}", row % 40);
    check("no time", &[("设备", &device), ("经度", &east), ("纬度", &north)], &[]);
    check("no thing", &[("备注", &device), ("经度", &east), ("纬度", &north), ("时间", &time)], &[]);
    let kind = |row: u64| ["温度传感器", "摄像头"][usize::try_from(row % 2).unwrap()].to_owned();
    check("what it is called", &[("设备", &kind), ("经度", &east), ("纬度", &north), ("时间", &time)], &[]);
}

#[test]
fn what_the_rows_told_is_kept_with_what_was_counted() {
    let device = |row: u64| format!("D{:04}", row % 40);
    let table: [Column<'_>; 4] = [("设备", &device), ("经度", &east), ("纬度", &north), ("时间", &time)];
    let names: Vec<String> = table.iter().map(|(name, _)| (*name).to_owned()).collect();
    let headings = Headings::of(Pack::national(), &names);
    let mut scans: Vec<_> = names.iter().map(|name| ColumnScan::under(&headings, name)).collect();
    let mut tracks = TrackScan::under(&headings, &names);
    for row in 0..ROWS {
        let cells: Vec<String> = table.iter().map(|(_, value)| value(row)).collect();
        scans.iter_mut().zip(&cells).for_each(|(scan, cell)| scan.observe(cell));
        tracks.observe(&cells.iter().map(String::as_str).collect::<Vec<_>>());
    }
    tracks.tell(&mut scans);
    let mut example = base::Example::of("经度", scans[1].features());
    (example.table, example.kinds) = (names, vec![Kind::Location]);
    assert!(Pack::national().disagrees(&example).is_none());
    example.kinds.clear();
    assert!(Pack::national().disagrees(&example).is_some(), "the steward sees that the pack would say otherwise");
}
