//! `one-catalogue` 统一目录: a code has one holder on a platform, also when two ask for it at once.

use domain::act::RecordKind;
use futures::future::join_all;
use store::AppendError;

use crate::world::{open_account, submission, worlds};

#[tokio::test(flavor = "multi_thread")]
async fn a_natural_key_has_one_holder() {
    for world in worlds().await {
        world.append_all(vec![open_account("acc-1", "ada")]).await;
        let taken = world.store.append(submission(vec![open_account("acc-2", "ada")])).await.unwrap_err();
        assert!(matches!(taken, AppendError::Taken { kind: RecordKind::Account }), "{taken}");
        assert!(!taken.to_string().contains("ada"));

        let race = ["acc-3", "acc-4"].map(|id| world.store.append(submission(vec![open_account(id, "bo")])));
        let answers = join_all(race).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
        assert!(answers.iter().any(|answer| matches!(answer, Err(AppendError::Taken { .. }))));
        let own = submission(vec![open_account("acc-5", "cy"), open_account("acc-6", "cy")]);
        assert!(matches!(world.store.append(own).await, Err(AppendError::Taken { .. })));
        assert_eq!(world.verify().await.unwrap().views, 2);
    }
}
