//! The receipt, durable before the first byte.

use base::{Digest, ReceiptId};
use domain::act::{Act, RecordKind, RecordRef};
use domain::agreement::Channel;
use domain::receipt::Receipt;
use domain::record::{Change, Decided};
use store::{AppendError, Submission};

use super::Question;
use super::answer::Produced;
use super::open::Resting;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

impl App {
    /// Puts the receipt into the log. `false` when a record the decision rests on has changed: then nothing may leave.
    pub(super) async fn receipt(
        &self,
        session: &Session,
        question: &Question,
        channel: Channel,
        asked: Digest,
        resting: &Resting,
        (id, produced): (&ReceiptId, &Produced),
    ) -> Result<bool, Problem> {
        let context = self.context(session.actor());
        let receipt = Receipt {
            id: id.clone(),
            account: session.account.id.clone(),
            organisation: session.account.organisation.clone(),
            agreement: question.agreement.clone(),
            purpose: question.purpose.clone(),
            channel,
            tables: resting.tables.clone(),
            question: asked,
            rows: produced.rows,
            size: produced.size,
            answer: produced.digest,
            released: context.at,
            copy: produced.copy.clone(),
        };
        let record = RecordRef { kind: RecordKind::Receipt, id: id.to_string() };
        let change = Change::standalone(record, Decided::new(Act::DataReleased(receipt), resting.basis.clone()));
        let submission = Submission {
            context,
            changes: vec![change],
            rests_on: resting.rests_on.clone(),
            seen_generation: Some(resting.generation),
            keys: Vec::new(),
        };
        match self.store.append(submission).await {
            Ok(_) => Ok(true),
            Err(AppendError::Moved { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
