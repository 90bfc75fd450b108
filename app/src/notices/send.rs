//! Notices on their way beyond the inbox: each attempt is an act, so that who was told, when and how can be proved.

use domain::act::{Act, Actor};
use domain::agreement::Consumer;
use domain::notice::{ATTEMPTS, Notice, Reach, Sending, Way};
use domain::organisation::Organisation;
use domain::record::{Change, Decided, Loaded};
use futures::StreamExt as _;
use futures::stream;
use serde_json::json;
use store::AppendError;

use super::mail::{Letter, MailServer};
use super::networks::Networks;
use super::webhook::{Call, GONE, Hooks};
use crate::platform::App;
use crate::problem::Problem;
use crate::words::Language;

/// Notices looked at between two reads of what is due.
const ROUND: u32 = 200;
/// Sent at once.
const TOGETHER: usize = 16;

/// How notices leave the platform 通知送达.
#[derive(Debug, Clone, Default)]
pub struct Outbound {
    /// None: e-mail is not sent, and each attempt says so.
    pub mail: Option<MailServer>,
    /// Networks that are not the public internet to which webhooks may go.
    pub networks: Vec<ipnet::IpNet>,
}

/// What sends.
pub(crate) struct Sender {
    mail: Option<MailServer>,
    hooks: Hooks,
}

impl Sender {
    pub(crate) fn new(outbound: Outbound, root: &seal::Root) -> Self {
        let seed = root.derive("notices/webhook");
        Self { mail: outbound.mail, hooks: Hooks::new(&seed, Networks::new(outbound.networks)) }
    }
}

/// How many notices went out, and how many attempts failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) sent: usize,
    pub(crate) failed: usize,
}

impl App {
    /// The key that notices to bodies' systems are signed with, as `whpk_` and base64 (Standard Webhooks, `v1a`).
    pub fn webhook_key(&self) -> String {
        self.sender.hooks.public_key()
    }

    /// Sends every notice that is due on each of its ways, once.
    pub(crate) async fn send_notices(&self) -> Result<Sent, Problem> {
        let mut total = Sent::default();
        loop {
            let due = self.store.due::<Notice>(self.clock.now(), ROUND).await?;
            if due.is_empty() {
                return Ok(total);
            }
            let sending: Vec<_> = due.into_iter().map(|notice| self.send_notice(notice)).collect();
            let sent: Vec<Result<Option<Sent>, Problem>> =
                stream::iter(sending).buffer_unordered(TOGETHER).collect().await;
            let mut moved = false;
            for outcome in sent {
                let Some(one) = outcome? else { continue };
                moved = true;
                total.sent += one.sent;
                total.failed += one.failed;
            }
            // What another node is at work on is left to it.
            if !moved {
                return Ok(total);
            }
        }
    }

    async fn send_notice(&self, before: Loaded<Notice>) -> Result<Option<Sent>, Problem> {
        let now = self.clock.now();
        let reach = match &before.state.to {
            Consumer::Organisation(id) => {
                self.store.load::<Organisation>(id.as_str()).await?.and_then(|body| body.state.reach)
            }
            Consumer::Account(_) => None,
        };
        let (mut acts, mut counted) = (Vec::new(), Sent::default());
        for way in [Way::Email, Way::Webhook] {
            if before.state.next_on(way).is_none_or(|due| now < due) {
                continue;
            }
            let outcome = self.send_on(way, &before.state, reach.as_ref()).await;
            let attempt = before.state.attempts(way) + 1;
            let last = outcome.as_ref().err().is_some_and(|why| why == GONE);
            counted.sent += usize::from(outcome.is_ok());
            counted.failed += usize::from(outcome.is_err());
            let sending = Sending {
                way,
                at: now,
                arrived: outcome.is_ok(),
                attempt: if last { ATTEMPTS } else { attempt },
                why: outcome.err(),
            };
            acts.push(Decided::new(Act::NoticeSent(sending), before.state.basis.clone()));
        }
        if acts.is_empty() {
            return Ok(None);
        }
        let change = Change::new::<Notice>(&before.state.id, Some(&before), acts)?;
        match self.store.append(store::Submission::new(self.context(Actor::Platform), vec![change])).await {
            Ok(_) => Ok(Some(counted)),
            // It was read this instant, or another node was faster: the next round looks again.
            Err(AppendError::Conflict { .. } | AppendError::Moved { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn send_on(&self, way: Way, notice: &Notice, reach: Option<&Reach>) -> Result<(), String> {
        let gone = || Err("no-address".to_owned());
        let basis = notice.basis.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        match way {
            Way::Email => {
                let Some(to) = reach.and_then(|reach| reach.email.as_deref()) else { return gone() };
                let Some(mail) = &self.sender.mail else { return Err("no-mail-server".to_owned()) };
                let letter = Letter {
                    to,
                    id: notice.id.as_str(),
                    origin: &self.file.origin,
                    case: notice.case.as_ref().map_or("—", base::CaseId::as_str),
                    message: &notice.message,
                    basis: &basis,
                    words: self.words(),
                };
                mail.send(&letter).await
            }
            Way::Webhook => {
                let Some(address) = reach.and_then(|reach| reach.webhook.as_deref()) else { return gone() };
                let say = |language| self.words().say(language, &notice.message);
                let body = json!({
                    "type": "notice.given",
                    "timestamp": notice.given,
                    "data": {
                        "id": notice.id, "to": notice.to, "part": notice.part, "case": notice.case,
                        "message": notice.message, "basis": notice.basis, "origin": self.file.origin,
                        "words": { "zh": say(Language::Zh), "en": say(Language::En) },
                    },
                });
                let at = self.clock.now().millis().div_euclid(1000);
                let call = Call { address, id: notice.id.as_str(), at, body: body.to_string() };
                self.sender.hooks.send(call).await
            }
        }
    }
}
