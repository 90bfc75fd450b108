use std::fmt::Write as _;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch};
use arrow::util::display::array_value_to_string;
use datafusion::datasource::MemTable;
use datafusion::prelude::{SessionConfig, SessionContext};
use proptest::prelude::*;

use super::*;

/// Two tables, `a(k, x, y)` and `b(k, z, w)`.
const FIELDS: [(&str, [&str; 3]); 2] = [("a", ["k", "x", "y"]), ("b", ["k", "z", "w"])];

type Rows = Vec<[i64; 3]>;

fn context(rows: [&Rows; 2]) -> SessionContext {
    let context = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(1));
    for ((table, fields), rows) in FIELDS.iter().zip(rows) {
        let column = |at: usize| Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row[at]))) as ArrayRef;
        let batch = RecordBatch::try_from_iter(fields.iter().zip([0, 1, 2].map(column))).unwrap();
        let table_of = MemTable::try_new(batch.schema(), vec![vec![batch]]).unwrap();
        context.register_table(*table, Arc::new(table_of)).unwrap();
    }
    context
}

async fn lineage(context: &SessionContext, sql: &str) -> Lineage {
    let plan = context.state().create_logical_plan(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    Lineage::of(&plan).unwrap()
}

/// `x | y, z < k`: one part for each column, the fields rows depend on behind `<`.
fn written(lineage: &Lineage) -> String {
    let list = |sources: &BTreeSet<Source>| {
        let names: Vec<_> = sources.iter().map(|source| format!("{}.{}", source.table, source.field)).collect();
        names.join(", ")
    };
    let columns: Vec<_> = lineage.columns.iter().map(list).collect();
    format!("{} < {}", columns.join(" | "), list(&lineage.through)).trim().to_owned()
}

#[tokio::test]
async fn each_operator_hands_on_what_it_is_given() {
    let context = context([&Vec::new(), &Vec::new()]);
    for (sql, expected) in [
        ("SELECT 1", "<"),
        ("SELECT x, k + y, 1 FROM a", "a.x | a.k, a.y |  <"),
        ("SELECT x FROM a AS b", "a.x <"),
        ("SELECT x FROM a WHERE y > 1", "a.x < a.y"),
        ("SELECT x FROM a ORDER BY y LIMIT 1", "a.x < a.y"),
        ("SELECT DISTINCT x FROM a", "a.x < a.x"),
        ("SELECT DISTINCT ON (k) x FROM a ORDER BY k, y", "a.x < a.k, a.y"),
        ("SELECT a.x, b.z FROM a JOIN b ON a.k = b.k", "a.x | b.z < a.k, b.k"),
        ("SELECT a.x FROM a LEFT JOIN b ON a.k = b.k AND b.w > a.y", "a.x < a.k, a.y, b.k, b.w"),
        ("SELECT x, z FROM a FULL JOIN b USING (k)", "a.x | b.z < a.k, b.k"),
        ("SELECT a.x, b.z FROM a, b", "a.x | b.z <"),
        ("SELECT one.x, two.y FROM a one JOIN a two ON one.k = two.x", "a.x | a.y < a.k, a.x"),
        ("SELECT k, sum(x), count(*) FROM a GROUP BY k", "a.k | a.x |  < a.k"),
        ("SELECT sum(x) FILTER (WHERE y > 1) FROM a", "a.x, a.y <"),
        ("SELECT count(*) FROM a", "<"),
        ("SELECT k FROM a GROUP BY k HAVING max(x) > 1", "a.k < a.k, a.x"),
        ("SELECT k, x, sum(y) FROM a GROUP BY ROLLUP (k, x)", "a.k, a.x | a.k, a.x | a.y < a.k, a.x"),
        ("SELECT k, rank() OVER (PARTITION BY x ORDER BY y) FROM a", "a.k | a.x, a.y <"),
        ("SELECT x FROM a UNION ALL SELECT z FROM b", "a.x, b.z <"),
        ("SELECT x FROM a UNION SELECT z FROM b WHERE w = 1", "a.x, b.z < a.x, b.w, b.z"),
        ("SELECT x FROM a EXCEPT SELECT z FROM b", "a.x < a.x, b.z"),
        ("SELECT x FROM a INTERSECT SELECT z FROM b", "a.x < a.x, b.z"),
        ("SELECT x FROM a WHERE k IN (SELECT k FROM b WHERE w = 1)", "a.x < a.k, b.k, b.w"),
        ("SELECT x FROM a WHERE EXISTS (SELECT z FROM b WHERE b.k = a.k)", "a.x < a.k, b.k"),
        ("SELECT x FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.w = a.y)", "a.x < a.y, b.w"),
        ("SELECT x, (SELECT max(z) FROM b WHERE b.k = a.k) FROM a", "a.x | a.k, b.k, b.z <"),
        ("SELECT x FROM a WHERE y > (SELECT avg(w) FROM b)", "a.x < a.y, b.w"),
        ("SELECT x FROM a WHERE y > ALL (SELECT w FROM b)", "a.x < a.y, b.w"),
        ("SELECT CASE WHEN k = 1 THEN x ELSE y END FROM a", "a.k, a.x, a.y <"),
        ("WITH c AS (SELECT k, x + y AS s FROM a WHERE k > 0) SELECT s FROM c", "a.x, a.y < a.k"),
        ("WITH c AS (SELECT * FROM a) SELECT c.x FROM c JOIN c d ON c.k = d.y", "a.x < a.k, a.y"),
        ("SELECT a.x, l.z FROM a, LATERAL (SELECT z FROM b WHERE b.k = a.k) l", "a.x | b.z < a.k, b.k"),
        ("SELECT v FROM (VALUES (1), (2)) AS t (v)", "<"),
        ("SELECT x FROM a WHERE k IN (SELECT k FROM b WHERE z IN (SELECT y FROM a))", "a.x < a.k, a.y, b.k, b.z"),
        (
            "SELECT (SELECT max(z) FROM b WHERE EXISTS (SELECT 1 FROM a i WHERE i.k = b.k AND i.x = a.y)) FROM a",
            "a.k, a.x, a.y, b.k, b.z <",
        ),
    ] {
        assert_eq!(written(&lineage(&context, sql).await), expected, "{sql}");
    }
}

#[tokio::test]
async fn a_table_no_field_of_which_is_read_is_named_all_the_same() {
    let context = context([&Vec::new(), &Vec::new()]);
    let lineage = lineage(&context, "SELECT x FROM a WHERE (SELECT count(*) FROM b) > 1").await;
    assert_eq!(lineage.tables, ["a", "b"].map(str::to_owned).into());
    assert_eq!(lineage.sources().len(), 1);
}

/// Makes statements out of numbers. Each relation has columns `c0`, `c1`, ….
struct Maker<'a> {
    numbers: std::slice::Iter<'a, u8>,
    named: usize,
}

impl Maker<'_> {
    fn below(&mut self, count: usize) -> usize {
        usize::from(*self.numbers.next().unwrap_or(&0)) % count
    }

    /// A relation in brackets under a name of its own, with how many columns it has.
    fn relation(&mut self, depth: usize) -> (String, String, usize) {
        let (sql, columns) = self.select(depth);
        self.named += 1;
        let name = format!("t{}", self.named);
        (format!("({sql}) AS {name}"), name, columns)
    }

    fn select(&mut self, depth: usize) -> (String, usize) {
        let kind = if depth == 0 { self.below(2) } else { self.below(14) };
        match kind {
            0 => return ("SELECT k AS c0, x AS c1, y AS c2 FROM a".to_owned(), 3),
            1 => return ("SELECT z AS c0, k AS c1, w AS c2 FROM b".to_owned(), 3),
            _ => {}
        }
        let (left, l, columns) = self.relation(depth - 1);
        let one = format!("{l}.c{}", self.below(columns));
        let two = format!("{l}.c{}", self.below(columns));
        let all = |columns: usize, of: &str| {
            (0..columns).fold(String::new(), |mut list, at| {
                let comma = if at == 0 { "" } else { ", " };
                write!(list, "{comma}{of}.c{at} AS c{at}").unwrap();
                list
            })
        };
        let own = all(columns, &l);
        match kind {
            2 => (format!("SELECT {own} FROM {left} WHERE {one} > {two} - 1"), columns),
            3 => (format!("SELECT {one} AS c0, sum({two}) AS c1, count(*) AS c2 FROM {left} GROUP BY {one}"), 3),
            4 => (
                format!("SELECT {one} AS c0, sum({two}) OVER (PARTITION BY {one} ORDER BY {two}) AS c1 FROM {left}"),
                2,
            ),
            5 => (format!("SELECT DISTINCT {one} AS c0, {two} AS c1 FROM {left}"), 2),
            6 => (format!("SELECT CASE WHEN {one} > 2 THEN {two} ELSE 7 END AS c0, {one} AS c1 FROM {left}"), 2),
            7 => (format!("SELECT {own} FROM {left} ORDER BY {one} LIMIT 3"), columns),
            _ => {
                let (right, r, others) = self.relation(depth - 1);
                let other = format!("{r}.c{}", self.below(others));
                let further = format!("{r}.c{}", self.below(others));
                match kind {
                    8 => {
                        (format!("SELECT {one} AS c0, {other} AS c1 FROM {left} JOIN {right} ON {two} = {further}"), 2)
                    }
                    9 => {
                        let joined = format!("{left} LEFT JOIN {right} ON {two} = {further}");
                        (format!("SELECT {one} AS c0, {other} AS c1 FROM {joined}"), 2)
                    }
                    10 => (format!("SELECT {own} FROM {left} WHERE {one} IN (SELECT {other} FROM {right})"), columns),
                    11 => {
                        let inner = format!("SELECT max({other}) FROM {right} WHERE {further} = {two}");
                        (format!("SELECT {one} AS c0, ({inner}) AS c1 FROM {left}"), 2)
                    }
                    12 => (format!("SELECT {one} AS c0 FROM {left} UNION ALL SELECT {other} AS c0 FROM {right}"), 1),
                    _ => (format!("SELECT {one} AS c0 FROM {left} EXCEPT SELECT {other} AS c0 FROM {right}"), 1),
                }
            }
        }
    }
}

/// The values of each column of the answer, in order of value.
async fn answer(rows: [&Rows; 2], sql: &str) -> Vec<Vec<String>> {
    let batches = context(rows).sql(sql).await.unwrap().collect().await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    let width = batches.first().map_or(0, RecordBatch::num_columns);
    (0..width)
        .map(|at| {
            let cells = batches.iter().flat_map(|batch| {
                (0..batch.num_rows()).map(|row| array_value_to_string(batch.column(at), row).unwrap())
            });
            let mut cells: Vec<_> = cells.collect();
            cells.sort();
            cells
        })
        .collect()
}

fn rows() -> impl Strategy<Value = Rows> {
    proptest::collection::vec(proptest::array::uniform3(0_i64..4), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The oracle: where other values of one field change a column of the answer, the lineage names that field.
    #[test]
    fn a_field_that_changes_a_column_is_named(
        numbers in proptest::collection::vec(any::<u8>(), 8..40),
        a in rows(),
        b in rows(),
        other in proptest::collection::vec(-9_i64..9, 6),
    ) {
        let (sql, _) = Maker { numbers: numbers.iter(), named: 0 }.select(3);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let told = lineage(&context([&a, &b]), &sql).await;
            let before = answer([&a, &b], &sql).await;
            for (place, (table, fields)) in FIELDS.iter().enumerate() {
                for (at, field) in fields.iter().enumerate() {
                    let mut changed = [a.clone(), b.clone()];
                    changed[place].iter_mut().zip(other.iter().cycle()).for_each(|(row, value)| row[at] = *value);
                    let after = answer([&changed[0], &changed[1]], &sql).await;
                    let source = Source { table: (*table).to_owned(), field: (*field).to_owned() };
                    for (column, sources) in told.columns.iter().enumerate() {
                        let named = sources.contains(&source) || told.through.contains(&source);
                        let same = before.get(column) == after.get(column);
                        assert!(named || same, "{sql}: column {column} depends on {table}.{field}: {told:?}");
                    }
                }
            }
        });
    }
}
