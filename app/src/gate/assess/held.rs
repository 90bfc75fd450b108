//! What is open to everyone, and what the recipient holds already.

use domain::Deciding;
use domain::agreement::{Agreement, AgreementStatus, Consumer};
use domain::case::Case;
use domain::dataset::{Dataset, DatasetStatus};
use domain::release::{self, Allowed};
use law::OpenClass;
use store::Filter;

use crate::platform::App;
use crate::problem::Problem;

/// Tables a release is compared with; those with most fields in common first.
const MOST: usize = 16;
/// Catalogue entries read at a time.
const PAGE: u32 = 500;

/// A table somebody may join the release to.
pub(super) struct Held {
    pub(super) allowed: Allowed,
    /// Under which agreement it is held; none where it is open.
    pub(super) agreement: Option<base::AgreementId>,
}

impl App {
    /// The tables that share names of fields with `dataset`: open without condition, or held by the case's applicant
    /// under an agreement in force.
    pub(super) async fn held_beside(
        &self,
        case: Option<&Case>,
        dataset: &Dataset,
        deciding: &Deciding<'_>,
    ) -> Result<Vec<Held>, Problem> {
        let mut found = Vec::new();
        let mut after_id = None;
        loop {
            let filter = Filter {
                status: Some(DatasetStatus::Listed.as_str().to_owned()),
                after_id: after_id.take(),
                limit: Some(PAGE),
                ..Filter::default()
            };
            let page = self.store.list::<Dataset>(&filter).await?;
            let Some(last) = page.last() else { break };
            after_id = Some(last.state.id.to_string());
            let open = page.iter().filter(|other| {
                other.state.catalogue.opening.class == OpenClass::Unconditional && other.state.id != dataset.id
            });
            for loaded in open {
                let consents = self.consents(None, std::slice::from_ref(loaded)).await?;
                let consents: Vec<_> = consents.iter().map(|entry| &entry.state).collect();
                let other = &loaded.state;
                let given = release::openly_given(other, &consents, deciding);
                // What may not be read now cannot be joined to either.
                if let Ok(allowed) = release::to_assess(other, given, Vec::new(), deciding) {
                    add(&mut found, dataset, Held { allowed, agreement: None });
                }
            }
        }
        // A body that opens its own data hands nothing to itself.
        let recipient =
            case.filter(|case| case.provider.clone().map(Consumer::Organisation).as_ref() != Some(&case.applicant));
        if let Some(recipient) = recipient {
            let owner = Some(recipient.applicant.as_str().to_owned());
            let filter = Filter { owner, status: Some("in-force".to_owned()), ..Filter::default() };
            for agreement in self.store.list::<Agreement>(&filter).await? {
                self.add_agreed(&mut found, dataset, &agreement.state, deciding).await?;
            }
        }
        Ok(found.into_iter().map(|(_, held)| held).collect())
    }

    async fn add_agreed(
        &self,
        found: &mut Vec<(usize, Held)>,
        dataset: &Dataset,
        agreement: &Agreement,
        deciding: &Deciding<'_>,
    ) -> Result<(), Problem> {
        let (today, in_force) = (deciding.today(), agreement.status == AgreementStatus::InForce);
        if !in_force || today < agreement.from || today > agreement.until {
            return Ok(());
        }
        for table in agreement.tables.iter().filter(|table| table.dataset != dataset.id) {
            let Some(other) = self.store.load::<Dataset>(table.dataset.as_str()).await? else { continue };
            let (fields, rows) = (table.fields.clone(), table.rows.clone());
            if let Ok(allowed) = release::to_assess(&other.state, fields, rows, deciding) {
                add(found, dataset, Held { allowed, agreement: Some(agreement.id.clone()) });
            }
        }
        Ok(())
    }
}

/// Keeps a table if it shares fields and is among those that share most.
fn add(found: &mut Vec<(usize, Held)>, dataset: &Dataset, held: Held) {
    let shared = held.allowed.fields.iter().filter(|field| dataset.field(&field.name).is_some()).count();
    if shared == 0 {
        return;
    }
    found.push((shared, held));
    if found.len() > MOST {
        found.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
        found.truncate(MOST);
    }
}
