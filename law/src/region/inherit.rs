//! What a city takes over from its province. The lower text may only fill the room the higher one leaves.

use std::collections::BTreeMap;

use super::{Minimum, Region};
use crate::basis::Basis;
use crate::clock::{ClockValue, SetBy};
use crate::error::{Findings, Problem};
use crate::place::{above, depth};
use crate::source::Site;

/// Completes every region with what its parent holds, provinces first.
pub(crate) fn inherit(regions: &mut BTreeMap<String, Region>, findings: &mut Findings) {
    let mut order: Vec<(usize, String)> = regions.keys().map(|code| (depth(code), code.clone())).collect();
    order.sort();
    for (_, code) in order {
        let Some(region) = regions.get(&code) else { continue };
        let Some(parent) = region.parent.clone() else { continue };
        match regions.get(&parent).filter(|higher| above(&higher.code, &code)) {
            None => findings.push(&region.site, Problem::Parent { parent }),
            Some(above) => {
                let completed = complete(region.clone(), above, findings);
                regions.insert(code, completed);
            }
        }
    }
}

fn complete(mut region: Region, above: &Region, findings: &mut Findings) -> Region {
    refuse_where_no_room(&region, above, findings);
    for binding in &above.bindings {
        if !region.bindings.iter().any(|own| own.regulation == binding.regulation) {
            region.bindings.push(binding.clone());
        }
    }
    join(&mut region.adopts, &above.adopts, |a, b| a.procedure == b.procedure);
    region.quality = region.quality.take().or_else(|| above.quality.clone());
    region.erasure = region.erasure.take().or_else(|| above.erasure.clone());
    take_if_empty(&mut region.share_classes, &above.share_classes);
    take_if_empty(&mut region.open_classes, &above.open_classes);
    let (own, higher) = (&mut region.lists, &above.lists);
    take_if_empty(&mut own.not_shared_grounds, &higher.not_shared_grounds);
    take_if_empty(&mut own.not_open_grounds, &higher.not_open_grounds);
    take_if_empty(&mut own.sanctions, &higher.sanctions);
    join(&mut own.base_libraries, &higher.base_libraries, |a, b| a.code == b.code);
    join(&mut own.public_bodies, &higher.public_bodies, |a, b| a.code == b.code);
    join(&mut own.refusal_grounds, &higher.refusal_grounds, |a, b| a.code == b.code);
    join(&mut own.deletion_grounds, &higher.deletion_grounds, |a, b| a.code == b.code);
    join(&mut region.purposes, &above.purposes, |a, b| a.code == b.code);
    // A formula is one whole: a city that writes a line of it writes its own.
    take_if_empty(&mut region.scores, &above.scores);
    take_missing(&mut region.clocks, &above.clocks);
    take_missing(&mut region.settings, &above.settings);
    take_missing(&mut region.decides, &above.decides);
    take_missing(&mut region.asks, &above.asks);
    take_missing(&mut region.tells, &above.tells);
    join(&mut region.minimums, &above.minimums, |a, b| (a.scene, a.grade) == (b.scene, b.grade));
    region.limits.take_over(&above.limits);
    region
}

fn take_if_empty<T: Clone>(own: &mut Vec<T>, higher: &[T]) {
    if own.is_empty() {
        own.extend_from_slice(higher);
    }
}

fn join<T: Clone>(own: &mut Vec<T>, higher: &[T], same: impl Fn(&T, &T) -> bool) {
    for item in higher {
        if !own.iter().any(|known| same(known, item)) {
            own.push(item.clone());
        }
    }
}

fn take_missing<K: Ord + Clone, V: Clone>(own: &mut BTreeMap<K, V>, higher: &BTreeMap<K, V>) {
    for (key, value) in higher {
        own.entry(key.clone()).or_insert_with(|| value.clone());
    }
}

/// Reports what a region says although its parent's law leaves no room for it.
fn refuse_where_no_room(region: &Region, above: &Region, findings: &mut Findings) {
    let mut room = Room { parent: &above.code, findings };
    for own in &region.bindings {
        if above.bindings.iter().any(|higher| higher.regulation == own.regulation) {
            room.findings.push(
                &own.site,
                Problem::BoundAbove { regulation: own.regulation.clone(), parent: above.code.clone() },
            );
        }
    }
    let classed = [
        ("[[share_class]]", region.share_classes.is_empty(), above.share_classes.first().map(|class| &class.basis)),
        ("[[open_class]]", region.open_classes.is_empty(), above.open_classes.first().map(|class| &class.basis)),
    ];
    let (own, higher) = (&region.lists, &above.lists);
    let closed = [
        ("[[not_shared_ground]]", &own.not_shared_grounds, &higher.not_shared_grounds),
        ("[[not_open_ground]]", &own.not_open_grounds, &higher.not_open_grounds),
    ]
    .map(|(what, own, higher)| (what, own.is_empty(), higher.first().map(|ground| &ground.basis)));
    for (what, silent, basis) in classed.into_iter().chain(closed) {
        if let (false, Some(basis)) = (silent, basis) {
            room.none(&region.site, what.to_owned(), basis);
        }
    }
    refuse_values(region, above, &mut room);
}

fn refuse_values(region: &Region, above: &Region, room: &mut Room<'_>) {
    if let (Some(own), Some(higher)) = (&region.quality, &above.quality)
        && own.set_aside_percent > higher.set_aside_percent
    {
        let what = format!("[quality] with no more than {} per cent set aside", higher.set_aside_percent);
        room.none(&own.site, what, &higher.basis);
    }
    if let (Some(own), Some(higher)) = (&region.erasure, &above.erasure)
        && own.keep_days > higher.keep_days
    {
        let what = format!("[erasure] with no more than {} days kept", higher.keep_days);
        room.none(&own.site, what, &higher.basis);
    }
    for (setting, own) in &region.settings {
        if let Some(higher) = above.settings.get(setting).filter(|higher| higher.is != own.is) {
            room.none(&own.site, format!("setting {:?}", setting.name()), &higher.basis);
        }
    }
    for (name, (site, value)) in &region.clocks {
        let Some((_, ClockValue::Runs(higher))) = above.clocks.get(name) else { continue };
        // A number of the law may be bettered for the person who waits, never worsened.
        let worse = match value {
            ClockValue::Silent => true,
            ClockValue::Runs(own) => !own.length.within(higher.length),
        };
        if higher.set_by == SetBy::Law && worse {
            room.none(site, format!("clock {name:?} surely no longer than {}", higher.length), &higher.basis);
        }
    }
    for (step, own) in &region.decides {
        if let Some(higher) = above.decides.get(step).filter(|higher| (higher.by, &higher.with) != (own.by, &own.with))
        {
            room.none(&own.site, format!("the one who takes {step:?}"), &higher.basis);
        }
    }
    for own in &region.minimums {
        let same = |higher: &&Minimum| (higher.scene, higher.grade) == (own.scene, own.grade);
        // More may be hidden than the higher text asks for, never less, and with no exception it does not know.
        let less = |higher: &&Minimum| {
            higher.strength > own.strength || own.unless.iter().any(|exception| !higher.unless.contains(exception))
        };
        if let Some(higher) = above.minimums.iter().find(same).filter(less) {
            let what = format!("masks of at least {} in scene {:?}", higher.strength, own.scene.name());
            room.none(&own.site, what, &higher.basis);
        }
    }
    for (site, what, basis) in region.limits.looser_than(&above.limits) {
        room.none(site, what, basis);
    }
    for (event, own) in &region.tells {
        let Some(higher) = above.tells.get(event) else { continue };
        // More may be told than the higher text asks for, never fewer.
        let fewer = higher.to.iter().any(|part| !own.to.contains(part));
        if let (true, Some(basis)) = (fewer, &higher.basis) {
            room.none(&own.site, format!("every recipient of event {event:?}"), basis);
        }
    }
}

/// Where the higher text leaves none.
struct Room<'a> {
    parent: &'a str,
    findings: &'a mut Findings,
}

impl Room<'_> {
    fn none(&mut self, site: &Site, what: String, basis: &Basis) {
        let problem = Problem::NoRoom { what, parent: self.parent.to_owned(), basis: basis.clone() };
        self.findings.push(site, problem);
    }
}
