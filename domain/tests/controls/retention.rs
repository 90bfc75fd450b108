//! `retention` 保存期限: an entry states how long its versions are kept, and one past its term is read no more.

use domain::agreement::Channel;
use domain::dataset::{self, Adoption};
use domain::record::Record as _;
use domain::version::{self, Version};

use crate::agreements::reading;
use crate::catalogue::register_in;
use crate::fixture::{World, catalogue, version};
use crate::scene::{Stage, place};
use base::Timestamp;

/// A version received under an entry that keeps it for so many days.
fn kept(days: u32) -> Version {
    let entry = dataset::Catalogue { keep_days: Some(days), ..catalogue() };
    let version = version();
    Version { keep_until: entry.keep_until(version.received), ..version }
}

/// What a reader in Huzhou hears at a moment, of a version kept for ten days from the first of February.
fn read_at(moment: &str) -> String {
    let mut stage = Stage::new(place("330500"), "agreement-end");
    let adopted = dataset::adopt(&stage.dataset, &kept(10), stage.dataset.fields.clone(), &stage.deciding());
    let Adoption::Adopted(acts) = adopted else { panic!("held") };
    for decided in acts {
        stage.dataset = dataset::Dataset::evolve(Some(stage.dataset), &decided.act).unwrap();
    }
    stage.now = moment.parse().unwrap();
    reading(&stage, "agr-1", Channel::Key)
}

#[test]
fn a_version_past_its_term_is_read_no_more_though_no_timer_came_by() {
    let refused = "refused refusal-version-expired huzhou-security-2020#27(2)";
    assert_eq!(read_at("2026-02-12T00:00:00+08:00"), refused);
    assert_eq!(read_at("2026-02-11T23:59:59+08:00"), "编号:keep", "to the end of its last day");
}

#[test]
fn where_the_law_asks_for_a_term_an_entry_states_one() {
    let refused = "refused refusal-no-keeping-term huzhou-security-2020#27(2)";
    register_in("330500", |c| c.keep_days = None, refused);
    register_in("330500", |c| c.keep_days = Some(30), "dataset-registered");
    register_in("460000", |c| c.keep_days = None, "dataset-registered");
    for days in [0, 36_526] {
        register_in("460000", |c| c.keep_days = Some(days), "invalid catalogue.keep_days=invalid-keep-days");
    }
}

#[test]
fn the_timer_looks_when_the_term_ends_and_records_it_once() {
    let world = |moment: &str| World { now: moment.parse().unwrap(), ..World::of("330500") };
    let received = kept(10);
    assert_eq!(received.index().due, Some(Timestamp::end_of("2026-02-11".parse().unwrap())));
    assert_eq!(version::expire(&received, &world("2026-02-11T20:00:00+08:00").deciding()), None);
    let late = world("2026-02-12T00:00:01+08:00");
    let decided = version::expire(&received, &late.deciding()).unwrap();
    assert_eq!(decided.basis[0].to_string(), "huzhou-security-2020#27(2)");
    let expired = Version::evolve(Some(received), &decided.act).unwrap();
    assert_eq!((expired.index().status.as_str(), expired.index().due), ("expired", None));
    assert_eq!(version::expire(&expired, &late.deciding()), None, "once is enough");
    assert_eq!(version::expire(&version(), &late.deciding()), None, "without a term there is none to end");
}
