use std::collections::BTreeSet;

use base::Timestamp;
use domain::agreement::{AgreedTable, Agreement, AgreementStatus, Channel, Consumer, GrantedField, Marking};
use domain::dataset::Dataset;

use super::Place;

/// An agreement in force that the stage's dataset is read under.
pub(super) fn agreement(dataset: &Dataset, place: Place, now: Timestamp) -> Agreement {
    let fields = vec![GrantedField { name: "编号".to_owned(), mask: base::Mask::Keep }];
    Agreement {
        id: "agr-1".parse().unwrap(),
        provider: dataset.provider.clone(),
        consumer: Consumer::Organisation("user".parse().unwrap()),
        tables: vec![AgreedTable {
            dataset: dataset.id.clone(),
            fields,
            rows: Vec::new(),
            marking: Marking::default(),
            sample: None,
        }],
        purpose: place.region.purposes()[0].code.clone(),
        channels: [Channel::Key].into(),
        from: now.law_date(),
        until: now.plus_days(4000).law_date(),
        case: "case-0".parse().unwrap(),
        status: AgreementStatus::InForce,
        rests_on: None,
        scene: None,
        excepted: BTreeSet::new(),
        consent: None,
    }
}
