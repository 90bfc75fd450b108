use domain::account::{Account, Role};
use domain::act::Act;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use store::AppendError;

use crate::world::{World, open_account, receipt, roles, submission, then, worlds};

/// What somebody does next; accounts and handles are few, so that they meet.
#[derive(Debug, Clone)]
enum Deed {
    Open { account: u8, handle: u8 },
    SetRoles { account: u8, role: u8 },
    Close { account: u8 },
    Release { receipt: u8 },
    Together(Vec<Deed>),
    Publish,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let one = prop_oneof![
        (0..6_u8, 0..5_u8).prop_map(|(account, handle)| Deed::Open { account, handle }),
        (0..6_u8, 0..8_u8).prop_map(|(account, role)| Deed::SetRoles { account, role }),
        (0..6_u8).prop_map(|account| Deed::Close { account }),
        any::<u8>().prop_map(|receipt| Deed::Release { receipt }),
    ];
    let together = prop::collection::vec(one.clone(), 1..5).prop_map(Deed::Together);
    prop::collection::vec(prop_oneof![5 => one, 2 => together, 1 => Just(Deed::Publish)], 1..25)
}

async fn changes(world: &World, deed: &Deed) -> Vec<domain::record::Change> {
    let load = async |account: &u8| world.store.load::<Account>(&format!("acc-{account}")).await.unwrap();
    match deed {
        Deed::Open { account, handle } => vec![open_account(&format!("acc-{account}"), &format!("handle-{handle}"))],
        Deed::SetRoles { account, role } => {
            let before = load(account).await;
            before.iter().map(|before| then(before, roles(&[Role::ALL[usize::from(*role)]]))).collect()
        }
        Deed::Close { account } => {
            let before = load(account).await;
            before.iter().map(|before| then(before, Act::AccountClosed { reason: "end".to_owned() })).collect()
        }
        Deed::Release { receipt: number } => vec![receipt(&format!("rcpt-{number}"))],
        Deed::Together(deeds) => {
            let mut all = Vec::new();
            for deed in deeds {
                all.extend(Box::pin(changes(world, deed)).await);
            }
            all
        }
        Deed::Publish => Vec::new(),
    }
}

async fn run(world: &World, deeds: &[Deed]) -> Vec<Result<Vec<u64>, String>> {
    let sequencer = world.sequencer().await;
    let mut answers = Vec::new();
    for deed in deeds {
        if matches!(deed, Deed::Publish) {
            sequencer.sequence_now().await.unwrap();
            continue;
        }
        let answer = world.store.append(submission(changes(world, deed).await)).await;
        if let Err(error) = &answer {
            assert!(matches!(error, AppendError::Conflict { .. } | AppendError::Taken { .. }), "{error}");
        }
        answers.push(answer.map(|appended| appended.positions).map_err(|error| error.to_string()));
    }
    let published = sequencer.sequenced().unwrap().size;
    sequencer.stop().await;
    let verified = world.verify().await.unwrap();
    let acts = world.store.head_position().await.unwrap();
    // The sequencer may publish once more between the question and its stop.
    assert_eq!(verified.acts, acts);
    assert!((published..=acts).contains(&verified.sequenced), "{published} {} {acts}", verified.sequenced);
    answers
}

/// Whatever happens, every view is the fold of its acts, the log verifies, and both databases answer alike.
#[test]
fn any_story_verifies_and_both_databases_tell_it_alike() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    runner
        .run(&deeds(), |deeds| {
            runtime.block_on(async {
                let mut told = Vec::new();
                for world in worlds().await {
                    told.push(run(&world, &deeds).await);
                    world.store.close().await;
                }
                assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "{told:?}");
            });
            Ok(())
        })
        .unwrap();
}
