//! `free-open` 免费获取: what is unconditionally open is had without application, agreement or fee.

use base::Grade;
use domain::agreement::Agreement;
use domain::dataset::Dataset;
use law::{Actor as Part, OpenClass};

use crate::cases::{application, stage};
use crate::fixture::{World, field};
use crate::release::{PLAIN, When, check};

#[test]
fn without_an_agreement_only_what_is_unconditionally_open_and_not_sensitive() {
    let open = When { agreed: false, ..PLAIN };
    check(&open, |_, _, _| {}, "refused refusal-not-unconditionally-open hainan-bigdata-2019#24(1)");
    let opened = |_: &mut Agreement, d: &mut Dataset, _: &mut World| {
        d.catalogue.opening.class = OpenClass::Unconditional;
        d.fields.push(field("备注", Grade::General2, &[]));
    };
    check(&open, opened, "编号:keep 备注:keep");
    check(
        &When { fields: Some(&["姓名"]), ..open },
        |_, d, _| d.catalogue.opening.class = OpenClass::Unconditional,
        "refused refusal-field-out-of-scope hainan-bigdata-2019#24(1)",
    );
}

#[test]
fn nobody_is_made_to_apply_for_what_is_free() {
    let mut stage = stage("conditional-opening");
    stage.dataset.catalogue.opening.class = OpenClass::Unconditional;
    let refused = "refused refusal-open-without-application hainan-bigdata-2019#25";
    assert_eq!(stage.opens(Part::Applicant, &application()), refused);
}
