//! `free-sharing` 无偿共享: no step of sharing has a place for a price.

use law::Actor as Part;
use serde_json::json;

use crate::cases::{accepted, grant, request, stage};
use crate::scene::places;

#[test]
fn a_price_put_on_shared_data_is_refused_wherever_it_is_named() {
    for name in ["price", "fee", "amount"] {
        let mut form = request();
        form[name] = json!(100);
        let refused = format!("invalid form.{name}=invalid-unknown-input");
        assert_eq!(stage("sharing-request").opens(Part::Applicant, &form), refused);
        let mut given = grant();
        given[name] = json!(100);
        let refused = format!("invalid inputs.{name}=invalid-unknown-input");
        assert_eq!(accepted().takes(Part::Provider, 1, "grant", &given), refused);
    }
    for place in places() {
        for procedure in ["sharing-request", "agreement-change"].map(|name| place.rulebook.procedure(name).unwrap()) {
            let fields = procedure.steps.iter().flat_map(|step| &step.form).chain(&procedure.form);
            // A sample is counted in thousandths of the rows.
            let mut numbers = fields.into_iter().filter(|field| field.kind == law::FieldKind::Number);
            let number = numbers.find(|field| field.name != "sample");
            assert_eq!(number, None, "{}: a number could be a price", procedure.name);
        }
    }
}

#[test]
fn data_is_shared_without_one() {
    assert_eq!(accepted().takes(Part::Provider, 1, "grant", &grant()), "case-stepped agreement-granted");
}
