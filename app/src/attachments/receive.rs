use std::path::Path;
use std::sync::Arc;

use access::{Action, Resource};
use base::{AttachmentId, Message};
use domain::act::Act;
use domain::attachment::{Attachment, LARGEST};
use domain::record::{Change, Decided};
use law::FileType;
use store::KeyChange;

use super::kind::{self, NotTaken};
use crate::cases::consumer;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

/// Longest name of a file, in characters.
const LONGEST: usize = 200;

/// A file to hand in.
#[derive(Debug, Clone, Copy)]
pub struct HandIn<'a> {
    /// Its name; of a path, the last part.
    pub name: &'a str,
    /// The file, in the spool.
    pub file: &'a Path,
}

impl App {
    /// Whether the asker may hand files in, before one is taken in.
    pub fn may_attach(&self, session: &Session) -> Result<(), Problem> {
        self.allow(session, Action::Attach, &Resource::Account(&session.account))
    }

    /// Takes in a file, told by its content, and seals it under a key of its own.
    pub async fn attach(&self, session: &Session, command: HandIn<'_>) -> Result<Attachment, Problem> {
        let permit = self.authorise(session, Action::Attach, &Resource::Account(&session.account))?;
        let name = command.name.rsplit(['/', '\\']).next().unwrap_or_default().trim().to_owned();
        let id = AttachmentId::random(self.entropy.as_ref());
        let (key, kept) = self.keys.draw_attachment(&id)?;
        let (lake, file) = (Arc::clone(&self.lake), command.file.to_path_buf());
        let (given, stored) = (name.clone(), id.clone());
        let sealed = tokio::task::spawn_blocking(move || {
            let found = check(&file, &given)?;
            let object = lake.keep_attachment(stored.as_str(), &key, &file).map_err(NotTaken::Io)?;
            Ok((found, object.size, object.digest))
        });
        let (file_type, size, digest) = match sealed.await {
            Ok(Ok(sealed)) => sealed,
            Ok(Err(NotTaken::Io(error))) => return Err(error.into()),
            Ok(Err(NotTaken::Because(message))) => return Err(Problem::invalid("file", message)),
            Err(error) => return Err(Problem::Internal(error.to_string())),
        };
        let received = self.clock.now();
        let (owner, by) = (consumer(session), session.account.id.clone());
        let attachment = Attachment { id: id.clone(), owner, by, name, file_type, size, digest, received };
        let act = Decided::new(Act::AttachmentReceived(attachment.clone()), Vec::new());
        let change = Change::new::<Attachment>(&id, None, vec![act])?;
        self.append_with_keys(Mandate::Permitted(session, permit), vec![change], vec![KeyChange::Put(kept)]).await?;
        Ok(attachment)
    }
}

/// Whether a file is taken, and as what.
fn check(file: &Path, name: &str) -> Result<FileType, NotTaken> {
    let size = file.metadata()?.len();
    if size > LARGEST {
        return Err(NotTaken::Because(Message::new("too-large-attachment").with("max", LARGEST)));
    }
    let found = kind::file_type(file, name)?;
    if !(1..=LONGEST).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        let message = Message::new("invalid-attachment-name").with("name", "").with("found", found);
        return Err(NotTaken::Because(message));
    }
    Ok(found)
}
