use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use access::{Action, Resource};
use base::{AttachmentId, CaseId};
use bytes::Bytes;
use domain::attachment::Attachment;
use domain::case::{Case, Inputs};
use domain::record::Record;
use futures::stream::{self, BoxStream};
use futures::{StreamExt as _, TryStreamExt as _};
use seal::Key;
use seal::object::{Context, HEADER_LENGTH, Opener};

use crate::folder::read_json;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// Bytes opened at a time.
const PIECE: u64 = 1 << 20;

/// An attachment on its way out. Every piece is proven before it is given.
pub struct OpenAttachment {
    pub attachment: Attachment,
    pub bytes: BoxStream<'static, io::Result<Bytes>>,
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
        let folder = self.folder.attachments();
        let wrapped =
            read_json(&folder.join(format!("{id}.key"))).map_err(|error| Problem::Internal(error.to_string()))?;
        let key = self.keys.unwrap(&wrapped)?;
        let sealed = Arc::new(Sealed::open(&folder.join(format!("{id}.sealed")), id, &key)?);
        let size = attachment.size;
        let starts = stream::iter((0..size).step_by(usize::try_from(PIECE).unwrap_or(usize::MAX)));
        let bytes = starts.map(Ok).and_then(move |start| {
            let sealed = Arc::clone(&sealed);
            let piece = tokio::task::spawn_blocking(move || sealed.piece(start..size.min(start + PIECE)));
            async move { piece.await.map_err(io::Error::other)?.map(Bytes::from) }
        });
        Ok(OpenAttachment { attachment, bytes: bytes.boxed() })
    }
}

/// Whether a form of the case, of one of its steps or of an approval names the attachment.
fn names(case: &Case, id: &AttachmentId) -> bool {
    let named = |inputs: &Inputs| inputs.values().any(|value| value.as_str() == Some(id.as_str()));
    named(&case.form)
        || case.history.iter().any(|step| named(&step.inputs))
        || case.approvals.iter().any(|word| named(&word.inputs))
}

struct Sealed {
    file: File,
    opener: Opener,
}

impl Sealed {
    fn open(path: &Path, id: &AttachmentId, key: &Key) -> Result<Self, Problem> {
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        let mut header = [0; HEADER_LENGTH];
        file.read_exact(&mut header)?;
        let opener = Opener::new(key, &Context::once(id.as_str()), size, &header)
            .map_err(|error| Problem::Internal(format!("attachment {id}: {error}")))?;
        Ok(Self { file, opener })
    }

    fn piece(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let sealed = self.opener.sealed_range(range.clone()).map_err(io::Error::other)?;
        let length = usize::try_from(sealed.end - sealed.start).map_err(io::Error::other)?;
        let mut bytes = vec![0; length];
        let mut file = &self.file;
        file.seek(SeekFrom::Start(sealed.start))?;
        file.read_exact(&mut bytes)?;
        self.opener.open_range(range, &bytes).map_err(io::Error::other)
    }
}
