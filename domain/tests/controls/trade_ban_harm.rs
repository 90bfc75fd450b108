//! `trade-ban-harm` 禁止交易: data graded important is not traded, whatever is on record.

use base::Grade;
use law::Actor as Part;

use crate::controls::trade::{checked, listed};
use crate::guards::{PLACES, lawful};
use crate::scene::Stage;

#[test]
fn data_graded_important_is_not_traded_whatever_is_on_record() {
    let place = *PLACES.iter().find(|place| place.name == "pilot").unwrap();
    let refused = |change: fn(&mut Stage)| {
        let (mut stage, given) = lawful(place);
        change(&mut stage);
        stage.takes(Part::Applicant, 2, "trade-lawful", &given)
    };
    let important = refused(|stage| stage.dataset.fields[0].confirmed = Some(Grade::Important));
    assert_eq!(important, "refused refusal-trade-important hunan-data-2024#22(一)");
    let barred = refused(|stage| {
        let ground = domain::dataset::Ground { kind: "statute".to_owned(), citation: "某法第某条".to_owned() };
        stage.dataset.catalogue.sharing.ground = Some(ground);
    });
    assert_eq!(barred, "refused refusal-trade-barred hunan-data-2024#22(三)");
}

#[test]
fn what_harms_nobody_is_listed() {
    assert_eq!(listed(checked("pilot")), "case-stepped");
}
