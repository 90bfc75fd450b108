//! `not-shared-basis` 不予共享依据: nothing is kept from sharing without a ground of the kinds the law lists.

use law::{Actor as Part, ShareClass};
use serde_json::json;

use crate::registers::reviewed;

#[test]
fn nothing_is_kept_from_sharing_without_a_ground_the_law_names() {
    let list = |ground: &str, citation: &str| {
        let mut stage = reviewed(ground, citation);
        let given = json!({"share_class": "not-shared", "ground": ground, "reason": "法定",
            "basis": "hainan-bigdata-2019#15(2)"});
        let told = stage.takes(Part::Authority, 1, "list", &given);
        (told, stage.dataset.catalogue.sharing.class)
    };
    let refused = "refused refusal-not-shared-without-ground hainan-bigdata-2019#15(2)".to_owned();
    assert_eq!(list("habit", "向来如此"), (refused, ShareClass::Conditional));
    let listed = "case-stepped dataset-reclassified entry-made".to_owned();
    assert_eq!(list("statute", "某法第某条"), (listed, ShareClass::NotShared));
    let mut stage = reviewed("statute", "某法第某条");
    let given = json!({"share_class": "not-shared", "ground": "statute", "reason": "法定",
        "basis": "hainan-bigdata-2019#15(2)"});
    stage.takes(Part::Authority, 1, "list", &given);
    let ground = stage.dataset.catalogue.sharing.ground.clone().unwrap();
    assert_eq!((ground.kind.as_str(), ground.citation.as_str()), ("statute", "某法第某条"));
    let removed = json!({"share_class": "conditional", "reason": "规定已修改"});
    assert_eq!(stage.takes(Part::Authority, 1, "remove", &removed), "case-stepped dataset-reclassified entry-closed");
    assert_eq!(stage.dataset.catalogue.sharing.ground, None);
}
