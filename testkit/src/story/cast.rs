//! Who plays: three bodies beside the authority, and six people.

use base::identifier::generate::{Registrant, uscc};
use base::region::RegionCode;
use base::{AccountId, OrganisationId};
use serde_json::{Value, json};

use super::api::Call;
use super::error::StoryError;
use super::report::Bilingual;
use super::teller::{Scene, Teller};

/// Long enough for the platform, and the same for everyone: the people are made up.
const PASSWORD: &str = "correct horse 公数 staple";

/// Somebody with a login.
#[derive(Debug, Clone)]
pub struct Person {
    pub who: Bilingual,
    pub handle: String,
    pub account: Option<AccountId>,
    /// An API token of a year.
    pub token: String,
}

/// The bodies that take part.
#[derive(Debug, Clone)]
pub struct Bodies {
    pub market_supervision: OrganisationId,
    pub finance: OrganisationId,
    pub operator: OrganisationId,
}

/// The people who take part.
#[derive(Debug, Clone)]
pub struct Cast {
    pub administrator: Person,
    /// Confirms the catalogue for the authority 主管部门经办.
    pub officer: Person,
    /// Steward of department A 市场监督管理局数据专员.
    pub steward: Person,
    /// Reads for department B 财政局, and is its steward.
    pub reader: Person,
    pub operator: Person,
    pub auditor: Person,
    pub citizen: Person,
}

/// Registers the bodies.
pub(super) async fn bodies(teller: &mut Teller<'_>) -> Result<Bodies, StoryError> {
    let administrator = administrator(teller);
    let department = Some(Registrant::Department);
    Ok(Bodies {
        market_supervision: body(teller, &administrator, ("A市市场监督管理局", "department", department, 1)).await?,
        finance: body(teller, &administrator, ("B市财政局", "department", department, 2)).await?,
        operator: body(teller, &administrator, ("海澜公共数据运营有限公司", "operator", None, 3)).await?,
    })
}

fn administrator(teller: &Teller<'_>) -> Person {
    Person {
        who: Bilingual::new("系统管理员", "administrator"),
        handle: "administrator".to_owned(),
        account: None,
        token: teller.stage.api.administrator().to_owned(),
    }
}

async fn body(
    teller: &mut Teller<'_>,
    administrator: &Person,
    (name, kind, registrant, serial): (&str, &str, Option<Registrant>, u32),
) -> Result<OrganisationId, StoryError> {
    let region = RegionCode::from_number(460_100);
    let code = region.map(|region| uscc(registrant.unwrap_or(Registrant::Enterprise), region, serial));
    let scene = Scene::new(administrator, format!("登记机构：{name}"), format!("registers {name} as {kind}"));
    let call = Call::post("organisations", json!({ "name": name, "kind": kind, "uscc": code }));
    let reply = teller.done(administrator, scene, call).await?;
    let id: OrganisationId = teller.part(&reply, "/id")?;
    let article = teller.resting_on(law::Control::OneDoor);
    teller.tell(article, Bilingual::new(format!("机构{id}"), format!("organisation {id}"))).await?;
    Ok(id)
}

/// Opens everybody's login, and signs everybody in.
pub(super) async fn people(teller: &mut Teller<'_>, bodies: &Bodies) -> Result<Cast, StoryError> {
    let administrator = administrator(teller);
    let authority = teller.app().authority().clone();
    let (a, b) = (&bodies.market_supervision, &bodies.finance);
    let officer = Bilingual::new("主管部门经办", "authority officer");
    let steward = Bilingual::new("A局数据专员", "steward of A");
    let reader = Bilingual::new("B局经办", "reader of B");
    let operator = Bilingual::new("运营人员", "operator");
    let auditor = Bilingual::new("审计人员", "auditor");
    Ok(Cast {
        officer: member(teller, &administrator, officer, "officer", &authority, &["authority"]).await?,
        steward: member(teller, &administrator, steward, "steward.a", a, &["steward"]).await?,
        reader: member(teller, &administrator, reader, "reader.b", b, &["steward", "reader"]).await?,
        operator: member(teller, &administrator, operator, "operator", &bodies.operator, &["operator"]).await?,
        auditor: member(teller, &administrator, auditor, "auditor", &authority, &["auditor"]).await?,
        citizen: citizen(teller).await?,
        administrator,
    })
}

async fn member(
    teller: &mut Teller<'_>,
    administrator: &Person,
    who: Bilingual,
    handle: &str,
    organisation: &OrganisationId,
    roles: &[&str],
) -> Result<Person, StoryError> {
    let scene = Scene::new(
        administrator,
        format!("为{}开户（{handle}）", who.zh),
        format!("opens the login {handle} for the {}", who.en),
    );
    let account = json!({ "handle": handle, "password": PASSWORD, "organisation": organisation, "roles": roles });
    let reply = teller.done(administrator, scene, Call::post("accounts", account)).await?;
    signed_in(teller, who, handle, &reply.json()).await
}

async fn citizen(teller: &mut Teller<'_>) -> Result<Person, StoryError> {
    let who = Bilingual::new("市民", "citizen");
    let nobody = Person { who: who.clone(), handle: String::new(), account: None, token: String::new() };
    let scene = Scene::new(&nobody, "在开放门户自行注册", "registers on the open portal");
    teller.begin(scene);
    let call = Call::post("applicants", json!({ "handle": "citizen", "password": PASSWORD }));
    let reply = teller.visit(call).await?;
    signed_in(teller, who, "citizen", &reply.json()).await
}

/// Signs in and draws an API token: sessions end after hours, and the story moves its clock by weeks.
async fn signed_in(
    teller: &mut Teller<'_>,
    who: Bilingual,
    handle: &str,
    opened: &Value,
) -> Result<Person, StoryError> {
    let account: Option<AccountId> = opened.get("id").cloned().and_then(|id| serde_json::from_value(id).ok());
    let account = teller.some(account, "the account's id", "none")?;
    let reply = teller.visit(Call::post("sessions", json!({ "handle": handle, "password": PASSWORD }))).await?;
    let token: String = teller.part(&reply, "/token")?;
    let mut person = Person { who, handle: handle.to_owned(), account: Some(account.clone()), token };
    let scopes = ["data", "catalogue", "cases", "accounts", "audit"];
    let asked = json!({ "account": account, "label": "story", "scopes": scopes, "days": 366 });
    let reply = teller.send(&person, Call::post("tokens", asked)).await?;
    person.token = teller.part(&reply, "/token")?;
    let outcome = Bilingual::new(format!("账户{account}"), format!("account {account}, signed in"));
    teller.tell(None, outcome).await?;
    Ok(person)
}
