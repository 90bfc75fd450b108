//! One person's rows leave a version, and nothing else changes.

use base::Mask;
use domain::agreement::Channel;
use domain::version::Manifest;
use futures::TryStreamExt as _;
use lake::{MAX_PAGE_ROWS, PageAsk, ReadError, Rewritten};
use proptest::prelude::*;

use super::*;

/// The same under the key of another version.
fn under(seed: u8, terms: TableTerms) -> TableTerms {
    TableTerms { key: keys_under(seed).version, ..terms }
}

/// The right to look for the rows in which `field` is `value`, in a version sealed with the keys of `seed`.
fn erasing(platform: &Platform, version: &Arc<Version>, seed: u8, field: &str, value: &str) -> Grant {
    let columns: Vec<_> = version.manifest.columns.iter().map(|column| (column.name.as_str(), Mask::Keep)).collect();
    let person = vec![condition(field, Comparison::Equal, Some(value))];
    platform.grant(Channel::Erase, vec![under(seed, terms(version, &columns, person))])
}

/// Erases from a version sealed with the keys of `seed`; what comes of it is sealed with those of the next.
async fn erase(platform: &Platform, version: &Arc<Version>, seed: u8, field: &str, value: &str) -> Option<Rewritten> {
    let grant = erasing(platform, version, seed, field, value);
    let counted = platform.lake.count_rows(&grant, &version.dataset).await.unwrap();
    // The log of the table has one key for all versions.
    let keys = VersionKeys { table: keys().table, ..keys_under(seed + 1) };
    let erased = platform.lake.erase_rows(&grant, &version.dataset, &keys).await.unwrap();
    assert_eq!(counted, erased.as_ref().map_or(0, |erased| erased.rows));
    erased
}

/// The version with another manifest.
fn with(version: &Version, id: &str, manifest: Manifest) -> Arc<Version> {
    Arc::new(Version { id: id.parse().unwrap(), manifest, ..version.clone() })
}

async fn rows(platform: &Platform, version: &Arc<Version>, seed: u8) -> Vec<Vec<String>> {
    let columns: Vec<_> = version.manifest.columns.iter().map(|column| (column.name.as_str(), Mask::Keep)).collect();
    let grant = platform.grant(Channel::Export, vec![under(seed, terms(version, &columns, Vec::new()))]);
    let export = platform.lake.export(&grant, &version.dataset, None).await.unwrap();
    cells(&export.try_collect::<Vec<_>>().await.unwrap())
}

/// How many rows are found by `key`.
async fn found(platform: &Platform, version: &Arc<Version>, seed: u8, field: &str, key: &str) -> usize {
    let shown = under(seed, terms(version, &[(field, Mask::Keep)], Vec::new()));
    let grant = platform.grant(Channel::Key, vec![shown]);
    platform.lake.row(&grant, &version.dataset, key).await.unwrap().batch.num_rows()
}

fn paths(manifest: &Manifest) -> HashSet<String> {
    manifest.stored_files().map(|file| file.path.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rows_are_gone_by_every_way_and_all_others_are_found() {
    let platform = Platform::new();
    let before = platform.receive("people", &people(), Some("id")).await;
    let erased = erase(&platform, &before, 1, "id", "n-08").await.unwrap();
    assert_eq!((erased.rows, erased.files, erased.manifest.rows), (1, 1, ROWS as u64 - 1));
    platform.lake.check(&erased.manifest).unwrap();
    platform.lake.check(&before.manifest).unwrap();
    assert!(paths(&erased.manifest).is_disjoint(&paths(&before.manifest)), "nothing is shared");
    let after = with(&before, "ver-after", erased.manifest);
    let mut expected = rows(&platform, &before, 1).await;
    expected.retain(|row| row[0] != "n-08");
    assert_eq!(rows(&platform, &after, 2).await, expected);
    for number in 0..ROWS {
        let key = format!("{}-{number:02}", if number % 2 == 0 { "n" } else { "s" });
        assert_eq!(found(&platform, &after, 2, "id", &key).await, usize::from(key != "n-08"), "{key}");
    }
    let shown = under(2, terms(&after, &[("note", Mask::Keep)], Vec::new()));
    let grant = platform.grant(Channel::Page, vec![shown]);
    let ask = PageAsk { fields: None, filter: Vec::new(), after: None, limit: MAX_PAGE_ROWS };
    let page = platform.lake.page(&grant, &after.dataset, &ask).await.unwrap();
    assert_eq!(page.batch.num_rows(), ROWS - 1);
    // The version before goes with its key, and the new one stands on nothing of it.
    platform.lake.destroy(&before).unwrap();
    platform.lake.check_destroyed(&before.manifest).unwrap();
    assert_eq!(rows(&platform, &with(&before, "ver-again", after.manifest.clone()), 2).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_of_the_version_before_opens_nothing_of_the_new_one() {
    let platform = Platform::new();
    let before = platform.receive("people", &people(), Some("id")).await;
    let erased = erase(&platform, &before, 1, "id", "n-08").await.unwrap();
    let after = with(&before, "ver-after", erased.manifest);
    let grant = platform.grant(Channel::Export, vec![terms(&after, &[("id", Mask::Keep)], Vec::new())]);
    assert!(platform.lake.export(&grant, &after.dataset, None).await.is_err());
    assert_eq!(rows(&platform, &after, 2).await.len(), ROWS - 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_without_the_person_is_sealed_anew_with_the_rows_it_had() {
    let platform = Platform::new();
    let first = platform.receive("visits", &visits(), Some("person")).await;
    let second = platform.receive("visits", &visits().replace("n-", "x-").replace("s-", "y-"), Some("person")).await;
    let mut manifest = second.manifest.clone();
    manifest.files = [first.manifest.files.clone(), second.manifest.files.clone()].concat();
    manifest.rows = first.manifest.rows + second.manifest.rows;
    let both = with(&second, "ver-both", manifest);
    let erased = erase(&platform, &both, 1, "person", "x-04").await.unwrap();
    assert_eq!((erased.rows, erased.files, erased.manifest.files.len()), (1, 1, 2));
    let (anew, old) = (&erased.manifest.files[0], &first.manifest.files[0]);
    assert_eq!((anew.rows, anew.size), (old.rows, old.size), "the same bytes under another key");
    assert_ne!((&anew.path, anew.digest), (&old.path, old.digest));
    assert!(paths(&erased.manifest).is_disjoint(&paths(&both.manifest)));
    assert_eq!(erased.manifest.delta_version, second.manifest.delta_version + 1, "a commit like any");
    let after = with(&both, "ver-after", erased.manifest);
    let mut expected = rows(&platform, &both, 1).await;
    expected.retain(|row| row[0] != "x-04");
    assert_eq!(rows(&platform, &after, 2).await, expected);
    // Rows of the second file stand after those of the first, and are found where they stand now.
    for (key, there) in [("n-00", 1), ("s-39", 1), ("x-02", 1), ("x-04", 0), ("y-39", 1)] {
        assert_eq!(found(&platform, &after, 2, "person", key).await, there, "{key}");
    }
    // The other person stands in the other file.
    let again = erase(&platform, &after, 2, "person", "n-00").await.unwrap();
    assert_eq!((again.files, again.manifest.rows), (1, after.manifest.rows - 1));
    platform.lake.check(&again.manifest).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_row_leaves_a_table_without_rows() {
    let platform = Platform::new();
    let before = platform.receive("one", "id,name\n7,王芳\n", Some("id")).await;
    let erased = erase(&platform, &before, 1, "id", "7").await.unwrap();
    assert_eq!((erased.manifest.rows, erased.manifest.files.len()), (0, 1));
    let after = with(&before, "ver-after", erased.manifest);
    assert!(rows(&platform, &after, 2).await.is_empty());
    assert!(erase(&platform, &after, 2, "id", "7").await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_there_changes_nothing_and_no_other_way_erases() {
    let platform = Platform::new();
    let version = platform.receive("people", &people(), Some("id")).await;
    let stored = platform.stored();
    assert!(erase(&platform, &version, 1, "id", "n-99").await.is_none());
    assert!(erase(&platform, &version, 1, "id", "n-0").await.is_none(), "a part of a value is another value");
    let unfit = erasing(&platform, &version, 1, "amount", "many");
    let error = platform.lake.count_rows(&unfit, &version.dataset).await.unwrap_err();
    assert!(matches!(error, ReadError::Condition { .. }), "{error}");
    for channel in Channel::ALL {
        let grant = platform.grant(channel, vec![terms(&version, &[("id", Mask::Keep)], Vec::new())]);
        let error = platform.lake.erase_rows(&grant, &version.dataset, &keys_under(2)).await.unwrap_err();
        assert!(error.to_string().contains("reading by"), "{error}");
    }
    assert_eq!(platform.stored(), stored);
}

/// Small tables with missing values and people who stand in many rows.
fn tables() -> impl Strategy<Value = Vec<(Option<u8>, u16)>> {
    prop::collection::vec((prop::option::of(0..4_u8), any::<u16>()), 1..60)
}

#[test]
fn what_stays_is_what_a_filter_of_the_rows_gives() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let config = ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    runner
        .run(&(tables(), 0..4_u8), |(table, person)| {
            runtime.block_on(async {
                let platform = Platform::new();
                let mut text = String::from("person,amount\n");
                for (who, amount) in &table {
                    let who = who.map_or_else(String::new, |who| format!("p{who}"));
                    writeln!(text, "{who},{amount}").unwrap();
                }
                let before = platform.receive("all", &text, None).await;
                let name = format!("p{person}");
                let mut expected = rows(&platform, &before, 1).await;
                let whole = expected.len();
                expected.retain(|row| row[0] != name);
                match erase(&platform, &before, 1, "person", &name).await {
                    None => assert_eq!(expected.len(), whole),
                    Some(erased) => {
                        assert_eq!(erased.rows, (whole - expected.len()) as u64);
                        let after = with(&before, "ver-after", erased.manifest);
                        assert_eq!(rows(&platform, &after, 2).await, expected);
                    }
                }
            });
            Ok(())
        })
        .unwrap();
}
