use std::collections::{BTreeMap, HashMap};

use base::{AccountId, AgreementId, DatasetId, Digest, Mask, OrganisationId, ReceiptId, VersionId};
use domain::act::{Act, Envelope, RecordKind};
use domain::agreement::{Agreement, Channel, Condition, GrantedField};
use domain::receipt::Receipt;
use domain::record::Record as _;
use guard::fingerprint::Plan;

use crate::platform::App;
use crate::problem::Problem;

/// One copy that left.
#[derive(Debug, Clone)]
pub(super) struct CopyOf {
    pub(super) receipt: ReceiptId,
    pub(super) account: AccountId,
    pub(super) organisation: Option<OrganisationId>,
    pub(super) agreement: Option<AgreementId>,
}

/// What copies were made from, and by which plan.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) version: VersionId,
    /// The agreement whose key its masks were carried out with; none where no mask has one, so that the copies of many
    /// agreements are looked for at once.
    pub(super) keyed_by: Option<AgreementId>,
    pub(super) fields: Vec<GrantedField>,
    pub(super) rows: Vec<Condition>,
    pub(super) plan: Plan,
    pub(super) copies: Vec<CopyOf>,
}

/// Every copy of a dataset that ever left.
#[derive(Debug, Default)]
pub(super) struct Sources {
    pub(super) marked: Vec<Source>,
    /// Copies without marks.
    pub(super) unmarked: u64,
    /// Copies whose terms or version cannot be had any more.
    pub(super) gone: u64,
}

/// Folds the log into the copies of one dataset. Receipts come after the agreements they rest on and before any change
/// of them, so the fold so far holds the very terms.
struct Fold<'a> {
    dataset: &'a DatasetId,
    agreements: BTreeMap<String, Option<Agreement>>,
    places: HashMap<Digest, usize>,
    sources: Sources,
}

impl App {
    /// Reads the whole log once, in pages. Held are the agreements and the copies of this dataset, never acts.
    pub(super) async fn copies_of(&self, dataset: &DatasetId) -> Result<Sources, Problem> {
        let mut fold =
            Fold { dataset, agreements: BTreeMap::new(), places: HashMap::new(), sources: Sources::default() };
        crate::log::walk(&self.store, |_, envelope| fold.take(envelope)).await?;
        Ok(fold.sources)
    }
}

impl Fold<'_> {
    fn take(&mut self, envelope: &Envelope) {
        match &envelope.act {
            Act::DataReleased(receipt) if receipt.channel == Channel::Export => self.copy(receipt),
            act if envelope.record.kind == RecordKind::Agreement => {
                let agreement = self.agreements.entry(envelope.record.id.clone()).or_default();
                *agreement = Agreement::evolve(agreement.take(), act);
            }
            _ => {}
        }
    }

    fn copy(&mut self, receipt: &Receipt) {
        let Some(table) = receipt.tables.iter().find(|table| &table.dataset == self.dataset) else { return };
        let Some(plan) = receipt.copy.as_ref().and_then(|copy| copy.plan.clone()) else {
            self.sources.unmarked += 1;
            return;
        };
        let (Some(rows), Ok(plan)) = (self.rows(receipt, table.row_filter.as_ref()), serde_json::from_value(plan))
        else {
            self.sources.gone += 1;
            return;
        };
        let source = Source {
            version: table.version.clone(),
            keyed_by: receipt.agreement.clone().filter(|_| table.columns.iter().any(|field| is_keyed(&field.mask))),
            fields: table.columns.clone(),
            rows,
            plan,
            copies: Vec::new(),
        };
        let copy = CopyOf {
            receipt: receipt.id.clone(),
            account: receipt.account.clone(),
            organisation: receipt.organisation.clone(),
            agreement: receipt.agreement.clone(),
        };
        self.add(source, copy);
    }

    fn add(&mut self, source: Source, copy: CopyOf) {
        let made_from = (&source.version, &source.keyed_by, &source.fields, &source.rows, source.plan.draft());
        let Ok(name) = base::canonical::digest(&made_from) else {
            self.sources.gone += 1;
            return;
        };
        let place = *self.places.entry(name).or_insert_with(|| {
            self.sources.marked.push(source);
            self.sources.marked.len() - 1
        });
        if let Some(source) = self.sources.marked.get_mut(place) {
            source.copies.push(copy);
        }
    }

    /// The row filter a copy was made under; `None` where it is not the one its receipt names.
    fn rows(&self, receipt: &Receipt, filter: Option<&Digest>) -> Option<Vec<Condition>> {
        let Some(filter) = filter else { return Some(Vec::new()) };
        let agreement = self.agreements.get(receipt.agreement.as_ref()?.as_str())?.as_ref()?;
        let rows = &agreement.table(self.dataset)?.rows;
        (base::canonical::digest(rows).ok().as_ref() == Some(filter)).then(|| rows.clone())
    }
}

/// Whether values under a mask differ from agreement to agreement.
fn is_keyed(mask: &Mask) -> bool {
    match mask {
        Mask::Pseudonym | Mask::Encrypt { .. } | Mask::Noise { .. } | Mask::Shuffle => true,
        Mask::Keep
        | Mask::Redact
        | Mask::Partial { .. }
        | Mask::Style { .. }
        | Mask::Generalise { .. }
        | Mask::TopBottom { .. }
        | Mask::Round { .. }
        | Mask::FreeText
        | Mask::Drop => false,
    }
}
