//! `certificate-needs-report` 凭报告发证: no product certificate without its inspection report.

use law::Actor as Part;
use serde_json::json;

use crate::controls::{filled, opening};
use crate::scene::{Stage, place};

#[test]
fn without_the_report_no_certificate_is_begun_or_issued() {
    for missing in ["report", "report_number", "inspector"] {
        let mut stage = Stage::new(place("430000"), "product-certificate");
        let mut form = opening(&stage);
        form[missing] = json!(null);
        assert_eq!(stage.opens(Part::Applicant, &form), format!("invalid form.{missing}=invalid-missing"));
    }
}

#[test]
fn with_it_a_numbered_certificate_is_issued_for_everyone_to_see() {
    let mut stage = Stage::new(place("430000"), "product-certificate");
    let form = opening(&stage);
    assert_eq!(stage.opens(Part::Applicant, &form), "case-opened case-stepped");
    let given = filled(&stage, "issue");
    assert_eq!(stage.takes(Part::Applicant, 1, "issue", &given), "case-stepped entry-made entry-published");
}
