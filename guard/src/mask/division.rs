use std::collections::HashMap;
use std::sync::LazyLock;

use arrow::array::ArrayRef;
use base::region::{self, Division, Level, RegionCode};

use super::column::to_text;
use super::{MaskError, REDACTED};

/// Replaces every address by its division of `level`, and every division code of 6, 9 or 12 digits by the code of that
/// level. An address whose beginning names no known division becomes `***`.
///
/// A district is cut from the address as it is written; a province or a city is given by its standing name, and only
/// when every division of the name found lies in the same one.
pub(super) fn apply(column: &ArrayRef, level: Level) -> Result<ArrayRef, MaskError> {
    to_text(column, 24, |text, out| {
        write(text, level, &mut |part| out.push(part));
        Ok(())
    })
}

fn write(text: &str, level: Level, push: &mut dyn FnMut(&str)) {
    if let Some((digits, zeros)) = coarser_code(text.trim(), level) {
        push(digits);
        return push(zeros);
    }
    if level == Level::County {
        return push(district_prefix(text).unwrap_or(REDACTED));
    }
    match named(text).and_then(|(place, _)| standing(&place, level)) {
        Some((province, city)) => {
            push(province);
            push(city);
        }
        None => push(REDACTED),
    }
}

/// The digits of a known code that stay at `level`, and the zeros after them.
fn coarser_code(text: &str, level: Level) -> Option<(&str, &'static str)> {
    if !matches!(text.len(), 6 | 9 | 12) || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let code = text.get(..6)?.parse().ok().filter(|code| region::ever(*code))?;
    let (kept, zeros) = match (level, RegionCode::level(code)) {
        (Level::Province, _) | (_, Level::Province) => (2, "0000"),
        (Level::City, _) | (_, Level::City) => (4, "00"),
        (Level::County, Level::County) => (6, ""),
    };
    Some((text.get(..kept)?, zeros))
}

/// The one province, and below it the one city, in which every bearer of the name lies.
fn standing(place: &Place, level: Level) -> Option<(&'static str, &'static str)> {
    let mut bearers = place.bearers();
    let first = bearers.next()?;
    let outer =
        |code: RegionCode| if level == Level::City { (code.province(), code.city()) } else { (code.province(), None) };
    if bearers.any(|other| outer(other) != outer(first)) {
        return None;
    }
    let province = region::latest(first.province())?.name;
    if level == Level::Province {
        return Some((province, ""));
    }
    // Below a municipality, and for counties run by their province, there is no city to name.
    let city = first.city().and_then(region::latest).filter(|city| !city.groups_only());
    // A province alone is coarser than a city; that is all the address said.
    Some((province, city.map_or("", |city| city.name)))
}

/// Names by their first two characters, the longest first, each with the codes that bear or bore it.
type Index = HashMap<[char; 2], Vec<(&'static str, Vec<RegionCode>)>>;

struct Names {
    provinces: Index,
    cities: Index,
    counties: Index,
    /// 北京, 广东, 内蒙古: trusted only when a division of theirs follows, as many streets bear such names.
    short_provinces: Index,
    /// 深圳, 大理: likewise.
    short_cities: Index,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| Names {
    provinces: index(Level::Province, |division| Some(division.name)),
    cities: index(Level::City, |division| Some(division.name)),
    counties: index(Level::County, |division| Some(division.name)),
    short_provinces: index(Level::Province, |division| stem(division.name, PROVINCE_ENDS)),
    short_cities: index(Level::City, |division| stem(division.name, &["市", "地区", "盟"])),
});

const PROVINCE_ENDS: &[&str] = &["省", "市", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区"];

fn stem(name: &'static str, ends: &[&str]) -> Option<&'static str> {
    ends.iter().find_map(|end| name.strip_suffix(end))
}

fn index(level: Level, name: impl Fn(&'static Division) -> Option<&'static str>) -> Index {
    let mut index = Index::new();
    let divisions = region::all().iter().filter(|division| division.code.level() == level && !division.groups_only());
    for (division, name) in divisions.filter_map(|division| Some((division, name(division)?))) {
        let Some(start) = start(name) else { continue };
        let names = index.entry(start).or_default();
        match names.iter_mut().find(|(known, _)| *known == name) {
            Some((_, bearers)) if bearers.contains(&division.code) => {}
            Some((_, bearers)) => bearers.push(division.code),
            None => names.push((name, vec![division.code])),
        }
    }
    for names in index.values_mut() {
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    }
    index
}

fn start(text: &str) -> Option<[char; 2]> {
    let mut chars = text.chars();
    Some([chars.next()?, chars.next()?])
}

/// The finest division an address names.
struct Place {
    named: &'static [RegionCode],
    within: Option<&'static [RegionCode]>,
}

impl Place {
    fn bearers(&self) -> impl Iterator<Item = RegionCode> {
        self.named.iter().copied().filter(|code| lies(*code, self.within))
    }
}

fn lies(code: RegionCode, within: Option<&[RegionCode]>) -> bool {
    within.is_none_or(|within| within.iter().any(|outer| outer.contains(code)))
}

/// The part of `address` that names its province, city and district, cut from its beginning (blanks before it
/// aside); `None` when it does not begin with a known division, standing or abolished.
///
/// Only whole names of GB/T 2260 count, so nothing finer than a district is ever returned.
pub fn district_prefix(address: &str) -> Option<&str> {
    let (_, rest) = named(address)?;
    let address = address.trim_start();
    address.get(..address.len() - rest.len()).filter(|prefix| !prefix.is_empty())
}

/// The division at the front of an address and what follows its name; `None` when none stands there.
fn named(address: &str) -> Option<(Place, &str)> {
    let address = address.trim_start();
    let text = ["中华人民共和国", "中国"].iter().find_map(|own| address.strip_prefix(own)).unwrap_or(address);
    let names = &*NAMES;
    if let Some((province, rest)) = step(text, &names.provinces, None) {
        return Some(below_province(rest, province.named).unwrap_or((province, rest)));
    }
    if let Some((province, rest)) = step(text, &names.short_provinces, None)
        && let Some(found) = below_province(rest, province.named)
    {
        return Some(found);
    }
    below(text, None)
}

/// 北京市北京市朝阳区 and 北京市市辖区朝阳区 occur wherever a system fills three boxes for four municipalities.
fn below_province<'a>(text: &'a str, provinces: &'static [RegionCode]) -> Option<(Place, &'a str)> {
    let repeated = step(text, &NAMES.provinces, Some(provinces));
    let rest = repeated.as_ref().map(|(_, rest)| *rest).or_else(|| blanks(text).strip_prefix("市辖区")).unwrap_or(text);
    below(rest, Some(provinces)).or(repeated)
}

fn below<'a>(text: &'a str, within: Option<&'static [RegionCode]>) -> Option<(Place, &'a str)> {
    let names = &*NAMES;
    if let Some((city, rest)) = step(text, &names.cities, within) {
        // Counties are looked for in the whole province too: some left the city whose name still precedes theirs.
        let county = step(rest, &names.counties, Some(city.named)).or_else(|| step(rest, &names.counties, within));
        return Some(county.unwrap_or((city, rest)));
    }
    if let Some((city, rest)) = step(text, &names.short_cities, within)
        && let Some(county) = step(rest, &names.counties, Some(city.named))
    {
        return Some(county);
    }
    step(text, &names.counties, within)
}

/// The longest name at the front of `text` whose bearers lie in one of `within`, and what follows it.
fn step<'a>(text: &'a str, names: &'static Index, within: Option<&'static [RegionCode]>) -> Option<(Place, &'a str)> {
    let text = blanks(text);
    names.get(&start(text)?)?.iter().find_map(|(name, bearers)| {
        let rest = text.strip_prefix(name)?;
        bearers.iter().any(|code| lies(*code, within)).then_some((Place { named: bearers, within }, rest))
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

    #[test]
    fn a_province_or_a_city_is_given_by_its_standing_name() {
        let check = |address: &str, province: &str, city: &str| {
            let at = |level| {
                let mut text = String::new();
                write(address, level, &mut |part| text.push_str(part));
                text
            };
            assert_eq!((at(Level::Province).as_str(), at(Level::City).as_str()), (province, city), "{address}");
        };
        check("北京市北京市朝阳区建国路88号", "北京市", "北京市");
        check("广东深圳南山区科技园1号", "广东省", "广东省深圳市");
        check("深圳市南山区科技园", "广东省", "广东省深圳市");
        check("海南省文昌市文城镇1号", "海南省", "海南省");
        check("海南省人民路1号", "海南省", "海南省");
        check("朝阳区建国路88号", REDACTED, REDACTED);
        check("建国路88号", REDACTED, REDACTED);
        check("460105", "460000", "460100");
        check("460105001002", "460000", "460100");
        check("460000", "460000", "460000");
        check("999999", REDACTED, REDACTED);
    }
}
