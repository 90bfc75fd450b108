use std::collections::BTreeMap;

use base::LawDate;
use serde::{Serialize, Serializer};

use crate::basis::Basis;
use crate::clock::{ClockRule, ClockValue};
use crate::mechanism::{Actor, Control, Figure, OpenClass, Scene, Setting, ShareClass};
use crate::procedure::Step;
use crate::source::Site;
use crate::words::Words;

mod file;
mod inherit;
mod read;
mod release;
mod scene;

pub(crate) use inherit::inherit;
pub use release::{Accumulation, Linking, RiskLimits, Statistics};
pub use scene::{Minimum, TooWeak};

/// A region 行政区划 and its choices: which regulations bind, since when, and the values they leave open.
///
/// What a city inherits from its province is already in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// GB/T 2260, six digits.
    pub code: String,
    pub name: Words,
    /// The region whose law and choices hold here too.
    pub parent: Option<String>,
    /// In order of precedence: the first regulation that speaks is the one cited.
    pub bindings: Vec<Binding>,
    /// Procedures run here of the region's own choice, beside those its law calls for.
    pub adopts: Vec<Adopted>,
    /// How much of a version may be set aside before it is held. None where the region sets no measure.
    pub quality: Option<Quality>,
    /// How long versions that hold an erased person are kept. None where the region keeps them no longer.
    pub erasure: Option<ErasureTerm>,
    pub lists: Lists,
    pub(crate) share_classes: Vec<LocalClass<ShareClass>>,
    pub(crate) open_classes: Vec<LocalClass<OpenClass>>,
    pub(crate) purposes: Vec<Purpose>,
    /// In the order of the file.
    pub(crate) scores: Vec<Score>,
    pub(crate) clocks: BTreeMap<String, (Site, ClockValue)>,
    pub(crate) settings: BTreeMap<Setting, Answer>,
    /// By procedure and step, as `procedure.step`.
    pub(crate) decides: BTreeMap<String, Decides>,
    /// By procedure and field, as `procedure.field`.
    pub(crate) asks: BTreeMap<String, (Site, Basis)>,
    pub(crate) tells: BTreeMap<String, Tells>,
    pub(crate) minimums: Vec<Minimum>,
    pub(crate) limits: release::Limits,
    /// Filled once all files are read: the bound duties that a control carries, in order of precedence.
    pub(crate) controls: Vec<(Control, LawDate, Basis)>,
    /// Filled once all files are read: the procedures run here.
    pub(crate) runs: std::collections::BTreeSet<String>,
    pub(crate) citations: Vec<(Site, Basis)>,
    pub(crate) site: Site,
}

/// The lists a region keeps, each line with its article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Lists {
    /// Kinds of ground 依据 on which a dataset may be classed 不予共享. Empty where the law limits none.
    pub not_shared_grounds: Vec<Ground>,
    /// Grounds on which a dataset may be classed 不予开放. Empty where the law limits none.
    pub not_open_grounds: Vec<Ground>,
    /// Grounds a refusal 不予 may cite.
    pub refusal_grounds: Vec<Ground>,
    /// Grounds on which a person may ask for deletion 删除.
    pub deletion_grounds: Vec<Ground>,
    /// Routes of sanction 责任追究, in order of gravity.
    pub sanctions: Vec<Ground>,
    /// 基础库.
    pub base_libraries: Vec<Ground>,
    /// Kinds of body whose data is public data 公共数据.
    pub public_bodies: Vec<Ground>,
}

/// A regulation that binds in a region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Binding {
    pub regulation: String,
    #[serde(serialize_with = "crate::clock::iso_date")]
    pub from: LawDate,
    /// 试点: a draft is followed here of the region's own choice.
    pub pilot: bool,
    #[serde(skip)]
    pub(crate) site: Site,
}

/// A procedure a region runs of its own choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted {
    pub procedure: String,
    /// What its cases rest on where no duty names them.
    pub basis: Option<Basis>,
    pub(crate) site: Site,
}

/// When a version is held 暂存 because too many of its rows did not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quality {
    /// The greatest share of rows set aside, in per cent of the rows read, with which a version is still shown.
    pub set_aside_percent: u8,
    pub basis: Basis,
    #[serde(skip)]
    pub(crate) site: Site,
}

/// How long a version that still holds an erased person's rows is kept, closed to readers, before it is destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErasureTerm {
    /// 1 to 30.
    pub keep_days: u8,
    pub basis: Basis,
    #[serde(skip)]
    pub(crate) site: Site,
}

/// A class as a region calls it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LocalClass<Role> {
    pub role: Role,
    pub name: Words,
    pub basis: Basis,
}

/// A purpose 用途 a request may state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Purpose {
    pub code: String,
    pub name: Words,
    /// The scene 使用场景 it is, where the purpose settles it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scene: Option<Scene>,
}

/// A line of the formula by which a body is evaluated 考核指标.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Score {
    pub figure: Figure,
    /// 1 to 100; what it counts for is its share of the sum of all.
    pub weight: u8,
    pub basis: Basis,
}

/// A line of one of the region's lists, such as a ground 理由 a decision may name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ground {
    pub code: String,
    pub name: Words,
    pub basis: Basis,
}

/// A region's answer to a [`Setting`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    pub is: Vec<String>,
    pub basis: Basis,
    #[serde(skip)]
    pub(crate) site: Site,
}

/// Who takes a step here, where that differs from the procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decides {
    pub by: Actor,
    pub with: Vec<Actor>,
    pub basis: Basis,
    #[serde(skip)]
    pub(crate) site: Site,
}

/// Who is told of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tells {
    /// Empty where the law is silent.
    pub to: Vec<Actor>,
    pub basis: Option<Basis>,
    pub(crate) site: Site,
}

impl Serialize for Tells {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.to, &self.basis).serialize(serializer)
    }
}

impl Region {
    pub fn share_classes(&self) -> &[LocalClass<ShareClass>] {
        &self.share_classes
    }

    pub fn open_classes(&self) -> &[LocalClass<OpenClass>] {
        &self.open_classes
    }

    pub fn purposes(&self) -> &[Purpose] {
        &self.purposes
    }

    pub fn purpose(&self, code: &str) -> Option<&Purpose> {
        self.purposes.iter().find(|purpose| purpose.code == code)
    }

    /// The formula by which a body is evaluated; empty where the region has none.
    pub fn scores(&self) -> &[Score] {
        &self.scores
    }

    /// The first duty in force here on `on` that `control` carries.
    pub fn basis(&self, control: Control, on: LawDate) -> Option<&Basis> {
        let mut carried = self.controls.iter().filter(|(carrier, from, _)| *carrier == control && *from <= on);
        carried.next().map(|(_, _, basis)| basis)
    }

    /// The clock's value; None where it is silent or unknown.
    pub fn clock(&self, name: &str) -> Option<&ClockRule> {
        match self.clock_value(name)? {
            ClockValue::Runs(rule) => Some(rule),
            ClockValue::Silent => None,
        }
    }

    /// What the region says about a clock. None only for a name no procedure run here starts.
    pub fn clock_value(&self, name: &str) -> Option<&ClockValue> {
        self.clocks.get(name).map(|(_, value)| value)
    }

    /// Every clock the region speaks about, by name.
    pub fn clocks(&self) -> impl Iterator<Item = (&str, &ClockValue)> {
        self.clocks.iter().map(|(name, (_, value))| (name.as_str(), value))
    }

    /// The region's answer to a question of law; None where its law is silent.
    pub fn answer(&self, setting: Setting) -> Option<&Answer> {
        self.settings.get(&setting)
    }

    /// Whether the region answers `setting` with `word`.
    pub fn says(&self, setting: Setting, word: &str) -> bool {
        self.answer(setting).is_some_and(|answer| answer.is.iter().any(|said| said == word))
    }

    /// Every question answered here.
    pub fn settings(&self) -> impl Iterator<Item = (Setting, &Answer)> {
        self.settings.iter().map(|(setting, answer)| (*setting, answer))
    }

    /// Who takes a step here, where the region says otherwise than the procedure.
    pub fn decides(&self, procedure: &str, step: &str) -> Option<&Decides> {
        self.decides.get(&format!("{procedure}.{step}"))
    }

    /// Who takes `step` of `procedure` here, and who must approve beside them.
    pub fn takers<'a>(&'a self, procedure: &str, step: &'a Step) -> (Actor, &'a [Actor]) {
        self.decides(procedure, &step.name)
            .map_or((step.by, step.with.as_slice()), |decides| (decides.by, decides.with.as_slice()))
    }

    /// Every step another part takes here.
    pub fn deciders(&self) -> impl Iterator<Item = (&str, &Decides)> {
        self.decides.iter().map(|(step, decides)| (step.as_str(), decides))
    }

    /// The article that asks for a field the procedure leaves to the region.
    pub fn asks(&self, field: &str) -> Option<&Basis> {
        self.asks.get(field).map(|(_, basis)| basis)
    }

    /// Every field asked for here.
    pub fn asked(&self) -> impl Iterator<Item = (&str, &Basis)> {
        self.asks.iter().map(|(field, (_, basis))| (field.as_str(), basis))
    }

    /// Who is told of an event.
    pub fn tells(&self, event: &str) -> Option<&Tells> {
        self.tells.get(event)
    }

    pub fn told(&self) -> impl Iterator<Item = (&str, &Tells)> {
        self.tells.iter().map(|(event, tells)| (event.as_str(), tells))
    }

    /// Whether the region takes up this procedure of its own choice.
    pub fn adopts(&self, procedure: &str) -> bool {
        self.adopts.iter().any(|adopted| adopted.procedure == procedure)
    }

    /// Whether cases of this procedure are run here: its law calls for it, or the region chose to.
    pub fn runs(&self, procedure: &str) -> bool {
        self.runs.contains(procedure)
    }

    /// The procedures run here, by name.
    pub fn procedures(&self) -> impl Iterator<Item = &str> {
        self.runs.iter().map(String::as_str)
    }

    /// Whether `regulation` binds here on `on`.
    pub fn is_bound(&self, regulation: &str, on: LawDate) -> bool {
        self.bindings.iter().any(|binding| binding.regulation == regulation && binding.from <= on)
    }
}
