//! `no-repurchase` 不得重复采购: what sharing gives is not bought.

use law::Actor as Part;

use crate::controls::{after, filled};
use crate::guards::{PLACES, lawful};

#[test]
fn what_is_bought_again_is_refused_under_the_rule_on_buying() {
    let refused = |name: &str| {
        let place = PLACES.iter().find(|place| place.name == name).unwrap();
        let (mut stage, given) = lawful(*place);
        stage.on_record.shared_items.push("姓名".to_owned());
        stage.takes(Part::Applicant, 2, "not-available-by-sharing", &given)
    };
    assert_eq!(refused("pilot"), "refused refusal-shared-already hunan-data-2024#14(1e)");
    assert_eq!(refused("460000"), "refused refusal-shared-already hainan-bigdata-2019#16(2)");
}

#[test]
fn what_nobody_shares_may_be_bought() {
    let mut stage = after("pilot", "purchase", Part::Applicant, &[]);
    let given = filled(&stage, "compare");
    assert_eq!(stage.takes(Part::Authority, 1, "compare", &given), "case-stepped");
}
