use base::{AttachmentId, Message};
use domain::attachment::Attachment;
use domain::case::Inputs;
use domain::refusal::Invalid;
use law::{FieldKind, FormField};

use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

impl App {
    /// Whether the files named in `inputs` were handed in by the asker's own body and are of a kind the form takes.
    pub(crate) async fn check_attachments(
        &self,
        session: &Session,
        form: &[FormField],
        inputs: &Inputs,
        place: &str,
    ) -> Result<(), Problem> {
        let mut wrong = Vec::new();
        for field in form.iter().filter(|field| field.kind == FieldKind::File) {
            let Some(id) = inputs.get(&field.name).and_then(|id| id.as_str()?.parse::<AttachmentId>().ok()) else {
                continue;
            };
            let found = self.store.load::<Attachment>(id.as_str()).await?.map(|loaded| loaded.state);
            let message = match found.filter(|found| found.owner == crate::cases::consumer(session)) {
                None => Message::new("invalid-attachment").with("id", id),
                Some(found) if !field.accept.is_empty() && !field.accept.contains(&found.file_type) => {
                    let accepted = field.accept.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
                    Message::new("invalid-attachment-kind").with("found", found.file_type).with("accepted", accepted)
                }
                Some(_) => continue,
            };
            wrong.push(Invalid { field: format!("{place}.{}", field.name), message });
        }
        if wrong.is_empty() { Ok(()) } else { Err(Problem::Invalid(wrong)) }
    }
}
