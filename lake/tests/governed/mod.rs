//! Storing versions and reading them under a grant.

#![cfg(test)]

mod draws;
mod erasing;
mod marked;
#[path = "../controls/masks_on_output.rs"]
mod masks_on_output;
#[path = "../controls/one_door.rs"]
mod one_door;
mod reads;
mod same;
mod storage;

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow::array::{Array as _, RecordBatch};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use base::{DatasetId, Entropy, Generalisation, Mask, Timestamp};
use domain::agreement::{Channel, Comparison, Condition, GrantedField};
use domain::version::Version;
use guard::mask::PseudonymKey;
use lake::ingest::Limits;
use lake::{GateKey, Grant, Lake, LakeError, Received, Settings, TableTerms, Terms, VersionKeys};
use seal::{Key, KeyKind, KeyLabel, Root, RootKey, Suite, WrappedKey};
use tempfile::TempDir;

/// Different bytes each time, the same in every run.
#[derive(Default)]
struct Counter(AtomicU64);

impl Entropy for Counter {
    fn fill(&self, out: &mut [u8]) {
        let number = self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        for (byte, value) in out.iter_mut().zip(number.into_iter().cycle()) {
            *byte = value;
        }
    }
}

struct Platform {
    dir: TempDir,
    lake: Lake,
    key: GateKey,
}

impl Platform {
    fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let settings =
            Settings { cache_bytes: 64 << 20, cursor_secret: [7; 32], entropy: Arc::new(Counter::default()) };
        let (lake, key) = Lake::open(dir.path(), settings).unwrap();
        Self { dir, lake, key }
    }

    async fn try_receive(&self, dataset: &str, table: &str, key: Option<&str>) -> Result<Received, LakeError> {
        let file = self.dir.path().join(format!("{dataset}.csv"));
        std::fs::write(&file, table).unwrap();
        self.lake.receive(&id(dataset), &file, key, &Limits::default(), &keys()).await
    }

    async fn receive(&self, dataset: &str, table: &str, key: Option<&str>) -> Arc<Version> {
        version(dataset, self.try_receive(dataset, table, key).await.unwrap(), key)
    }

    fn grant(&self, channel: Channel, tables: Vec<TableTerms>) -> Grant {
        let agreement = Some("agr-test".parse().unwrap());
        Grant::issue(&self.key, Terms { agreement, channel, tables, pseudonym_key: PseudonymKey::new(&[9; 32]) })
    }

    fn path(&self, stored: &str) -> PathBuf {
        self.dir.path().join(stored)
    }

    fn stored(&self) -> HashSet<String> {
        fn list(folder: PathBuf, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { list(path, found) } else { found.push(path) }
            }
        }
        let mut found = Vec::new();
        list(self.dir.path().join("tables"), &mut found);
        found.iter().map(|path| path.strip_prefix(self.dir.path()).unwrap().to_str().unwrap().to_owned()).collect()
    }
}

/// The same keys at every call: what they seal in one test opens anywhere in it.
fn keys() -> VersionKeys {
    keys_under(1)
}

fn keys_under(seed: u8) -> VersionKeys {
    let root = Key::root(&Root::new(&RootKey::from_bytes([seed; 32])), Suite::National, 1).unwrap();
    let entropy = Counter::default();
    let drawn = |holder: &Key, kind, name: &str| {
        let label = KeyLabel::new(kind, name, 1).unwrap();
        WrappedKey::draw(holder, label, Suite::National, &entropy).unwrap().0
    };
    let region = drawn(&root, KeyKind::Region, "460000");
    let dataset = drawn(&region, KeyKind::Dataset, "ds-1");
    // Another seed is another key, whatever the counter says.
    for _ in 1..seed {
        entropy.fill(&mut [0]);
    }
    VersionKeys { version: drawn(&dataset, KeyKind::Version, "ver-1"), table: drawn(&dataset, KeyKind::Table, "ds-1") }
}

fn id(dataset: &str) -> DatasetId {
    dataset.parse().unwrap()
}

fn version(dataset: &str, received: Received, key: Option<&str>) -> Arc<Version> {
    static NUMBER: AtomicU64 = AtomicU64::new(1);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    Arc::new(Version {
        id: format!("ver-{number}").parse().unwrap(),
        dataset: id(dataset),
        number,
        received: Timestamp::from_millis(0),
        reading: received.reading,
        manifest: received.manifest,
        key_field: key.map(str::to_owned),
        destroyed: None,
        keep_until: None,
        expired: None,
        held: false,
        key: None,
        erased: None,
        ending: None,
        rewrites: None,
    })
}

fn terms(version: &Arc<Version>, fields: &[(&str, Mask)], rows: Vec<Condition>) -> TableTerms {
    TableTerms {
        dataset: version.dataset.clone(),
        sql_name: version.dataset.as_str().replace('-', "_"),
        version: Arc::clone(version),
        key: keys().version,
        fields: fields
            .iter()
            .map(|(name, mask)| GrantedField { name: (*name).to_owned(), mask: mask.clone() })
            .collect(),
        rows,
        sample: None,
    }
}

fn condition(field: &str, is: Comparison, value: Option<&str>) -> Condition {
    Condition { field: field.to_owned(), is, value: value.map(str::to_owned) }
}

/// The cells as text, `∅` for a missing one.
fn cells(batches: &[RecordBatch]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for batch in batches {
        let options = FormatOptions::default().with_null("∅");
        let columns: Vec<_> =
            batch.columns().iter().map(|column| ArrayFormatter::try_new(column, &options).unwrap()).collect();
        rows.extend(
            (0..batch.num_rows()).map(|row| columns.iter().map(|column| column.value(row).to_string()).collect()),
        );
    }
    rows
}

const ROWS: usize = 40;

/// People of two regions: even rows north, odd rows south. Every secret text is recognisable wherever it turns up.
fn people() -> String {
    let mut table = String::from("id,name,phone,id_number,district,birth,amount,note,region\n");
    for n in 0..ROWS {
        let region = if n % 2 == 0 { "north" } else { "south" };
        writeln!(
            table,
            "{}-{n:02},赵机密{n:02}号,1390013{n:04},4601051990030{n:05},海口{}区,19{}-03-{:02},{},hidden-note-{n:02},{region}",
            &region[..1],
            n % 3,
            60 + n % 30,
            11 + n % 17,
            70_013 + n * 100,
        )
        .unwrap();
    }
    table
}

fn visits() -> String {
    let mut table = String::from("person,ward,diagnosis\n");
    for n in 0..ROWS {
        writeln!(table, "{}-{n:02},ward{},sick-secret-{n:02}", if n % 2 == 0 { "n" } else { "s" }, n % 4).unwrap();
    }
    table
}

fn people_masks() -> Vec<(&'static str, Mask)> {
    vec![
        ("id", Mask::Keep),
        ("name", Mask::Partial { head: 1, tail: 0 }),
        ("phone", Mask::Redact),
        ("id_number", Mask::Pseudonym),
        ("district", Mask::Keep),
        ("birth", Mask::Generalise { to: Generalisation::Year }),
        ("amount", Mask::Generalise { to: Generalisation::Band(100) }),
        ("note", Mask::Drop),
    ]
}

fn north() -> Vec<Condition> {
    vec![condition("region", Comparison::Equal, Some("north"))]
}

/// Texts that must never leave under [`people_masks`] and [`north`].
fn secrets() -> Vec<String> {
    let mut secrets = vec!["hidden-note".to_owned(), "sick-secret".to_owned(), "机密".to_owned(), "south".to_owned()];
    for n in 0..ROWS {
        secrets.push(format!("1390013{n:04}"));
        secrets.push(format!("4601051990030{n:05}"));
        secrets.push(format!("{}", 70_013 + n * 100));
        secrets.push(format!("19{}-03-{:02}", 60 + n % 30, 11 + n % 17));
        if n % 2 == 1 {
            secrets.push(format!("s-{n:02}"));
        }
    }
    secrets
}
