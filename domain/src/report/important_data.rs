use std::collections::{BTreeMap, BTreeSet};

use base::{DatasetId, EntryId, Grade, OrganisationId};
use law::{Register, Subject};

use super::fold::{BODY, BODY_NAME, DATASET, DATASET_TITLE, Fold, Seen, Shape};
use super::roll::Roll;
use super::table::{Cell, Unit};
use crate::act::{Act, RecordKind};
use crate::agreement::Consumer;
use crate::dataset::{Dataset, DatasetStatus, Field};
use crate::entry::Entry;

const SHAPE: Shape = Shape {
    title: ("重要数据目录", "Important data"),
    how: (
        "期末未注销的数据资源中，有信息项定为重要数据或者核心数据的，每个资源一行：这些信息项、最高级别、其中尚待确认的信息项数、是否列入重要数据目录、是否经过风险评估。\
         未经确认的，按建议级别计；风险评估包括对该资源和对其持有机构的评估。",
        "Each entry standing at the period's end of which a field is graded important or core: those fields, the \
         highest grade, how many of them still wait to be confirmed, whether the entry is on the register of important \
         data and whether it was assessed. Until it is confirmed a field counts as proposed; an assessment is one of the \
         entry or of the body holding it.",
    ),
    columns: &[
        BODY,
        BODY_NAME,
        DATASET,
        DATASET_TITLE,
        ("grade", Unit::Text, "最高级别", "Highest grade"),
        ("fields", Unit::Text, "重要信息项", "Fields graded so"),
        ("unconfirmed", Unit::Count, "待确认", "Not confirmed yet"),
        ("listed", Unit::Text, "已列入目录", "On the register"),
        ("assessed", Unit::Text, "已评估", "Assessed"),
    ],
};

/// Of which datasets and bodies the registers of important data and of assessments hold an entry in force.
#[derive(Default)]
pub(super) struct ImportantData {
    listed: BTreeMap<EntryId, DatasetId>,
    assessed: BTreeMap<EntryId, (Option<DatasetId>, Option<OrganisationId>)>,
}

impl ImportantData {
    fn enter(&mut self, entry: &Entry) {
        let dataset = entry.about.id_of::<DatasetId>(Subject::Dataset);
        match entry.register {
            Register::ImportantData => self.listed.extend(dataset.map(|dataset| (entry.id.clone(), dataset))),
            Register::RiskAssessment => {
                let holder = match &entry.holder {
                    Consumer::Organisation(id) => Some(id.clone()),
                    Consumer::Account(_) => None,
                };
                self.assessed.insert(entry.id.clone(), (dataset, holder));
            }
            _ => {}
        }
    }

    /// Which datasets and bodies are on either register, for one look at all rows.
    fn kept(&self) -> Kept<'_> {
        Kept {
            listed: self.listed.values().collect(),
            assessed: self.assessed.values().filter_map(|(dataset, _)| dataset.as_ref()).collect(),
            assessed_bodies: self.assessed.values().filter_map(|(_, body)| body.as_ref()).collect(),
        }
    }
}

struct Kept<'a> {
    listed: BTreeSet<&'a DatasetId>,
    assessed: BTreeSet<&'a DatasetId>,
    assessed_bodies: BTreeSet<&'a OrganisationId>,
}

impl Kept<'_> {
    fn row(&self, dataset: &Dataset, roll: &Roll<'_>) -> Option<Vec<Cell>> {
        let important = || dataset.fields.iter().filter(|field| field.grade() >= Grade::Important);
        let highest = important().map(Field::grade).max()?;
        let fields: Vec<&str> = important().map(|field| field.name.as_str()).collect();
        let waiting = important().filter(|field| field.confirmed.is_none()).count();
        let listed = self.listed.contains(&dataset.id);
        let assessed = self.assessed.contains(&dataset.id) || self.assessed_bodies.contains(&dataset.provider);
        let mut row = Vec::from(roll.titled(dataset));
        row.push(Cell::text(if highest == Grade::Core { "core" } else { "important" }));
        row.push(Cell::Text(fields.join(" ")));
        row.push(Cell::Count(u64::try_from(waiting).unwrap_or(u64::MAX)));
        row.extend([listed, assessed].map(|yes| Cell::text(if yes { "yes" } else { "no" })));
        Some(row)
    }
}

impl Fold for ImportantData {
    fn shape(&self) -> &'static Shape {
        &SHAPE
    }

    fn take(&mut self, seen: Seen<'_>, roll: &Roll<'_>) -> bool {
        match seen.act() {
            Act::EntryMade(entry) => self.enter(entry),
            Act::EntryClosed { .. } | Act::EntryStruck { .. } => {
                if let Some(id) = seen.id::<EntryId>(RecordKind::Entry) {
                    self.listed.remove(&id);
                    self.assessed.remove(&id);
                }
            }
            Act::VersionAdopted { .. } | Act::GradesConfirmed { .. } => {
                return seen.counts && roll.concerned(seen).is_some();
            }
            _ => {}
        }
        false
    }

    fn rows(&self, roll: &Roll<'_>) -> Vec<Vec<Cell>> {
        let kept = self.kept();
        let standing = roll.datasets_here().into_iter().filter(|dataset| dataset.status != DatasetStatus::Withdrawn);
        standing.filter_map(|dataset| kept.row(dataset, roll)).collect()
    }
}
