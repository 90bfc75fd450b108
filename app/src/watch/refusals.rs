//! Refused requests on their way into the log. One act stands for all of one account, reason and minute, so that whoever
//! asks without end cannot make the log grow without end.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use base::{AccountId, Digest, Timestamp};
use domain::act::{Act, Actor, RecordKind, RecordRef};
use domain::agreement::Channel;
use domain::record::{Change, Decided};
use domain::watch::Refused;
use law::Control;

use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// Accounts and reasons held at a time. Beyond that a refusal is told to whoever asked and not counted.
const HELD: usize = 10_000;
const MINUTE_MS: i64 = 60_000;

/// By minute, account and reason.
type Counted = BTreeMap<(i64, AccountId, String), Refused>;

/// Refusals not in the log yet.
#[derive(Default)]
pub(crate) struct Refusals(Mutex<Counted>);

impl Refusals {
    /// Takes note of `problem` where it is a refusal: by the law or by a policy. What is merely wrong is none.
    pub(crate) fn note(&self, session: &Session, problem: &Problem, channel: Channel, asked: Digest, at: Timestamp) {
        let reason = match problem {
            Problem::Refused(refusal) => &refusal.message.key,
            Problem::Denied(denied) => &denied.message.key,
            _ => return,
        };
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = at.millis().div_euclid(MINUTE_MS);
        let key = (minute, session.account.id.clone(), reason.clone());
        if let Some(known) = held.get_mut(&key) {
            known.count += 1;
            (known.last, known.question) = (known.last.max(at), asked);
        } else if held.len() < HELD {
            let refused = Refused {
                account: session.account.id.clone(),
                organisation: session.account.organisation.clone(),
                reason: reason.clone(),
                channel,
                first: at,
                last: at,
                count: 1,
                question: asked,
            };
            held.insert(key, refused);
        }
    }

    /// Takes out what lies before the minute of `now`; everything where that is None.
    fn ended(&self, now: Option<Timestamp>) -> Counted {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(now) = now else { return std::mem::take(&mut *held) };
        let minute = now.millis().div_euclid(MINUTE_MS);
        let (ended, running) = std::mem::take(&mut *held).into_iter().partition(|((of, ..), _)| *of < minute);
        *held = running;
        ended
    }

    /// Puts back what could not be appended, beside what came meanwhile.
    fn put_back(&self, refusals: Counted) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, refused) in refusals {
            if held.len() < HELD {
                held.entry(key).or_insert(refused);
            }
        }
    }
}

impl App {
    /// Appends the refusals of the minutes that are over; of the running one too where `all`.
    pub(super) async fn append_refusals(&self, all: bool) -> Result<(), Problem> {
        let ended = self.refusals.ended((!all).then(|| self.clock.now()));
        if ended.is_empty() {
            return Ok(());
        }
        let basis = self.deciding()?.basis(Control::AnomalyWatch);
        let change = |refused: &Refused| {
            let mut bytes = [0_u8; 16];
            self.entropy.fill(&mut bytes);
            let id = format!("rfs-{:032x}", u128::from_be_bytes(bytes));
            let record = RecordRef { kind: RecordKind::Refusal, id };
            Change::standalone(record, Decided::new(Act::AccessRefused(refused.clone()), basis.clone()))
        };
        let changes = ended.values().map(change).collect();
        let submission = store::Submission::new(self.context(Actor::Platform), changes);
        if let Err(error) = self.store.append(submission).await {
            self.refusals.put_back(ended);
            return Err(error.into());
        }
        Ok(())
    }
}
