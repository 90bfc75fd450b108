//! Whatever the terms and whatever the question: the governed table answers as a plain table of the governed rows.

use std::sync::OnceLock;

use arrow::compute::{cast, filter_record_batch};
use arrow::datatypes::DataType;
use base::{Form, NoiseShape};
use datafusion::datasource::MemTable;
use datafusion::prelude::SessionContext;
use domain::agreement::Channel;
use futures::TryStreamExt as _;
use guard::mask::{Masker, RowKeys};
use lake::{PageAsk, QueryLimits};
use proptest::prelude::*;

use super::*;

struct Shared {
    runtime: tokio::runtime::Runtime,
    platform: Platform,
    version: Arc<Version>,
    /// Every stored row, under a grant that masks nothing.
    stored: RecordBatch,
}

fn shared() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let platform = Platform::new();
        let (version, stored) = runtime.block_on(async {
            let version = platform.receive("people", &people(), Some("id")).await;
            let fields: Vec<_> =
                version.manifest.columns.iter().map(|column| (column.name.as_str(), Mask::Keep)).collect();
            let grant = platform.grant(Channel::Export, vec![terms(&version, &fields, Vec::new())]);
            let export = platform.lake.export(&grant, &id("people"), None).await.unwrap();
            let schema = export.schema();
            let batches: Vec<_> = export.try_collect().await.unwrap();
            (version, arrow::compute::concat_batches(&schema, &batches).unwrap())
        });
        Shared { runtime, platform, version, stored }
    })
}

fn masks(field: &str) -> Vec<Mask> {
    let mut masks = vec![Mask::Keep, Mask::Redact, Mask::Pseudonym, Mask::Partial { head: 1, tail: 1 }, Mask::Drop];
    match field {
        "phone" => masks.extend([Mask::Encrypt { form: Form::Mobile }, Mask::Shuffle]),
        "note" => masks.push(Mask::Shuffle),
        "birth" => masks.push(Mask::Generalise { to: Generalisation::Year }),
        "amount" => masks.extend([
            Mask::Generalise { to: Generalisation::Band(500) },
            Mask::Shuffle,
            Mask::Noise { shape: NoiseShape::Laplace, scale: "50".parse().unwrap(), bound: "400".parse().unwrap() },
        ]),
        "district" => masks.push(Mask::Generalise { to: Generalisation::District }),
        _ => {}
    }
    masks
}

const FIELDS: [&str; 9] = ["id", "name", "phone", "id_number", "district", "birth", "amount", "note", "region"];

fn granted() -> impl Strategy<Value = Vec<(&'static str, Mask)>> {
    let one = |field: &'static str| prop::sample::select(masks(field)).prop_map(move |mask| (field, mask));
    let others: Vec<_> = FIELDS[1..].iter().map(|field| prop::option::of(one(field))).collect();
    (one("id").prop_filter("one field must be left", |(_, mask)| *mask != Mask::Drop), others)
        .prop_map(|(id, others)| std::iter::once(id).chain(others.into_iter().flatten()).collect::<Vec<_>>())
        .prop_shuffle()
}

fn row_filter() -> impl Strategy<Value = Vec<Condition>> {
    let one = prop_oneof![
        Just(condition("region", Comparison::Equal, Some("north"))),
        Just(condition("region", Comparison::NotEqual, Some("north"))),
        Just(condition("name", Comparison::StartsWith, Some("赵机密1"))),
        (0..ROWS).prop_map(|n| condition("amount", Comparison::GreaterOrEqual, Some(&(70_013 + n * 100).to_string()))),
        Just(condition("birth", Comparison::Less, Some("1975-01-01"))),
        Just(condition("note", Comparison::IsNotNull, None)),
        Just(condition("note", Comparison::IsNull, None)),
    ];
    prop::collection::vec(one, 0..3)
}

/// The terms carried out the slow way: row by row on text, then masks on whole columns.
fn by_hand(stored: &RecordBatch, fields: &[(&str, Mask)], rows: &[Condition]) -> RecordBatch {
    let text = |field: &str| {
        let column = cast(stored.column_by_name(field).unwrap(), &DataType::Utf8).unwrap();
        cells(&[RecordBatch::try_from_iter([("x", column)]).unwrap()]).concat()
    };
    let mut kept = vec![true; stored.num_rows()];
    for Condition { field, is, value } in rows {
        let wanted = value.clone().unwrap_or_default();
        for (keep, cell) in kept.iter_mut().zip(text(field)) {
            // All numbers and dates of the sample have the same width, so their texts order as they do.
            *keep &= match is {
                Comparison::Equal => cell == wanted,
                Comparison::NotEqual => cell != wanted,
                Comparison::Less => cell < wanted,
                Comparison::GreaterOrEqual => cell >= wanted,
                Comparison::StartsWith => cell.starts_with(&wanted),
                Comparison::IsNull => cell == "∅",
                Comparison::IsNotNull => cell != "∅",
                Comparison::LessOrEqual | Comparison::Greater => unreachable!(),
            };
        }
    }
    let kept = filter_record_batch(stored, &kept.into()).unwrap();
    let key = PseudonymKey::new(&[9; 32]);
    let names = RowKeys::of(&[Arc::clone(kept.column_by_name("id").unwrap())]).unwrap();
    let columns = fields.iter().filter(|(_, mask)| *mask != Mask::Drop).map(|(field, mask)| {
        let column = kept.column_by_name(field).unwrap();
        let masker = Masker::for_field(mask, column.data_type(), Some(&key), field).unwrap();
        (*field, masker.apply_to_rows(column, &names).unwrap(), true)
    });
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

fn question() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("SELECT * FROM people".to_owned()),
        Just("SELECT count(*) FROM people".to_owned()),
        Just("SELECT id FROM people ORDER BY id LIMIT 5".to_owned()),
        Just("SELECT min(id), max(id), count(DISTINCT id) FROM people".to_owned()),
        Just("SELECT a.id, b.id FROM people a JOIN people b ON a.id = b.id".to_owned()),
        Just("SELECT count(*) FROM people a LEFT JOIN people b ON a.id < b.id".to_owned()),
        Just("SELECT id, row_number() OVER (ORDER BY id) FROM people".to_owned()),
        "[a-z0-9*-]{0,2}".prop_map(|text| format!("SELECT id FROM people WHERE id LIKE '{text}%'")),
        "[a-z0-9*-]{0,2}".prop_map(|text| format!("SELECT count(*) FROM people WHERE id > '{text}'")),
        Just("SELECT id FROM people EXCEPT SELECT id FROM people WHERE id < 'n-20'".to_owned()),
        Just("SELECT upper(id), character_length(id) FROM people WHERE id IS NOT NULL".to_owned()),
    ]
}

fn sorted(batches: &[RecordBatch]) -> Vec<Vec<String>> {
    let mut rows = cells(batches);
    rows.sort();
    rows
}

async fn answers(shared: &Shared, fields: &[(&str, Mask)], rows: &[Condition], sql: &str) {
    let Shared { platform, version, stored, .. } = shared;
    let expected = by_hand(stored, fields, rows);
    let table = || vec![terms(version, fields, rows.to_vec())];

    let exported = platform.lake.export(&platform.grant(Channel::Export, table()), &id("people"), None).await.unwrap();
    assert_eq!(exported.schema().fields().len(), expected.num_columns());
    let exported: Vec<_> = exported.try_collect().await.unwrap();
    assert_eq!(cells(&exported), cells(std::slice::from_ref(&expected)));

    let ask = PageAsk { fields: None, filter: Vec::new(), after: None, limit: 1000 };
    let page = platform.lake.page(&platform.grant(Channel::Page, table()), &id("people"), &ask).await.unwrap();
    assert_eq!(cells(&[page.batch]), cells(std::slice::from_ref(&expected)));

    let plain = SessionContext::new();
    let memory = MemTable::try_new(expected.schema(), vec![vec![expected]]).unwrap();
    plain.register_table("people", Arc::new(memory)).unwrap();
    let wanted = plain.sql(sql).await.unwrap().collect().await.unwrap();
    let grant = platform.grant(Channel::Query, table());
    let given = platform.lake.query(&grant, sql, &QueryLimits::default()).await.unwrap().collect().await.unwrap();
    assert_eq!(sorted(&given), sorted(&wanted), "{sql}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_governed_table_answers_as_its_governed_rows(fields in granted(), rows in row_filter(), sql in question()) {
        let shared = shared();
        shared.runtime.block_on(answers(shared, &fields, &rows, &sql));
    }

    #[test]
    fn every_key_answers_with_its_own_row(rows in row_filter(), n in 0..ROWS) {
        let shared = shared();
        let key = format!("{}-{n:02}", if n % 2 == 0 { "n" } else { "s" });
        let fields = [("id", Mask::Keep), ("amount", Mask::Keep)];
        let expected = by_hand(&shared.stored, &fields, &rows);
        let expected: Vec<_> = cells(&[expected]).into_iter().filter(|row| row[0] == key).collect();
        let grant = shared.platform.grant(Channel::Key, vec![terms(&shared.version, &fields, rows)]);
        let found = shared.runtime.block_on(shared.platform.lake.row(&grant, &id("people"), &key)).unwrap();
        prop_assert_eq!(cells(&[found.batch]), expected);
    }
}
