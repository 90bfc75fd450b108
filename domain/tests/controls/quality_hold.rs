//! `quality-hold` 质量不合格暂存: a version too much of which was set aside is received and held, and readers see the one before.

use domain::act::Act;
use domain::dataset::{self, Adoption, Dataset};
use domain::record::{Decided, Record as _};
use domain::version::Version;

use crate::fixture::{World, dataset, field, version};
use base::Grade;

/// What becomes of a version of which `aside` of `read` rows did not fit.
fn received(place: &'static str, read: u64, aside: u64) -> (Dataset, Version, Vec<Decided>) {
    let (before, mut version) = (dataset(), Version { id: "ver-2".parse().unwrap(), ..version() });
    (version.reading.rows_read, version.reading.rows_set_aside) = (read, aside);
    let fields = vec![field("编号", Grade::General1, &[])];
    match dataset::adopt(&before, &version, fields, &World::of(place).deciding()) {
        Adoption::Adopted(acts) => {
            let after = acts.iter().try_fold(before, |state, decided| Dataset::evolve(Some(state), &decided.act));
            (after.unwrap(), version, acts)
        }
        Adoption::Held(acts) => {
            let after = acts.iter().try_fold(version, |state, decided| Version::evolve(Some(state), &decided.act));
            (before, after.unwrap(), acts)
        }
    }
}

#[test]
fn above_the_measure_readers_go_on_seeing_what_they_saw() {
    for (read, aside) in [(100, 6), (1000, 51), (1, 1), (u64::MAX, u64::MAX)] {
        let (dataset, version, acts) = received("pilot", read, aside);
        assert_eq!(dataset.version.unwrap().as_str(), "ver-1", "{aside} of {read}");
        assert!(version.held && version.index().status == "held");
        assert!(matches!(acts[0].act, Act::VersionHeld { set_aside_percent: 5, .. }));
        assert_eq!(acts[0].basis[0].to_string(), "hunan-data-2024#13(4a)");
    }
}

#[test]
fn up_to_the_measure_or_without_one_the_version_is_shown() {
    for (place, read, aside) in [("pilot", 100, 5), ("pilot", 1000, 50), ("pilot", 0, 0), ("460000", 100, 99)] {
        let (dataset, version, acts) = received(place, read, aside);
        assert_eq!(dataset.version.unwrap().as_str(), "ver-2", "{aside} of {read} in {place}");
        assert!(!version.held && matches!(acts[0].act, Act::VersionAdopted { .. }));
    }
}
