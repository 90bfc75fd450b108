use std::collections::HashMap;
use std::sync::LazyLock;

use arrow::array::{Array, ArrayRef};
use base::region::{self, Level, RegionCode};

use super::column::{TextOut, for_each_text};
use super::{MaskError, REDACTED};

/// Replaces every address by its province, city and district; one whose beginning names no known division by `***`.
pub(super) fn apply(column: &ArrayRef) -> Result<ArrayRef, MaskError> {
    let mut out = TextOut::with_capacity(column.len(), column.len().saturating_mul(24))?;
    for_each_text(column, |text| {
        let Some(text) = text else {
            out.null();
            return Ok(());
        };
        out.push(district_prefix(text).unwrap_or(REDACTED))?;
        out.end();
        Ok(())
    })?;
    Ok(out.finish())
}

/// The longest name of a division 行政区划, in characters: 15 now, with room for another autonomous county.
const LONGEST_NAME: usize = 20;

/// Every name, with the codes that bear or bore it.
struct Names {
    provinces: HashMap<&'static str, Vec<RegionCode>>,
    cities: HashMap<&'static str, Vec<RegionCode>>,
    counties: HashMap<&'static str, Vec<RegionCode>>,
    /// 北京, 广东, 内蒙古: trusted only when a division of theirs follows, as many streets bear such names.
    short_provinces: HashMap<&'static str, Vec<RegionCode>>,
    /// 深圳, 大理: likewise.
    short_cities: HashMap<&'static str, Vec<RegionCode>>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names {
        provinces: HashMap::new(),
        cities: HashMap::new(),
        counties: HashMap::new(),
        short_provinces: HashMap::new(),
        short_cities: HashMap::new(),
    };
    for division in region::all().iter().filter(|division| !division.groups_only()) {
        let (full, short, ends): (_, _, &[&str]) = match division.code.level() {
            Level::Province => (&mut names.provinces, Some(&mut names.short_provinces), PROVINCE_ENDS),
            Level::City => (&mut names.cities, Some(&mut names.short_cities), &["市", "地区", "盟"]),
            Level::County => (&mut names.counties, None, &[]),
        };
        let bearers = full.entry(division.name).or_default();
        if !bearers.contains(&division.code) {
            bearers.push(division.code);
        }
        let stem = ends.iter().find_map(|end| division.name.strip_suffix(end));
        if let (Some(short), Some(stem)) = (short, stem.filter(|stem| stem.chars().count() >= 2)) {
            short.entry(stem).or_default().push(division.code);
        }
    }
    names
});

const PROVINCE_ENDS: &[&str] = &["省", "市", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区"];

/// The part of `address` that names its province, city and district, cut from its beginning (blanks before it
/// aside); `None` when it does not begin with a known division, standing or abolished.
///
/// Only whole names of GB/T 2260 count, so nothing finer than a district is ever returned.
pub fn district_prefix(address: &str) -> Option<&str> {
    let address = address.trim_start();
    let rest = ["中华人民共和国", "中国"].iter().find_map(|own| address.strip_prefix(own)).unwrap_or(address);
    let end = end_of_region(rest)?;
    let kept = address.len() - end.len();
    address.get(..kept).filter(|prefix| !prefix.is_empty())
}

/// What follows the names of the divisions, or `None` when none stands at the front.
fn end_of_region(text: &str) -> Option<&str> {
    let names = &*NAMES;
    if let Some((provinces, rest)) = step(text, &names.provinces, None) {
        return Some(below_province(rest, provinces).unwrap_or(rest));
    }
    if let Some((provinces, rest)) = step(text, &names.short_provinces, None)
        && let Some(end) = below_province(rest, provinces)
    {
        return Some(end);
    }
    below(text, None)
}

/// 北京市北京市朝阳区 and 北京市市辖区朝阳区 occur wherever a system fills three boxes for four municipalities.
fn below_province<'a>(text: &'a str, provinces: &[RegionCode]) -> Option<&'a str> {
    let repeated = step(text, &NAMES.provinces, Some(provinces)).map(|(_, rest)| rest);
    let text = repeated.or_else(|| blanks(text).strip_prefix("市辖区")).unwrap_or(text);
    below(text, Some(provinces)).or(repeated)
}

fn below<'a>(text: &'a str, within: Option<&[RegionCode]>) -> Option<&'a str> {
    let names = &*NAMES;
    let county = |text, within| step(text, &names.counties, within).map(|(_, rest)| rest);
    if let Some((cities, rest)) = step(text, &names.cities, within) {
        // Counties are looked for in the whole province too: some left the city whose name still precedes theirs.
        return Some(county(rest, Some(cities)).or_else(|| county(rest, within)).unwrap_or(rest));
    }
    if let Some((cities, rest)) = step(text, &names.short_cities, within)
        && let Some(end) = county(rest, Some(cities))
    {
        return Some(end);
    }
    county(text, within)
}

/// The longest name at the front of `text` whose bearers lie in one of `within`, and what follows it.
fn step<'a>(
    text: &'a str,
    names: &'static HashMap<&'static str, Vec<RegionCode>>,
    within: Option<&[RegionCode]>,
) -> Option<(&'static [RegionCode], &'a str)> {
    let text = blanks(text);
    let mut ends = [0_usize; LONGEST_NAME];
    let mut count = 0;
    for (slot, (at, c)) in ends.iter_mut().zip(text.char_indices()) {
        // A division's name is written in Han characters only; what follows another sign is no longer a name.
        if !('\u{4e00}'..='\u{9fff}').contains(&c) {
            break;
        }
        *slot = at + c.len_utf8();
        count += 1;
    }
    ends.iter().take(count).rev().find_map(|&end| {
        let (name, rest) = text.split_at_checked(end)?;
        let bearers = names.get(name)?;
        let lies = |code: &RegionCode| within.is_none_or(|within| within.iter().any(|outer| outer.contains(*code)));
        bearers.iter().any(lies).then_some((bearers.as_slice(), rest))
    })
}

fn blanks(text: &str) -> &str {
    text.trim_start_matches([' ', '\u{3000}', '\u{a0}', '-', '/', ',', '，'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_cut_after_its_district() {
        let check = |address: &str, expected: Option<&str>| assert_eq!(district_prefix(address), expected, "{address}");
        check("北京市朝阳区建国路88号", Some("北京市朝阳区"));
        check("北京市北京市朝阳区建国路88号", Some("北京市北京市朝阳区"));
        check("北京市市辖区朝阳区建国路88号", Some("北京市市辖区朝阳区"));
        check("海南省海口市龙华区滨海大道1号", Some("海南省海口市龙华区"));
        check("海南省文昌市文城镇1号", Some("海南省文昌市"));
        check("海南省 海口市 龙华区 滨海大道1号", Some("海南省 海口市 龙华区"));
        check("广东深圳南山区科技园1号", Some("广东深圳南山区"));
        check("北京朝阳区建国路", Some("北京朝阳区"));
        check("深圳市南山区科技园", Some("深圳市南山区"));
        check("朝阳区建国路88号", Some("朝阳区"));
        check("中国上海市浦东新区世纪大道1号", Some("中国上海市浦东新区"));
        check("　内蒙古自治区锡林郭勒盟多伦县大街", Some("内蒙古自治区锡林郭勒盟多伦县"));
        check("江苏省苏州市工业园区星湖街1号", Some("江苏省苏州市"));
        check("北京市崇文区某街1号", Some("北京市崇文区"));
        check("北京市", Some("北京市"));
    }

    #[test]
    fn a_street_is_never_taken_for_a_district() {
        for address in
            ["", "建国路88号", "南京路100号", "海南路小区3号楼", "幸福花园小区", "12号", "Room 5, 北京市朝阳区", "中国"]
        {
            assert_eq!(district_prefix(address), None, "{address}");
        }
        assert_eq!(district_prefix("上海市仁恒河滨城东区3号楼"), Some("上海市"));
        assert_eq!(district_prefix("海南省海口市人民路幸福小区"), Some("海南省海口市"));
        assert_eq!(district_prefix("北京市建国门外大街甲8号朝阳区"), Some("北京市"));
    }
}
