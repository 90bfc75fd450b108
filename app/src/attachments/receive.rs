use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use access::{Action, Resource};
use base::{AttachmentId, Digest, Entropy, Message};
use domain::act::Act;
use domain::attachment::{Attachment, LARGEST};
use domain::record::{Change, Decided};
use law::FileType;
use seal::Key;
use seal::object::{ChunkSize, Context, Sealer};

use super::kind::{self, NotTaken};
use crate::cases::consumer;
use crate::folder::write_json;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

/// Longest name of a file, in characters.
const LONGEST: usize = 200;
const PIECE: usize = 256 << 10;

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
        let (key, wrapped) = self.keys.draw(id.as_str(), self.entropy.as_ref())?;
        let folder = self.folder.attachments();
        let sealing = Sealing {
            key,
            id: id.clone(),
            from: command.file.to_path_buf(),
            to: folder.join(format!("{id}.sealed")),
            entropy: Arc::clone(&self.entropy),
        };
        let given = name.clone();
        let sealed = tokio::task::spawn_blocking(move || {
            std::fs::create_dir_all(&folder)?;
            let found = sealing.check(&given)?;
            // The key comes first: an object whose key was never kept could not even be told apart.
            write_json(&folder.join(format!("{}.key", sealing.id)), &wrapped).map_err(io::Error::other)?;
            sealing.run().map(|(size, digest)| (found, size, digest)).map_err(NotTaken::Io)
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
        self.append(Mandate::Permitted(session, permit), vec![change]).await?;
        Ok(attachment)
    }
}

/// One file on its way into the sealed store.
struct Sealing {
    key: Key,
    id: AttachmentId,
    from: PathBuf,
    to: PathBuf,
    entropy: Arc<dyn Entropy>,
}

impl Sealing {
    fn check(&self, name: &str) -> Result<FileType, NotTaken> {
        let size = self.from.metadata()?.len();
        if size > LARGEST {
            return Err(NotTaken::Because(Message::new("too-large-attachment").with("max", LARGEST)));
        }
        let found = kind::file_type(&self.from, name)?;
        if !(1..=LONGEST).contains(&name.chars().count()) || name.chars().any(char::is_control) {
            let message = Message::new("invalid-attachment-name").with("name", "").with("found", found);
            return Err(NotTaken::Because(message));
        }
        Ok(found)
    }

    /// Bytes and digest of what was sealed.
    fn run(&self) -> io::Result<(u64, Digest)> {
        let mut file = File::open(&self.from)?;
        let draft = self.to.with_extension("tmp");
        let mut out = File::create(&draft)?;
        let context = Context::once(self.id.as_str());
        let mut sealer = Sealer::new(&self.key, &context, ChunkSize::default(), self.entropy.as_ref());
        let (mut digest, mut size, mut buffer) = (base::Digester::default(), 0, vec![0; PIECE]);
        loop {
            let read = file.read(&mut buffer)?;
            let piece = buffer.get(..read).unwrap_or_default();
            if piece.is_empty() {
                break;
            }
            digest.update(piece);
            size += piece.len() as u64;
            out.write_all(&sealer.push(piece))?;
        }
        out.write_all(&sealer.finish())?;
        out.sync_all()?;
        std::fs::rename(&draft, &self.to)?;
        File::open(self.to.parent().unwrap_or_else(|| Path::new(".")))?.sync_all()?;
        Ok((size, digest.finish()))
    }
}
