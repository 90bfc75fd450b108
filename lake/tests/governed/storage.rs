//! What is stored: whole, named by its manifest, and checked byte by byte.

use std::fmt::Write as _;
use std::time::Duration;

use base::Mask;
use domain::agreement::Channel;
use futures::TryStreamExt as _;
use lake::{Difference, LakeError};

use super::*;

const HOUR: Duration = Duration::from_hours(1);

fn names(version: &Version) -> HashSet<String> {
    version.manifest.stored_files().map(|file| file.path.clone()).collect()
}

#[tokio::test]
async fn a_received_table_is_durable_and_named() {
    let platform = Platform::new();
    let received = platform.try_receive("people", &people(), Some("id")).await.unwrap();
    assert_eq!(received.inspection.rows_kept, ROWS as u64);
    assert_eq!(received.reading.rows_kept, ROWS as u64);
    assert_eq!(received.manifest.rows, ROWS as u64);
    assert_eq!(received.manifest.delta_version, 0);
    assert_eq!(received.manifest.columns.len(), 9);
    assert!(received.manifest.key_index.is_some());
    assert_eq!(received.reading.source, base::Digest::of(people().as_bytes()));
    platform.lake.check(&received.manifest).unwrap();
    let version = version("people", received, Some("id"));
    assert_eq!(platform.stored(), names(&version));
}

#[tokio::test]
async fn the_log_of_a_table_goes_on_under_its_own_key_only() {
    let platform = Platform::new();
    platform.receive("people", &people(), None).await;
    // A second version with other columns replaces the first whole.
    let second = platform.receive("people", "a,面积(平方米)\n1,2.5\n2,3.5\n3,4.5\n", None).await;
    assert_eq!(second.manifest.delta_version, 1);
    let file = platform.path("people.csv");
    let other = platform.lake.receive(&id("people"), &file, None, &Limits::default(), &keys_under(2)).await;
    let other = other.unwrap_err();
    let LakeError::Delta(error) = other else { panic!("{other:?}") };
    assert!(error.to_string().contains("expected the key with check value"), "{error:?}");
    let third = platform.receive("people", &people(), None).await;
    assert_eq!(third.manifest.delta_version, 2);
}

#[tokio::test]
async fn a_flipped_byte_is_named_in_any_file() {
    let platform = Platform::new();
    let version = platform.receive("people", &people(), Some("id")).await;
    let files: Vec<_> = version.manifest.stored_files().cloned().collect();
    assert_eq!(files.len(), 3);
    for file in files {
        let path = platform.path(&file.path);
        let whole = std::fs::read(&path).unwrap();
        let len = whole.len();
        for position in [0, len / 3, len / 2, len - 1] {
            let mut changed = whole.clone();
            changed[position] ^= 1;
            std::fs::write(&path, &changed).unwrap();
            let difference = platform.lake.check(&version.manifest).unwrap_err();
            assert_eq!(difference.path, file.path);
            assert!(matches!(difference.what, Difference::Digest { .. }));
        }
        std::fs::write(&path, &whole[..len - 1]).unwrap();
        assert!(matches!(platform.lake.check(&version.manifest).unwrap_err().what, Difference::Size { .. }));
        std::fs::remove_file(&path).unwrap();
        let difference = platform.lake.check(&version.manifest).unwrap_err();
        assert_eq!((difference.path.as_str(), difference.what), (file.path.as_str(), Difference::Missing));
        std::fs::write(&path, &whole).unwrap();
    }
    platform.lake.check(&version.manifest).unwrap();
}

#[tokio::test]
async fn keys_must_name_one_row_each() {
    let platform = Platform::new();
    let repeated = platform.try_receive("twice", "k,v\na,1\nb,2\na,3\na,4\n", Some("k")).await.unwrap_err();
    assert!(matches!(repeated, LakeError::KeyNotUnique { repeated: 2, .. }), "{repeated}");
    let missing = platform.try_receive("twice", "k,v\na,1\n", Some("id")).await.unwrap_err();
    assert!(matches!(missing, LakeError::KeyMissing { .. }), "{missing}");
    assert!(platform.stored().is_empty());
    // Missing keys repeat nothing.
    platform.try_receive("twice", "k,v\na,1\n,2\n,3\n", Some("k")).await.unwrap();
}

#[tokio::test]
async fn a_file_that_cannot_be_read_leaves_nothing() {
    let platform = Platform::new();
    platform.try_receive("empty", "", None).await.unwrap_err();
    let nowhere =
        platform.lake.receive(&id("empty"), &platform.path("nowhere.csv"), None, &Limits::default(), &keys()).await;
    assert!(matches!(nowhere, Err(LakeError::Ingest(_))));
    assert!(platform.stored().is_empty());
}

#[tokio::test]
async fn sweeping_removes_what_no_version_names() {
    let platform = Platform::new();
    let first = platform.receive("people", &people(), Some("id")).await;
    let lost = platform.receive("people", &people(), Some("id")).await;
    let partial = platform.path("tables/people/.half.parquet.partial");
    std::fs::write(&partial, "half").unwrap();
    assert!(platform.lake.sweep(&names(&first), HOUR).unwrap().is_empty(), "somebody may still be writing them");
    let removed = platform.lake.sweep(&names(&first), Duration::ZERO).unwrap();
    assert_eq!(removed.len(), names(&lost).len() + 1);
    assert_eq!(platform.stored(), names(&first));
    platform.lake.check(&first.manifest).unwrap();
    // The table goes on from the last known commit.
    let next = platform.receive("people", &people(), Some("id")).await;
    assert_eq!(next.manifest.delta_version, 1);
}

#[tokio::test]
async fn a_table_swept_whole_begins_anew() {
    let platform = Platform::new();
    platform.receive("people", &people(), Some("id")).await;
    platform.lake.sweep(&HashSet::new(), Duration::ZERO).unwrap();
    assert!(platform.stored().is_empty());
    let version = platform.receive("people", &people(), Some("id")).await;
    assert_eq!(version.manifest.delta_version, 0);
    assert_eq!(platform.stored(), names(&version));
}

#[tokio::test]
async fn a_lost_commit_below_a_known_one_stays() {
    let platform = Platform::new();
    let lost = platform.receive("people", &people(), None).await;
    let kept = platform.receive("people", &people(), None).await;
    platform.lake.sweep(&names(&kept), Duration::ZERO).unwrap();
    let mut expected = names(&kept);
    expected.insert(lost.manifest.log[0].path.clone());
    assert_eq!(platform.stored(), expected);
    assert_eq!(platform.receive("people", &people(), None).await.manifest.delta_version, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn versions_are_read_while_others_arrive() {
    let platform = Platform::new();
    let first = platform.receive("people", &people(), Some("id")).await;
    let grant = platform.grant(Channel::Export, vec![terms(&first, &[("id", Mask::Keep)], Vec::new())]);
    let (lake, file) = (platform.lake.clone(), platform.path("people.csv"));
    let dataset = id("people");
    let receiving: Vec<_> = (0..4)
        .map(|_| {
            let (lake, file, dataset) = (lake.clone(), file.clone(), dataset.clone());
            tokio::spawn(async move { lake.receive(&dataset, &file, Some("id"), &Limits::default(), &keys()).await })
        })
        .collect();
    for _ in 0..8 {
        let batches: Vec<_> = lake.export(&grant, &dataset, None).await.unwrap().try_collect().await.unwrap();
        assert_eq!(cells(&batches).len(), ROWS);
    }
    let mut commits = Vec::new();
    for task in receiving {
        commits.push(task.await.unwrap().unwrap().manifest.delta_version);
    }
    commits.sort_unstable();
    assert_eq!(commits, [1, 2, 3, 4]);
}

#[tokio::test]
async fn a_late_change_of_type_loses_no_row() {
    let platform = Platform::new();
    let mut table = String::from("id,code\n");
    for n in 0..400_000 {
        writeln!(table, "{n},{}", n * 7).unwrap();
    }
    table += "400000,A-17\n";
    let version = platform.receive("late", &table, Some("id")).await;
    assert_eq!(version.manifest.rows, 400_001);
    platform.lake.check(&version.manifest).unwrap();
    assert_eq!(platform.stored(), names(&version));
    let grant =
        platform.grant(Channel::Key, vec![terms(&version, &[("id", Mask::Keep), ("code", Mask::Keep)], Vec::new())]);
    for (key, code) in [("0", "0"), ("131072", "917504"), ("399999", "2799993"), ("400000", "A-17")] {
        let row = platform.lake.row(&grant, &id("late"), key).await.unwrap();
        assert_eq!(cells(&[row.batch]), [[key, code]]);
    }
}

#[tokio::test]
async fn a_version_opens_under_its_own_key_only() {
    let platform = Platform::new();
    let version = platform.receive("people", &people(), Some("id")).await;
    let right = terms(&version, &[("id", Mask::Keep)], Vec::new());
    let wrong = TableTerms { key: keys_under(2).version, ..right.clone() };
    let right = platform.grant(Channel::Key, vec![right]);
    let wrong = platform.grant(Channel::Key, vec![wrong]);
    // The second time the version is open already, under the right key.
    for _ in 0..2 {
        let refused = platform.lake.row(&wrong, &id("people"), "n-00").await.unwrap_err();
        assert!(refused.to_string().contains("expected the key with check value"), "{refused}");
        let row = platform.lake.row(&right, &id("people"), "n-00").await.unwrap();
        assert_eq!(cells(&[row.batch]), [["n-00"]]);
    }
}

#[tokio::test]
async fn a_destroyed_version_is_gone_from_the_disk_and_from_memory() {
    let platform = Platform::new();
    let version = platform.receive("people", &people(), Some("id")).await;
    let kept = platform.receive("visits", &visits(), None).await;
    let grant = platform.grant(Channel::Key, vec![terms(&version, &[("id", Mask::Keep)], Vec::new())]);
    assert_eq!(platform.lake.row(&grant, &id("people"), "n-00").await.unwrap().batch.num_rows(), 1);
    let standing = platform.lake.check_destroyed(&version.manifest).unwrap_err();
    assert_eq!(standing.what, Difference::NotDestroyed);
    for _ in 0..2 {
        platform.lake.destroy(&version).unwrap();
        platform.lake.row(&grant, &id("people"), "n-00").await.unwrap_err();
        platform.lake.check_destroyed(&version.manifest).unwrap();
        assert_eq!(platform.lake.check(&version.manifest).unwrap_err().what, Difference::Missing);
    }
    platform.lake.check(&kept.manifest).unwrap();
}

#[tokio::test]
async fn a_file_cut_or_put_in_the_place_of_another_is_named() {
    let platform = Platform::new();
    let first = platform.receive("people", &people(), None).await;
    let second = platform.receive("people", &people(), None).await;
    let read = async |version: &Arc<Version>| {
        let fresh = Arc::new(Version {
            id: format!("ver-{}", FRESH.fetch_add(1, Ordering::Relaxed)).parse().unwrap(),
            ..(**version).clone()
        });
        let grant = platform.grant(Channel::Export, vec![terms(&fresh, &[("id", Mask::Keep)], Vec::new())]);
        let opened = platform.lake.export(&grant, &id("people"), None).await;
        opened.map(drop).map_err(|error| error.to_string())
    };
    read(&first).await.unwrap();
    let (path, other) = (platform.path(&first.manifest.files[0].path), platform.path(&second.manifest.files[0].path));
    let (whole, swapped) = (std::fs::read(&path).unwrap(), std::fs::read(&other).unwrap());
    assert_eq!(whole.len(), swapped.len());
    std::fs::write(&path, &swapped).unwrap();
    assert!(read(&first).await.unwrap_err().contains("objects were swapped"));
    std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    assert!(read(&first).await.unwrap_err().contains("found it changed"));
    let mut flipped = whole.clone();
    flipped[whole.len() - 40] ^= 1;
    std::fs::write(&path, &flipped).unwrap();
    assert!(read(&first).await.unwrap_err().contains("found changed bytes"));
    std::fs::write(&path, &whole).unwrap();
    read(&first).await.unwrap();
}

/// A version under an id of its own is not in the cache.
static FRESH: AtomicU64 = AtomicU64::new(1_000_000);
