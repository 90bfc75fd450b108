//! `catalogue-only` 目录管理: what is not in the confirmed catalogue is neither shared nor opened.

use domain::agreement::Agreement;
use domain::dataset::{Dataset, DatasetStatus};
use law::Actor as Part;

use crate::cases::{request, stage};
use crate::fixture::World;
use crate::release::{PLAIN, check};

#[test]
fn nothing_leaves_outside_the_catalogue() {
    let draft = |_: &mut Agreement, d: &mut Dataset, _: &mut World| d.status = DatasetStatus::Registered;
    check(&PLAIN, draft, "refused refusal-dataset-not-listed hainan-bigdata-2019#14(1)");
    check(&PLAIN, |_, d, _| d.version = None, "state state-no-version");
}

#[test]
fn what_is_listed_may_be_asked_for_and_a_draft_may_not() {
    let asked = |status: DatasetStatus| {
        let mut stage = stage("sharing-request");
        stage.dataset.status = status;
        stage.opens(Part::Applicant, &request())
    };
    assert_eq!(asked(DatasetStatus::Listed), "case-opened case-stepped");
    for status in [DatasetStatus::Registered, DatasetStatus::Withdrawn] {
        assert_eq!(asked(status), "refused refusal-dataset-not-listed hainan-bigdata-2019#14(1)");
    }
}
