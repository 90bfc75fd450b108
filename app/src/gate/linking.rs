//! 关联审批 at the gate: what an answer draws on together, by its lineage.

use std::collections::BTreeSet;

use base::Strength;
use domain::Deciding;
use domain::agreement::{Agreement, GrantedField};
use domain::dataset::Dataset;
use domain::entry::Entry;
use domain::receipt::Drawn;
use domain::record::Loaded;
use domain::release::{Ceiling, Drawing, Linked, Threshold};
use guard::pack::Pack;
use lake::{Lineage, TableTerms};
use law::Register;
use store::Filter;

use super::open::Opened;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// What a decision keeps so that linking can be judged once the lineage of an answer is known.
pub(super) struct Linkable {
    /// Where the providing body belongs; the platform's own region where nobody provides.
    pub(super) place: Option<String>,
    pub(super) purpose: String,
    pub(super) touches: Vec<String>,
    pub(super) agreement: Option<Agreement>,
    pub(super) datasets: Vec<Dataset>,
    pub(super) approvals: Vec<Entry>,
}

/// What was found of an answer: what it draws on, and how much may be gathered with it.
#[derive(Default)]
pub(super) struct Linking {
    /// Where the providing body belongs, as in [`Linkable`].
    place: Option<String>,
    pub(super) drawn: Vec<Drawn>,
    pub(super) ceilings: Vec<Ceiling>,
}

impl App {
    /// Entries of the recipient in the register of approved linking, where the law here asks for approval at all.
    pub(super) async fn linking_approvals(
        &self,
        agreement: Option<&Agreement>,
        deciding: &Deciding<'_>,
    ) -> Result<Vec<Loaded<Entry>>, Problem> {
        let asked = !deciding.region.linking().is_empty() || !deciding.region.accumulations().is_empty();
        let Some(agreement) = agreement.filter(|_| asked) else { return Ok(Vec::new()) };
        let filter = Filter {
            owner: Some(agreement.consumer.as_str().to_owned()),
            status: Some(format!("{}/entered", Register::Linking)),
            ..Filter::default()
        };
        Ok(self.store.list::<Entry>(&filter).await?)
    }

    /// Judges what an answer draws on together.
    pub(super) fn linked(
        &self,
        session: &Session,
        opened: &Opened,
        lineage: Option<&Lineage>,
    ) -> Result<Linking, Problem> {
        let linkable = &opened.linkable;
        let deciding = self.deciding_for(linkable.place.as_deref())?;
        let account = &session.account;
        let pack = self.packs.of(deciding.place);
        let thresholds = thresholds(&pack);
        let linked = Linked {
            drawings: opened
                .grant
                .tables()
                .iter()
                .filter_map(|terms| linkable.drawing(opened, terms, lineage))
                .collect(),
            purpose: &linkable.purpose,
            recipient: account.organisation.as_ref().map_or(account.id.as_str(), AsRef::as_ref),
            agreement: linkable.agreement.as_ref(),
            approvals: linkable.approvals.iter().collect(),
            thresholds: &thresholds,
        };
        linked.check(&deciding)?;
        let place = linkable.place.clone();
        Ok(Linking { place, drawn: linked.drawn(), ceilings: linked.ceilings(&deciding) })
    }

    /// The refusal of an answer that would take its recipient beyond a ceiling.
    pub(super) fn beyond(&self, linking: &Linking, ceiling: usize) -> Result<Problem, Problem> {
        let passed = linking.ceilings.get(ceiling);
        let passed = passed.ok_or_else(|| Problem::Internal("a ceiling nobody set was passed".to_owned()))?;
        Ok(passed.refusal(&self.deciding_for(linking.place.as_deref())?).into())
    }

    pub(super) fn deciding_for<'a>(&'a self, place: Option<&'a str>) -> Result<Deciding<'a>, Problem> {
        match place {
            Some(place) => self.deciding_at(place),
            None => self.deciding(),
        }
    }
}

/// The numbers of persons from which on data of a kind is of a grade where the provider is.
fn thresholds(pack: &Pack) -> Vec<Threshold> {
    let threshold = |found: guard::pack::Threshold<'_>| {
        let basis = found.basis.and_then(|basis| basis.parse().ok());
        Threshold { kind: found.kind, persons: found.persons, level: found.level, basis }
    };
    pack.thresholds().map(threshold).collect()
}

impl Linkable {
    /// What an answer draws on of one table of its grant; `None` where it draws on nothing of it.
    fn drawing<'a>(
        &'a self,
        opened: &'a Opened,
        terms: &'a TableTerms,
        lineage: Option<&'a Lineage>,
    ) -> Option<Drawing<'a>> {
        let dataset = self.datasets.iter().find(|dataset| dataset.id == terms.dataset)?;
        let scope = terms.rows.iter().map(|condition| condition.field.as_str());
        let mut fields: BTreeSet<&str> = match lineage {
            Some(lineage) if !lineage.tables.contains(&terms.sql_name) => return None,
            Some(lineage) => {
                let own = lineage.sources().into_iter().filter(|source| source.table == terms.sql_name);
                own.map(|source| source.field.as_str()).collect()
            }
            None => {
                let shown = opened.resting.tables.iter().filter(|table| table.dataset == terms.dataset);
                let shown = shown.flat_map(|table| &table.columns).map(|field| field.name.as_str());
                shown.chain(self.touches.iter().map(String::as_str)).collect()
            }
        };
        // The rows in scope tell of the fields that put them there.
        fields.extend(scope);
        let redacted = |field: &&GrantedField| field.mask.strength(None) == Strength::Redacted;
        let hidden = terms.fields.iter().filter(redacted).map(|field| field.name.as_str()).collect();
        Some(Drawing { dataset, fields, hidden })
    }
}
