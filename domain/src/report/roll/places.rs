use base::{AgreementId, CaseId, DatasetId, OrganisationId};

use super::Roll;
use crate::act::{Act, RecordKind};
use crate::report::fold::{Seen, body_of};

impl Roll<'_> {
    /// The region an act belongs to: of the case or the entry, else of the body that holds the data, else of the body
    /// that acted. None for what belongs to no place, such as a login without a body.
    pub(in crate::report) fn place_of<'r>(&'r self, seen: Seen<'r>) -> Option<&'r str> {
        let of_body = |id: &OrganisationId| self.bodies.get(id).map(|body| body.region.as_str());
        let of_dataset = |id: &DatasetId| self.datasets.get(id).and_then(|dataset| of_body(&dataset.provider));
        let of_case = |id: &CaseId| self.cases.get(id).map(|case| case.region.as_str());
        let stated = match seen.act() {
            Act::OrganisationRegistered(body) => Some(body.region.as_str()),
            Act::AccountOpened(account) => account.organisation.as_ref().and_then(of_body),
            Act::CaseOpened(case) => Some(case.region.as_str()),
            Act::EntryMade(entry) => Some(entry.region.as_str()),
            Act::NoticeGiven(notice) => notice.case.as_ref().and_then(of_case),
            Act::DatasetRegistered(dataset) => of_body(&dataset.provider),
            Act::VersionReceived(version) => of_dataset(&version.dataset),
            Act::AgreementGranted(agreement) => of_body(&agreement.provider),
            Act::DataReleased(receipt) => receipt.tables.first().and_then(|table| of_dataset(&table.dataset)),
            _ => None,
        };
        let of_record = || match seen.envelope.record.kind {
            RecordKind::Organisation => of_body(&seen.id(RecordKind::Organisation)?),
            RecordKind::Case => of_case(&seen.id(RecordKind::Case)?),
            RecordKind::Dataset => of_dataset(&seen.id(RecordKind::Dataset)?),
            RecordKind::Agreement => {
                let agreement = self.agreements.get(&seen.id::<AgreementId>(RecordKind::Agreement)?)?;
                of_body(&agreement.provider)
            }
            RecordKind::Account
            | RecordKind::Credential
            | RecordKind::Version
            | RecordKind::Entry
            | RecordKind::Notice
            | RecordKind::Attachment
            | RecordKind::Hit
            | RecordKind::Refusal
            | RecordKind::Key
            | RecordKind::Backup
            | RecordKind::Erasure
            | RecordKind::Budget
            | RecordKind::Receipt => None,
        };
        stated.or_else(of_record).or_else(|| of_body(body_of(&seen.envelope.context.actor)?))
    }
}
