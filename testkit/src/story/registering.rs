//! A writes its resources down; the authority confirms them into the catalogue 目录登记.

use base::{CaseId, DatasetId};
use domain::dataset::DatasetStatus;
use law::Control;
use serde_json::{Value, json};

use super::Resources;
use super::api::Call;
use super::cast::{Cast, Person};
use super::error::StoryError;
use super::report::Bilingual;
use super::sharing::request_form;
use super::teller::{Scene, Teller};

/// What the catalogue says of a resource.
struct Entry<'a> {
    id: &'a DatasetId,
    key: &'a str,
    title: &'a str,
    code: &'a str,
    summary: &'a str,
    sharing: Value,
    opening: Value,
}

pub(super) async fn play(teller: &mut Teller<'_>, people: &Cast, resources: &Resources) -> Result<(), StoryError> {
    let entries = entries(resources);
    let mut entries = entries.iter();
    if let Some(staff) = entries.next() {
        let case = register(teller, &people.steward, staff).await?;
        withheld(teller, &people.steward).await?;
        too_early(teller, &people.reader, staff.id).await?;
        confirm(teller, &people.officer, staff, &case).await?;
    }
    for entry in entries {
        let case = register(teller, &people.steward, entry).await?;
        confirm(teller, &people.officer, entry, &case).await?;
    }
    Ok(())
}

fn entries(resources: &Resources) -> [Entry<'_>; 3] {
    let (staff, table) = &resources.staff;
    let (enterprises, register) = &resources.enterprises;
    let (permits, list) = &resources.permits;
    let on_condition = json!({ "class": "conditional", "condition": "履行职责需要", "method": "接口、文件" });
    [
        Entry {
            id: staff,
            key: table.key,
            title: "从业人员登记信息",
            code: "A-SCJG-0001",
            summary: "在本市企业从业的人员及其登记情况",
            sharing: on_condition.clone(),
            opening: json!({ "class": "conditional", "condition": "脱敏后用于科学研究" }),
        },
        Entry {
            id: enterprises,
            key: register.key,
            title: "企业登记信息",
            code: "A-SCJG-0002",
            summary: "本市登记的企业",
            sharing: on_condition,
            opening: json!({ "class": "conditional", "condition": "说明用途和安全保障措施" }),
        },
        Entry {
            id: permits,
            key: list.key,
            title: "行政许可和行政处罚信息",
            code: "A-SCJG-0003",
            summary: "依法公示的许可和处罚",
            sharing: json!({ "class": "unconditional", "method": "接口、文件" }),
            opening: json!({ "class": "unconditional" }),
        },
    ]
}

/// The national core metadata: eleven elements here, the twelfth 信息项 comes with the first version.
fn catalogue(entry: &Entry<'_>) -> Value {
    json!({
        "category": "1 03 0007 市场监管",
        "title": entry.title,
        "code": entry.code,
        "summary": entry.summary,
        "format": "database",
        "sharing": entry.sharing,
        "opening": entry.opening,
        "update_cycle": "monthly",
        "related": [],
    })
}

async fn register(teller: &mut Teller<'_>, steward: &Person, entry: &Entry<'_>) -> Result<CaseId, StoryError> {
    let (title, id) = (entry.title, entry.id);
    let scene = Scene::new(steward, format!("登记数据资源《{title}》"), format!("registers the dataset {id}"));
    let body = json!({ "id": id, "catalogue": catalogue(entry), "key_field": entry.key });
    let reply = teller.done(steward, scene, Call::post("datasets", body)).await?;
    let status: DatasetStatus = teller.part(&reply, "/dataset/status")?;
    teller.must(status == DatasetStatus::Registered, "an entry that binds nobody yet", || status.as_str())?;
    let case = teller.case(&reply)?;
    let clock = teller.clock(&case, "catalogue.confirm")?;
    let outcome = Bilingual::new(
        format!("待主管部门确认，{}前（{}）", clock.date, clock.basis),
        format!("waits for the authority, until {} ({})", clock.date, clock.basis),
    );
    let article = teller.resting_on_step("catalogue-registration", "submit");
    teller.tell(article, outcome).await?;
    Ok(case.id)
}

/// Keeping data back needs a ground in law.
async fn withheld(teller: &mut Teller<'_>, steward: &Person) -> Result<(), StoryError> {
    let article = teller.article(Control::NotSharedBasis)?;
    let sharing = json!({ "class": "not-shared" });
    let mut catalogue = json!({
        "category": "1 03 0007 市场监管", "title": "内部考核台账", "code": "A-SCJG-0009", "summary": "部门内部台账",
        "format": "spreadsheet", "opening": { "class": "not-open" }, "update_cycle": "yearly",
    });
    if let Some(fields) = catalogue.as_object_mut() {
        fields.insert("sharing".to_owned(), sharing);
    }
    let scene = Scene::new(
        steward,
        "登记一项不予共享的资源，未说明法律依据",
        "registers a dataset as not shared, without a ground in law",
    );
    let call = Call::post("datasets", json!({ "catalogue": catalogue }));
    teller.refused(steward, scene, call, &article).await
}

/// What is not in the catalogue is neither shared nor opened.
async fn too_early(teller: &mut Teller<'_>, reader: &Person, staff: &DatasetId) -> Result<(), StoryError> {
    let article = teller.article(Control::CatalogueOnly)?;
    let scene = Scene::new(
        reader,
        format!("在确认之前申请共享{staff}"),
        format!("asks for {staff} before the authority has confirmed it"),
    );
    let form = request_form(teller, "enterprise-service");
    let body = json!({ "procedure": "sharing-request", "dataset": staff, "form": form });
    teller.refused(reader, scene, Call::post("cases", body), &article).await
}

async fn confirm(
    teller: &mut Teller<'_>,
    officer: &Person,
    entry: &Entry<'_>,
    case: &CaseId,
) -> Result<(), StoryError> {
    let (title, id) = (entry.title, entry.id);
    let scene = Scene::new(officer, format!("确认《{title}》入目录"), format!("confirms {id} into the catalogue"));
    let call = Call::post(format!("cases/{case}/steps/confirm"), json!({ "inputs": {} }));
    let reply = teller.done(officer, scene, call).await?;
    let case = teller.case(&reply)?;
    let clock = teller.clock(&case, "catalogue.confirm")?;
    let in_time = clock.stopped.is_some_and(|stopped| stopped <= clock.due);
    teller.must(case.state == "confirmed" && in_time, "a confirmed entry inside its clock", || case.state.clone())?;
    let reply = teller.ask(officer, Call::get(format!("datasets/{id}"))).await?;
    let status: DatasetStatus = teller.part(&reply, "/dataset/status")?;
    teller.must(status == DatasetStatus::Listed, "a listed dataset", || status.as_str())?;
    let article = teller.resting_on(Control::CatalogueConfirm);
    teller.tell(article, Bilingual::new("已入目录", "listed in the catalogue")).await
}
