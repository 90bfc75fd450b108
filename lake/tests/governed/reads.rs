//! One row, a page, a group, a whole table: each through the same kernel.

use domain::agreement::Channel;
use futures::TryStreamExt as _;
use lake::{AggregateAsk, Cursor, Function, Measure, PageAsk, QueryError, QueryLimits, ReadError};

use super::*;

async fn stage(channel: Channel) -> (Platform, Grant) {
    let platform = Platform::new();
    let version = platform.receive("people", &people(), Some("id")).await;
    let grant = platform.grant(channel, vec![terms(&version, &people_masks(), north())]);
    (platform, grant)
}

fn all(limit: usize) -> PageAsk {
    PageAsk { fields: None, filter: Vec::new(), after: None, limit }
}

#[tokio::test]
async fn a_key_gives_its_masked_row() {
    let (platform, grant) = stage(Channel::Key).await;
    let rows = platform.lake.row(&grant, &id("people"), "n-04").await.unwrap();
    let row = &cells(std::slice::from_ref(&rows.batch))[0];
    assert_eq!(row[..3], ["n-04", "赵*****", "***"]);
    assert_eq!(row[4..], ["海口1区", "1964", "[70400,70500)"]);
    assert!(rows.batch.schema().index_of("note").is_err());
}

#[tokio::test]
async fn a_key_outside_the_rows_answers_like_a_missing_one() {
    let (platform, grant) = stage(Channel::Key).await;
    let outside = platform.lake.row(&grant, &id("people"), "s-05").await.unwrap();
    let missing = platform.lake.row(&grant, &id("people"), "x-99").await.unwrap();
    assert_eq!(outside.batch, missing.batch);
    assert_eq!(outside.batch.num_rows(), 0);
}

#[tokio::test]
async fn a_masked_key_opens_no_row() {
    let platform = Platform::new();
    let version = platform.receive("people", &people(), Some("phone")).await;
    for mask in [Mask::Redact, Mask::Drop, Mask::Pseudonym] {
        let fields = [("id", Mask::Keep), ("phone", mask)];
        let grant = platform.grant(Channel::Key, vec![terms(&version, &fields, Vec::new())]);
        let refused = platform.lake.row(&grant, &id("people"), "13900130001").await;
        assert!(matches!(refused, Err(ReadError::KeyNotGranted)));
    }
}

#[tokio::test]
async fn a_grant_opens_its_own_way_and_tables_only() {
    let (platform, grant) = stage(Channel::Page).await;
    let people = id("people");
    assert!(matches!(platform.lake.row(&grant, &people, "n-00").await, Err(ReadError::WrongChannel { .. })));
    assert!(matches!(platform.lake.export(&grant, &people, None).await, Err(ReadError::WrongChannel { .. })));
    let sql = platform.lake.query(&grant, "SELECT 1 FROM people", &QueryLimits::default()).await;
    assert!(matches!(sql, Err(QueryError::Read(ReadError::WrongChannel { .. }))));
    assert!(matches!(platform.lake.page(&grant, &id("other"), &all(1)).await, Err(ReadError::NotGranted { .. })));
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repeat() {
    let (platform, grant) = stage(Channel::Page).await;
    for limit in [1, 3, 7, 20, 1000] {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let ask = PageAsk { fields: Some(vec!["id".into()]), filter: Vec::new(), after, limit };
            let page = platform.lake.page(&grant, &id("people"), &ask).await.unwrap();
            assert!(page.batch.num_rows() <= limit);
            seen.extend(cells(&[page.batch]).into_iter().flatten());
            let Some(next) = page.next else { break };
            assert_eq!(next.to_string().parse::<Cursor>().unwrap(), next);
            after = Some(next);
        }
        let expected: Vec<_> = (0..ROWS).step_by(2).map(|n| format!("n-{n:02}")).collect();
        assert_eq!(seen, expected, "limit {limit}");
    }
}

#[tokio::test]
async fn filters_compare_what_leaves() {
    let (platform, grant) = stage(Channel::Page).await;
    let count = async |field: &str, is, value| {
        let ask = PageAsk { fields: Some(vec!["id".into()]), filter: vec![condition(field, is, value)], ..all(100) };
        platform.lake.page(&grant, &id("people"), &ask).await.map(|page| page.batch.num_rows())
    };
    assert_eq!(count("phone", Comparison::Equal, Some("13900130004")).await.unwrap(), 0);
    assert_eq!(count("phone", Comparison::Equal, Some("***")).await.unwrap(), ROWS / 2);
    assert_eq!(count("name", Comparison::StartsWith, Some("赵机")).await.unwrap(), 0);
    assert_eq!(count("name", Comparison::StartsWith, Some("赵*")).await.unwrap(), ROWS / 2);
    assert_eq!(count("birth", Comparison::Less, Some("1964")).await.unwrap(), 4);
    assert_eq!(count("id", Comparison::IsNull, None).await.unwrap(), 0);
    // Stored but not granted, and not stored at all, look the same.
    for field in ["note", "region", "nothing"] {
        let error = count(field, Comparison::IsNull, None).await.unwrap_err();
        assert!(matches!(&error, ReadError::UnknownField { field: named } if named == field), "{error}");
    }
    for (field, is, value) in [
        ("birth", Comparison::Equal, Some("soon")),
        ("birth", Comparison::StartsWith, Some("19")),
        ("id", Comparison::Equal, None),
    ] {
        assert!(matches!(count(field, is, value).await, Err(ReadError::Condition { .. })), "{field}");
    }
}

#[tokio::test]
async fn foreign_cursors_are_refused() {
    let (platform, grant) = stage(Channel::Page).await;
    let page = platform.lake.page(&grant, &id("people"), &all(2)).await.unwrap();
    let cursor = page.next.unwrap();
    let version = platform.receive("people", &people(), None).await;
    let other = platform.grant(Channel::Page, vec![terms(&version, &people_masks(), north())]);
    let ask = PageAsk { after: Some(cursor.clone()), ..all(2) };
    assert!(matches!(platform.lake.page(&other, &id("people"), &ask).await, Err(ReadError::Cursor)));
    let mut forged = cursor.to_string();
    forged.replace_range(..1, if forged.starts_with('0') { "1" } else { "0" });
    let ask = PageAsk { after: Some(forged.parse().unwrap()), ..all(2) };
    assert!(matches!(platform.lake.page(&grant, &id("people"), &ask).await, Err(ReadError::Cursor)));
    assert!("27".parse::<Cursor>().is_err());
    for limit in [0, 1001] {
        assert!(matches!(
            platform.lake.page(&grant, &id("people"), &all(limit)).await,
            Err(ReadError::PageSize { .. })
        ));
    }
}

#[tokio::test]
async fn an_export_holds_every_granted_row_in_order() {
    let (platform, grant) = stage(Channel::Export).await;
    let export = platform.lake.export(&grant, &id("people"), None).await.unwrap();
    assert_eq!(export.schema().fields().len(), 7);
    let batches: Vec<_> = export.try_collect().await.unwrap();
    let ids: Vec<_> = cells(&batches).into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(ids, (0..ROWS).step_by(2).map(|n| format!("n-{n:02}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_cannot_be_enforced_is_refused() {
    let platform = Platform::new();
    let version = platform.receive("people", &people(), Some("id")).await;
    let try_terms = async |fields: &[(&str, Mask)], rows| {
        let grant = platform.grant(Channel::Export, vec![terms(&version, fields, rows)]);
        platform.lake.export(&grant, &id("people"), None).await.map(|_| ()).unwrap_err()
    };
    assert!(matches!(try_terms(&[("gone", Mask::Keep)], Vec::new()).await, ReadError::FieldGone { .. }));
    assert!(matches!(
        try_terms(&[("id", Mask::Keep), ("id", Mask::Redact)], Vec::new()).await,
        ReadError::FieldTwice { .. }
    ));
    assert!(matches!(
        try_terms(&[("name", Mask::Generalise { to: Generalisation::Band(10) })], Vec::new()).await,
        ReadError::Mask { .. }
    ));
    assert!(matches!(try_terms(&[("name", Mask::Round { places: 0 })], Vec::new()).await, ReadError::Mask { .. }));
    let gone = vec![condition("gone", Comparison::Equal, Some("x"))];
    assert!(matches!(try_terms(&[("id", Mask::Keep)], gone).await, ReadError::FieldGone { .. }));
    let unfit = vec![condition("amount", Comparison::Equal, Some("much"))];
    assert!(matches!(try_terms(&[("id", Mask::Keep)], unfit).await, ReadError::Condition { .. }));
}

#[tokio::test]
async fn groups_are_counted_over_governed_rows() {
    let (platform, grant) = stage(Channel::Aggregate).await;
    let ask = |group_by: &[&str], measures: &[(Function, Option<&str>)], filter| AggregateAsk {
        group_by: group_by.iter().map(|field| (*field).to_owned()).collect(),
        measures: measures
            .iter()
            .map(|(function, field)| Measure { function: *function, field: field.map(str::to_owned) })
            .collect(),
        filter,
    };
    let answer = async |ask: AggregateAsk| {
        let stream = platform.lake.aggregate(&grant, &id("people"), &ask, &QueryLimits::default()).await?;
        stream.collect().await.map(|batches| cells(&batches))
    };
    let rows = answer(ask(&["district"], &[(Function::Count, None), (Function::Min, Some("birth"))], Vec::new())).await;
    let rows = rows.unwrap();
    assert_eq!(rows, [["海口0区", "7", "1960"], ["海口1区", "6", "1964"], ["海口2区", "7", "1962"]]);
    let all = answer(ask(&[], &[(Function::Count, None), (Function::CountDistinct, Some("phone"))], Vec::new())).await;
    assert_eq!(all.unwrap(), [["20", "1"]]);
    let filter = vec![condition("birth", Comparison::Equal, Some("1960"))];
    assert_eq!(answer(ask(&[], &[(Function::Count, None)], filter)).await.unwrap(), [["2"]]);
    for hidden in ["note", "region", "nothing"] {
        let refused = answer(ask(&[hidden], &[(Function::Count, None)], Vec::new())).await;
        assert!(matches!(refused, Err(QueryError::Read(ReadError::UnknownField { .. }))));
        let refused = answer(ask(&[], &[(Function::Max, Some(hidden))], Vec::new())).await;
        assert!(matches!(refused, Err(QueryError::Read(ReadError::UnknownField { .. }))));
    }
    assert!(matches!(answer(ask(&[], &[(Function::Sum, Some("name"))], Vec::new())).await, Err(QueryError::Unfit)));
}

#[tokio::test]
async fn questions_stay_within_their_limits() {
    let (platform, grant) = stage(Channel::Query).await;
    let ask = async |sql: &str, limits: QueryLimits| match platform.lake.query(&grant, sql, &limits).await {
        Ok(stream) => stream.collect().await.map(|_| ()),
        Err(error) => Err(error),
    };
    let few = QueryLimits { rows: 5, ..QueryLimits::default() };
    assert!(matches!(ask("SELECT id FROM people", few.clone()).await, Err(QueryError::TooManyRows { max: 5 })));
    ask("SELECT id FROM people LIMIT 5", few).await.unwrap();
    let small = QueryLimits { bytes: 64, ..QueryLimits::default() };
    assert!(matches!(ask("SELECT id FROM people", small).await, Err(QueryError::TooManyBytes { .. })));
    let short = QueryLimits { time: std::time::Duration::from_millis(200), rows: u64::MAX, ..QueryLimits::default() };
    let endless = "SELECT count(*) FROM people a, people b, people c, people d, people e, people f, people g, people h";
    assert!(matches!(ask(endless, short).await, Err(QueryError::Time)));
    let lean = QueryLimits { memory: 200_000, ..QueryLimits::default() };
    let heavy = "SELECT a.id || b.id || c.id AS k, count(*) FROM people a, people b, people c GROUP BY 1 ORDER BY 1";
    assert!(matches!(ask(heavy, lean).await, Err(QueryError::Memory)));
}
