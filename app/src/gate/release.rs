//! The receipt, durable before the first byte.

use base::{LawDate, ReceiptId};
use domain::act::{Act, RecordKind, RecordRef};
use domain::receipt::{Measure, Receipt};
use domain::record::{Change, Decided};
use domain::release::Ceiling;
use store::{AppendError, Gathering, Submission};

use super::Asked;
use super::answer::Produced;
use super::linking::Linking;
use super::open::Resting;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

impl App {
    /// Puts the receipt into the log. `false` when a record the decision rests on has changed: then nothing may leave.
    pub(super) async fn receipt(
        &self,
        session: &Session,
        asked: &Asked<'_>,
        resting: &Resting,
        (id, produced): (&ReceiptId, &Produced),
        linking: Linking,
    ) -> Result<bool, Problem> {
        let Asked { question, channel, digest } = *asked;
        let context = self.context(session.actor());
        let today = context.at.law_date();
        let receipt = Receipt {
            id: id.clone(),
            account: session.account.id.clone(),
            organisation: session.account.organisation.clone(),
            agreement: question.agreement.clone(),
            purpose: question.purpose.clone(),
            channel,
            tables: resting.tables.clone(),
            question: digest,
            rows: produced.rows,
            size: produced.size,
            answer: produced.digest,
            released: context.at,
            copy: produced.copy.clone(),
            grade: linking.drawn.iter().map(|drawn| drawn.grade).max(),
            drawn: linking.drawn.clone(),
        };
        let record = RecordRef { kind: RecordKind::Receipt, id: id.to_string() };
        let change = Change::standalone(record, Decided::new(Act::DataReleased(receipt), resting.basis.clone()));
        let submission = Submission {
            context,
            changes: std::iter::once(change).chain(produced.budget.clone()).collect(),
            rests_on: resting.rests_on.clone(),
            seen_generation: Some(resting.generation),
            keys: Vec::new(),
            ceilings: linking.ceilings.iter().map(|ceiling| bound(ceiling, today)).collect(),
        };
        match self.store.append(submission).await {
            Ok(_) => Ok(true),
            // Moved: what it rests on; the other two: somebody else paid from the same budget meanwhile.
            Err(AppendError::Moved { .. } | AppendError::Conflict { .. } | AppendError::Taken { .. }) => Ok(false),
            Err(AppendError::Beyond { ceiling }) => Err(self.beyond(&linking, ceiling)?),
            Err(error) => Err(error.into()),
        }
    }
}

fn bound(ceiling: &Ceiling, today: LawDate) -> store::Ceiling {
    let of = match ceiling.of {
        Measure::Rows(grade) => Gathering::Rows(grade),
        Measure::Persons(kind) => Gathering::Persons(kind),
    };
    store::Ceiling { recipient: ceiling.recipient.clone(), of, since: ceiling.since(today), most: ceiling.most }
}
