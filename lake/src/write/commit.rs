//! One received table, one commit of the dataset's Delta table: the new files in, the old ones out.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use arrow::datatypes::Schema;
use base::DatasetId;
use deltalake::kernel::engine::arrow_conversion::TryIntoKernel as _;
use deltalake::kernel::transaction::CommitProperties;
use deltalake::kernel::{Action, Add, StructField};
use deltalake::logstore::LogStoreRef;
use deltalake::operations::create::CreateBuilder;
use deltalake::protocol::SaveMode;
use deltalake::{DeltaTableBuilder, DeltaTableError, ensure_table_uri};
use domain::version::StoredFile;
use object_store::ObjectStoreExt as _;
use seal::Key;

use super::table_writer::Written;
use super::{LakeError, digested::sync_folder, io};
use crate::Lake;
use crate::check::digest_file;
use crate::lake::TABLES;
use crate::sealed::SealedStore;

impl Lake {
    /// Commits `written` as the whole content of the table in `folder`; answers the commit's number and its log entry.
    pub(super) async fn commit(
        &self,
        dataset: &DatasetId,
        key: &Key,
        written: &Written,
    ) -> Result<(u64, StoredFile), LakeError> {
        let _turn = self.inner.commits.lock().await;
        let columns = fields(&written.schema)?;
        let mut actions = Vec::with_capacity(written.files.len());
        for file in &written.files {
            actions.push(Action::Add(self.add(file).await?));
        }
        let table = CreateBuilder::new()
            .with_log_store(self.table_log(dataset, key)?)
            .with_columns(columns)
            .with_save_mode(SaveMode::Overwrite)
            .with_actions(actions)
            // Someone else's commit in between is a conflict to report, not to paper over. Checkpoints and log
            // cleaning would add and remove files that no manifest names.
            .with_commit_properties(
                CommitProperties::default()
                    .with_max_retries(0)
                    .with_create_checkpoint(false)
                    .with_cleanup_expired_logs(Some(false)),
            )
            .await
            .map_err(LakeError::delta)?;
        let number = table.version().ok_or(LakeError::Stopped)?;
        Ok((number, self.log_entry(&self.table_dir(dataset), number)?))
    }

    /// The commit log of a table, sealed. The table format knows no folder of the file system: it sees a store that
    /// begins at the lake, so that its entries are bound to paths that stay when the platform is moved.
    fn table_log(&self, dataset: &DatasetId, key: &Key) -> Result<LogStoreRef, LakeError> {
        let url = ensure_table_uri(format!("memory:///{TABLES}/{dataset}")).map_err(LakeError::delta)?;
        let store = SealedStore::new(Arc::clone(self.store()), key.clone(), Arc::clone(&self.inner.entropy));
        DeltaTableBuilder::from_url(url.clone())
            .and_then(|builder| builder.with_storage_backend(Arc::new(store), url).build_storage())
            .map_err(LakeError::delta)
    }

    async fn add(&self, file: &StoredFile) -> Result<Add, LakeError> {
        let path = object_store::path::Path::from(file.path.as_str());
        let written = self.store().head(&path).await.map_err(|error| LakeError::delta(error.into()))?;
        let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
        Ok(Add {
            path: path.filename().unwrap_or_default().to_owned(),
            partition_values: HashMap::new(),
            size: number(file.size),
            modification_time: written.last_modified.timestamp_millis(),
            data_change: true,
            stats: Some(format!(r#"{{"numRecords":{}}}"#, file.rows)),
            tags: None,
            deletion_vector: None,
            base_row_id: None,
            default_row_commit_version: None,
            clustering_provider: None,
        })
    }

    fn log_entry(&self, folder: &Path, number: u64) -> Result<StoredFile, LakeError> {
        let log = folder.join("_delta_log");
        let path = log.join(format!("{number:020}.json"));
        std::fs::File::open(&path).and_then(|file| file.sync_all()).map_err(io(&path))?;
        // The folders themselves may be new.
        for folder in log.ancestors().take(3) {
            sync_folder(folder).map_err(io(folder))?;
        }
        let (size, digest) = digest_file(&path).map_err(io(&path))?;
        Ok(StoredFile { path: self.relative(&path), size, digest, rows: 0 })
    }
}

fn fields(schema: &Schema) -> Result<Vec<StructField>, LakeError> {
    let field = |field: &arrow::datatypes::FieldRef| {
        field.as_ref().try_into_kernel().map_err(|error: arrow::error::ArrowError| LakeError::Arrow(error))
    };
    schema.fields().iter().map(field).collect()
}

impl LakeError {
    pub(super) fn delta(error: DeltaTableError) -> Self {
        match error {
            DeltaTableError::Transaction { .. } | DeltaTableError::VersionAlreadyExists(_) => Self::Conflict,
            other => Self::Delta(Box::new(other)),
        }
    }
}
