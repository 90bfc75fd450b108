use access::{Action, Resource};
use base::{AttachmentId, CaseId};
use domain::attachment::Attachment;
use domain::case::{Case, Inputs};
use domain::record::Record;
use futures::stream::BoxStream;

use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// An attachment on its way out. Every piece is proven before it is given.
pub struct OpenAttachment {
    pub attachment: Attachment,
    pub bytes: BoxStream<'static, lake::Piece>,
}

impl App {
    /// A file handed in with a case, for whoever may see the case.
    pub async fn attachment(
        &self,
        session: &Session,
        case: &CaseId,
        id: &AttachmentId,
    ) -> Result<OpenAttachment, Problem> {
        let case = self.case_record(case).await?.state;
        let parts = crate::cases::parts(session, &case, None);
        self.allow(session, Action::SeeCase, &Resource::Case { case: &case, parts: &parts })?;
        let missing = || Problem::missing(Attachment::KIND, id.as_str());
        if !names(&case, id) {
            return Err(missing());
        }
        let attachment = self.store.load::<Attachment>(id.as_str()).await?.ok_or_else(missing)?.state;
        let key = self.keys.attachment(id).await?;
        let bytes = self.lake.attachment(id.as_str(), &key).await?;
        Ok(OpenAttachment { attachment, bytes })
    }
}

/// Whether a form of the case, of one of its steps or of an approval names the attachment.
fn names(case: &Case, id: &AttachmentId) -> bool {
    let named = |inputs: &Inputs| inputs.values().any(|value| value.as_str() == Some(id.as_str()));
    named(&case.form)
        || case.history.iter().any(|step| named(&step.inputs))
        || case.approvals.iter().any(|word| named(&word.inputs))
}
