//! Divisions of the region and streets that are not there.

use std::sync::LazyLock;

use base::region::{self, RegionCode};

use super::draw::Draw;

/// 海南省.
const PROVINCE: Option<RegionCode> = RegionCode::from_number(460_000);

const STREETS: [&str; 16] = [
    "观汐", "云帆", "椰影", "听涛", "榕荫", "星屿", "晴岚", "白鹭", "珊瑚", "望舟", "青禾", "霁月", "石梅", "葵花",
    "暖沙", "远帆",
];

/// A division and its full name, such as 海南省海口市龙华区.
pub(super) struct Place {
    pub(super) code: RegionCode,
    pub(super) name: String,
}

/// The standing counties and districts of the province, and its cities without any.
static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| {
    let mut places = Vec::new();
    for division in PROVINCE.map(region::children).unwrap_or_default() {
        let below = region::children(division.code);
        let lowest = if below.is_empty() { vec![division] } else { below };
        places.extend(
            lowest
                .into_iter()
                .filter_map(|lowest| Some(Place { code: lowest.code, name: region::full_name(lowest.code)? })),
        );
    }
    places
});

/// The place that `number` falls on.
pub(super) fn of(number: u64) -> Option<&'static Place> {
    let places = PLACES.as_slice();
    let chosen = number.checked_rem(places.len() as u64)?;
    places.get(usize::try_from(chosen).ok()?)
}

pub(super) fn street(draw: &mut Draw) -> String {
    format!("{}路{}号", draw.word(&STREETS), draw.between(1, 288))
}

pub(super) fn flat(draw: &mut Draw) -> String {
    format!(
        "{}{}栋{}单元{}{:02}室",
        street(draw),
        draw.between(1, 20),
        draw.between(1, 4),
        draw.between(1, 32),
        draw.between(1, 6)
    )
}
