//! `store-level` 存储等级: a store is no less protected than the highest grade of what it holds.

use base::Grade;
use domain::version::check_store;

use crate::fixture::{World, dataset};

fn stored(place: &'static str, level: Grade) -> String {
    match check_store(level, &dataset().fields, &World::of(place).deciding()) {
        Ok(()) => "stored".to_owned(),
        Err(refusal) => format!("{} {} {}", refusal.message.key, refusal.message.args[0].1, refusal.basis[0]),
    }
}

#[test]
fn a_store_below_the_highest_grade_takes_nothing() {
    let refused = "refusal-store-level 身份证号";
    for level in [Grade::General1, Grade::General2, Grade::General3] {
        assert_eq!(stored("460000", level), format!("{refused} hainan-bigdata-2019#47(1)"));
        assert_eq!(stored("330500", level), format!("{refused} huzhou-security-2020#10(2)"));
    }
}

#[test]
fn a_store_as_well_protected_as_that_takes_it() {
    for level in [Grade::General4, Grade::Important, Grade::Core] {
        assert_eq!(stored("460000", level), "stored");
    }
    // A steward's word counts, upwards as downwards.
    let mut fields = dataset().fields;
    fields[0].confirmed = Some(Grade::Core);
    assert!(check_store(Grade::Important, &fields, &World::new().deciding()).is_err());
}
