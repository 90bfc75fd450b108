//! SQL texts that depend on the kind of record or the number of rows. They are made of constants only.

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use domain::act::RecordKind;
use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

/// Rows of the largest multi-row statement. SQLite looks a numbered parameter's name up by going through all of them,
/// so the cost of a statement grows with its square: 256 rows took a fifth of the appender's time there.
pub(crate) const MAX_CHUNK: usize = 64;

/// The table of a kind of record; a receipt has none.
pub(crate) const fn table(kind: RecordKind) -> Option<&'static str> {
    match kind {
        RecordKind::Organisation => Some("organisations"),
        RecordKind::Account => Some("accounts"),
        RecordKind::Credential => Some("credentials"),
        RecordKind::Dataset => Some("datasets"),
        RecordKind::Version => Some("versions"),
        RecordKind::Agreement => Some("agreements"),
        RecordKind::Case => Some("cases"),
        RecordKind::Receipt => None,
    }
}

/// One statement in seven sizes, 1 to 64 rows by powers of two, so that few statements serve any number of rows.
pub(crate) struct Sized {
    sizes: Vec<SqlStr>,
}

impl Sized {
    fn new(text: impl Fn(usize) -> String) -> Self {
        let sizes = (0..=MAX_CHUNK.ilog2()).map(|power| shared(text(1 << power))).collect();
        Self { sizes }
    }

    /// The largest statement for at most `rows` rows, and how many it takes.
    pub(crate) fn at_most(&self, rows: usize) -> Option<(usize, SqlStr)> {
        let power = rows.min(MAX_CHUNK).checked_ilog2()?;
        Some((1 << power, self.sizes.get(usize::try_from(power).ok()?)?.clone()))
    }

    /// The smallest statement for at least `rows` rows (at most [`MAX_CHUNK`]), and how many it takes.
    pub(crate) fn at_least(&self, rows: usize) -> Option<(usize, SqlStr)> {
        self.at_most(rows.next_power_of_two())
    }
}

/// `INSERT … VALUES` with `rows` groups of `columns` numbered placeholders.
fn insert(into: &str, columns: usize, rows: usize, after: &str) -> String {
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
            upsert: Sized::new(|n| insert(&format!("{table} ({columns})"), 8, n, update)),
            scan: shared(format!("SELECT {columns} FROM {table} ORDER BY id LIMIT $1")),
            scan_after: shared(format!("SELECT {columns} FROM {table} WHERE id > $2 ORDER BY id LIMIT $1")),
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

pub(crate) static ACTS: LazyLock<Sized> = LazyLock::new(|| {
    Sized::new(|n| insert("acts (position, record_kind, record_id, version, name, at, commitment)", 7, n, ""))
});

pub(crate) static PAYLOADS: LazyLock<Sized> =
    LazyLock::new(|| Sized::new(|n| insert("payloads (position, salt, payload)", 3, n, "")));

/// Which of the receipts named are already in the log.
pub(crate) static RECEIPTS: LazyLock<Sized> = LazyLock::new(|| {
    Sized::new(|n| {
        format!(
            "SELECT record_id, version FROM acts WHERE record_kind = 'receipt' AND record_id IN ({})",
            placeholders(n)
        )
    })
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_numbered_through() {
        assert_eq!(insert("t (a, b)", 2, 2, ""), "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4)");
        assert_eq!(
            list("cases", 0b1010),
            "SELECT version, state FROM cases WHERE id > $1 AND subject = $3 AND due <= $4 ORDER BY id LIMIT $2"
        );
    }

    #[test]
    fn sizes_cover_every_number_of_rows() {
        let sized = Sized::new(|n| n.to_string());
        for rows in 1..=300 {
            let (taken, sql) = sized.at_most(rows).unwrap();
            assert!(taken <= rows && taken * 2 > rows.min(MAX_CHUNK) && sql.as_str() == taken.to_string());
        }
        assert!(sized.at_most(0).is_none());
        assert_eq!(sized.at_least(5).unwrap().0, 8);
        assert_eq!(sized.at_least(MAX_CHUNK).unwrap().0, MAX_CHUNK);
    }
}
