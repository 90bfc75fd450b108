//! Marks in a copy, and the key field that is read for them and never leaves.

use futures::{StreamExt as _, TryStreamExt as _};
use guard::fingerprint::{Channel as Way, Code, CopyId, DatasetSecret, Field, FieldRule, Plan, PlanDraft, RowRule};
use lake::{Marks, ROW_KEY, ReadError};

use super::*;

fn marks(key: &str) -> Marks {
    let field = |name: &str| Field { name: name.to_owned(), kind: None, exact: false };
    let draft = PlanDraft {
        fields: vec![field("amount"), field("region")],
        key: vec![key.to_owned()],
        told_by: Vec::new(),
        rules: vec![FieldRule {
            name: "amount".to_owned(),
            channel: Way::Number { decimals: 0, least: None, most: None },
            bound: 3,
        }],
        totals: Vec::new(),
        rows: RowRule::default(),
        share: 1_000,
        code: Code::STANDARD,
    };
    let copy = CopyId::try_from("rcp-1".to_owned()).unwrap();
    Marks { plan: Plan::try_from(draft).unwrap(), secret: DatasetSecret::new(&[5; 32]), copy }
}

async fn platform(channel: Channel) -> (Platform, Grant) {
    let platform = Platform::new();
    let version = platform.receive("people", &people(), Some("id")).await;
    let fields = [("amount", Mask::Keep), ("region", Mask::Keep)];
    let grant = platform.grant(channel, vec![terms(&version, &fields, Vec::new())]);
    (platform, grant)
}

#[tokio::test]
async fn rows_are_told_by_a_key_that_does_not_leave() {
    let (platform, grant) = platform(Channel::Export).await;
    let marks = marks(ROW_KEY);
    let mut export = platform.lake.export(&grant, &id("people"), Some(&marks)).await.unwrap();
    let names: Vec<_> = export.schema().fields().iter().map(|field| field.name().clone()).collect();
    assert_eq!(names, ["amount", "region"]);
    let batches: Vec<_> = export.by_ref().try_collect().await.unwrap();
    assert!(batches.iter().all(|batch| batch.num_columns() == 2));
    let moved = cells(&batches).into_iter().zip(0_i64..).filter(|(row, n)| {
        let steps = row[0].parse::<i64>().unwrap() - (70_013 + n * 100);
        assert!(steps.abs() <= 3, "{steps}");
        steps != 0
    });
    let moved = moved.count() as u64;
    let utility = export.utility().await.unwrap();
    assert_eq!((utility.fields[0].changed, utility.rows_out), (moved, ROWS as u64));
    assert_eq!(moved, ROWS as u64);
    let unmarked = platform.lake.export(&grant, &id("people"), None).await.unwrap();
    assert!(unmarked.utility().await.is_none());
}

#[tokio::test]
async fn marks_that_cannot_be_made_let_nothing_out() {
    let (platform, grant) = platform(Channel::Export).await;
    let refused = platform.lake.export(&grant, &id("people"), Some(&marks("id"))).await;
    assert!(matches!(refused, Err(ReadError::Marks(_))), "the plan's key is neither granted nor the hidden one");
}

#[tokio::test]
async fn originals_are_read_for_a_trace_and_for_nothing_else() {
    let (lake, grant) = platform(Channel::Trace).await;
    let originals = lake.lake.originals(&grant, &id("people")).await.unwrap();
    let batches: Vec<_> = originals.try_collect().await.unwrap();
    assert_eq!(cells(&batches)[3], ["70313", "south", "s-03"]);
    assert!(matches!(lake.lake.export(&grant, &id("people"), None).await, Err(ReadError::WrongChannel { .. })));
    let (lake, grant) = platform(Channel::Export).await;
    assert!(matches!(lake.lake.originals(&grant, &id("people")).await, Err(ReadError::WrongChannel { .. })));
}
