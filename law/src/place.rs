//! Which region lies in which, read off their codes (GB/T 2260).

/// The code of the whole country 全国, above every province.
pub const COUNTRY: &str = "000000";

/// A code without its trailing pairs of zeros: `43` for a province, `4301` for a city, nothing for the country.
pub(crate) fn stem(code: &str) -> &str {
    if code == COUNTRY {
        return "";
    }
    let mut stem = code;
    while stem.len() > 2 {
        let Some(shorter) = stem.strip_suffix("00") else { break };
        stem = shorter;
    }
    stem
}

/// How far below the country a region lies: the greater, the smaller the region.
pub fn depth(code: &str) -> usize {
    stem(code).len()
}

/// Whether `place` is `region` or lies in it.
pub fn covers(region: &str, place: &str) -> bool {
    stem(place).starts_with(stem(region))
}

/// Whether `place` lies in `region` and is not it.
pub fn above(region: &str, place: &str) -> bool {
    covers(region, place) && depth(region) < depth(place)
}
