//! SQL texts that depend on the kind of record or the number of rows. They are made of constants only.

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use domain::act::RecordKind;
use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use crate::connection::Link;

/// Rows of the largest multi-row statement.
pub(crate) const MAX_CHUNK: usize = 64;

/// The table of a kind of record; receipts, refusals, rotations of keys and backups have none.
pub(crate) const fn table(kind: RecordKind) -> Option<&'static str> {
    match kind {
        RecordKind::Organisation => Some("organisations"),
        RecordKind::Account => Some("accounts"),
        RecordKind::Credential => Some("credentials"),
        RecordKind::Dataset => Some("datasets"),
        RecordKind::Version => Some("versions"),
        RecordKind::Agreement => Some("agreements"),
        RecordKind::Case => Some("cases"),
        RecordKind::Entry => Some("entries"),
        RecordKind::Notice => Some("notices"),
        RecordKind::Attachment => Some("attachments"),
        RecordKind::Hit => Some("hits"),
        RecordKind::Erasure => Some("erasures"),
        RecordKind::Budget => Some("budgets"),
        RecordKind::Refusal | RecordKind::Key | RecordKind::Backup | RecordKind::Receipt => None,
    }
}

/// One statement in seven sizes, 1 to 64 rows by powers of two, so that few statements serve any number of rows.
pub(crate) struct Sized {
    sizes: Vec<Text>,
}

/// A statement whose placeholders stand in the order of its parameters.
struct Text {
    /// `$1`, `$2`, … for PostgreSQL.
    numbered: SqlStr,
    /// `?` for SQLite, which otherwise looks every placeholder's name up among all the others.
    plain: SqlStr,
}

impl Sized {
    pub(crate) fn new(text: impl Fn(usize) -> String) -> Self {
        let sizes = (0..=MAX_CHUNK.ilog2()).map(|power| text(1 << power));
        Self { sizes: sizes.map(|text| Text { plain: shared(plain(&text)), numbered: shared(text) }).collect() }
    }

    /// The largest statement for at most `rows` rows, and how many it takes.
    pub(crate) fn at_most(&self, rows: usize, link: &Link<'_>) -> Option<(usize, SqlStr)> {
        let power = rows.min(MAX_CHUNK).checked_ilog2()?;
        let text = self.sizes.get(usize::try_from(power).ok()?)?;
        let text = match link {
            Link::Sqlite(_) => &text.plain,
            Link::Postgres(_) => &text.numbered,
        };
        Some((1 << power, text.clone()))
    }

    /// The smallest statement for at least `rows` rows (at most [`MAX_CHUNK`]), and how many it takes.
    pub(crate) fn at_least(&self, rows: usize, link: &Link<'_>) -> Option<(usize, SqlStr)> {
        self.at_most(rows.next_power_of_two(), link)
    }
}

fn plain(numbered: &str) -> String {
    let mut plain = String::with_capacity(numbered.len());
    let mut pieces = numbered.split('$');
    plain.extend(pieces.next());
    for piece in pieces {
        plain.push('?');
        plain.push_str(piece.trim_start_matches(|digit: char| digit.is_ascii_digit()));
    }
    plain
}

/// `INSERT … VALUES` with `rows` groups of `columns` numbered placeholders.
pub(crate) fn insert_text(into: &str, columns: usize, rows: usize, after: &str) -> String {
    let mut sql = format!("INSERT INTO {into} VALUES ");
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            let _ = write!(sql, "{}${}", if column == 0 { "" } else { ", " }, row * columns + column + 1);
        }
        sql.push(')');
    }
    sql.push_str(after);
    sql
}

fn placeholders(count: usize) -> String {
    let list: Vec<_> = (1..=count).map(|number| format!("${number}")).collect();
    list.join(", ")
}

fn shared(text: String) -> SqlStr {
    AssertSqlSafe(Arc::<str>::from(text)).into_sql_str()
}

/// The statements on one view table.
pub(crate) struct ViewStatements {
    pub(crate) load: SqlStr,
    pub(crate) find: SqlStr,
    /// Version and natural key of the records named.
    pub(crate) known: Sized,
    /// Holders of the natural keys named.
    pub(crate) holders: Sized,
    pub(crate) upsert: Sized,
    /// The first rows, whole, for `verify`.
    pub(crate) scan: SqlStr,
    /// The same after an id.
    pub(crate) scan_after: SqlStr,
    /// What is due by an instant, the longest due first.
    pub(crate) due: SqlStr,
    /// By which of owner, subject, status and due are given (bits 1, 2, 4, 8).
    lists: Vec<SqlStr>,
}

impl ViewStatements {
    fn new(table: &str) -> Self {
        let columns = "id, version, state, owner, subject, natural_key, status, due";
        let update = " ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state, \
                      owner = excluded.owner, subject = excluded.subject, natural_key = excluded.natural_key, \
                      status = excluded.status, due = excluded.due";
        Self {
            load: shared(format!("SELECT version, state FROM {table} WHERE id = $1")),
            find: shared(format!("SELECT version, state FROM {table} WHERE natural_key = $1")),
            known: Sized::new(|n| {
                format!("SELECT id, version, natural_key FROM {table} WHERE id IN ({})", placeholders(n))
            }),
            holders: Sized::new(|n| {
                format!("SELECT id, natural_key FROM {table} WHERE natural_key IN ({})", placeholders(n))
            }),
            upsert: Sized::new(|n| insert_text(&format!("{table} ({columns})"), 8, n, update)),
            scan: shared(format!("SELECT {columns} FROM {table} ORDER BY id LIMIT $1")),
            scan_after: shared(format!("SELECT {columns} FROM {table} WHERE id > $2 ORDER BY id LIMIT $1")),
            due: shared(format!("SELECT version, state FROM {table} WHERE due <= $1 ORDER BY due, id LIMIT $2")),
            lists: (0..16).map(|given| shared(list(table, given))).collect(),
        }
    }

    /// `given`: owner, subject, status and due, in this order.
    pub(crate) fn list(&self, given: [bool; 4]) -> Option<SqlStr> {
        let given = given.iter().rev().fold(0, |bits, given| bits << 1 | usize::from(*given));
        self.lists.get(given).cloned()
    }
}

fn list(table: &str, given: u8) -> String {
    let mut sql = format!("SELECT version, state FROM {table} WHERE id > $1");
    let conditions = ["owner =", "subject =", "status =", "due <="];
    let wanted = conditions.iter().enumerate().filter(|(bit, _)| given & (1 << bit) != 0);
    for (number, (_, condition)) in wanted.enumerate() {
        let _ = write!(sql, " AND {condition} ${}", number + 3);
    }
    sql.push_str(" ORDER BY id LIMIT $2");
    sql
}

static VIEWS: LazyLock<Vec<Option<ViewStatements>>> =
    LazyLock::new(|| RecordKind::ALL.iter().map(|kind| table(*kind).map(ViewStatements::new)).collect());

/// The statements on the view of `kind`, which a receipt has not.
pub(crate) fn view(kind: RecordKind) -> Option<&'static ViewStatements> {
    let place = RecordKind::ALL.iter().position(|known| *known == kind)?;
    VIEWS.get(place)?.as_ref()
}

const ACT: &str = "acts (position, record_kind, record_id, version, name, at, commitment)";
const PAYLOAD: &str = "payloads (position, salt, payload)";

pub(crate) static ACTS: LazyLock<Sized> = LazyLock::new(|| Sized::new(|n| insert_text(ACT, 7, n, "")));

pub(crate) static PAYLOADS: LazyLock<Sized> = LazyLock::new(|| Sized::new(|n| insert_text(PAYLOAD, 3, n, "")));

/// Both at once, the parameters of the acts before those of the payloads. Only SQLite runs two statements in one call.
pub(crate) static ACTS_AND_PAYLOADS: LazyLock<Sized> =
    LazyLock::new(|| Sized::new(|n| format!("{}; {}", insert_text(ACT, 7, n, ""), insert_text(PAYLOAD, 3, n, ""))));

pub(crate) static TRACES: LazyLock<Sized> = LazyLock::new(|| {
    Sized::new(|n| insert_text("traces (position, place, at, account, agreement, dataset, subject)", 7, n, ""))
});

/// Payloads by position.
pub(crate) static RECEIPTS_AT: LazyLock<Sized> = LazyLock::new(|| {
    Sized::new(|n| format!("SELECT position, payload FROM payloads WHERE position IN ({})", placeholders(n)))
});

/// Which of the records named, of a kind without a view, are already in the log.
pub(crate) fn single(kind: RecordKind) -> &'static Sized {
    match kind {
        RecordKind::Refusal => &REFUSALS,
        RecordKind::Key => &KEYS,
        RecordKind::Backup => &BACKUPS,
        _ => &RECEIPTS,
    }
}

static RECEIPTS: LazyLock<Sized> = LazyLock::new(|| in_log(RecordKind::Receipt));

static REFUSALS: LazyLock<Sized> = LazyLock::new(|| in_log(RecordKind::Refusal));

static KEYS: LazyLock<Sized> = LazyLock::new(|| in_log(RecordKind::Key));

static BACKUPS: LazyLock<Sized> = LazyLock::new(|| in_log(RecordKind::Backup));

fn in_log(kind: RecordKind) -> Sized {
    Sized::new(|n| {
        let (kind, names) = (kind.as_str(), placeholders(n));
        format!("SELECT record_id, version FROM acts WHERE record_kind = '{kind}' AND record_id IN ({names})")
    })
}

/// Payloads that go.
pub(crate) static GONE: LazyLock<Sized> =
    LazyLock::new(|| Sized::new(|n| format!("DELETE FROM payloads WHERE position IN ({})", placeholders(n))));

/// What stands in their place. Where something was erased before, the newer takes the older's.
pub(crate) static ERASED: LazyLock<Sized> = LazyLock::new(|| {
    let again = " ON CONFLICT (position) DO UPDATE SET by_position = excluded.by_position, salt = excluded.salt, \
                 remains = excluded.remains";
    Sized::new(|n| insert_text("erased (position, by_position, salt, remains)", 4, n, again))
});

/// What remains of the acts at the positions named.
pub(crate) static REMAINS: LazyLock<Sized> = LazyLock::new(|| {
    Sized::new(|n| {
        format!("SELECT position, by_position, salt, remains FROM erased WHERE position IN ({})", placeholders(n))
    })
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_numbered_through() {
        assert_eq!(insert_text("t (a, b)", 2, 2, ""), "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4)");
        assert_eq!(
            list("cases", 0b1010),
            "SELECT version, state FROM cases WHERE id > $1 AND subject = $3 AND due <= $4 ORDER BY id LIMIT $2"
        );
    }

    #[test]
    fn sqlite_takes_parameters_in_their_order() {
        assert_eq!(
            plain("INSERT INTO t (a, b) VALUES ($1, $2), ($3, $14)"),
            "INSERT INTO t (a, b) VALUES (?, ?), (?, ?)"
        );
    }

    #[test]
    fn sizes_cover_every_number_of_rows() {
        let sizes = Sized::new(|n| n.to_string()).sizes;
        let taken: Vec<_> = sizes.iter().map(|text| text.numbered.as_str().to_owned()).collect();
        assert_eq!(taken, ["1", "2", "4", "8", "16", "32", "64"]);
        assert_eq!(MAX_CHUNK, 64);
    }
}
