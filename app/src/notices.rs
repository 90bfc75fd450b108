//! Notices: who is told of what, in the inbox and beyond it.

mod mail;
mod networks;
mod send;
mod webhook;

use access::{Action, Resource};
use base::NoticeId;
use domain::act::Act;
use domain::agreement::Consumer;
use domain::case::{Case, Telling};
use domain::notice::{Notice, Way};
use domain::organisation::{Organisation, OrganisationKind};
use domain::record::{Change, Decided, Loaded};
use law::{Actor as Part, above, covers, depth};
use store::Filter;

use crate::page::Page;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

pub use mail::{MailServer, MailServerError};
pub use send::Outbound;
pub(crate) use send::Sender;

/// Which notices to list.
#[derive(Debug, Clone, Default)]
pub struct NoticeList {
    pub unread: bool,
    pub after: Option<NoticeId>,
    pub limit: u32,
}

impl App {
    /// The notices of the asker's body, or of a citizen in person.
    pub async fn inbox(&self, session: &Session, list: NoticeList) -> Result<Page<Notice>, Problem> {
        self.allow(session, Action::ReadNotice, &Resource::Account(&session.account))?;
        let filter = Filter {
            owner: Some(crate::cases::consumer(session).as_str().to_owned()),
            status: list.unread.then(|| "unread".to_owned()),
            after_id: list.after.map(|id| id.to_string()),
            limit: Some(list.limit),
            ..Filter::default()
        };
        let found = self.store.list::<Notice>(&filter).await?;
        Ok(Page::of(found, list.limit, |loaded| loaded.state.id.to_string(), |loaded| Some(loaded.state)))
    }

    /// Records that a notice was read.
    pub async fn read_notice(&self, session: &Session, id: &NoticeId) -> Result<Notice, Problem> {
        let missing = || Problem::missing(domain::act::RecordKind::Notice, id.as_str());
        let before = self.store.load::<Notice>(id.as_str()).await?.ok_or_else(missing)?;
        // Another's notice is not there for who asks.
        if before.state.to != crate::cases::consumer(session) {
            return Err(missing());
        }
        let permit = self.authorise(session, Action::ReadNotice, &Resource::Account(&session.account))?;
        if before.state.read.is_some() {
            return Ok(before.state);
        }
        let at = self.clock.now();
        let act = Decided::new(Act::NoticeRead { at }, Vec::new());
        let change = Change::new::<Notice>(id, Some(&before), vec![act])?;
        self.append(Mandate::Permitted(session, permit), vec![change]).await?;
        Ok(Notice { read: Some(at), ..before.state })
    }

    /// Turns what is to be told into notices to those who play the parts.
    pub(crate) async fn notices(&self, case: &Case, tellings: Vec<Telling>) -> Result<Vec<Change>, Problem> {
        let offices = if tellings.iter().any(|telling| !of_the_case(telling.part)) {
            let filter = Filter { subject: Some(Organisation::OFFICE.to_owned()), ..Filter::default() };
            self.store.list::<Organisation>(&filter).await?
        } else {
            Vec::new()
        };
        let mut changes = Vec::new();
        let mut told: Vec<(Consumer, base::Message)> = Vec::new();
        for telling in tellings {
            for to in recipients(case, telling.part, &offices) {
                let line = (to.clone(), telling.message.clone());
                if told.contains(&line) {
                    continue;
                }
                told.push(line);
                changes.push(self.notice(to, &telling).await?);
            }
        }
        Ok(changes)
    }

    pub(crate) async fn notice(&self, to: Consumer, telling: &Telling) -> Result<Change, Problem> {
        let reach = match &to {
            Consumer::Organisation(id) => {
                self.store.load::<Organisation>(id.as_str()).await?.and_then(|one| one.state.reach)
            }
            Consumer::Account(_) => None,
        };
        let email = reach.as_ref().and_then(|reach| reach.email.as_ref()).map(|_| Way::Email);
        let webhook = reach.as_ref().and_then(|reach| reach.webhook.as_ref()).map(|_| Way::Webhook);
        let notice = Notice {
            id: NoticeId::random(self.entropy.as_ref()),
            to,
            part: telling.part,
            case: telling.case.clone(),
            message: telling.message.clone(),
            basis: telling.basis.clone(),
            given: self.clock.now(),
            pending: email.into_iter().chain(webhook).collect(),
            sendings: Vec::new(),
            read: None,
        };
        let id = notice.id.clone();
        let act = Decided::new(Act::NoticeGiven(notice), telling.basis.clone());
        Ok(Change::new::<Notice>(&id, None, vec![act])?)
    }
}

/// Whether the case itself says who plays the part.
const fn of_the_case(part: Part) -> bool {
    matches!(part, Part::Applicant | Part::Provider | Part::Consumer | Part::Respondent | Part::Anyone | Part::Platform)
}

/// Who plays a part: the case's own parties, else the bodies with the task nearest to where it happens.
fn recipients(case: &Case, part: Part, offices: &[Loaded<Organisation>]) -> Vec<Consumer> {
    let body = |id: &Option<base::OrganisationId>| id.clone().map(Consumer::Organisation).into_iter().collect();
    match part {
        Part::Applicant => vec![case.applicant.clone()],
        Part::Consumer => case.consumer.clone().into_iter().collect(),
        Part::Provider => body(&case.provider),
        Part::Respondent => body(&case.respondent),
        Part::Anyone | Part::Platform => Vec::new(),
        office => nearest(case, office, offices),
    }
}

fn nearest(case: &Case, office: Part, offices: &[Loaded<Organisation>]) -> Vec<Consumer> {
    let has = |body: &&Organisation| match office {
        Part::Authority => body.kind == OrganisationKind::Authority && covers(&body.region, &case.region),
        Part::Superior => body.kind == OrganisationKind::Authority && above(&body.region, &case.region),
        Part::Operator => body.kind == OrganisationKind::Operator,
        Part::Exchange => body.kind == OrganisationKind::Exchange,
        office => body.offices.contains(&office) && covers(&body.region, &case.region),
    };
    let fitting: Vec<&Organisation> = offices.iter().map(|loaded| &loaded.state).filter(has).collect();
    let Some(nearest) = fitting.iter().map(|body| depth(&body.region)).max() else { return Vec::new() };
    let here = fitting.into_iter().filter(|body| depth(&body.region) == nearest);
    here.map(|body| Consumer::Organisation(body.id.clone())).collect()
}
