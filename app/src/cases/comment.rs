use access::{Action, Resource};
use base::{CaseId, Message};
use domain::act::Act;
use domain::case::{COMMENTS, Case, Comment};
use domain::record::{Change, Decided, Loaded, Record};

use super::step::parts;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

/// Longest remark, in characters.
const LONGEST: usize = 2000;

/// A remark on a case 批注.
#[derive(Debug, Clone)]
pub struct Remark {
    pub case: CaseId,
    pub text: String,
}

impl App {
    /// Adds a remark. Whoever plays a part in a case may speak to it.
    pub async fn comment(&self, session: &Session, remark: Remark) -> Result<Loaded<Case>, Problem> {
        let before = self.case_record(&remark.case).await?;
        let parts = parts(session, &before.state, None);
        let resource = Resource::Case { case: &before.state, parts: &parts };
        let permit = self.authorise(session, Action::StepCase, &resource)?;
        let text = remark.text.trim().to_owned();
        if !(1..=LONGEST).contains(&text.chars().count()) {
            let message = Message::new("invalid-text-length").with("field", "text").with("max", LONGEST);
            return Err(Problem::invalid("text", message));
        }
        if before.state.comments.len() >= COMMENTS {
            return Err(Problem::invalid("text", Message::new("invalid-too-many-comments").with("max", COMMENTS)));
        }
        let act = Act::CaseCommented(Comment { by: session.actor(), at: self.clock.now(), text });
        let after = Case::evolve(Some(before.state.clone()), &act).unwrap_or_else(|| before.state.clone());
        let change = Change::new::<Case>(&before.state.id, Some(&before), vec![Decided::new(act, Vec::new())])?;
        self.append_under(before.state.law, Mandate::Permitted(session, permit), vec![change], Vec::new()).await?;
        Ok(Loaded { state: after, version: before.version + 1 })
    }
}
