//! `masks-on-output` 输出脱敏. Tries to see what the agreement hides: through functions, casts, joins, errors, ordering, statistics, plans.

use arrow::util::pretty::pretty_format_batches;
use domain::agreement::Channel;
use lake::{QueryError, QueryLimits};

use super::*;

/// What a try must come to.
enum Outcome {
    /// An answer, whatever it is, without secrets.
    Answer,
    /// An answer of exactly these rows.
    Rows(&'static [&'static [&'static str]]),
    /// A refusal with this message key.
    Refused(&'static str),
}

use Outcome::{Answer, Refused, Rows};

const FIELD: Outcome = Refused("query-field-unknown");
const TABLE: Outcome = Refused("query-table-unknown");
const FUNCTION: Outcome = Refused("query-function-unknown");
const NOT_ONE_SELECT: Outcome = Refused("query-not-one-select");
const NONE: Outcome = Rows(&[&["0"]]);

const TRIES: &[(&str, Outcome)] = &[
    // Columns that are not granted do not exist, however they are named.
    ("SELECT note FROM people", FIELD),
    ("SELECT \"note\" FROM people", FIELD),
    ("SELECT \"NOTE\", NOTE FROM people", FIELD),
    ("SELECT people.note FROM people", FIELD),
    ("SELECT p.note FROM people p", FIELD),
    ("SELECT region FROM people", FIELD),
    ("SELECT id FROM people WHERE region = 'south'", FIELD),
    ("SELECT id FROM people ORDER BY note", FIELD),
    ("SELECT id FROM people ORDER BY amount, region DESC", FIELD),
    ("SELECT count(*) FROM people GROUP BY region", FIELD),
    ("SELECT count(DISTINCT note) FROM people", FIELD),
    ("SELECT min(note), max(note) FROM people", FIELD),
    ("SELECT id FROM people HAVING max(note) > 'a'", FIELD),
    ("SELECT row_number() OVER (ORDER BY note) FROM people", FIELD),
    ("SELECT lag(id) OVER (PARTITION BY region ORDER BY id) FROM people", FIELD),
    ("SELECT (SELECT max(note) FROM people) AS x", FIELD),
    ("SELECT a.id FROM people a JOIN people b ON a.note = b.note", FIELD),
    ("SELECT a.id FROM people a JOIN people b USING (region)", Refused("query-field-unknown")),
    ("SELECT id FROM people WHERE EXISTS (SELECT 1 FROM visits WHERE diagnosis = people.note)", FIELD),
    ("SELECT diagnosis FROM visits", FIELD),
    ("WITH t AS (SELECT * FROM people) SELECT note FROM t", FIELD),
    ("SELECT note FROM (SELECT * FROM people)", FIELD),
    ("SELECT * FROM people", Answer),
    ("SELECT * FROM people CROSS JOIN visits", Answer),
    ("SELECT p.* FROM people p NATURAL JOIN (SELECT id FROM people) q", Answer),
    ("TABLE people", Refused("query-syntax")),
    // Masked values: only the masked text can be compared, cut, ordered or counted.
    ("SELECT count(*) FROM people WHERE phone = '13900130004'", NONE),
    ("SELECT count(*) FROM people WHERE phone LIKE '139%'", NONE),
    ("SELECT count(*) FROM people WHERE name LIKE '%机密%'", NONE),
    ("SELECT count(*) FROM people WHERE name ~ '机'", NONE),
    ("SELECT count(*) FROM people WHERE regexp_like(name, '机密0[0-9]')", NONE),
    ("SELECT count(*) FROM people WHERE strpos(name, '密') > 0", NONE),
    ("SELECT count(*) FROM people WHERE id_number LIKE '460105%'", NONE),
    ("SELECT count(*) FROM people WHERE name IN ('赵机密04号', '赵机密06号')", NONE),
    ("SELECT count(*) FROM people WHERE name BETWEEN '赵机密00号' AND '赵机密39号'", NONE),
    ("SELECT count(DISTINCT phone), min(phone), max(phone) FROM people", Rows(&[&["1", "***", "***"]])),
    ("SELECT count(DISTINCT name), min(name), max(name) FROM people", Rows(&[&["1", "赵*****", "赵*****"]])),
    ("SELECT DISTINCT phone FROM people", Rows(&[&["***"]])),
    ("SELECT substr(name, 2), reverse(name), left(name, 3), translate(name, '*', '-') FROM people LIMIT 3", Answer),
    ("SELECT character_length(phone), ascii(phone) FROM people GROUP BY 1, 2", Rows(&[&["3", "42"]])),
    ("SELECT id FROM people ORDER BY phone, id LIMIT 1", Rows(&[&["n-00"]])),
    ("SELECT id FROM people ORDER BY name DESC, id LIMIT 1", Rows(&[&["n-00"]])),
    ("SELECT first_value(name) OVER (ORDER BY phone) FROM people LIMIT 1", Rows(&[&["赵*****"]])),
    ("SELECT rank() OVER (ORDER BY name) FROM people GROUP BY name", Rows(&[&["1"]])),
    ("SELECT md5(phone) = md5('13900130004') FROM people GROUP BY 1", Rows(&[&["false"]])),
    ("SELECT count(*) FROM people WHERE sha256(name) = sha256('赵机密04号')", NONE),
    ("SELECT coalesce(nullif(phone, '***'), 'seen') FROM people GROUP BY 1", Rows(&[&["seen"]])),
    ("SELECT min(birth), max(birth) FROM people", Rows(&[&["1960", "1988"]])),
    ("SELECT date_part('day', birth) FROM people", Refused("query-unfit")),
    ("SELECT date_trunc('month', birth) FROM people", Refused("query-unfit")),
    ("SELECT amount + 0 FROM people", Refused("query-unfit")),
    ("SELECT sum(amount) FROM people", Refused("query-unfit")),
    ("SELECT min(amount), max(amount) FROM people", Rows(&[&["[70000,70100)", "[73800,73900)"]])),
    ("SELECT count(*) FROM people a JOIN visits v ON a.name = v.person", NONE),
    ("SELECT count(*) FROM people a JOIN people b ON a.phone = b.phone", Rows(&[&["400"]])),
    // Masks are the gate's to place: no question calls one, to undo another or to try it on texts of its own.
    ("SELECT pseudonym('13900130004') FROM people", FUNCTION),
    ("SELECT encrypt(phone) FROM people", FUNCTION),
    ("SELECT restore(id_number) FROM people", FUNCTION),
    ("SELECT redact(name), partial(name, 1, 0), generalise(birth) FROM people", FUNCTION),
    ("SELECT noise(id), shuffle(id) FROM people", FUNCTION),
    ("SELECT string_agg(name, ',') FROM people", FUNCTION),
    ("SELECT array_agg(name) FROM people", FUNCTION),
    // Errors say their kind and no value.
    ("SELECT CAST(name AS INT) FROM people", Refused("query-value")),
    ("SELECT CAST(phone AS BIGINT) FROM people", Refused("query-value")),
    ("SELECT phone::date FROM people", Refused("query-value")),
    ("SELECT CAST(id_number AS DECIMAL(20,0)) FROM people", Refused("query-value")),
    ("SELECT TRY_CAST(phone AS BIGINT) FROM people GROUP BY 1", Rows(&[&["∅"]])),
    ("SELECT 1 / CAST(name = '赵机密04号' AS INT) FROM people", Refused("query-value")),
    ("SELECT CASE WHEN name = '赵机密04号' THEN 1 / 0 ELSE 0 END AS x FROM people GROUP BY 1", NONE),
    ("SELECT CASE WHEN phone LIKE '139%' THEN CAST('x' AS INT) ELSE 0 END AS x FROM people", Refused("query-value")),
    ("SELECT 1 / (CASE WHEN id = 's-05' THEN 0 ELSE 1 END) AS x FROM people GROUP BY 1", Rows(&[&["1"]])),
    ("SELECT to_date(name) FROM people", Refused("query-value")),
    ("SELECT to_timestamp(phone) FROM people", Refused("query-value")),
    ("SELECT chr(CAST(substr(phone, 1, 1) AS INT)) FROM people", Refused("query-value")),
    ("SELECT arrow_cast(name, 'Int64') FROM people", FUNCTION),
    // Rows outside the agreement do not exist for any join, count, limit or subquery.
    ("SELECT count(*) FROM people", Rows(&[&["20"]])),
    ("SELECT count(*) FROM people WHERE id LIKE 's-%'", NONE),
    ("SELECT count(*) FROM people WHERE id = 's-05' OR 1 = 1", Rows(&[&["20"]])),
    ("SELECT count(*) FROM (SELECT id FROM people LIMIT 1000 OFFSET 20)", NONE),
    ("SELECT id FROM people OFFSET 19", Rows(&[&["n-38"]])),
    ("SELECT count(*) FROM people a FULL OUTER JOIN people b ON a.id = b.id", Rows(&[&["20"]])),
    ("SELECT count(*) FROM people a RIGHT JOIN people b ON false", Rows(&[&["20"]])),
    ("SELECT count(*) FROM people WHERE id NOT IN (SELECT person FROM visits)", NONE),
    ("SELECT max(id) FROM people UNION ALL SELECT max(person) FROM visits", Rows(&[&["n-38"], &["n-38"]])),
    ("SELECT id FROM people EXCEPT SELECT person FROM visits", Rows(&[])),
    ("SELECT count(*) FROM visits WHERE person >= 's'", NONE),
    ("SELECT approx_distinct(id) FROM people", Answer),
    ("SELECT ntile(4) OVER (ORDER BY id), lead(id) OVER (ORDER BY id) FROM people", Answer),
    // Anything but one SELECT.
    ("EXPLAIN SELECT * FROM people", NOT_ONE_SELECT),
    ("EXPLAIN ANALYZE VERBOSE SELECT * FROM people", NOT_ONE_SELECT),
    ("DESCRIBE people", NOT_ONE_SELECT),
    ("SHOW TABLES", NOT_ONE_SELECT),
    ("SHOW COLUMNS FROM people", NOT_ONE_SELECT),
    ("SHOW ALL", NOT_ONE_SELECT),
    ("SET datafusion.catalog.information_schema = true", NOT_ONE_SELECT),
    ("SET datafusion.execution.batch_size = 1", NOT_ONE_SELECT),
    ("RESET datafusion.execution.batch_size", NOT_ONE_SELECT),
    ("SELECT 1; SELECT 2", NOT_ONE_SELECT),
    ("SELECT 1; DROP TABLE people", NOT_ONE_SELECT),
    ("DROP TABLE people", NOT_ONE_SELECT),
    ("CREATE TABLE mine AS SELECT * FROM people", NOT_ONE_SELECT),
    ("CREATE VIEW mine AS SELECT * FROM people", NOT_ONE_SELECT),
    ("CREATE EXTERNAL TABLE mine STORED AS PARQUET LOCATION '/'", NOT_ONE_SELECT),
    ("COPY people TO '/tmp/people.csv'", NOT_ONE_SELECT),
    ("COPY (SELECT * FROM people) TO 'people.parquet'", NOT_ONE_SELECT),
    ("INSERT INTO people SELECT * FROM people", NOT_ONE_SELECT),
    ("WITH x AS (SELECT 1) INSERT INTO people SELECT * FROM people", NOT_ONE_SELECT),
    ("UPDATE people SET name = 'x'", NOT_ONE_SELECT),
    ("DELETE FROM people", NOT_ONE_SELECT),
    ("SELECT * INTO mine FROM people", NOT_ONE_SELECT),
    ("SELECT * FROM people FOR UPDATE", NOT_ONE_SELECT),
    ("PREPARE p AS SELECT * FROM people", NOT_ONE_SELECT),
    ("BEGIN", NOT_ONE_SELECT),
    ("", NOT_ONE_SELECT),
    ("SELECT id FROM (people WHERE", Refused("query-syntax")),
    // Tables beside the granted ones: system tables, files, functions that make tables.
    ("SELECT * FROM information_schema.tables", TABLE),
    ("SELECT * FROM information_schema.columns", TABLE),
    ("SELECT * FROM information_schema.df_settings", TABLE),
    ("SELECT * FROM pg_catalog.pg_class", TABLE),
    ("SELECT * FROM '/etc/passwd'", TABLE),
    ("SELECT * FROM 'tables/people/0.parquet'", TABLE),
    ("SELECT * FROM \"file:///etc/passwd\"", TABLE),
    ("SELECT * FROM PEOPLE_", TABLE),
    ("SELECT * FROM other.public.people", Refused("query-table-unknown")),
    ("SELECT * FROM generate_series(1, 1000000000)", FUNCTION),
    ("SELECT * FROM range(1, 10)", FUNCTION),
    ("SELECT * FROM read_csv('/etc/passwd')", FUNCTION),
    ("SELECT * FROM parquet_metadata('tables/people/0.parquet')", FUNCTION),
    ("SELECT * FROM unnest([1, 2, 3])", Refused("query-not-one-select")),
    // System columns and functions.
    ("SELECT version()", FUNCTION),
    ("SELECT now()", FUNCTION),
    ("SELECT random()", FUNCTION),
    ("SELECT uuid()", FUNCTION),
    ("SELECT input_file_name() FROM people", FUNCTION),
    ("SELECT file_row_index() FROM people", FUNCTION),
    ("SELECT current_user FROM people", FUNCTION),
    ("SELECT _file, _rowid FROM people", FIELD),
    ("SELECT arrow_typeof(birth) FROM people GROUP BY 1", Rows(&[&["Int32"]])),
    ("SELECT arrow_metadata(id) FROM people", FUNCTION),
    // Bombs.
    ("SELECT repeat('x', 1000000000)", FUNCTION),
    ("SELECT lpad('x', 1000000000, 'y')", FUNCTION),
    ("SELECT generate_series(1, 1000000000)", FUNCTION),
    ("WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT n FROM t", Refused("query-unfit")),
];

pub(super) async fn stage() -> (Platform, Grant) {
    let platform = Platform::new();
    let people = platform.receive("people", &people(), Some("id")).await;
    let visits = platform.receive("visits", &visits(), None).await;
    let tables = vec![
        terms(&people, &people_masks(), north()),
        terms(
            &visits,
            &[("person", Mask::Keep), ("ward", Mask::Keep)],
            vec![condition("person", Comparison::StartsWith, Some("n-"))],
        ),
    ];
    let grant = platform.grant(Channel::Query, tables);
    (platform, grant)
}

async fn ask(platform: &Platform, grant: &Grant, sql: &str) -> Result<Vec<RecordBatch>, QueryError> {
    platform.lake.query(grant, sql, &QueryLimits::default()).await?.collect().await
}

fn without_question(text: &str, sql: &str) -> Vec<String> {
    // What the asker wrote is no secret to the asker.
    secrets().into_iter().filter(|secret| text.contains(secret.as_str()) && !sql.contains(secret.as_str())).collect()
}

#[tokio::test]
async fn no_try_shows_a_secret() {
    let (platform, grant) = stage().await;
    assert!(TRIES.len() >= 60);
    let mut wrong = Vec::new();
    for (sql, expected) in TRIES {
        let outcome = ask(&platform, &grant, sql).await;
        let said = match &outcome {
            Ok(batches) => pretty_format_batches(batches).unwrap().to_string(),
            Err(error) => format!("{error} {error:?} {:?}", error.message()),
        };
        let leaked = without_question(&said, sql);
        if !leaked.is_empty()
            || said.contains(platform.dir.path().to_str().unwrap())
            || said.contains(".parquet") && !sql.contains(".parquet")
        {
            wrong.push(format!("LEAK {sql}: {leaked:?}\n{said}"));
        }
        let as_expected = match (expected, &outcome) {
            (Answer, Ok(batches)) => !cells(batches).is_empty(),
            (Rows(rows), Ok(batches)) => cells(batches) == *rows,
            (Refused(key), Err(error)) => error.message().key == *key,
            _ => false,
        };
        if !as_expected {
            wrong.push(format!("OTHER {sql}:\n{said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[tokio::test]
async fn an_unknown_field_names_only_granted_ones() {
    let (platform, grant) = stage().await;
    let Err(QueryError::UnknownField { field, known }) = ask(&platform, &grant, "SELECT note FROM people").await else {
        panic!("a hidden field was found");
    };
    assert_eq!(field, "note");
    assert_eq!(known, "id, name, phone, id_number, district, birth, amount");
}

#[tokio::test]
async fn large_questions_are_refused_before_planning() {
    let (platform, grant) = stage().await;
    let nested = |depth: usize| {
        (0..depth)
            .fold("SELECT id AS x FROM people".to_owned(), |inner, _| format!("SELECT x || x AS x FROM ({inner})"))
    };
    let doubling = (0..9).fold("WITH t0 AS (SELECT id FROM people)".to_owned(), |with, n| {
        format!("{with}, t{} AS (SELECT a.id FROM t{n} a, t{n} b)", n + 1)
    });
    let key = async |sql: &str| ask(&platform, &grant, sql).await.unwrap_err().message().key;
    assert_eq!(key(&format!("SELECT '{}'", "x".repeat(20_000))).await, "query-too-long");
    assert_eq!(key(&nested(20)).await, "query-too-complex");
    assert_eq!(key(&format!("{doubling} SELECT count(*) FROM t9")).await, "query-too-complex");
    let many = (0..17).map(|n| format!("people p{n}")).collect::<Vec<_>>().join(", ");
    assert_eq!(key(&format!("SELECT 1 FROM {many}")).await, "query-too-complex");
    let deep = format!("SELECT {}1{}", "(".repeat(500), ")".repeat(500));
    assert_eq!(key(&deep).await, "query-too-complex");
    ask(&platform, &grant, &nested(2)).await.unwrap();
}

#[tokio::test]
async fn an_answer_names_the_tables_it_came_from() {
    let (platform, grant) = stage().await;
    for (sql, tables) in [
        ("SELECT 1", &[][..]),
        ("SELECT id FROM people", &["people"]),
        ("SELECT id FROM people WHERE id IN (SELECT person FROM visits)", &["people", "visits"]),
    ] {
        let stream = platform.lake.query(&grant, sql, &QueryLimits::default()).await.unwrap();
        assert!(stream.lineage().tables.iter().eq(tables), "{sql}");
    }
}
