//! What a receipt keeps of a copy: its marks, what they changed, and a digest of its values.

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use base::DatasetId;
use domain::agreement::{GrantedField, ProtectedTotal};
use domain::receipt::{CopyRecord, MarkedField, Unmarked};
use futures::StreamExt as _;
use guard::fingerprint::{
    CopyDigest, CopyDigester, CopyId, DatasetSecret, FieldUtility, FingerprintError, Plan, RowTelling, Utility,
};
use lake::{Export, Marks};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::marks::Leaving;
use super::open::Opened;
use crate::platform::App;
use crate::problem::Problem;

/// Batches waiting to be digested.
const AHEAD: usize = 4;

/// Digests a copy's values beside its encoding.
pub(super) struct Digesting {
    rows: mpsc::Sender<RecordBatch>,
    done: JoinHandle<Result<CopyDigest, FingerprintError>>,
}

impl Digesting {
    pub(super) fn start(secret: &DatasetSecret, schema: &SchemaRef) -> Self {
        let mut digester = CopyDigester::new(secret, schema);
        let (rows, mut waiting) = mpsc::channel::<RecordBatch>(AHEAD);
        let done = tokio::task::spawn_blocking(move || {
            while let Some(batch) = waiting.blocking_recv() {
                digester.push(&batch)?;
            }
            Ok(digester.finish())
        });
        Self { rows, done }
    }

    pub(super) async fn push(&self, batch: &RecordBatch) {
        // A digester that stopped early says why at the end.
        let _ = self.rows.send(batch.clone()).await;
    }

    pub(super) async fn finish(self) -> Result<CopyDigest, Problem> {
        drop(self.rows);
        let digest = self.done.await.map_err(internal)?;
        digest.map_err(internal)
    }
}

pub(super) fn internal(error: impl std::fmt::Display) -> Problem {
    Problem::Internal(error.to_string())
}

/// What a copy is to bear, settled before its first row.
pub(super) struct Bearing {
    pub(super) marks: Option<Marks>,
    unmarked: Option<Unmarked>,
}

impl App {
    /// Settles the marks of a copy that leaves under `opened`.
    pub(super) async fn bearing(&self, opened: &Opened, copy: &str) -> Result<Bearing, Problem> {
        let table = super::page::only_table(&opened.grant)?;
        let terms = opened.resting.copies.first().ok_or_else(|| internal("a grant without the terms of its copies"))?;
        // What is open to everyone is the same for everyone: nobody could say by how much it may differ.
        if opened.grant.agreement().is_none() {
            return Ok(Bearing { marks: None, unmarked: Some(Unmarked::Open) });
        }
        let schema = self.lake.export_shape(&opened.grant, &table.dataset).await?;
        let telling = match table.version.key_field {
            Some(_) => None,
            None => Some(self.first_rows(opened, &table.dataset).await?),
        };
        let leaving = Leaving {
            schema: &schema,
            shown: &terms.shown,
            marking: &terms.marking,
            fields: &terms.fields,
            key: table.version.key_field.as_deref(),
            telling: telling.as_ref(),
        };
        let plan = match leaving.plan().map_err(internal)? {
            Ok(plan) => plan,
            Err(unmarked) => return Ok(Bearing { marks: None, unmarked: Some(unmarked) }),
        };
        let secret = self.fingerprint_secret(&table.dataset);
        let copy = CopyId::try_from(copy.to_owned()).map_err(internal)?;
        Ok(Bearing { marks: Some(Marks { plan, secret, copy }), unmarked: None })
    }

    /// The first rows of a table as they leave, to see which fields tell them apart.
    async fn first_rows(&self, opened: &Opened, dataset: &DatasetId) -> Result<RowTelling, Problem> {
        let mut rows = self.lake.export(&opened.grant, dataset, None).await?;
        let (mut batches, mut count) = (Vec::new(), 0);
        while let Some(batch) = rows.next().await {
            let batch = batch?;
            count += batch.num_rows();
            batches.push(batch);
            if RowTelling::is_enough(count) {
                break;
            }
        }
        RowTelling::new(&batches).map_err(internal)
    }
}

impl Bearing {
    /// What the receipt keeps, once the copy is written to its end.
    pub(super) async fn record(self, copy: Export, digest: &CopyDigest) -> Result<CopyRecord, Problem> {
        let content = kept(digest)?;
        let none = CopyRecord {
            marks: 0,
            unmarked: self.unmarked,
            plan: None,
            fields: Vec::new(),
            totals: Vec::new(),
            content,
        };
        let Some(Marks { plan, .. }) = self.marks else { return Ok(none) };
        let utility = copy.utility().await.ok_or_else(|| internal("a copy that was not read to its end"))?;
        marked(&plan, utility, none)
    }
}

fn marked(plan: &Plan, utility: Utility, none: CopyRecord) -> Result<CopyRecord, Problem> {
    // Marks are made so that it cannot happen; were it to, nothing may leave.
    if let Some(moved) = utility.totals.iter().find(|total| !total.kept) {
        return Err(internal(format!("the marks moved a protected total of {:?}", moved.measure)));
    }
    let moved = utility.fields.iter().map(|field| field.changed).sum::<u64>();
    let marks = moved + utility.pairs_swapped;
    let totals = utility.totals.into_iter().map(|total| ProtectedTotal { measure: total.measure, by: total.by });
    Ok(CopyRecord {
        marks,
        unmarked: (marks == 0).then_some(Unmarked::NoValue),
        plan: Some(kept(plan)?),
        fields: utility.fields.into_iter().map(field).collect(),
        totals: totals.collect(),
        ..none
    })
}

fn field(field: FieldUtility) -> MarkedField {
    // Nine decimals are what marks count in; the rest is the float's own.
    let written = format!("{:.9}", field.most);
    let most = written.trim_end_matches('0').trim_end_matches('.').to_owned();
    MarkedField { name: field.name, cells: field.cells, changed: field.changed, most }
}

fn kept(value: &impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(value).map_err(internal)
}

/// The terms a copy of one dataset is marked by.
pub(super) struct CopyTerms {
    pub(super) shown: Vec<GrantedField>,
    pub(super) marking: domain::agreement::Marking,
    pub(super) fields: Vec<domain::dataset::Field>,
}
