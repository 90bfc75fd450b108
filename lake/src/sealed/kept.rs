//! Files kept sealed beside the tables: attachments 附件.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use base::{Digest, Digester};
use bytes::Bytes;
use futures::stream::{self, BoxStream};
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::ObjectStoreExt as _;
use seal::object::ChunkSize;
use seal::{Key, KeyKind};

use super::{SealedFile, SealedObject, Sealing};
use crate::Lake;
use crate::write::sync_folder;

/// Folder below the lake's own that holds them.
const ATTACHMENTS: &str = "attachments";
/// Bytes read, sealed or opened at a time.
const PIECE: u64 = 256 << 10;

/// An object as its reader gets it, piece by piece.
pub type Piece = io::Result<Bytes>;

/// What was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptObject {
    /// Bytes, before sealing.
    pub size: u64,
    /// Of the bytes before sealing.
    pub digest: Digest,
}

impl Lake {
    /// Seals a file as the attachment `name`, durably. Blocks.
    pub fn keep_attachment(&self, name: &str, key: &Key, from: &Path) -> io::Result<KeptObject> {
        refuse_other(key)?;
        let (folder, file_name, stored) = (self.inner.root.join(ATTACHMENTS), file_name(name), stored_path(name));
        std::fs::create_dir_all(&folder)?;
        let sealing = Sealing { key: key.clone(), entropy: Arc::clone(&self.inner.entropy) };
        let mut sealed = SealedFile::create(&folder, &file_name, &stored, &sealing, ChunkSize::default())?;
        let (mut file, mut digest, mut size) = (File::open(from)?, Digester::default(), 0);
        let mut buffer = vec![0; usize::try_from(PIECE).unwrap_or_default()];
        loop {
            let read = file.read(&mut buffer)?;
            let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else { break };
            digest.update(piece);
            size += piece.len() as u64;
            sealed.write_all(piece)?;
        }
        sealed.finish(&folder.join(&file_name), stored, 0)?;
        sync_folder(&folder)?;
        sync_folder(&self.inner.root)?;
        Ok(KeptObject { size, digest: digest.finish() })
    }

    /// Opens an attachment and gives its bytes in order. Whatever is wrong with it comes out as an error before a byte
    /// of the chunk concerned does.
    pub async fn attachment(&self, name: &str, key: &Key) -> io::Result<BoxStream<'static, Piece>> {
        refuse_other(key)?;
        let path = object_store::path::Path::from(stored_path(name));
        let sealed_len = self.store().head(&path).await.map_err(io::Error::from)?.size;
        let object = SealedObject::open(self.store(), path, sealed_len, key).await.map_err(io::Error::from)?;
        let size = object.len();
        let starts = stream::iter((0..size).step_by(usize::try_from(PIECE).unwrap_or(usize::MAX)));
        let pieces = starts.map(Ok).and_then(move |start| {
            let object = object.clone();
            async move { object.read(start..size.min(start + PIECE)).await.map_err(io::Error::from) }
        });
        Ok(pieces.boxed())
    }
}

/// Tables are read under a grant only, so their keys open nothing here.
fn refuse_other(key: &Key) -> io::Result<()> {
    if key.label().kind() == KeyKind::Attachment {
        return Ok(());
    }
    let why = format!("expected the key of an attachment, found the {}; read tables under a grant", key.label());
    Err(io::Error::new(io::ErrorKind::PermissionDenied, why))
}

fn file_name(name: &str) -> String {
    format!("{name}.sealed")
}

/// Where an attachment lies below the lake.
pub(crate) fn stored_path(name: &str) -> String {
    format!("{ATTACHMENTS}/{}", file_name(name))
}
