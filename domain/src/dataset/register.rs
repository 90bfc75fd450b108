use base::Message;
use law::Control;

use super::{Catalogue, Dataset, DatasetStatus, Revision, rules};
use crate::act::Act;
use crate::decide::Deciding;
use crate::organisation::Organisation;
use crate::record::Decided;
use crate::refusal::{Invalid, No};

/// Longest text of an entry, in characters.
const TEXT_MAX: usize = 2000;
/// Longest term of keeping, in days: a hundred years.
const KEEP_MAX: u32 = 36_525;

/// `provider` writes a catalogue entry down 目录编制. It binds nobody until the authority confirms it.
pub fn register(dataset: &Dataset, provider: &Organisation, deciding: &Deciding<'_>) -> Result<Vec<Decided>, No> {
    let basis = check(&dataset.catalogue, provider, deciding)?;
    Ok(vec![Decided::new(Act::DatasetRegistered(dataset.clone()), basis)])
}

/// Changes an entry that is not yet confirmed.
pub fn revise(
    dataset: &Dataset,
    provider: &Organisation,
    catalogue: &Catalogue,
    deciding: &Deciding<'_>,
) -> Result<Vec<Decided>, No> {
    if dataset.status != DatasetStatus::Registered {
        return Err(No::State(Message::new("state-dataset-listed").with("dataset", &dataset.id)));
    }
    let basis = check(catalogue, provider, deciding)?;
    Ok(vec![Decided::new(Act::DatasetRevised(Revision { catalogue: catalogue.clone() }), basis)])
}

/// Whether the entry may stand. Gives the articles it is written down under.
fn check(catalogue: &Catalogue, provider: &Organisation, deciding: &Deciding<'_>) -> Result<Vec<law::Basis>, No> {
    check_shape(catalogue)?;
    if catalogue.secret {
        return Err(rules::state_secret(deciding));
    }
    let mut basis = rules::check_body(provider, catalogue, deciding)?;
    rules::check_elements(catalogue, deciding)?;
    rules::check_base_library(catalogue, deciding)?;
    rules::check_sharing(&catalogue.sharing, deciding)?;
    rules::check_not_open(&catalogue.opening, deciding)?;
    basis.extend(deciding.basis(Control::CatalogueOnly));
    Ok(basis)
}

fn check_shape(catalogue: &Catalogue) -> Result<(), No> {
    let mut wrong = Vec::new();
    let texts = [
        ("category", Some(&catalogue.category)),
        ("title", Some(&catalogue.title)),
        ("code", Some(&catalogue.code)),
        ("summary", Some(&catalogue.summary)),
        ("responsible", catalogue.responsible.as_ref()),
    ];
    for (name, text) in texts.into_iter().filter_map(|(name, text)| Some((name, text?))) {
        let length = text.trim().chars().count();
        if length == 0 || length > TEXT_MAX {
            wrong.push(Invalid {
                field: format!("catalogue.{name}"),
                message: Message::new("invalid-text-length").with("field", name).with("max", TEXT_MAX),
            });
        }
    }
    if let Some(code) = &catalogue.provider_code
        && let Err(why) = base::identifier::uscc::check(code)
    {
        wrong.push(Invalid {
            field: "catalogue.provider_code".to_owned(),
            message: Message::new("invalid-uscc").with("why", why),
        });
    }
    if catalogue.keep_days.is_some_and(|days| !(1..=KEEP_MAX).contains(&days)) {
        wrong.push(Invalid {
            field: "catalogue.keep_days".to_owned(),
            message: Message::new("invalid-keep-days").with("max", KEEP_MAX),
        });
    }
    if wrong.is_empty() { Ok(()) } else { Err(No::Invalid(wrong)) }
}
