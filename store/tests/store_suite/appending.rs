use domain::account::{Account, Role};
use domain::act::Act;
use domain::record::{Change, Decided, Record as _};
use futures::future::join_all;
use store::{AppendError, Submission};

use crate::world::{account, account_ref, context, open_account, receipt, register, roles, submission, then, worlds};

#[tokio::test(flavor = "multi_thread")]
async fn whatever_waits_together_gets_places_in_one_row_without_gaps() {
    for world in worlds().await {
        let appends = (0..300).map(|number| {
            let changes = match number % 3 {
                0 => vec![register(&format!("org-{number}"))],
                1 => vec![receipt(&format!("rcpt-{number}"))],
                _ => vec![receipt(&format!("rcpt-{number}")), register(&format!("org-{number}"))],
            };
            world.store.append(submission(changes))
        });
        let mut positions: Vec<_> =
            join_all(appends).await.into_iter().flat_map(|answer| answer.unwrap().positions).collect();
        positions.sort_unstable();
        assert_eq!(positions, (0..400).collect::<Vec<_>>());
        assert_eq!(world.store.head_position().await.unwrap(), 400);
        assert_eq!(world.verify().await.unwrap().acts, 400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_writers_on_one_record_one_wins() {
    for world in worlds().await {
        world.append_all(vec![open_account("acc-1", "ada")]).await;
        let before = world.store.load::<Account>("acc-1").await.unwrap().unwrap();
        let writers = [Role::Steward, Role::Auditor].map(|role| {
            let change = then(&before, roles(&[role]));
            world.store.append(submission(vec![change]))
        });
        let answers = join_all(writers).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
        let lost = answers.into_iter().find_map(Result::err).unwrap();
        let AppendError::Conflict { record, expected: 1, current: 2 } = lost else { panic!("{lost}") };
        assert_eq!(record, account_ref("acc-1"));
        assert_eq!(world.store.load::<Account>("acc-1").await.unwrap().unwrap().version, 2);
        assert_eq!(world.verify().await.unwrap().acts, 2);
    }
}

/// A change set that is refused leaves its neighbours in the batch alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_submission_takes_no_place_and_harms_no_neighbour() {
    for world in worlds().await {
        let twice = [receipt("rcpt-1"), receipt("rcpt-1"), receipt("rcpt-2")];
        let answers = join_all(twice.map(|change| world.store.append(submission(vec![change])))).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 2);
        assert!(matches!(answers[1], Err(AppendError::Conflict { current: 1, .. })), "{:?}", answers[1]);

        // Over two batches the same is found by the log's unique index.
        let again = [receipt("rcpt-3"), receipt("rcpt-2"), receipt("rcpt-4")];
        let answers = join_all(again.map(|change| world.store.append(submission(vec![change])))).await;
        assert!(matches!(answers[1], Err(AppendError::Conflict { expected: 0, current: 1, .. })), "{:?}", answers[1]);
        assert!(answers[0].is_ok() && answers[2].is_ok());

        let half = submission(vec![open_account("acc-1", "ada"), receipt("rcpt-1"), receipt("rcpt-1")]);
        assert!(matches!(world.store.append(half).await, Err(AppendError::Conflict { .. })));
        assert!(world.store.load::<Account>("acc-1").await.unwrap().is_none());
        assert_eq!(world.verify().await.unwrap().acts, 4);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_stands_only_while_what_it_rests_on_stands() {
    for world in worlds().await {
        world.append_all(vec![register("org-1"), open_account("acc-1", "ada")]).await;
        let release = |id: &str, version: u64, seen: Option<u64>| Submission {
            rests_on: vec![(account_ref("acc-1"), version)],
            seen_generation: seen,
            ..submission(vec![receipt(id)])
        };
        let seen = world.store.generation();
        assert!(world.store.append(release("rcpt-1", 1, Some(seen))).await.is_ok());
        assert_eq!(world.store.generation(), seen, "a receipt moves no view");
        assert!(world.store.append(release("rcpt-2", 1, None)).await.is_ok());

        let before = world.store.load::<Account>("acc-1").await.unwrap().unwrap();
        world.append_all(vec![then(&before, Act::AccountClosed { reason: "left".to_owned() })]).await;
        assert!(world.store.generation() > seen);
        for seen in [Some(seen), None] {
            let moved = world.store.append(release("rcpt-3", 1, seen)).await.unwrap_err();
            let AppendError::Moved { record } = moved else { panic!("{moved}") };
            assert_eq!(record, account_ref("acc-1"));
        }
        assert!(world.store.append(release("rcpt-3", 2, Some(seen))).await.is_ok(), "another record moved meanwhile");
        assert!(world.store.append(release("rcpt-4", 2, Some(world.store.generation()))).await.is_ok());

        // Within one batch the account moves before the release that rests on it.
        let now = world.store.load::<Account>("acc-1").await.unwrap().unwrap();
        let seen = Some(world.store.generation());
        let moving = submission(vec![then(&now, roles(&[Role::Auditor]))]);
        let (first, second) = tokio::join!(world.store.append(moving), world.store.append(release("rcpt-5", 2, seen)));
        first.unwrap();
        assert!(matches!(second, Err(AppendError::Moved { .. })), "{second:?}");
        world.verify().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_may_change_one_record_twice_and_must_give_it_a_state() {
    for world in worlds().await {
        let opened = open_account("acc-1", "ada");
        let state = account("acc-1", "ada");
        let first = domain::record::Loaded { state, version: 1 };
        let second = then(&first, roles(&[Role::Auditor]));
        let appended = world.store.append(submission(vec![opened, second])).await.unwrap();
        assert_eq!((appended.positions, appended.at), (vec![0, 1], context().at));
        let now = world.store.load::<Account>("acc-1").await.unwrap().unwrap();
        assert_eq!((now.version, now.state.roles.contains(&Role::Auditor)), (2, true));

        let nothing = Change::new::<Account>(
            &"acc-2".parse().unwrap(),
            None,
            vec![Decided::new(roles(&[Role::Auditor]), Vec::new())],
        );
        let refused = world.store.append(submission(vec![nothing.unwrap()])).await.unwrap_err();
        assert!(matches!(refused, AppendError::NoState { .. }), "{refused}");
        assert_eq!(Account::reference(&"acc-2".parse().unwrap()), account_ref("acc-2"));
        assert_eq!(world.verify().await.unwrap().acts, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_store_has_appended_what_waited() {
    for world in worlds().await {
        let waiting: Vec<_> = (0..20)
            .map(|number| {
                let store = world.store.clone();
                tokio::spawn(async move { store.append(submission(vec![receipt(&format!("rcpt-{number}"))])).await })
            })
            .collect();
        let first = join_all(waiting).await;
        assert!(first.into_iter().all(|answer| answer.unwrap().is_ok()));
        world.store.close().await;
        let late = world.store.append(submission(vec![receipt("rcpt-late")])).await;
        assert!(matches!(late, Err(AppendError::Closed)), "{late:?}");
        assert!(world.store.load::<Account>("acc-1").await.is_err());
    }
}
