//! Addresses 地址, by the words they are built of, and how precisely they tell a place.

use super::form::{Form, FormSet};
use crate::pack::Precision;

/// Fewest characters of one.
pub(crate) const SHORTEST: usize = 6;

/// Prose and lists; an address stays below.
const LONGEST: usize = 80;

/// Divisions below which a street or village follows.
const fn is_division(c: char) -> bool {
    matches!(c, '省' | '市' | '区' | '县' | '旗' | '盟' | '州')
}

/// Streets and villages.
const fn is_street(c: char) -> bool {
    matches!(c, '路' | '街' | '道' | '巷' | '弄' | '村' | '镇' | '乡' | '屯' | '庄' | '里' | '园' | '苑' | '胡')
}

/// What a house number, a building or a room is counted with.
const fn is_numbered(c: char) -> bool {
    matches!(c, '号' | '楼' | '栋' | '幢' | '室' | '层' | '座' | '院' | '组')
}

/// Endings of names of bodies, works and papers, however much of an address they contain.
const NEVER: [&str; 14] = [
    "公司",
    "项目",
    "工程",
    "地块",
    "许可",
    "通知",
    "决定",
    "合作社",
    "委员会",
    "办事处",
    "政府",
    "事务所",
    "分局",
    "案",
];

/// Endings of names of schools, of which the same holds.
const SCHOOLS: [&str; 6] = ["小学", "中学", "学校", "学院", "大学", "幼儿园"];

/// Endings of names of bodies, unless a house number shows that they stand in an address.
const BODIES: &str = "厂店局院部会所站校社处厅馆队心户行";

/// Signs that only sentences have.
const fn is_prose(c: char) -> bool {
    matches!(c, '。' | '；' | '：' | '“' | '”' | '？')
}

pub(super) fn forms(text: &str) -> FormSet {
    let address = is_address(text);
    FormSet::only_if(Form::Address, address).and(FormSet::only_if(Form::Place, !address && is_place(text)))
}

/// Two levels of divisions at least, and nothing below: 湖南省长沙市.
fn is_place(text: &str) -> bool {
    let text = text.trim();
    let levels = text.chars().enumerate().filter(|(at, c)| *at > 0 && is_division(*c)).count();
    let length = text.chars().count();
    levels >= 2 && (5..=24).contains(&length) && text.ends_with(is_division) && text.chars().all(|c| c > '\u{2e80}')
}

/// How precisely an address or place tells where something is; `None` when it names no division, street or door.
pub(crate) fn precision(text: &str) -> Option<Precision> {
    let mut finest = None;
    let mut counting = false;
    let mut cities = 0;
    for (at, c) in text.chars().enumerate() {
        let found = match c {
            _ if counting && (is_numbered(c) || c == '户' || c == '元') => Some(Precision::Door),
            _ if at == 0 => None,
            '省' => Some(Precision::Province),
            '市' => {
                cities += 1;
                Some(if cities > 1 { Precision::County } else { Precision::City })
            }
            '州' | '盟' => Some(Precision::City),
            '区' | '县' | '旗' => Some(Precision::County),
            _ if is_street(c) => Some(Precision::Street),
            _ => None,
        };
        finest = finest.max(found);
        counting = counts(c);
    }
    finest
}

fn is_address(text: &str) -> bool {
    let (mut length, mut division, mut street, mut numbered) = (0_usize, false, false, false);
    let mut counting = false;
    let mut last = ' ';
    let mut market = false;
    for c in text.chars() {
        length += 1;
        if length > LONGEST || is_prose(c) {
            return false;
        }
        // A street counts only after something that names it.
        if length > 1 && is_street(c) {
            street = true;
        }
        // 农贸市场 lies in no city for its own name.
        if market && c != '场' {
            division = true;
        }
        market = false;
        if length > 1 && is_division(c) {
            if c == '市' { market = true } else { division = true }
        }
        numbered |= counting && is_numbered(c);
        counting = counts(c);
        if !c.is_whitespace() {
            last = c;
        }
    }
    division |= market;
    // 西湖区希望小学 is named after where it lies.
    if !numbered && SCHOOLS.iter().any(|ending| text.trim_end().ends_with(ending)) {
        return false;
    }
    let built = street && numbered || (division && (street || numbered) && !BODIES.contains(last));
    built && length >= SHORTEST && !is_document(text) && !NEVER.iter().any(|ending| text.trim_end().ends_with(ending))
}

/// 不动产权第0001234号, 字第12号: the number of a paper.
fn is_document(text: &str) -> bool {
    let number =
        text.trim_end().strip_suffix('号').map(|rest| (rest, rest.trim_end_matches(|c: char| c.is_ascii_digit())));
    number.is_some_and(|(whole, head)| head.len() < whole.len() && head.ends_with('第'))
}

/// A digit, a letter of a building, or a number in Han characters.
const fn counts(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(
            c,
            '０'
                ..='９'
                    | '*'
                    | '一'
                    | '二'
                    | '三'
                    | '四'
                    | '五'
                    | '六'
                    | '七'
                    | '八'
                    | '九'
                    | '十'
                    | '百'
                    | '甲'
                    | '乙'
                    | '丙'
                    | '丁'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_its_precision() {
        let check = |text: &str, expected| assert_eq!(precision(text), expected, "{text}");
        check("湖南省", Some(Precision::Province));
        check("湖南省长沙市", Some(Precision::City));
        check("湖南省长沙市浏阳市", Some(Precision::County));
        check("海口市龙华区", Some(Precision::County));
        check("海口市龙华区滨海大道", Some(Precision::Street));
        check("海口市龙华区滨海大道1号", Some(Precision::Door));
        check("合格", None);
        assert!(forms("湖南省长沙市").has(Form::Place));
        assert!(!forms("长沙市").has(Form::Place));
        assert!(!forms("湖南省长沙市芙蓉区五一大道1号").has(Form::Place));
    }
}
