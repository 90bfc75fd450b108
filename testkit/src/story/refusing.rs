//! What the agreement does not cover is refused, with the article 不予.

use base::Timestamp;
use law::Control;

use super::Resources;
use super::api::Call;
use super::cast::{Cast, Person};
use super::error::StoryError;
use super::report::Bilingual;
use super::sharing::{Granted, PURPOSE};
use super::teller::{Scene, Teller};

/// A read that must be refused.
struct Attempt<'a> {
    who: &'a Person,
    zh: &'a str,
    en: &'a str,
    purpose: &'a str,
    fields: Option<&'a str>,
}

fn call<'c>(attempt: &Attempt<'_>, resources: &Resources, agreement: &Granted) -> Call<'c> {
    let call = Call::get(format!("datasets/{}/rows", resources.staff.0))
        .with("agreement", &agreement.id)
        .with("purpose", attempt.purpose)
        .with("limit", 1);
    match attempt.fields {
        Some(fields) => call.with("fields", fields),
        None => call,
    }
}

pub(super) async fn play(
    teller: &mut Teller<'_>,
    people: &Cast,
    resources: &Resources,
    agreement: &Granted,
) -> Result<(), StoryError> {
    let usual = Attempt { who: &people.reader, zh: "", en: "", purpose: PURPOSE, fields: None };
    let attempts = [
        Attempt {
            zh: "读取未授权的银行卡号",
            en: "asks for 银行卡号, which was not granted",
            fields: Some("银行卡号"),
            ..usual
        },
        Attempt {
            zh: "申报清单之外的用途", en: "states a purpose nobody knows", purpose: "curiosity", ..usual
        },
        Attempt {
            zh: "改用于科学研究", en: "uses the agreement for research instead", purpose: "research", ..usual
        },
        Attempt { who: &people.operator, zh: "使用B局的协议", en: "uses B's agreement", ..usual },
    ];
    let article = teller.article(Control::AgreedUse)?;
    for attempt in &attempts {
        let scene = Scene::new(attempt.who, attempt.zh, attempt.en);
        teller.refused(attempt.who, scene, call(attempt, resources, agreement), &article).await?;
    }
    auditor(teller, people, resources, agreement).await
}

/// Whoever examines the acts reads no rows: no policy permits it, whatever the agreement says.
async fn auditor(
    teller: &mut Teller<'_>,
    people: &Cast,
    resources: &Resources,
    agreement: &Granted,
) -> Result<(), StoryError> {
    let who = &people.auditor;
    let attempt = Attempt { who, zh: "", en: "", purpose: PURPOSE, fields: None };
    teller.begin(Scene::new(who, "读取数据", "tries to read rows"));
    let reply = teller.send(who, call(&attempt, resources, agreement)).await?;
    let policies: Vec<String> = teller.part(&reply, "/policies")?;
    let denied = reply.status == 403 && !policies.is_empty();
    teller.must(denied, "403 naming the policy", || reply.status)?;
    let policies = policies.join("、");
    let outcome = Bilingual::new(format!("不予：策略{policies}"), format!("denied by policy {policies}"));
    teller.tell(None, outcome).await
}

/// The day after the term nothing is given any more.
pub(super) async fn expired(
    teller: &mut Teller<'_>,
    people: &Cast,
    resources: &Resources,
    agreement: &Granted,
) -> Result<(), StoryError> {
    teller.stage.clock.set(Timestamp::end_of(agreement.until).plus_millis(1));
    let article = teller.article(Control::AgreedUse)?;
    let today = teller.today();
    let scene = Scene::new(
        &people.reader,
        format!("协议到期次日（{today}）再次读取"),
        format!("reads again on {today}, the day after the agreement's term"),
    );
    let attempt = Attempt { who: &people.reader, zh: "", en: "", purpose: PURPOSE, fields: None };
    teller.refused(&people.reader, scene, call(&attempt, resources, agreement), &article).await
}
