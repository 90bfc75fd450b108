use std::collections::BTreeSet;
use std::sync::Arc;

use base::{Digest, Timestamp};
use domain::act::{Act, Actor, Context, RecordKind, RecordRef};
use domain::erasure::Erasure;
use domain::record::{Change, Decided};
use proptest::prelude::*;

use super::*;
use crate::{Difference, OpenOptions, Submission, VerifyError};

struct Constant;

impl base::Entropy for Constant {
    fn fill(&self, out: &mut [u8]) {
        out.fill(7);
    }
}

/// A release in a few words: account, channel, key and datasets.
#[derive(Debug, Clone)]
struct Release {
    account: u8,
    channel: &'static str,
    key: u8,
    datasets: Vec<u8>,
    at: i64,
}

fn release() -> impl Strategy<Value = Release> {
    let channel = prop::sample::select(vec!["key", "page", "query", "export", "aggregate"]);
    (0..3_u8, channel, 0..3_u8, prop::collection::btree_set(0..3_u8, 1..3), 0..50_i64).prop_map(
        |(account, channel, key, datasets, at)| Release {
            account,
            channel,
            key,
            datasets: datasets.into_iter().collect(),
            at,
        },
    )
}

fn submission(number: usize, release: &Release) -> Submission {
    let id = format!("rcpt-{number}");
    let at = Timestamp::from_millis(release.at);
    let digest = Digest::of(b"answer");
    let table =
        |dataset: &u8| serde_json::json!({"dataset": format!("ds-{dataset}"), "version": "ver-1", "columns": []});
    let receipt = serde_json::json!({
        "id": id, "account": format!("acc-{}", release.account), "organisation": "org-1",
        "agreement": format!("agr-{}", release.account), "purpose": "audit", "channel": release.channel,
        "question": Digest::of(&[release.key]), "rows": 1, "size": 120, "answer": digest, "released": at,
        "tables": release.datasets.iter().map(table).collect::<Vec<_>>(),
    });
    let act = Act::DataReleased(serde_json::from_value(receipt).unwrap());
    let change = Change::standalone(RecordRef { kind: RecordKind::Receipt, id }, Decided::new(act, Vec::new()));
    Submission::new(Context { at, actor: Actor::Platform, law: digest, policy: digest }, vec![change])
}

async fn filled(folder: &tempfile::TempDir, releases: &[Release]) -> Store {
    let address = folder.path().join("store.db");
    let store = Store::open(address.to_str().unwrap(), OpenOptions::default(), Arc::new(Constant)).await.unwrap();
    for (number, release) in releases.iter().enumerate() {
        store.append(submission(number, release)).await.unwrap();
    }
    store
}

/// The same, looked for one by one.
fn expected(releases: &[Release], filter: &TraceFilter) -> Vec<u64> {
    let named = |dataset: &str| dataset.strip_prefix("ds-").and_then(|number| number.parse::<u8>().ok()).unwrap();
    let wanted = |release: &Release| match &filter.of {
        TraceOf::Account(id) => *id == format!("acc-{}", release.account),
        TraceOf::Agreement(id) => *id == format!("agr-{}", release.account),
        TraceOf::Dataset(id) => release.datasets.contains(&named(id)),
        TraceOf::Subject { dataset, key } => {
            let several = ["page", "query", "export"].contains(&release.channel);
            let asked = release.channel == "key" && Digest::of(&[release.key]) == *key;
            release.datasets.contains(&named(dataset)) && (several || asked)
        }
    };
    let within =
        |at: i64| filter.from.is_none_or(|from| from.millis() <= at) && filter.to.is_none_or(|to| at <= to.millis());
    let mut found: Vec<(i64, u64)> = (0..)
        .zip(releases)
        .filter(|(_, release)| wanted(release) && within(release.at))
        .map(|(position, release)| (release.at, position))
        .collect();
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.into_iter().map(|(_, position)| position).collect()
}

fn filters() -> Vec<TraceFilter> {
    let of = [
        TraceOf::Account("acc-1".to_owned()),
        TraceOf::Agreement("agr-1".to_owned()),
        TraceOf::Dataset("ds-1".to_owned()),
        TraceOf::Subject { dataset: "ds-1".to_owned(), key: Digest::of(&[1]) },
    ];
    let bare = |of| TraceFilter { of, from: None, to: None, after: None, limit: 1000 };
    let mut filters: Vec<_> = of.iter().cloned().map(bare).collect();
    let (from, to) = (Some(Timestamp::from_millis(10)), Some(Timestamp::from_millis(40)));
    filters.extend(of.into_iter().map(|of| TraceFilter { from, to, ..bare(of) }));
    filters
}

#[test]
fn every_question_is_answered_as_by_reading_the_whole_log() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(12));
    let all = prop::collection::vec(release(), 1..60);
    runner
        .run(&(all, 1..7_u32), |(releases, page)| {
            runtime.block_on(async {
                let folder = tempfile::tempdir().unwrap();
                let store = filled(&folder, &releases).await;
                for filter in filters() {
                    let mut found = Vec::new();
                    let mut after = None;
                    loop {
                        let asked = TraceFilter { after, limit: page, ..filter.clone() };
                        let piece = store.trace(&asked).await.unwrap();
                        after = piece.last().map(|(position, envelope)| (envelope.context.at, *position));
                        found.extend(piece.iter().map(|(position, _)| *position));
                        if piece.len() < page as usize {
                            break;
                        }
                    }
                    assert_eq!(found, expected(&releases, &filter), "{filter:?} by {page}");
                }
                store.close().await;
            });
            Ok(())
        })
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn each_question_walks_one_index_and_sorts_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder, &[]).await;
    for filter in filters() {
        for plan in store.explain_trace(&filter).await {
            assert!(plan.contains("SEARCH traces USING") && plan.contains("INDEX traces_by_"), "{filter:?}: {plan}");
            assert!(!plan.contains("TEMP B-TREE") && !plan.contains("SCAN"), "{filter:?}: {plan}");
        }
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_changed_hidden_or_made_up_is_named() {
    let release = Release { account: 1, channel: "key", key: 1, datasets: vec![1, 2], at: 5 };
    let changed = |column| Difference::ViewChanged { table: "traces", id: "0/1".to_owned(), column };
    let tampered = [
        ("UPDATE traces SET account = 'acc-2' WHERE place = 1", changed("account")),
        ("UPDATE traces SET subject = NULL WHERE place = 1", changed("subject")),
        ("DELETE FROM traces WHERE place = 0", Difference::ViewMissing { table: "traces", id: "0/0".to_owned() }),
        (
            "INSERT INTO traces SELECT 9, place, at, account, agreement, dataset, subject, blanked_by FROM traces \
             WHERE place = 0",
            Difference::ViewExtra { table: "traces", id: "9/0".to_owned() },
        ),
    ];
    let key = ledger::SigningKey::from_seed("log", [1; 32]).unwrap();
    for (sql, expected) in tampered {
        let folder = tempfile::tempdir().unwrap();
        let store = filled(&folder, std::slice::from_ref(&release)).await;
        assert_eq!(store.catch_up_traces().await.unwrap(), 1);
        let log = folder.path().join("log");
        store.verify(&log, &key.verifier(), |_, _| {}).await.unwrap();
        let crate::database::Database::Sqlite { writer, .. } = store.database.as_ref() else { panic!() };
        sqlx::query(sql).execute(writer).await.unwrap();
        let Err(VerifyError::Differs(found)) = store.verify(&log, &key.verifier(), |_, _| {}).await else {
            panic!("{sql} went unnoticed")
        };
        assert_eq!(found, expected, "{sql}");
        store.close().await;
    }
}

fn erasure() -> Erasure {
    Erasure {
        case: "case-1".parse().unwrap(),
        dataset: "ds-1".parse().unwrap(),
        holder: "org-1".parse().unwrap(),
        field: "code".to_owned(),
        ordered: Timestamp::from_millis(9),
        keep_until: Timestamp::from_millis(9),
        basis: Vec::new(),
        looked: BTreeSet::new(),
        rows: 1,
        records: 0,
        done: None,
    }
}

/// Has the index say no more that key 1 of the first dataset was asked for.
async fn blank(store: &Store) -> Vec<u64> {
    let positions = store.looked_up("ds-1", &Digest::of(&[1])).await.unwrap();
    let digest = Digest::of(b"answer");
    let at = Timestamp::from_millis(60);
    let acts = [Act::ErasureOrdered(erasure()), Act::TracesBlanked { positions: positions.clone() }];
    let acts = acts.into_iter().map(|act| Decided::new(act, Vec::new())).collect();
    let change = Change::new::<Erasure>(&"case-1".parse().unwrap(), None, acts).unwrap();
    let context = Context { at, actor: Actor::Platform, law: digest, policy: digest };
    store.append(Submission::new(context, vec![change])).await.unwrap();
    positions
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blanked_trace_says_no_more_whose_key_it_was_and_is_named_when_it_does() {
    let release = |key, channel| Release { account: 1, channel, key, datasets: vec![1], at: 5 };
    let releases = [release(1, "key"), release(2, "key"), release(1, "export"), release(1, "key")];
    let changed = |id: &str, column| Difference::ViewChanged { table: "traces", id: id.to_owned(), column };
    let back = format!("UPDATE traces SET blanked_by = NULL, subject = '{}' WHERE position = 0", Digest::of(&[1]));
    let tampered = [
        ("SELECT 1", None),
        (back.as_str(), Some(changed("0/0", "blanked_by"))),
        ("UPDATE traces SET subject = 'again' WHERE position = 0", Some(changed("0/0", "subject"))),
        ("UPDATE traces SET blanked_by = NULL WHERE position = 0", Some(changed("0/0", "subject"))),
        ("UPDATE traces SET blanked_by = 5, subject = NULL WHERE position = 1", Some(changed("1/0", "subject"))),
    ];
    let key = ledger::SigningKey::from_seed("log", [1; 32]).unwrap();
    for (sql, expected) in tampered {
        let folder = tempfile::tempdir().unwrap();
        let store = filled(&folder, &releases).await;
        assert_eq!(blank(&store).await, [0, 3]);
        assert!(store.looked_up("ds-1", &Digest::of(&[1])).await.unwrap().is_empty());
        let seen = async |of| {
            let found = store.trace(&TraceFilter { of, from: None, to: None, after: None, limit: 9 }).await.unwrap();
            found.iter().map(|(position, _)| *position).collect::<Vec<_>>()
        };
        let subject = |key: u8| TraceOf::Subject { dataset: "ds-1".to_owned(), key: Digest::of(&[key]) };
        assert_eq!(seen(subject(1)).await, [2], "what left in bulk may have held anybody");
        assert_eq!(seen(subject(2)).await, [2, 1]);
        assert_eq!(seen(TraceOf::Account("acc-1".to_owned())).await, [3, 2, 1, 0]);
        let crate::database::Database::Sqlite { writer, .. } = store.database.as_ref() else { panic!() };
        sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).execute(writer).await.unwrap();
        match (store.verify(&folder.path().join("log"), &key.verifier(), |_, _| {}).await, expected) {
            (Ok(_), None) => {}
            (Err(VerifyError::Differs(found)), Some(expected)) => assert_eq!(found, expected, "{sql}"),
            (found, expected) => panic!("{sql}: {found:?} instead of {expected:?}"),
        }
        store.close().await;
    }
}
