use std::collections::{BTreeMap, BTreeSet};

use base::{AccountId, AgreementId, CaseId, DatasetId, EntryId, Features};
use law::{Actor as Part, Register, above, covers};

use super::Case;
use crate::account::{Account, Role};
use crate::act::Actor;
use crate::agreement::{Agreement, Consumer};
use crate::dataset::Dataset;
use crate::entry::Entry;
use crate::organisation::{OFFICES, Organisation, OrganisationKind};
use crate::version::Version;

/// What a decision about a case may look at beside the case itself.
pub struct Facts<'a> {
    /// The case's dataset and every other dataset its inputs name.
    pub datasets: Vec<&'a Dataset>,
    /// The agreement the case is about, or led to.
    pub agreement: Option<&'a Agreement>,
    /// The version the case is about.
    pub version: Option<&'a Version>,
    /// The other versions of its dataset that are not destroyed, where the case is about all of them.
    pub beside: Vec<&'a Version>,
    /// The entry the case last made.
    pub entry: Option<&'a Entry>,
    /// The account a risk alert concerns.
    pub concerned: Option<&'a Account>,
    pub account: &'a Account,
    /// The body the account acts for.
    pub organisation: Option<&'a Organisation>,
    /// In whose place the account stands, with the body that one acts for.
    pub place_of: Option<(&'a Account, Option<&'a Organisation>)>,
    /// What the registers and the catalogue say that guards ask for.
    pub on_record: OnRecord,
    /// Fresh ids, for effects that found a record.
    pub new_agreement: AgreementId,
    pub new_entry: EntryId,
    pub new_case: CaseId,
}

/// What is on record when a decision is made.
#[derive(Debug, Clone, Default)]
pub struct OnRecord {
    /// Registers that hold an entry in force of the body or dataset concerned.
    pub registers: BTreeSet<Register>,
    /// The entry of consent among them.
    pub consent: Option<EntryId>,
    /// Registers that hold an entry in force about each dataset looked at, whoever made it.
    pub about: BTreeMap<DatasetId, BTreeSet<Register>>,
    /// What the recognisers counted of each column of the version the dataset shows.
    pub counted: BTreeMap<String, Features>,
    /// Rows of the person to be erased, over all versions of the dataset that are not destroyed.
    pub person_rows: u64,
    /// Fields that the catalogue of important data holds of the dataset, or that a case is about to put there.
    pub listed: BTreeSet<String>,
    /// Items asked for that the sharing catalogue already offers.
    pub shared_items: Vec<String>,
}

impl OnRecord {
    /// Whether `register` holds an entry in force about that very dataset.
    pub(super) fn holds(&self, dataset: &DatasetId, register: Register) -> bool {
        self.about.get(dataset).is_some_and(|registers| registers.contains(&register))
    }
}

impl Facts<'_> {
    pub(crate) fn dataset(&self, id: &DatasetId) -> Option<&Dataset> {
        self.datasets.iter().copied().find(|dataset| &dataset.id == id)
    }

    /// The parts that may be played in `case`, each with the account in whose own right.
    pub(super) fn parts(&self, case: &Case) -> BTreeSet<Part> {
        let mut parts = plays(self.account, self.organisation, case);
        if let Some((account, organisation)) = self.place_of {
            parts.extend(plays(account, organisation, case));
        }
        parts
    }

    /// Whose place is taken, where the account itself does not play `part`.
    pub(super) fn in_place_of(&self, part: Part, case: &Case) -> Option<AccountId> {
        let own = plays(self.account, self.organisation, case).contains(&part);
        self.place_of.filter(|_| !own).map(|(account, _)| account.id.clone())
    }

    pub(super) fn actor(&self) -> Actor {
        Actor::Account { account: self.account.id.clone(), organisation: self.account.organisation.clone() }
    }
}

fn is(consumer: &Consumer, account: &Account) -> bool {
    match consumer {
        Consumer::Organisation(id) => account.organisation.as_ref() == Some(id),
        Consumer::Account(id) => &account.id == id,
    }
}

/// The parts an account plays in a case in its own right, [`Part::Anyone`] always among them.
pub fn plays(account: &Account, organisation: Option<&Organisation>, case: &Case) -> BTreeSet<Part> {
    let mut parts = BTreeSet::from([Part::Anyone]);
    let mut part = |part: Part, plays: bool| plays.then(|| parts.insert(part));
    part(Part::Applicant, is(&case.applicant, account));
    part(Part::Consumer, case.consumer.as_ref().is_some_and(|consumer| is(consumer, account)));
    let of = |body: &Option<base::OrganisationId>| body.is_some() && account.organisation == *body;
    part(Part::Provider, of(&case.provider) && account.roles.contains(&Role::Steward));
    part(Part::Respondent, of(&case.respondent));
    if let Some(body) = organisation {
        let here = covers(&body.region, &case.region);
        let authority = body.kind == OrganisationKind::Authority && account.roles.contains(&Role::Authority);
        part(Part::Authority, authority && here);
        part(Part::Superior, authority && above(&body.region, &case.region));
        let works = account.roles.contains(&Role::Operator);
        part(Part::Operator, works && body.kind == OrganisationKind::Operator);
        part(Part::Exchange, works && body.kind == OrganisationKind::Exchange);
        // A regulator's account sees everything and changes nothing: officials who act have the authority's role.
        let official = account.roles.contains(&Role::Authority);
        for office in OFFICES {
            part(office, official && here && body.offices.contains(&office));
        }
    }
    parts
}
