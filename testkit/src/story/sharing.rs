//! B asks, A accepts inside its clock and grants with masks, rows, channels and a term 共享申请.

use base::{AgreementId, CaseId, LawDate};
use law::Control;
use serde_json::{Value, json};

use super::Resources;
use super::api::Call;
use super::cast::Cast;
use super::error::StoryError;
use super::report::Bilingual;
use super::teller::{Scene, Teller};

const PROCEDURE: &str = "sharing-request";
/// B's purpose.
pub(super) const PURPOSE: &str = "enterprise-service";
/// Rows registered before this day do not exist for B.
pub(super) const SINCE: &str = "2020-01-01";
/// Days B may use the data.
const TERM: i64 = 60;

/// What B was granted.
pub(super) struct Granted {
    pub(super) id: AgreementId,
    /// Last day of use.
    pub(super) until: LawDate,
}

/// The form of a sharing request for `purpose`.
pub(super) fn request_form(teller: &Teller<'_>, purpose: &str) -> Value {
    json!({
        "purpose": purpose,
        "fields": ["人员编号", "姓名", "身份证号", "手机号", "住址", "出生日期", "月收入", "统一社会信用代码"],
        "term": teller.day_after(TERM),
        "scenario": "核发惠企稳岗补贴",
    })
}

pub(super) async fn play(teller: &mut Teller<'_>, people: &Cast, resources: &Resources) -> Result<Granted, StoryError> {
    let case = ask(teller, people, resources).await?;
    teller.stage.clock.advance_days(1);
    accept(teller, people, &case).await?;
    grant(teller, people, resources, &case).await
}

async fn ask(teller: &mut Teller<'_>, people: &Cast, resources: &Resources) -> Result<CaseId, StoryError> {
    let staff = &resources.staff.0;
    let scene = Scene::new(
        &people.reader,
        format!("申请共享{staff}，用途：企业服务"),
        format!("asks to use {staff} for service to enterprises"),
    );
    let body = json!({ "procedure": PROCEDURE, "dataset": staff, "form": request_form(teller, PURPOSE) });
    let reply = teller.done(&people.reader, scene, Call::post("cases", body)).await?;
    let case = teller.case(&reply)?;
    let clock = teller.clock(&case, "share.accept")?;
    let outcome = Bilingual::new(
        format!("办件{}，A局应于{}前受理（{}）", case.id, clock.date, clock.basis),
        format!("case {}; A must accept by {} ({})", case.id, clock.date, clock.basis),
    );
    teller.tell(Some(clock.basis.to_string()), outcome).await?;
    Ok(case.id)
}

async fn accept(teller: &mut Teller<'_>, people: &Cast, case: &CaseId) -> Result<(), StoryError> {
    let scene = Scene::new(&people.steward, "次日受理", "accepts the next day");
    let call = Call::post(format!("cases/{case}/steps/accept"), json!({ "inputs": {} }));
    let reply = teller.done(&people.steward, scene, call).await?;
    let case = teller.case(&reply)?;
    let accepting = teller.clock(&case, "share.accept")?;
    let in_time = accepting.stopped.is_some_and(|stopped| stopped <= accepting.due) && !accepting.overdue;
    teller.must(in_time, "an acceptance inside its clock", || accepting.due)?;
    let deciding = teller.clock(&case, "share.decide")?;
    let outcome = Bilingual::new(
        format!("按期受理；应于{}前答复（{}）", deciding.date, deciding.basis),
        format!("accepted in time; to be decided by {} ({})", deciding.date, deciding.basis),
    );
    teller.tell(Some(accepting.basis.to_string()), outcome).await
}

/// Every kind of mask, a row filter, a term, all channels, and a second table granted together.
fn terms(resources: &Resources, until: LawDate) -> Value {
    json!({
        "fields": ["人员编号", "姓名", "身份证号", "手机号", "住址", "出生日期", "月收入", "统一社会信用代码"],
        "masks": {
            "姓名": { "mask": "partial", "head": 1, "tail": 0 },
            "身份证号": { "mask": "partial", "head": 6, "tail": 4 },
            "手机号": { "mask": "pseudonym" },
            "住址": { "mask": "generalise", "to": "district" },
            "出生日期": { "mask": "generalise", "to": "year" },
            "月收入": { "mask": "generalise", "to": { "band": 1000 } },
        },
        "term": until,
        "row_filter": [{ "field": "登记日期", "is": "greater-or-equal", "value": SINCE }],
        "channels": ["key", "page", "aggregate", "query", "export"],
        "tables": [{
            "dataset": resources.enterprises.0,
            "fields": ["统一社会信用代码", "企业名称", "行业"],
            "masks": { "企业名称": { "mask": "keep" } },
        }],
    })
}

async fn grant(
    teller: &mut Teller<'_>,
    people: &Cast,
    resources: &Resources,
    case: &CaseId,
) -> Result<Granted, StoryError> {
    let until = teller.day_after(TERM);
    let scene = Scene::new(
        &people.steward,
        "同意共享：八个信息项，六个脱敏，只限2020年以来的登记，并一并授权企业登记信息",
        "grants eight fields, six of them masked, rows since 2020 only, and the enterprises with them",
    );
    let inputs = json!({ "inputs": terms(resources, until) });
    let call = Call::post(format!("cases/{case}/steps/grant"), inputs);
    let reply = teller.done(&people.steward, scene, call).await?;
    let case = teller.case(&reply)?;
    let id = teller.some(case.agreement.clone(), "an agreement", "none")?;
    let clock = teller.clock(&case, "share.decide")?;
    let in_time = clock.stopped.is_some_and(|stopped| stopped <= clock.due);
    teller.must(case.ended && in_time, "a decision inside its clock", || case.state.clone())?;
    let outcome = Bilingual::new(format!("协议{id}，有效期至{until}"), format!("agreement {id}, valid until {until}"));
    let article = teller.resting_on(Control::AgreedUse);
    teller.tell(article, outcome).await?;
    Ok(Granted { id, until })
}
