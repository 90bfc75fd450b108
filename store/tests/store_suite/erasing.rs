//! Content that is erased: every proof holds, every view is the fold of what remains, and what goes missing otherwise
//! is named.

use std::collections::BTreeSet;
use std::path::PathBuf;

use domain::account::Account;
use domain::act::{Act, RecordKind, RecordRef};
use domain::erasure::Blank;
use domain::record::{Change, Erasing, Loaded};
use ledger::{
    Commitment, TilePath, TileSource, consistency_proof, inclusion_proof, verify_consistency, verify_inclusion,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use store::{AppendError, Difference, Verified};

use crate::world::{World, account_ref, found, one_of_each, open_account, receipt, roles, submission, then, worlds};

/// What erases a record whole, as a person's own.
async fn erasing(world: &World, record: &RecordRef, names: &[String], own: bool) -> Option<Change> {
    let acts = world.store.acts_of(record, 0, 1000).await.unwrap();
    let kept = BTreeSet::new();
    let blank = Blank { names, own, kept: &kept };
    let mut salts = 0_u8;
    let salt = || {
        salts += 1;
        [salts; 32]
    };
    Change::erasing(record.clone(), acts, Erasing { blank, case: None, basis: Vec::new() }, salt).unwrap()
}

/// Every record that holds `text`; the logs here are of one window.
async fn holding(world: &World, text: &str) -> BTreeSet<RecordRef> {
    let found = world.store.records_holding(text, false, 0).await.unwrap();
    assert_eq!(found.next, None);
    found.records
}

async fn erase(world: &World, record: &RecordRef) {
    let change = erasing(world, record, &[], true).await.unwrap();
    world.store.append(submission(vec![change])).await.unwrap();
    assert!(world.store.scrub().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_account_keeps_its_place_and_loses_its_name() {
    for world in worlds().await {
        world.append_all(vec![open_account("acc-1", "ada-lovelace"), open_account("acc-2", "grace")]).await;
        let before: Loaded<Account> = world.store.load("acc-1").await.unwrap().unwrap();
        world.append_all(vec![then(&before, Act::AccountClosed { reason: "ada-lovelace asked".to_owned() })]).await;
        let sequencer = world.sequencer().await;
        let size = sequencer.sequence_now().await.unwrap().size;
        erase(&world, &account_ref("acc-1")).await;

        let after: Loaded<Account> = world.store.load("acc-1").await.unwrap().unwrap();
        assert_eq!((after.state.handle.as_str(), after.version), ("acc-1", 3));
        assert!(world.store.find::<Account>("ada-lovelace").await.unwrap().is_none());
        assert!(world.store.payload(0).await.unwrap().is_none());
        assert!(holding(&world, "ada-lovelace").await.is_empty());
        let whole = async |text| world.store.records_holding(text, true, 0).await.unwrap().records;
        assert_eq!((whole("grace").await, whole("grac").await), ([account_ref("acc-2")].into(), BTreeSet::new()));
        assert_eq!(holding(&world, "grace").await, [account_ref("acc-2")].into());
        let names: Vec<_> = world.store.acts_of(&account_ref("acc-1"), 0, 9).await.unwrap();
        let names: Vec<_> = names.iter().map(|(position, envelope)| (*position, envelope.act.name())).collect();
        assert_eq!(names, [(0, "account-opened"), (2, "account-closed"), (3, "payloads-erased")]);
        let walked: Vec<_> = world.store.acts_after(None, 9).await.unwrap().iter().map(|(at, _)| *at).collect();
        assert_eq!(walked, [0, 1, 2, 3]);

        assert!(sequencer.sequence_now().await.unwrap().size > size);
        sequencer.stop().await;
        let verified = world.verify().await.unwrap();
        assert_eq!(verified, Verified { acts: 4, sequenced: 4, erased: 2, views: 2, ..verified });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_decided_from_the_content_before_is_told_to_decide_anew() {
    for world in worlds().await {
        world.append_all(vec![open_account("acc-1", "ada-lovelace")]).await;
        let before: Loaded<Account> = world.store.load("acc-1").await.unwrap().unwrap();
        erase(&world, &account_ref("acc-1")).await;
        let late = world.store.append(submission(vec![then(&before, roles(&[]))])).await.unwrap_err();
        assert!(matches!(late, AppendError::Conflict { expected: 1, current: 2, .. }), "{late}");
        let loaded: Loaded<Account> = world.store.load("acc-1").await.unwrap().unwrap();
        world.append_all(vec![then(&loaded, roles(&[]))]).await;
        world.verify().await.unwrap();
    }
}

/// A text that names two people is cleared of the one, then of the other: nothing of either stays, not even in what the
/// first erasure left.
#[tokio::test(flavor = "multi_thread")]
async fn what_remains_is_erased_again() {
    for world in worlds().await {
        world.append_all(vec![open_account("acc-1", "ada-lovelace")]).await;
        let before: Loaded<Account> = world.store.load("acc-1").await.unwrap().unwrap();
        world.append_all(vec![then(&before, Act::AccountClosed { reason: "460000199001011234".to_owned() })]).await;
        for name in ["460000199001011234", "ada-lovelace"] {
            let own = name == "ada-lovelace";
            let change = erasing(&world, &account_ref("acc-1"), &[name.to_owned()], own).await.unwrap();
            world.store.append(submission(vec![change])).await.unwrap();
            assert!(holding(&world, name).await.is_empty(), "{name}");
        }
        assert_eq!(erasing(&world, &account_ref("acc-1"), &[], true).await.map(|change| change.acts().len()), None);
        assert_eq!(world.verify().await.unwrap().erased, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn content_goes_only_with_what_its_act_says() {
    for world in worlds().await {
        world.append_all(vec![open_account("acc-1", "ada")]).await;
        let change = erasing(&world, &account_ref("acc-1"), &[], true).await.unwrap();
        let before: Loaded<Account> = world.store.load("acc-1").await.unwrap().unwrap();
        let said_only = then::<Account>(&before, change.acts()[0].act.clone());
        let error = world.store.append(submission(vec![said_only])).await.unwrap_err();
        assert!(matches!(error, AppendError::Form { .. }), "{error}");
        assert!(world.store.payload(0).await.unwrap().is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_and_a_version_lose_nothing() {
    for world in worlds().await {
        world.append_all(one_of_each()).await;
        world.append_all(vec![receipt("rcpt-1")]).await;
        for (kind, id) in [(RecordKind::Receipt, "rcpt-1"), (RecordKind::Version, "ver-1")] {
            let record = RecordRef { kind, id: id.to_owned() };
            assert!(erasing(&world, &record, &["acc-1".to_owned()], true).await.is_none(), "{id}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_to_the_remains_is_named() {
    for world in worlds().await {
        world.append_all(vec![open_account("acc-1", "ada-lovelace"), open_account("acc-2", "grace")]).await;
        let erasure = domain::erasure::Erasure {
            case: "case-1".parse().unwrap(),
            dataset: "ds-1".parse().unwrap(),
            holder: "org-1".parse().unwrap(),
            field: "code".to_owned(),
            ordered: crate::world::context().at,
            keep_until: crate::world::context().at,
            basis: Vec::new(),
            looked: BTreeSet::new(),
            rows: 0,
            records: 0,
            done: None,
        };
        let case = erasure.case.clone();
        world.append_all(vec![found::<domain::erasure::Erasure>(&case, Act::ErasureOrdered(erasure))]).await;
        world.keep("kept_payloads", "SELECT * FROM payloads").await;
        erase(&world, &account_ref("acc-1")).await;
        world.keep("kept_erased", "SELECT * FROM erased").await;
        world.sequencer().await.stop().await;
        let salt = if world.on_postgres { "decode('00', 'hex')" } else { "x'00'" };
        let changed = Difference::ErasedChanged { position: 0 };
        let all = "INSERT INTO erased SELECT * FROM kept_erased";
        let payload_again = "INSERT INTO payloads SELECT * FROM kept_payloads WHERE position = 0";
        for (tampering, undoing, difference) in [
            (
                "UPDATE erased SET remains = remains || ' '".to_owned(),
                "UPDATE erased SET remains = rtrim(remains)",
                changed.clone(),
            ),
            (
                format!("UPDATE erased SET salt = {salt}"),
                "UPDATE erased SET salt = (SELECT salt FROM kept_erased)",
                changed.clone(),
            ),
            ("UPDATE erased SET by_position = 1".to_owned(), "UPDATE erased SET by_position = 3", changed.clone()),
            (
                "UPDATE erased SET by_position = 9".to_owned(),
                "UPDATE erased SET by_position = 3",
                Difference::PayloadMissing { position: 0 },
            ),
            ("DELETE FROM erased".to_owned(), all, Difference::PayloadMissing { position: 0 }),
            (payload_again.to_owned(), "DELETE FROM payloads WHERE position = 0", changed.clone()),
            (
                format!("INSERT INTO erased SELECT 1, 3, {salt}, replace(remains, 'acc-1', 'acc-2') FROM kept_erased"),
                "DELETE FROM erased WHERE position = 1",
                Difference::ErasedChanged { position: 1 },
            ),
            (
                "UPDATE erasures SET status = 'done'".to_owned(),
                "UPDATE erasures SET status = 'under-way'",
                Difference::ViewChanged { table: "erasures", id: "case-1".to_owned(), column: "status" },
            ),
        ] {
            world.tamper(&tampering).await;
            assert_eq!(world.difference().await, difference, "{tampering}");
            world.tamper(undoing).await;
        }
        // The payload put back and its remains taken away: the act that erased it still says so.
        world.tamper("DELETE FROM erased").await;
        world.tamper(payload_again).await;
        assert_eq!(world.difference().await, changed);
        world.tamper("DELETE FROM payloads WHERE position = 0").await;
        world.tamper(all).await;
        // A payload taken away, with remains that look like another's.
        world.tamper("DELETE FROM payloads WHERE position = 1").await;
        world.tamper("INSERT INTO erased SELECT 1, 3, salt, replace(remains, 'acc-1', 'acc-2') FROM kept_erased").await;
        assert_eq!(world.difference().await, Difference::PayloadMissing { position: 1 });
    }
}

/// Which accounts are opened, closed and erased, and which payload goes missing behind the platform's back.
fn story() -> impl Strategy<Value = (Vec<(bool, bool)>, prop::sample::Index, usize)> {
    (prop::collection::vec(any::<(bool, bool)>(), 1..12), any::<prop::sample::Index>(), 0..4_usize)
}

#[test]
fn whatever_is_erased_every_proof_holds_and_one_more_missing_payload_is_named() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    runner
        .run(&story(), |(accounts, lost, receipts)| {
            runtime.block_on(async {
                for world in worlds().await {
                    run(&world, &accounts, lost, receipts).await;
                    world.store.close().await;
                }
            });
            Ok(())
        })
        .unwrap();
}

async fn run(world: &World, accounts: &[(bool, bool)], lost: prop::sample::Index, receipts: usize) {
    let mut erased = BTreeSet::new();
    for (number, (closed, _)) in accounts.iter().enumerate() {
        let id = format!("acc-{number}");
        world.append_all(vec![open_account(&id, &format!("person-{number}"))]).await;
        if *closed {
            let before: Loaded<Account> = world.store.load(&id).await.unwrap().unwrap();
            world.append_all(vec![then(&before, Act::AccountClosed { reason: format!("person-{number}") })]).await;
        }
    }
    world.append_all((0..receipts).map(|number| receipt(&format!("rcpt-{number}"))).collect()).await;
    let sequencer = world.sequencer().await;
    let before = sequencer.sequence_now().await.unwrap();
    let old = world.store.head_position().await.unwrap();
    let leaves = leaves(world, old).await;

    for (number, (_, _)) in accounts.iter().enumerate().filter(|(_, (_, goes))| *goes) {
        let record = account_ref(&format!("acc-{number}"));
        let acts = world.store.acts_of(&record, 0, 1000).await.unwrap();
        erased.extend(acts.iter().map(|(position, _)| *position));
        erase(world, &record).await;
    }
    let after = sequencer.sequence_now().await.unwrap();
    sequencer.stop().await;
    let tiles = Tiles(world.log.clone());
    for (position, leaf) in (0..).zip(&leaves) {
        let proof = inclusion_proof(&tiles, position, after.size).unwrap();
        verify_inclusion(leaf, position, after.size, &proof, &after.root).unwrap();
    }
    let proof = consistency_proof(&tiles, before.size, after.size).unwrap();
    verify_consistency(before.size, &before.root, after.size, &after.root, &proof).unwrap();
    assert_eq!(world.verify().await.unwrap().erased, erased.len() as u64);
    for position in &erased {
        assert!(world.store.payload(*position).await.unwrap().is_none(), "{position}");
    }
    let standing: Vec<u64> = (0..after.size).filter(|position| !erased.contains(position)).collect();
    if !standing.is_empty() {
        let position = *lost.get(&standing);
        let name = world.store.act_at(position).await.unwrap().unwrap().act.name();
        world.tamper(&format!("DELETE FROM payloads WHERE position = {position}")).await;
        assert_eq!(world.difference().await, Difference::PayloadMissing { position }, "{name}");
    }
}

/// What the leaves of the first acts commit to.
async fn leaves(world: &World, size: u64) -> Vec<Commitment> {
    let mut leaves = Vec::new();
    for position in 0..size {
        let payload = world.store.payload(position).await.unwrap().unwrap();
        leaves.push(ledger::commitment(&payload.salt, payload.text.as_bytes()));
    }
    leaves
}

/// The published tiles, read as anybody reads them.
struct Tiles(PathBuf);

impl TileSource for Tiles {
    type Error = std::io::Error;

    fn read(&self, path: &TilePath) -> std::io::Result<Option<Vec<u8>>> {
        Ok(std::fs::read(self.0.join(path.to_string())).ok())
    }
}

/// Nothing of the erased text is in any file of the database, its log of writes among them.
#[tokio::test(flavor = "multi_thread")]
async fn no_byte_of_the_database_files_holds_what_was_erased() {
    let world = worlds().await.remove(0);
    let name = "460000199001011234";
    // Long rows, short rows and updates in between, so that pages split, fill and empty.
    for number in 0..60 {
        let id = format!("acc-{number}");
        world
            .append_all(vec![open_account(
                &id,
                &format!("person-{number}-{}", if number % 3 == 0 { name } else { "x" }),
            )])
            .await;
        let before: Loaded<Account> = world.store.load(&id).await.unwrap().unwrap();
        let reason = format!("{}{}", name.repeat(usize::try_from(number).unwrap() * 40), number);
        world.append_all(vec![then(&before, Act::AccountClosed { reason })]).await;
    }
    let path = std::path::PathBuf::from(world.address.strip_prefix("sqlite:").unwrap());
    let holds = |name: &str| {
        let bytes = |ending: &str| std::fs::read(format!("{}{ending}", path.display())).unwrap_or_default();
        ["", "-wal"].iter().any(|ending| bytes(ending).windows(name.len()).any(|window| window == name.as_bytes()))
    };
    assert!(holds(name), "the text is looked for in the right place");
    for record in holding(&world, name).await {
        let change = erasing(&world, &record, &[name.to_owned()], true).await.unwrap();
        world.store.append(submission(vec![change])).await.unwrap();
    }
    assert!(world.store.scrub().await.unwrap());
    assert!(!holds(name));
    world.verify().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_log_is_looked_through_window_by_window() {
    let world = worlds().await.remove(0);
    for thousand in 0..20 {
        let receipts = (0..1000).map(|number| receipt(&format!("rcpt-{thousand}-{number}"))).collect();
        world.store.append(submission(receipts)).await.unwrap();
    }
    world.append_all(vec![open_account("acc-1", "ada-lovelace")]).await;
    let first = world.store.records_holding("ada-lovelace", false, 0).await.unwrap();
    assert_eq!((first.records.len(), first.next), (0, Some(20_000)));
    let second = world.store.records_holding("ada-lovelace", false, 20_000).await.unwrap();
    assert_eq!((second.records, second.next), ([account_ref("acc-1")].into(), None));
    let receipts = world.store.records_holding("rcpt-3-14", false, 0).await.unwrap();
    assert!(receipts.records.is_empty(), "receipts are not looked into");
}
