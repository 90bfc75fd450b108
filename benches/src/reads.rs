//! Rows by key and pages of 100 rows over HTTP: with token, masks and durable receipts, beside ROAPI without them.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::figures::{Figures, Measured};
use crate::ingest::Source;
use crate::load::{self, Load, Requests};
use crate::platform::{DATASET, PURPOSE, Platform, Reader};
use crate::roapi::Roapi;
use crate::served::Served;

/// Different keys asked for.
const KEYS: u64 = 20_000;
const PAGE: u64 = 100;

/// Both kinds of read on one server.
struct Asked {
    keys: Requests,
    pages: Requests,
}

pub(crate) fn run(source: &Source, platform: &Platform, figures: &mut Figures) -> Result<()> {
    let ours = {
        let server = Served::start(&platform.path())?;
        let reader = platform.agree(&server, source.table.columns)?;
        let asked = governed(source, server.address, &reader)?;
        let loads = loads(server.address, &asked)?;
        server.stop()?;
        loads
    };
    let theirs = {
        let server = Roapi::start(source)?;
        loads(server.address, &open(source, server.address)?)?
    };
    for (name, aim, (ours, theirs)) in
        [("key lookups", "≥ 50", (&ours.0, &theirs.0)), ("pages of 100 rows", "≥ 30", (&ours.1, &theirs.1))]
    {
        let rate = |load: &Load| Measured { value: load.per_second, unit: "/s" };
        figures.compare(name, rate(ours), ("ROAPI", rate(theirs)), aim);
        for (share, ours, theirs) in [("p50", ours.p50, theirs.p50), ("p99", ours.p99, theirs.p99)] {
            let time = |time: std::time::Duration| Measured { value: time.as_secs_f64() * 1e3, unit: "ms" };
            figures.compare(&format!("{name}, latency {share}"), time(ours), ("ROAPI", time(theirs)), "");
        }
    }
    Ok(())
}

fn loads(address: SocketAddr, asked: &Asked) -> Result<(Load, Load)> {
    Ok((load::drive(address, &asked.keys)?, load::drive(address, &asked.pages)?))
}

/// Keys spread over the whole table.
fn keys(source: &Source) -> Result<Vec<String>> {
    let place = source.table.position(source.table.key).context("expected a key column")?;
    let step = source.table.rows / KEYS;
    let key = |number: u64| source.table.row(number * step).get(place).cloned().context("expected a key");
    (0..KEYS).map(key).collect()
}

/// Our requests. The pages' cursors are collected by walking the table once.
fn governed(source: &Source, address: SocketAddr, reader: &Reader) -> Result<Asked> {
    let token = Some(reader.token.as_str());
    let terms = format!("agreement={}&purpose={PURPOSE}", reader.agreement);
    let rows = format!("/api/v1/datasets/{DATASET}/rows");
    let mut asked = Vec::new();
    for key in keys(source)? {
        let request = load::get(address, &format!("{rows}/{}?{terms}", load::encoded(&key)), token);
        if asked.is_empty() {
            holds(&load::ask(address, &request)?, &key)?;
        }
        asked.push(request);
    }
    let mut pages = Vec::new();
    let mut after = String::new();
    loop {
        let request = load::get(address, &format!("{rows}?{terms}&limit={PAGE}{after}"), token);
        let answer: Value = serde_json::from_slice(&load::ask(address, &request)?)?;
        let full = answer.get("rows").and_then(Value::as_array).is_some_and(|rows| rows.len() as u64 == PAGE);
        if full {
            pages.push(request);
        }
        match answer.get("next").and_then(Value::as_str) {
            Some(next) => after = format!("&after={}", load::encoded(next)),
            None => break,
        }
    }
    let expected = usize::try_from(source.table.rows / PAGE).unwrap_or_default();
    ensure!(pages.len() * 10 >= expected * 9, "expected about {expected} full pages, found {}", pages.len());
    Ok(Asked { keys: Arc::new(asked), pages: Arc::new(pages) })
}

/// The same questions for ROAPI: a filter on the key column, and limit with offset.
fn open(source: &Source, address: SocketAddr) -> Result<Asked> {
    let column = load::encoded(source.table.key);
    let mut asked = Vec::new();
    for key in keys(source)? {
        let filter = format!("filter%5B{column}%5D={}", load::encoded(&format!("'{key}'")));
        let request = load::get(address, &format!("/api/tables/t?{filter}"), None);
        if asked.is_empty() {
            holds(&load::ask(address, &request)?, &key)?;
        }
        asked.push(request);
    }
    let page = |number: u64| load::get(address, &format!("/api/tables/t?limit={PAGE}&offset={}", number * PAGE), None);
    let pages = (0..source.table.rows / PAGE).map(page).collect();
    Ok(Asked { keys: Arc::new(asked), pages: Arc::new(pages) })
}

fn holds(answer: &[u8], key: &str) -> Result<()> {
    let answer = String::from_utf8_lossy(answer);
    ensure!(answer.contains(key), "expected the row of key {key}, found {answer}");
    Ok(())
}
