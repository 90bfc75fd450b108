use std::sync::Arc;

use base::{AccountId, Mask, ReceiptId};
use domain::act::{Act, Actor, RecordKind, RecordRef};
use domain::agreement::{Channel, Condition, GrantedField};
use domain::erasure::Erasure;
use domain::receipt::{Receipt, ReleasedTable};
use domain::record::{Change, Decided};
use domain::version::{Manifest, Version};
use lake::{Grant, TableTerms, Terms};

use super::page::digest_of;
use crate::platform::App;
use crate::problem::Problem;

/// What a receipt says the rows were read for.
const PURPOSE: &str = "erase-person";

impl App {
    /// The licence to look for one person's rows in a version and to leave them out of the next. It reads every column
    /// as it is stored, and gives nothing of it to anyone.
    pub(crate) async fn erasing_grant(&self, version: &Version, person: &Condition) -> Result<Grant, Problem> {
        let key = self.keys.version(version).await?;
        let terms = Terms {
            agreement: None,
            channel: Channel::Erase,
            tables: vec![TableTerms {
                dataset: version.dataset.clone(),
                sql_name: version.dataset.as_str().replace('-', "_"),
                version: Arc::new(version.clone()),
                key,
                fields: columns(&version.manifest),
                rows: vec![person.clone()],
                sample: None,
            }],
            pseudonym_key: self.pseudonyms_of(None, Some(&version.dataset))?,
        };
        Ok(Grant::issue(&self.gate.key, terms))
    }

    /// The receipt of a reading that erased rows. No digest in it is taken of what the person was found by: a number of
    /// a person can be guessed from its digest.
    pub(crate) fn erasing_receipt(
        &self,
        erasure: &Erasure,
        by: &Actor,
        before: &Version,
        after: &Manifest,
        rows: u64,
    ) -> Result<Change, Problem> {
        let id = ReceiptId::random(self.entropy.as_ref());
        let (account, organisation) = match by {
            Actor::Account { account, organisation } => (account.clone(), organisation.clone()),
            Actor::Platform => (AccountId::random(self.entropy.as_ref()), Some(erasure.holder.clone())),
        };
        let table = ReleasedTable {
            dataset: before.dataset.clone(),
            version: before.id.clone(),
            columns: columns(&before.manifest),
            row_filter: None,
            sample: None,
        };
        let receipt = Receipt {
            id: id.clone(),
            account,
            organisation,
            agreement: None,
            purpose: PURPOSE.to_owned(),
            channel: Channel::Erase,
            tables: vec![table],
            question: digest_of(&(PURPOSE, &erasure.case))?,
            rows,
            size: 0,
            answer: digest_of(after)?,
            released: self.clock.now(),
            copy: None,
            grade: None,
            drawn: Vec::new(),
        };
        let record = RecordRef { kind: RecordKind::Receipt, id: id.to_string() };
        Ok(Change::standalone(record, Decided::new(Act::DataReleased(receipt), erasure.basis.clone())))
    }
}

fn columns(manifest: &Manifest) -> Vec<GrantedField> {
    let kept = |name: &String| GrantedField { name: name.clone(), mask: Mask::Keep };
    manifest.columns.iter().map(|column| kept(&column.name)).collect()
}
