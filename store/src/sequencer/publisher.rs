use std::path::PathBuf;
use std::sync::Arc;

use base::Digest;
use ledger::{
    Checkpoint, Commitment, SigningKey, TileBuilder, TileError, TileFile, TileKind, TilePath, open_checkpoint,
    sign_checkpoint,
};

use crate::connection::{Param, signed};
use crate::database::Database;
use crate::error::DatabaseError;
use crate::log_files::{FileError, LogFiles};
use crate::sequencer::election::Election;
use crate::sequencer::{SequenceError, Sequenced, SequencerOptions};

/// Acts integrated between two looks at memory: 64 full tiles.
const CHUNK: u64 = 64 * 256;

const ROW: &str = "SELECT size, root, checkpoint FROM sequenced WHERE id = 1";
const SET_ROW: &str = "INSERT INTO sequenced (id, size, root, checkpoint) VALUES (1, $1, $2, $3) \
                       ON CONFLICT (id) DO UPDATE SET size = excluded.size, root = excluded.root, \
                       checkpoint = excluded.checkpoint WHERE sequenced.size <= excluded.size";
const COMMITMENTS: &str =
    "SELECT position, commitment FROM acts WHERE position >= $1 AND position < $2 ORDER BY position";
const HEAD: &str = "SELECT next_position FROM head WHERE id = 1";

/// Writes tiles, then the checkpoint, then the row: a crash in between leaves files that the next run completes.
pub(super) struct Publisher {
    database: Arc<Database>,
    files: LogFiles,
    folder: PathBuf,
    key: Arc<SigningKey>,
    election: Election,
    /// The tree as published; `None` until it is read back, and again after an error.
    tree: Option<Tree>,
}

struct Tree {
    builder: TileBuilder,
    published: Option<Sequenced>,
}

impl Publisher {
    pub(super) fn new(database: Arc<Database>, files: LogFiles, options: &SequencerOptions) -> Self {
        let (folder, key) = (options.log_dir.clone(), Arc::clone(&options.key));
        Self { database, files, folder, key, election: Election::Open, tree: None }
    }

    /// Integrates what was appended and answers the newest checkpoint.
    pub(super) async fn sequence(&mut self) -> Result<Sequenced, SequenceError> {
        if !self.election.hold(&self.database, &self.folder).await? {
            self.tree = None;
            return self.row().await?.ok_or(SequenceError::NotElected);
        }
        let mut tree = match self.tree.take() {
            Some(tree) => tree,
            None => self.resume().await?,
        };
        let head = self.head().await?;
        if let Some(published) = &tree.published {
            if head < published.size {
                return Err(SequenceError::MissingAct { position: head });
            }
            if head == published.size {
                let published = published.clone();
                self.tree = Some(tree);
                return Ok(published);
            }
        }
        let full = self.integrate(&mut tree.builder, head).await?;
        let sequenced = self.publish(&tree.builder).await?;
        self.drop_partials(&full);
        tree.published = Some(sequenced.clone());
        self.tree = Some(tree);
        Ok(sequenced)
    }

    pub(super) async fn resign(self) {
        self.election.resign().await;
    }

    /// Reads the published tree back, and makes its files anew from the acts where a crash left them torn.
    async fn resume(&self) -> Result<Tree, SequenceError> {
        let row = self.row().await?;
        let mut builder = match &row {
            Some(row) => self.restore(row).await?,
            None => TileBuilder::new(),
        };
        let on_file = self.on_file()?;
        let ahead = on_file.as_ref().filter(|(_, checkpoint)| checkpoint.size > builder.size());
        if let Some((_, checkpoint)) = ahead {
            // It was signed and perhaps seen: whatever is signed next must continue it.
            let full = self.integrate(&mut builder, checkpoint.size).await?;
            if builder.root() != checkpoint.root {
                return Err(SequenceError::Diverged { size: checkpoint.size });
            }
            let published = self.publish(&builder).await?;
            self.drop_partials(&full);
            return Ok(Tree { builder, published: Some(published) });
        }
        if let Some(row) = &row
            && on_file.is_none_or(|(note, _)| note != row.checkpoint)
        {
            self.files.write_checkpoint(&row.checkpoint)?;
        }
        Ok(Tree { builder, published: row })
    }

    async fn restore(&self, row: &Sequenced) -> Result<TileBuilder, SequenceError> {
        let checkpoint = open_checkpoint(&row.checkpoint, &self.key.verifier())
            .map_err(|error| SequenceError::OtherKey { reason: error.to_string() })?;
        let (size, root) = (row.size, row.root);
        if checkpoint.size != size || checkpoint.root != root {
            return Err(SequenceError::Diverged { size });
        }
        let files = self.files.clone();
        let read = blocking(move || {
            if !all_whole(&files, size) {
                return Ok(None);
            }
            match TileBuilder::resume(&files, size, &root) {
                Ok(builder) => Ok(Some(builder)),
                Err(TileError::Source { source, .. }) => Err(source.into()),
                Err(_) => Ok(None),
            }
        });
        if let Some(builder) = read.await? {
            return Ok(builder);
        }
        tracing::warn!(size, "the published tiles are torn; writing them again from the acts");
        let mut builder = TileBuilder::new();
        self.integrate(&mut builder, size).await?;
        if builder.root() == root { Ok(builder) } else { Err(SequenceError::Diverged { size }) }
    }

    /// Adds the acts up to `size` and writes every tile they complete or lengthen. Answers the tiles completed.
    async fn integrate(&self, builder: &mut TileBuilder, size: u64) -> Result<Vec<TilePath>, SequenceError> {
        let before = builder.size();
        let mut full = Vec::new();
        while builder.size() < size {
            let commitments = self.commitments(builder.size(), size).await?;
            let tiles: Vec<_> = commitments.into_iter().flat_map(|entry| builder.push(entry)).collect();
            full.extend(tiles.iter().map(|tile| tile.path));
            self.write(tiles).await?;
        }
        let longer = |tile: &TileFile| tile.path.at_size(before) != Some(tile.path);
        self.write(builder.partial_tiles().into_iter().filter(longer).collect()).await?;
        Ok(full)
    }

    fn drop_partials(&self, full: &[TilePath]) {
        for path in full {
            self.files.drop_partials(path);
        }
    }

    async fn write(&self, tiles: Vec<TileFile>) -> Result<(), SequenceError> {
        let files = self.files.clone();
        blocking(move || Ok(files.write_tiles(&tiles)?)).await
    }

    async fn publish(&self, builder: &TileBuilder) -> Result<Sequenced, SequenceError> {
        let (size, root) = (builder.size(), builder.root());
        let checkpoint = Checkpoint { origin: self.key.name().to_owned(), size, root };
        let checkpoint = sign_checkpoint(&self.key, &checkpoint)
            .map_err(|error| SequenceError::Sign { reason: error.to_string() })?;
        let (files, note) = (self.files.clone(), checkpoint.clone());
        blocking(move || Ok(files.write_checkpoint(&note)?)).await?;
        let params = [Param::Int(signed(size)), Param::Bytes(root.as_bytes()), Param::Text(&checkpoint)];
        let mut transaction = self.database.begin().await?;
        transaction.link().execute(SET_ROW, &params).await?;
        transaction.commit().await?;
        Ok(Sequenced { size, root, checkpoint })
    }

    /// The commitments from `from` on, at most [`CHUNK`], below `below`.
    async fn commitments(&self, from: u64, below: u64) -> Result<Vec<Commitment>, SequenceError> {
        let below = below.min(from + CHUNK);
        let params = [Param::Int(signed(from)), Param::Int(signed(below))];
        let rows = self.database.reader().await?.link().fetch(COMMITMENTS, &params).await?;
        let mut commitments = Vec::with_capacity(rows.len());
        for (position, row) in (from..below).zip(&rows) {
            let bytes: [u8; 32] =
                row.bytes(1)?.try_into().map_err(|_| SequenceError::Diverged { size: position + 1 })?;
            if row.count(0)? != position {
                return Err(SequenceError::MissingAct { position });
            }
            commitments.push(Commitment::from_bytes(bytes));
        }
        let found = from + u64::try_from(commitments.len()).unwrap_or(u64::MAX);
        if found < below { Err(SequenceError::MissingAct { position: found }) } else { Ok(commitments) }
    }

    async fn head(&self) -> Result<u64, SequenceError> {
        let rows = self.database.reader().await?.link().fetch(HEAD, &[]).await?;
        Ok(rows.first().ok_or(DatabaseError::Headless)?.count(0)?)
    }

    async fn row(&self) -> Result<Option<Sequenced>, SequenceError> {
        let rows = self.database.reader().await?.link().fetch(ROW, &[]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let size = row.count(0)?;
        let root: [u8; 32] = row.bytes(1)?.try_into().map_err(|_| SequenceError::Diverged { size })?;
        Ok(Some(Sequenced { size, root: Digest::from_bytes(root), checkpoint: row.text(2)? }))
    }

    /// The checkpoint file where it is whole and ours; a torn one is written again.
    fn on_file(&self) -> Result<Option<(String, Checkpoint)>, FileError> {
        let Some(note) = self.files.checkpoint()? else { return Ok(None) };
        Ok(open_checkpoint(&note, &self.key.verifier()).ok().map(|checkpoint| (note, checkpoint)))
    }
}

/// Whether every tile of a log of `size` acts has its length. Content is checked by `verify`, and at the tree's open
/// edge by [`TileBuilder::resume`].
fn all_whole(files: &LogFiles, size: u64) -> bool {
    let hashes = (0_u8..8).map(|level| (TileKind::Hashes { level }, 32));
    let kinds = hashes.chain([(TileKind::Entries, 34)]);
    kinds.into_iter().all(|(kind, unit)| {
        let tiles = (0_u64..).map_while(|index| TilePath::in_tree(kind, index, size));
        tiles.into_iter().all(|path| files.is_whole(&path, unit))
    })
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SequenceError> + Send + 'static,
) -> Result<T, SequenceError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| SequenceError::Stopped)?
}
