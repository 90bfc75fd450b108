use base::Timestamp;
use domain::account::Account;
use domain::act::{Act, RecordKind, RecordRef};
use domain::case::Case;
use domain::organisation::Organisation;
use domain::version::Version;
use ledger::commitment;
use store::{Filter, MAX_ROWS};

use crate::world::{account, context, one_of_each, open_account, receipt, register, submission, then, worlds};

#[tokio::test(flavor = "multi_thread")]
async fn records_are_found_by_id_natural_key_and_filter() {
    for world in worlds().await {
        world.append_all(one_of_each()).await;
        let loaded = world.store.load::<Account>("acc-1").await.unwrap().unwrap();
        assert_eq!((loaded.state, loaded.version), (account("acc-1", "ada"), 1));
        assert_eq!(world.store.find::<Account>("ada").await.unwrap().unwrap().state.id.as_str(), "acc-1");
        assert!(world.store.find::<Account>("bo").await.unwrap().is_none());
        assert!(world.store.load::<Organisation>("acc-1").await.unwrap().is_none());
        assert_eq!(world.store.find::<Version>("ds-1/1").await.unwrap().unwrap().state.number, 1);

        let due = |millis: i64| Filter {
            status: Some("submitted".to_owned()),
            due_before: Some(Timestamp::from_millis(millis)),
            ..Filter::default()
        };
        let at = context().at.millis();
        assert_eq!(world.store.list::<Case>(&due(at)).await.unwrap().len(), 1);
        assert!(world.store.list::<Case>(&due(at - 1)).await.unwrap().is_empty());
        let both = Filter { owner: Some("org-2".to_owned()), subject: Some("org-1".to_owned()), ..due(at) };
        assert_eq!(world.store.list::<Case>(&both).await.unwrap().len(), 1);
        let other = Filter { owner: Some("org-1".to_owned()), ..both };
        assert!(world.store.list::<Case>(&other).await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_one_another_by_id() {
    for world in worlds().await {
        let changes = (0..25).map(|number| register(&format!("org-{number:02}"))).collect();
        world.store.append(submission(changes)).await.unwrap();
        let mut seen = Vec::new();
        let mut filter = Filter { limit: Some(10), status: Some("active".to_owned()), ..Filter::default() };
        loop {
            let page = world.store.list::<Organisation>(&filter).await.unwrap();
            let Some(last) = page.last() else { break };
            filter.after_id = Some(last.state.id.to_string());
            seen.extend(page.into_iter().map(|loaded| loaded.state.id.to_string()));
        }
        assert_eq!(seen, (0..25).map(|number| format!("org-{number:02}")).collect::<Vec<_>>());
        let all = Filter { limit: Some(MAX_ROWS + 1), ..Filter::default() };
        assert_eq!(world.store.list::<Organisation>(&all).await.unwrap().len(), 25);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_read_by_position_and_by_record() {
    for world in worlds().await {
        world.append_all(vec![open_account("acc-1", "ada"), receipt("rcpt-1")]).await;
        let before = world.store.load::<Account>("acc-1").await.unwrap().unwrap();
        world.append_all(vec![then(&before, Act::AccountClosed { reason: "left".to_owned() })]).await;

        let names = |acts: Vec<(u64, domain::act::Envelope)>| -> Vec<_> {
            acts.iter().map(|(position, envelope)| (*position, envelope.act.name())).collect()
        };
        let all = world.store.acts_after(None, 10).await.unwrap();
        assert_eq!(names(all), [(0, "account-opened"), (1, "data-released"), (2, "account-closed")]);
        assert_eq!(names(world.store.acts_after(Some(0), 1).await.unwrap()), [(1, "data-released")]);
        let record = RecordRef { kind: RecordKind::Account, id: "acc-1".to_owned() };
        let of = world.store.acts_of(&record, 0, 10).await.unwrap();
        assert_eq!(names(of), [(0, "account-opened"), (2, "account-closed")]);
        assert_eq!(names(world.store.acts_of(&record, 1, 10).await.unwrap()), [(2, "account-closed")]);

        let envelope = world.store.act_at(2).await.unwrap().unwrap();
        assert_eq!((envelope.version, envelope.record, envelope.context), (2, record, context()));
        assert!(world.store.act_at(3).await.unwrap().is_none());
        let payload = world.store.payload(1).await.unwrap().unwrap();
        assert!(payload.text.contains("rcpt-1"));
        assert_ne!(commitment(&payload.salt, b""), commitment(&payload.salt, payload.text.as_bytes()));
        assert!(world.store.payload(3).await.unwrap().is_none());
    }
}
