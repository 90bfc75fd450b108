//! A citizen asks for what is open on condition, and takes what is open without 数据开放.

use base::{AgreementId, CaseId};
use domain::case::Case;
use law::Control;
use serde_json::{Value, json};

use super::Resources;
use super::api::Call;
use super::cast::Cast;
use super::error::StoryError;
use super::reading::receipted;
use super::report::Bilingual;
use super::teller::{Scene, Teller};

const PROCEDURE: &str = "conditional-opening";
const PURPOSE: &str = "research";
const CLOCK: &str = "open.decide";

/// What came of the three applications.
pub(super) struct Opened {
    pub(super) agreement: AgreementId,
    pub(super) overdue: CaseId,
}

pub(super) async fn play(teller: &mut Teller<'_>, people: &Cast, resources: &Resources) -> Result<Opened, StoryError> {
    incomplete(teller, people, resources).await?;
    let first = apply(teller, people, resources, "申请企业登记信息用于科学研究").await?;
    accept(teller, people, &first).await?;
    teller.stage.clock.advance_days(1);
    too_weak(teller, people, &first).await?;
    assess(teller, people, &first).await?;
    let agreement = grant(teller, people, &first).await?;
    read(teller, people, resources, &agreement).await?;
    let third = apply(teller, people, resources, "再次申请，安全保障措施空泛").await?;
    refuse(teller, people, &third).await?;
    let second = apply(teller, people, resources, "又提交一份申请").await?;
    let accepted = accept(teller, people, &second).await?;
    Box::pin(overdue(teller, people, &accepted)).await?;
    Ok(Opened { agreement, overdue: second })
}

/// The four matters article 26 names, and the dataset.
fn form(teller: &Teller<'_>) -> Value {
    json!({
        "purpose": PURPOSE,
        "scenario": "研究行业结构",
        "term": teller.day_after(30),
        "safety": "数据只存放在本人加密的设备上，研究结束后删除",
    })
}

fn request(resources: &Resources, form: &Value) -> Call<'static> {
    let body = json!({ "procedure": PROCEDURE, "dataset": resources.enterprises.0, "form": form });
    Call::post("cases", body)
}

async fn incomplete(teller: &mut Teller<'_>, people: &Cast, resources: &Resources) -> Result<(), StoryError> {
    let mut form = form(teller);
    if let Some(fields) = form.as_object_mut() {
        fields.remove("safety");
    }
    let article = teller.resting_on(Control::ConditionalForm);
    let scene =
        Scene::new(&people.citizen, "申请时未说明安全保障措施", "applies without saying how the data is kept safe");
    teller.incomplete(&people.citizen, scene, request(resources, &form), "form.safety", article).await
}

async fn apply(
    teller: &mut Teller<'_>,
    people: &Cast,
    resources: &Resources,
    what: &str,
) -> Result<CaseId, StoryError> {
    let scene = Scene::new(&people.citizen, what, "applies for the register of enterprises");
    let call = request(resources, &form(teller));
    let reply = teller.done(&people.citizen, scene, call).await?;
    let case = teller.case(&reply)?;
    let article = teller.resting_on(Control::ConditionalForm);
    teller.tell(article, Bilingual::new(format!("办件{}", case.id), format!("case {}", case.id))).await?;
    Ok(case.id)
}

async fn accept(teller: &mut Teller<'_>, people: &Cast, case: &CaseId) -> Result<Case, StoryError> {
    let scene = Scene::new(&people.steward, "受理申请", "accepts the application");
    let call = Call::post(format!("cases/{case}/steps/accept"), json!({ "inputs": {} }));
    let reply = teller.done(&people.steward, scene, call).await?;
    let case = teller.case(&reply)?;
    let clock = teller.clock(&case, CLOCK)?;
    let outcome = Bilingual::new(
        format!("五个工作日内答复，至{}（{}）", clock.date, clock.basis),
        format!("to be answered inside 5 working days, by {} ({})", clock.date, clock.basis),
    );
    teller.tell(Some(clock.basis.to_string()), outcome).await?;
    Ok(case)
}

/// Opening asks for more than the form departments publish a telephone number in.
async fn too_weak(teller: &mut Teller<'_>, people: &Cast, case: &CaseId) -> Result<(), StoryError> {
    let inputs = json!({
        "fields": ["统一社会信用代码", "联系电话"],
        "masks": { "联系电话": { "mask": "style", "kind": "mobile" } },
        "term": teller.day_after(30),
        "channels": ["page"],
    });
    let scene = Scene::new(
        &people.steward,
        "拟开放联系电话，只遮蔽中间几位",
        "means to open telephone numbers with only the middle hidden",
    );
    let article = teller.article(Control::ConsentOrAnonymity)?;
    let call = Call::post(format!("cases/{case}/steps/grant"), json!({ "inputs": inputs }));
    teller.refused(&people.steward, scene, call, &article).await
}

/// What is opened, and the masks it leaves under.
fn given() -> (Value, Value) {
    let fields = json!(["统一社会信用代码", "企业名称", "行业", "注册地址", "核准日期"]);
    let masks = json!({
        "企业名称": { "mask": "keep" },
        "注册地址": { "mask": "generalise", "to": "province" },
    });
    (fields, masks)
}

/// Before fields about persons are opened: how many share an address as it leaves.
async fn assess(teller: &mut Teller<'_>, people: &Cast, case: &CaseId) -> Result<(), StoryError> {
    let scene = Scene::new(&people.steward, "开放前评估发布风险", "assesses what the release would risk");
    let (fields, masks) = given();
    let asked = json!({ "fields": fields, "masks": masks, "quasi": ["注册地址"] });
    let reply = teller.done(&people.steward, scene, Call::post(format!("cases/{case}/risk"), asked)).await?;
    let case = teller.case(&reply)?;
    let assessed = teller.some(case.assessment, "an assessment in the case", "none")?;
    let k = assessed.limits.k;
    teller
        .must(assessed.passes, "a release within the limits", || format!("{} rows below {k}", assessed.rows_below))?;
    let outcome = Bilingual::new(
        format!("地址相同的不少于{k}家；评估结果已签名并附于办件"),
        format!("at least {k} share each address; the result is signed and attached to the case"),
    );
    teller.tell(None, outcome).await
}

async fn grant(teller: &mut Teller<'_>, people: &Cast, case: &CaseId) -> Result<AgreementId, StoryError> {
    let scene =
        Scene::new(&people.steward, "次日同意开放，地址只到省", "opens it the next day, addresses as provinces");
    let (fields, masks) = given();
    let inputs = json!({
        "fields": fields,
        "masks": masks,
        "term": teller.day_after(30),
        "channels": ["page", "export"],
    });
    let call = Call::post(format!("cases/{case}/steps/grant"), json!({ "inputs": inputs }));
    let reply = teller.done(&people.steward, scene, call).await?;
    let case = teller.case(&reply)?;
    let clock = teller.clock(&case, CLOCK)?;
    let in_time = clock.stopped.is_some_and(|stopped| stopped <= clock.due) && !clock.overdue;
    teller.must(case.ended && in_time, "an answer inside 5 working days", || clock.due)?;
    let agreement = teller.some(case.agreement.clone(), "an agreement", "none")?;
    let outcome = Bilingual::new(format!("按期开放；协议{agreement}"), format!("in time; agreement {agreement}"));
    teller.tell(Some(clock.basis.to_string()), outcome).await?;
    Ok(agreement)
}

async fn read(
    teller: &mut Teller<'_>,
    people: &Cast,
    resources: &Resources,
    agreement: &AgreementId,
) -> Result<(), StoryError> {
    let scene = Scene::new(&people.citizen, "读取一页企业登记信息", "reads a page of the register");
    let call = Call::get(format!("datasets/{}/rows", resources.enterprises.0));
    let call = call.with("agreement", agreement).with("purpose", PURPOSE).with("limit", 10);
    let reply = teller.released(&people.citizen, scene, call).await?;
    let rows: Vec<Value> = teller.part(&reply, "/rows")?;
    let governed = rows.len() == 10 && rows.iter().all(|row| row.get("联系电话").is_none());
    teller.must(governed, "10 rows without telephone numbers", || rows.len())?;
    let article = teller.resting_on(Control::AgreedUse);
    teller.tell(article, receipted(&reply, "10行", "10 rows")).await
}

/// A refusal gives its reason and its basis, or it is none.
async fn refuse(teller: &mut Teller<'_>, people: &Cast, case: &CaseId) -> Result<(), StoryError> {
    let article = teller.resting_on(Control::RefusalReasons);
    let path = format!("cases/{case}/steps/refuse");
    let bare = json!({ "inputs": { "reason": "安全保障措施不足" } });
    let scene = Scene::new(&people.steward, "不予开放，未给出依据", "refuses without naming a basis");
    teller.incomplete(&people.steward, scene, Call::post(path.clone(), bare), "inputs.basis", article.clone()).await?;
    let basis = teller.article(Control::ConditionalForm)?;
    let whole = json!({ "inputs": { "reason": "安全保障措施不足", "basis": basis } });
    let scene = Scene::new(&people.steward, "不予开放，说明理由和依据", "refuses with reason and basis");
    let reply = teller.done(&people.steward, scene, Call::post(path, whole)).await?;
    let case = teller.case(&reply)?;
    teller.must(case.state == "refused" && case.ended, "a refused case", || case.state.clone())?;
    let outcome = Bilingual::new(
        format!("不予开放：安全保障措施不足（{basis}）"),
        format!("refused: safety measures not enough ({basis})"),
    );
    teller.tell(article, outcome).await
}

/// Nobody answers. The platform's timer finds the clock run out and says so in the case.
async fn overdue(teller: &mut Teller<'_>, people: &Cast, accepted: &Case) -> Result<(), StoryError> {
    let clock = teller.clock(accepted, CLOCK)?.clone();
    teller.stage.clock.set(clock.due.plus_millis(1));
    let scene = Scene::new(&people.citizen, "期限已过，查看办件", "looks at the case after its clock has run out");
    teller.begin(scene);
    // The server's own timer may have been first; then there is nothing left to mark.
    let marked = teller.app().work().await;
    teller.must(marked.is_ok(), "the timer to run", || format!("{marked:?}"))?;
    let reply = teller.ask(&people.citizen, Call::get(format!("cases/{}", accepted.id))).await?;
    let case = teller.case(&reply)?;
    let late = teller.clock(&case, CLOCK)?.overdue;
    teller.must(late, "an overdue clock", || "one that is not")?;
    let outcome = Bilingual::new(
        format!("超期：应于{}前答复（{}）", clock.date, clock.basis),
        format!("overdue: was to be answered by {} ({})", clock.date, clock.basis),
    );
    teller.tell(Some(clock.basis.to_string()), outcome).await
}

/// What is open without condition is for everyone, free and without an application.
pub(super) async fn free(teller: &mut Teller<'_>, people: &Cast, resources: &Resources) -> Result<(), StoryError> {
    let (id, table) = &resources.permits;
    let scene =
        Scene::new(&people.citizen, "下载无条件开放的许可处罚信息", "downloads the permits, open without condition");
    let call = Call::get(format!("datasets/{id}/export")).with("purpose", PURPOSE).with("format", "csv");
    let reply = teller.released(&people.citizen, scene, call).await?;
    let lines = reply.body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count() as u64;
    teller.must(lines == table.rows + 1, &format!("{} rows and a header", table.rows), || lines)?;
    let article = teller.resting_on(Control::FreeOpen);
    let (zh, en) = (format!("{}行，无需申请", table.rows), format!("{} rows, no application", table.rows));
    teller.tell(article, receipted(&reply, &zh, &en)).await
}
