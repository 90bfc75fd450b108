//! The shape of one file of `rules/regions/`.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::read::RawScore;
use super::release::{RawAccumulation, RawLinking, RawRisk, RawStatistics};
use super::scene::RawScene;
use crate::basis::Basis;
use crate::clock::{OnReturn, SetBy};
use crate::mechanism::{Actor, OpenClass, Scene, Setting, ShareClass};
use crate::source::{Code, TomlDate};
use crate::words::Words;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) code: Spanned<Code>,
    pub(super) name: Words,
    pub(super) parent: Option<Code>,
    #[serde(default)]
    pub(super) adopts: Vec<Spanned<RawAdopted>>,
    pub(super) quality: Option<Spanned<RawQuality>>,
    pub(super) erasure: Option<Spanned<RawErasure>>,
    #[serde(default)]
    pub(super) binds: Vec<RawBinding>,
    #[serde(default)]
    pub(super) share_class: Vec<RawClass<ShareClass>>,
    #[serde(default)]
    pub(super) open_class: Vec<RawClass<OpenClass>>,
    #[serde(default)]
    pub(super) purpose: Vec<RawPurpose>,
    #[serde(default)]
    pub(super) not_shared_ground: Vec<RawGround>,
    #[serde(default)]
    pub(super) not_open_ground: Vec<RawGround>,
    #[serde(default)]
    pub(super) refusal_ground: Vec<RawGround>,
    #[serde(default)]
    pub(super) deletion_ground: Vec<RawGround>,
    #[serde(default)]
    pub(super) sanction: Vec<RawGround>,
    #[serde(default)]
    pub(super) base_library: Vec<RawGround>,
    #[serde(default)]
    pub(super) public_body: Vec<RawGround>,
    #[serde(default)]
    pub(super) score: Vec<RawScore>,
    #[serde(default)]
    pub(super) setting: BTreeMap<Setting, Spanned<RawAnswer>>,
    #[serde(default)]
    pub(super) decides: Vec<RawDecides>,
    #[serde(default)]
    pub(super) asks: Vec<RawAsks>,
    #[serde(default)]
    pub(super) tells: Vec<RawTells>,
    #[serde(default)]
    pub(super) scene: Vec<RawScene>,
    #[serde(default)]
    pub(super) linking: Vec<RawLinking>,
    #[serde(default)]
    pub(super) accumulation: Vec<RawAccumulation>,
    pub(super) risk: Option<RawRisk>,
    pub(super) statistics: Option<RawStatistics>,
    #[serde(default)]
    pub(super) clock: BTreeMap<String, Spanned<RawClock>>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a procedure's name, or { procedure = \"…\", basis = \"…\" }")]
pub(super) enum RawAdopted {
    Name(Code),
    Resting(RawResting),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawResting {
    pub(super) procedure: Code,
    pub(super) basis: Basis,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawQuality {
    pub(super) set_aside_percent: u8,
    pub(super) basis: Spanned<Basis>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawErasure {
    pub(super) keep_days: u8,
    pub(super) basis: Spanned<Basis>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBinding {
    pub(super) regulation: Spanned<Code>,
    pub(super) from: TomlDate,
    #[serde(default)]
    pub(super) pilot: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawClass<Role> {
    pub(super) role: Role,
    pub(super) name: Words,
    pub(super) basis: Spanned<Basis>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPurpose {
    pub(super) code: Spanned<Code>,
    pub(super) name: Words,
    pub(super) scene: Option<Scene>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGround {
    pub(super) code: Spanned<Code>,
    pub(super) name: Words,
    pub(super) basis: Spanned<Basis>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawClock {
    pub(super) hours: Option<u16>,
    pub(super) working_days: Option<u16>,
    pub(super) calendar_days: Option<u16>,
    pub(super) months: Option<u16>,
    #[serde(default)]
    pub(super) stated: bool,
    #[serde(default)]
    pub(super) silent: bool,
    pub(super) basis: Option<Spanned<Basis>>,
    pub(super) set_by: Option<SetBy>,
    #[serde(default)]
    pub(super) on_return: OnReturn,
    pub(super) warn_days: Option<u16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAnswer {
    pub(super) is: OneOrMore,
    pub(super) basis: Spanned<Basis>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a word or a list of words")]
pub(super) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDecides {
    pub(super) step: Spanned<Code>,
    pub(super) by: Actor,
    #[serde(default)]
    pub(super) with: Vec<Actor>,
    pub(super) basis: Spanned<Basis>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAsks {
    pub(super) field: Spanned<Code>,
    pub(super) basis: Spanned<Basis>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTells {
    pub(super) event: Spanned<Code>,
    #[serde(default)]
    pub(super) to: Vec<Actor>,
    pub(super) basis: Option<Spanned<Basis>>,
    #[serde(default)]
    pub(super) silent: bool,
}
