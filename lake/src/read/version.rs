use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use base::VersionId;
use domain::version::{StoredFile, Version};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};
use seal::{Key, KeyCheck};

use super::ReadError;
use super::stored::StoredReader;
use crate::keys::KeyIndex;
use crate::sealed::SealedObject;

/// A version with the footers of its files read. Versions never change, so this holds as long as the files do.
pub(crate) struct OpenVersion {
    pub(crate) schema: SchemaRef,
    pub(crate) files: Vec<OpenFile>,
    pub(crate) rows: u64,
    /// The key field's column and its index.
    pub(crate) key: Option<(usize, KeyIndex)>,
    sealed_by: KeyCheck,
}

pub(crate) struct OpenFile {
    pub(crate) name: Arc<str>,
    pub(crate) reader: StoredReader,
    pub(crate) footer: ArrowReaderMetadata,
    /// The version's row each row group begins at, and the row after the last.
    pub(crate) group_starts: Vec<u64>,
}

impl OpenFile {
    pub(crate) fn first_row(&self) -> u64 {
        self.group_starts.first().copied().unwrap_or_default()
    }

    pub(crate) fn end_row(&self) -> u64 {
        self.group_starts.last().copied().unwrap_or_default()
    }

    pub(crate) fn groups(&self) -> usize {
        self.group_starts.len().saturating_sub(1)
    }
}

impl OpenVersion {
    async fn open(store: &Arc<dyn ObjectStore>, version: &Version, sealed_by: &Key) -> Result<Self, ReadError> {
        let mut files = Vec::with_capacity(version.manifest.files.len());
        let mut row = 0;
        for stored in &version.manifest.files {
            let changed = || ReadError::Changed { path: stored.path.clone() };
            let mut reader = StoredReader { object: object(store, stored, sealed_by).await? };
            let footer = ArrowReaderMetadata::load_async(&mut reader, ArrowReaderOptions::new())
                .await
                .map_err(ReadError::parquet)?;
            let mut group_starts = vec![row];
            for group in footer.metadata().row_groups() {
                row += u64::try_from(group.num_rows()).map_err(|_| changed())?;
                group_starts.push(row);
            }
            let file = OpenFile { name: Arc::from(stored.path.as_str()), reader, footer, group_starts };
            if file.end_row() - file.first_row() != stored.rows {
                return Err(changed());
            }
            files.push(file);
        }
        let first = files.first().ok_or_else(|| ReadError::Changed { path: version.id.to_string() })?;
        let schema = Arc::clone(first.footer.schema());
        if let Some(other) = files.iter().find(|file| file.footer.schema().fields() != schema.fields()) {
            return Err(ReadError::Changed { path: other.name.to_string() });
        }
        let key = match (&version.key_field, &version.manifest.key_index) {
            (Some(field), Some(file)) => {
                let column = schema.index_of(field).map_err(|_| ReadError::Changed { path: file.path.clone() })?;
                Some((column, KeyIndex::open(object(store, file, sealed_by).await?, file).await?))
            }
            _ => None,
        };
        Ok(Self { schema, files, rows: row, key, sealed_by: sealed_by.check() })
    }

    fn weight(&self) -> u64 {
        let footers: usize = self.files.iter().map(|file| file.footer.metadata().memory_size() + 512).sum();
        footers as u64 + self.key.as_ref().map_or(0, |(_, index)| index.weight())
    }
}

/// A file of a version, if it still has the length it was received with.
async fn object(store: &Arc<dyn ObjectStore>, file: &StoredFile, key: &Key) -> Result<SealedObject, ReadError> {
    let path = Path::from(file.path.as_str());
    if store.head(&path).await.map_err(ReadError::store)?.size != file.size {
        return Err(ReadError::Changed { path: file.path.clone() });
    }
    SealedObject::open(store, path, file.size, key).await.map_err(ReadError::store)
}

/// Opened versions held for the next reader.
pub(crate) struct Versions(Cache<VersionId, Arc<OpenVersion>, FooterBytes>);

#[derive(Clone)]
struct FooterBytes;

impl Weighter<VersionId, Arc<OpenVersion>> for FooterBytes {
    fn weight(&self, _id: &VersionId, version: &Arc<OpenVersion>) -> u64 {
        version.weight().max(1)
    }
}

impl Versions {
    pub(crate) fn new(bytes: u64) -> Self {
        // One shard: split up, no shard would have room for the footers of one large version.
        let options = OptionsBuilder::new().estimated_items_capacity(1024).weight_capacity(bytes).shards(1).build();
        let cache = match options {
            Ok(options) => {
                Cache::with_options(options, FooterBytes, DefaultHashBuilder::default(), DefaultLifecycle::default())
            }
            Err(_) => Cache::with_weighter(1024, bytes, FooterBytes),
        };
        Self(cache)
    }

    pub(crate) async fn open(
        &self,
        store: &Arc<dyn ObjectStore>,
        version: &Version,
        key: &Key,
    ) -> Result<Arc<OpenVersion>, ReadError> {
        let open = async { OpenVersion::open(store, version, key).await.map(Arc::new) };
        let opened = self.0.get_or_insert_async(&version.id, open).await?;
        // What another key opened is not for the holder of this one.
        if opened.sealed_by == key.check() {
            Ok(opened)
        } else {
            OpenVersion::open(store, version, key).await.map(Arc::new)
        }
    }

    /// Forgets a version that is destroyed, and with it what opens its files.
    pub(crate) fn forget(&self, id: &VersionId) {
        self.0.remove(id);
    }
}
