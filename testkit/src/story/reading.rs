//! B reads in every way it was granted, and gets no more than it was granted 数据使用.

mod export;

use serde_json::{Map, Value, json};

use super::Resources;
use super::api::{Call, Reply};
use super::cast::{Cast, Person};
use super::error::StoryError;
use super::report::Bilingual;
use super::sharing::{Granted, PURPOSE, SINCE};
use super::teller::{Scene, Teller};
use crate::tables::Table;

/// Rows of a page.
const PAGE: usize = 20;

/// B in front of the gate.
pub(super) struct Desk<'a> {
    pub(super) reader: &'a Person,
    pub(super) agreement: &'a Granted,
    pub(super) resources: &'a Resources,
    /// The rows in scope, as they were sent.
    pub(super) scope: Vec<Vec<String>>,
}

pub(super) async fn play(
    teller: &mut Teller<'_>,
    people: &Cast,
    resources: &Resources,
    agreement: &Granted,
) -> Result<(), StoryError> {
    let table = &resources.staff.1;
    let since = |row: &Vec<String>| cell(table, row, "登记日期") >= SINCE;
    let scope = table.kept().filter(since).collect();
    let desk = Desk { reader: &people.reader, agreement, resources, scope };
    one_row(teller, &desk).await?;
    page(teller, &desk).await?;
    filtered(teller, &desk).await?;
    aggregate(teller, &desk).await?;
    joined(teller, &desk).await?;
    export::play(teller, &desk).await
}

pub(super) fn cell<'r>(table: &Table, row: &'r [String], column: &str) -> &'r str {
    table.position(column).and_then(|position| row.get(position)).map(String::as_str).unwrap_or_default()
}

impl Desk<'_> {
    pub(super) fn table(&self) -> &Table {
        &self.resources.staff.1
    }

    /// A question below the staff dataset, under the agreement.
    pub(super) fn about<'c>(&self, path: &str) -> Call<'c> {
        let id = &self.resources.staff.0;
        Call::get(format!("datasets/{id}/{path}")).with("agreement", &self.agreement.id).with("purpose", PURPOSE)
    }

    fn first(&self) -> &[String] {
        self.scope.first().map(Vec::as_slice).unwrap_or_default()
    }
}

/// By key, every mask looked at.
async fn one_row(teller: &mut Teller<'_>, desk: &Desk<'_>) -> Result<(), StoryError> {
    let original = desk.first().to_vec();
    let key = cell(desk.table(), &original, desk.table().key).to_owned();
    let scene = Scene::new(desk.reader, format!("按主键查询{key}"), format!("reads the row {key} by its key"));
    let reply = teller.released(desk.reader, scene, desk.about(&format!("rows/{key}"))).await?;
    let row: Map<String, Value> = teller.part(&reply, "/row")?;
    check_masks(teller, desk.table(), &original, &row)?;
    let article = teller.resting_on(law::Control::AgreedUse);
    teller.tell(article, receipted(&reply, "一行，已脱敏", "one row, masked")).await
}

pub(super) fn receipted(reply: &Reply, zh: &str, en: &str) -> Bilingual {
    let receipt = reply.receipt.as_deref().unwrap_or_default();
    Bilingual::new(format!("{zh}；回执{receipt}"), format!("{en}; receipt {receipt}"))
}

/// What each mask of the agreement must have made of a row.
fn check_masks(
    teller: &Teller<'_>,
    table: &Table,
    original: &[String],
    row: &Map<String, Value>,
) -> Result<(), StoryError> {
    let before = |column: &str| cell(table, original, column);
    let after = |column: &str| row.get(column).map(shown).unwrap_or_default();
    let kept = |column: &str| after(column) == before(column);
    let stars = |count: usize| "*".repeat(count);
    let id: String = before("身份证号").chars().take(6).chain(stars(8).chars()).collect();
    let tail: String = before("身份证号").chars().skip(14).collect();
    let name = before("姓名");
    let surname: String = name.chars().take(1).collect();
    let address = after("住址");
    let income = before("月收入").split('.').next().and_then(|whole| whole.parse::<u64>().ok()).unwrap_or_default();
    let band = format!("[{},{})", income / 1000 * 1000, income / 1000 * 1000 + 1000);
    let checks = [
        ("人员编号 as it is", kept("人员编号")),
        ("统一社会信用代码 as it is", kept("统一社会信用代码")),
        ("身份证号 with 6 and 4 characters left", after("身份证号") == format!("{id}{tail}")),
        ("姓名 with one character left", after("姓名") == surname + &stars(name.chars().count() - 1)),
        ("手机号 under a pseudonym", !after("手机号").is_empty() && !after("手机号").contains(before("手机号"))),
        ("住址 as its district", before("住址").starts_with(&address) && address.contains("海南省") && !kept("住址")),
        ("出生日期 as its year", after("出生日期") == before("出生日期").get(..4).unwrap_or_default()),
        ("月收入 as its band", after("月收入") == band),
        ("no 银行卡号", !row.contains_key("银行卡号")),
        ("no 登记日期", !row.contains_key("登记日期")),
    ];
    for (expected, holds) in checks {
        teller.must(holds, expected, || "another form")?;
    }
    Ok(())
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn rows(teller: &Teller<'_>, reply: &Reply) -> Result<Vec<Map<String, Value>>, StoryError> {
    teller.part(reply, "/rows")
}

/// Two pages, one after the other.
async fn page(teller: &mut Teller<'_>, desk: &Desk<'_>) -> Result<(), StoryError> {
    let scene = Scene::new(desk.reader, "翻阅前两页", "turns two pages");
    let call = desk.about("rows").with("limit", PAGE);
    let reply = teller.released(desk.reader, scene, call.clone()).await?;
    let next: String = teller.part(&reply, "/next")?;
    let second = teller.collect(desk.reader, call.with("after", next)).await?;
    let mut seen = rows(teller, &reply)?;
    seen.extend(rows(teller, &second)?);
    let expected = desk.scope.iter().take(2 * PAGE);
    let same = seen.len() == desk.scope.len().min(2 * PAGE)
        && seen.iter().zip(expected).all(|(row, original)| {
            row.get(desk.table().key).map(shown).as_deref() == Some(cell(desk.table(), original, desk.table().key))
        });
    teller.must(same, "the rows in scope, in stored order", || format!("{} rows", seen.len()))?;
    let article = teller.resting_on(law::Control::AgreedUse);
    let (zh, en) = (format!("{}行，只有2020年以来的登记", seen.len()), format!("{} rows, all since 2020", seen.len()));
    teller.tell(article, receipted(&reply, &zh, &en)).await
}

/// The people of one enterprise.
async fn filtered(teller: &mut Teller<'_>, desk: &Desk<'_>) -> Result<(), StoryError> {
    let code = cell(desk.table(), desk.first(), "统一社会信用代码").to_owned();
    let scene = Scene::new(desk.reader, format!("筛选企业{code}的人员"), format!("filters the people of {code}"));
    let filter = json!([{ "field": "统一社会信用代码", "is": "equal", "value": code }]);
    let call = desk.about("rows").with("filter", filter).with("limit", 100);
    let reply = teller.released(desk.reader, scene, call).await?;
    let found = rows(teller, &reply)?.len();
    let expected = desk.scope.iter().filter(|row| cell(desk.table(), row, "统一社会信用代码") == code).count();
    teller.must(found == expected.min(100), &format!("{expected} rows"), || found)?;
    let article = teller.resting_on(law::Control::AgreedUse);
    teller.tell(article, receipted(&reply, &format!("{found}行"), &format!("{found} rows"))).await
}

/// Counts by district: the groups are those of the masked addresses.
async fn aggregate(teller: &mut Teller<'_>, desk: &Desk<'_>) -> Result<(), StoryError> {
    let id = &desk.resources.staff.0;
    let scene = Scene::new(desk.reader, "按区县统计人数", "counts people by district");
    let body = json!({
        "agreement": desk.agreement.id, "purpose": PURPOSE,
        "group_by": ["住址"], "measures": [{ "function": "count" }], "filter": [],
    });
    let reply = teller.released(desk.reader, scene, Call::post(format!("datasets/{id}/aggregate"), body)).await?;
    let groups: Vec<Map<String, Value>> = teller.part(&reply, "")?;
    let total: u64 = groups.iter().filter_map(|group| group.get("count")?.as_u64()).sum();
    teller.must(total == desk.scope.len() as u64, &format!("{} people", desk.scope.len()), || total)?;
    let article = teller.resting_on(law::Control::AgreedUse);
    let (zh, en) =
        (format!("{}个区县，共{total}人", groups.len()), format!("{} districts, {total} people", groups.len()));
    teller.tell(article, receipted(&reply, &zh, &en)).await
}

/// The two tables that were granted together, joined.
async fn joined(teller: &mut Teller<'_>, desk: &Desk<'_>) -> Result<(), StoryError> {
    let scene =
        Scene::new(desk.reader, "用SQL关联企业登记，按行业统计", "joins the enterprises in SQL and counts by sector");
    let sql = r#"SELECT e."行业" AS sector, count(*) AS people
        FROM staff s JOIN enterprises e ON s."统一社会信用代码" = e."统一社会信用代码"
        GROUP BY e."行业" ORDER BY people DESC"#;
    let body = json!({ "agreement": desk.agreement.id, "purpose": PURPOSE, "sql": sql, "format": "json" });
    let reply = teller.released(desk.reader, scene, Call::post("query", body)).await?;
    let sectors: Vec<Map<String, Value>> = teller.part(&reply, "")?;
    let total: u64 = sectors.iter().filter_map(|sector| sector.get("people")?.as_u64()).sum();
    teller.must(total == desk.scope.len() as u64, &format!("{} people", desk.scope.len()), || total)?;
    let article = teller.resting_on(law::Control::AgreedUse);
    let (zh, en) = (format!("{}个行业", sectors.len()), format!("{} sectors", sectors.len()));
    teller.tell(article, receipted(&reply, &zh, &en)).await
}
