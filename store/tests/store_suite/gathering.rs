use base::{Grade, Kind};
use domain::act::Act;
use domain::receipt::{Drawn, Receipt};
use domain::record::{Change, Decided};
use store::{AppendError, Ceiling, Gathering, Submission};

use crate::world::{receipt, submission, worlds};

/// A receipt of `rows` rows of a field graded important, by organisation `org-1` under an agreement.
fn gathering(id: &str, rows: u64, released: &str) -> Change {
    let plain = receipt(id);
    let Act::DataReleased(known) = plain.acts()[0].act.clone() else { panic!() };
    let persons = [Kind::Mobile].into();
    let drawn = vec![Drawn { dataset: "ds-1".parse().unwrap(), grade: Grade::Important, persons }];
    let released = released.parse().unwrap();
    let act = Act::DataReleased(Receipt { rows, drawn, released, grade: Some(Grade::Important), ..known });
    Change::standalone(plain.record().clone(), Decided::new(act, Vec::new()))
}

fn ceiling(grade: Grade, most: u64) -> Ceiling {
    let since = "2026-01-01".parse().unwrap();
    Ceiling { recipient: "org-1".to_owned(), of: Gathering::Rows(grade), since, most }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gathers_more_than_a_ceiling_lets_them() {
    for world in worlds().await {
        let release = |id: &str, rows: u64, day: &str, bound: Ceiling| Submission {
            ceilings: vec![bound],
            ..submission(vec![gathering(id, rows, &format!("{day}T12:00:00+08:00"))])
        };
        let important = |rows: u64| ceiling(Grade::Important, rows);
        let told = async |submission| match world.store.append(submission).await {
            Ok(_) => "given",
            Err(AppendError::Beyond { ceiling: 0 }) => "beyond",
            Err(error) => panic!("{error}"),
        };
        assert_eq!(told(release("r1", 60, "2026-01-01", important(100))).await, "given");
        assert_eq!(told(release("r2", 41, "2026-01-02", important(100))).await, "beyond");
        assert_eq!(told(release("r2", 40, "2026-01-02", important(100))).await, "given");
        assert_eq!(told(release("r3", 1, "2026-01-02", important(100))).await, "beyond");
        assert_eq!(told(release("r4", 1, "2026-01-03", ceiling(Grade::Core, 1))).await, "given", "of a lower grade");
        let elsewhere = Ceiling { recipient: "org-2".to_owned(), ..important(1) };
        assert_eq!(told(release("r5", 5, "2026-01-03", elsewhere)).await, "given", "of another recipient");
        let later = Ceiling { since: "2026-01-03".parse().unwrap(), ..important(7) };
        assert_eq!(
            told(release("r6", 1, "2026-01-03", later.clone())).await,
            "given",
            "what lies before does not count"
        );
        assert_eq!(told(release("r7", 1, "2026-01-03", later)).await, "beyond");
        world.verify().await.unwrap();
    }
}

/// Persons add up over datasets and days, each kind for itself.
#[tokio::test(flavor = "multi_thread")]
async fn persons_gathered_bit_by_bit_from_several_datasets_are_counted_together() {
    for world in worlds().await {
        let release = |id: &str, dataset: &str, kinds: &[Kind], rows: u64, of: Kind| {
            let plain = gathering(id, rows, "2026-01-02T12:00:00+08:00");
            let Act::DataReleased(mut known) = plain.acts()[0].act.clone() else { panic!() };
            let persons = kinds.iter().copied().collect();
            known.drawn = vec![Drawn { dataset: dataset.parse().unwrap(), grade: Grade::General3, persons }];
            let given = Decided::new(Act::DataReleased(known), Vec::new());
            let bound = Ceiling { of: Gathering::Persons(of), ..ceiling(Grade::General1, 100) };
            Submission { ceilings: vec![bound], ..submission(vec![Change::standalone(plain.record().clone(), given)]) }
        };
        let told = async |submission| match world.store.append(submission).await {
            Ok(_) => "given",
            Err(AppendError::Beyond { ceiling: 0 }) => "beyond",
            Err(error) => panic!("{error}"),
        };
        let (mobile, disease) = (Kind::Mobile, Kind::Disease);
        assert_eq!(told(release("r1", "ds-1", &[mobile, disease], 60, mobile)).await, "given");
        assert_eq!(told(release("r2", "ds-2", &[mobile], 41, mobile)).await, "beyond", "of another dataset");
        assert_eq!(told(release("r2", "ds-2", &[mobile], 40, mobile)).await, "given");
        assert_eq!(told(release("r3", "ds-1", &[mobile], 1, mobile)).await, "beyond");
        assert_eq!(told(release("r4", "ds-1", &[disease], 40, disease)).await, "given", "another kind");
        assert_eq!(told(release("r5", "ds-1", &[], 500, disease)).await, "given", "rows that tell of nobody");
        assert_eq!(told(release("r6", "ds-2", &[disease], 1, disease)).await, "beyond");
        world.verify().await.unwrap();
        world.tamper("UPDATE gathered_persons SET person_count = 1").await;
        let found = world.verify().await.unwrap_err().to_string();
        assert!(found.contains("gathered_persons"), "{found}");
    }
}

/// The sum and the append are one: of many at once no more get through than there is room for.
#[tokio::test(flavor = "multi_thread")]
async fn those_who_come_at_once_share_the_room_left() {
    for world in worlds().await {
        let asks = (0..50).map(|number| {
            let submission = Submission {
                ceilings: vec![ceiling(Grade::General1, 100)],
                ..submission(vec![gathering(&format!("r{number}"), 7, "2026-01-05T12:00:00+08:00")])
            };
            let store = world.store.clone();
            tokio::spawn(async move { store.append(submission).await.is_ok() })
        });
        let mut given = 0;
        for ask in asks.collect::<Vec<_>>() {
            given += u32::from(ask.await.unwrap());
        }
        assert_eq!(given, 14);
        world.verify().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_changed_behind_the_platform_is_found() {
    for world in worlds().await {
        world.store.append(submission(vec![gathering("r1", 60, "2026-01-01T12:00:00+08:00")])).await.unwrap();
        for change in ["UPDATE gathered SET row_count = 1", "DELETE FROM gathered"] {
            world.tamper(change).await;
            let found = world.verify().await.unwrap_err().to_string();
            assert!(found.contains("gathered"), "{found}");
        }
    }
}
