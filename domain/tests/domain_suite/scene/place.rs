use std::sync::LazyLock;

use law::{Actor as Part, Region, Rulebook, Step, shipped};

/// Read once: the tests ask for it thousands of times.
static SHIPPED: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::shipped().unwrap());

/// The law with Hunan's draft regulation on trial.
static PILOT: LazyLock<Rulebook> = LazyLock::new(|| rulebook(true, ""));

const HUNAN: &str = "regions/430000.toml";

/// The shipped rules, with Hunan's draft on trial or without, and with one more procedure every region runs.
fn rulebook(pilot: bool, trial: &str) -> Rulebook {
    let text = |path: &str, own: &str| {
        let own = if pilot && path == HUNAN { include_str!("../../pilot/430000.toml") } else { own };
        let adopts = path.starts_with("regions/") && !trial.is_empty();
        if adopts { own.replacen("adopts = [", "adopts = [\n  \"trial\",", 1) } else { own.to_owned() }
    };
    let mut files: Vec<(&str, String)> = shipped().iter().map(|(path, own)| (*path, text(path, own))).collect();
    files.extend((!trial.is_empty()).then(|| ("procedures/trial.toml", trial.to_owned())));
    Rulebook::parse(files.iter().map(|(path, text)| (*path, text.as_str()))).unwrap()
}

/// A region's law under which a case can be run.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) name: &'static str,
    pub(crate) rulebook: &'static Rulebook,
    pub(crate) region: &'static Region,
}

/// In the order in which a procedure looks for a region that runs it.
pub(crate) fn places() -> [Place; 5] {
    ["460000", "430000", "330500", "130000", "pilot"].map(place)
}

pub(crate) fn place(name: &'static str) -> Place {
    let (rulebook, code) = if name == "pilot" { (&*PILOT, "430000") } else { (&*SHIPPED, name) };
    Place { name, rulebook, region: rulebook.region(code).unwrap() }
}

/// The same places where every region runs one more procedure, called `trial`.
pub(crate) fn with_trial(trial: &str) -> [Place; 5] {
    // Leaked: the law outlives every case.
    let (shipped, pilot): (&Rulebook, &Rulebook) =
        (Box::leak(Box::new(rulebook(false, trial))), Box::leak(Box::new(rulebook(true, trial))));
    places().map(|place| {
        let rulebook = if place.name == "pilot" { pilot } else { shipped };
        Place { rulebook, region: rulebook.region(&place.region.code).unwrap(), ..place }
    })
}

impl Place {
    /// Who decides a step here, then who must approve beside them.
    pub(crate) fn parts(&self, procedure: &str, step: &Step) -> Vec<Part> {
        let (by, with) = match self.region.decides(procedure, &step.name) {
            Some(decides) => (decides.by, &decides.with),
            None => (step.by, &step.with),
        };
        [by].into_iter().chain(with.iter().copied()).collect()
    }
}
