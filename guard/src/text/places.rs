//! Addresses 地址 in running text: divisions of the register, then a street, then a number.

use std::collections::HashSet;
use std::sync::LazyLock;

use base::Kind;
use base::region;
use regex::Regex;

use super::span::{Candidate, Ground};
use crate::pack::Pack;

/// Names of divisions; those of one character beside their level (市, 县) stand for many.
static DIVISIONS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let named = region::all().iter().filter(|division| !division.groups_only()).map(|division| division.name);
    named.filter(|name| (2..=12).contains(&name.chars().count())).collect()
});
static FIRST: LazyLock<HashSet<char>> =
    LazyLock::new(|| DIVISIONS.iter().filter_map(|name| name.chars().next()).collect());

/// Below the divisions: towns, streets, estates, villages, each by its ending.
static STREET: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:\p{Han}{1,8}?(?:经济技术开发区|高新技术开发区|高新区|开发区|工业园区|工业园|科技园|产业园|街道|大道|大街|公路|胡同|社区|小区|花园|家园|新村",
        r"|路|街|巷|弄|镇|乡|村|里|屯|庄|苑|园|道|大厦|广场|中心|公寓|环)(?:[东南西北中]?[一二三四五六七八九十]?(?:路|段|街|巷|条|里)|[东南西北]段?)?)"
    ))
    .ok()
});
static DOOR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^[ ,-]?(?:附?第?[甲乙丙丁]?(?:[0-9]{1,5}(?:[-~至][0-9]{1,5})*|[A-Za-z]{1,2}[0-9]{0,4}|[一二三四五六七八九十百]{1,4})",
        r"[甲乙丙丁A-Za-z]?(?:号院|号楼|号|栋|幢|座|单元|层|楼|室|房|户|组|队|门|弄|区|巷|村民小组)",
        r"|[0-9]{1,5}(?:-[0-9]{1,5}){1,3}|[东南西北中][区座楼栋院]|院)"
    ))
    .ok()
});
/// A room number ends an address without a word behind it.
static ROOM: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[A-Za-z]?[0-9]{2,5}(?:-[0-9]{1,4})?").ok());

/// What may stand before a street that no division leads.
const BEFORE_STREET: [&str; 12] = ["，", "。", "：", "；", "、", ":", " ", "在", "于", "到", "往", "\n"];
/// What makes a body of a street it follows.
const BODIES: [&str; 26] = [
    "办事处",
    "公司",
    "有限",
    "委员会",
    "居委",
    "村委",
    "派出所",
    "分局",
    "支行",
    "银行",
    "政府",
    "法院",
    "检察院",
    "小学",
    "中学",
    "大学",
    "医院",
    "学校",
    "幼儿园",
    "卫生",
    "项目",
    "工程",
    "党",
    "书记",
    "镇长",
    "村民",
];

pub(super) fn find(pack: &Pack, text: &str, out: &mut Vec<Candidate>) {
    let Some(rule) = pack.rules().iter().position(|rule| rule.kind == Kind::Address && rule.text.is_some()) else {
        return;
    };
    let mut next = 0;
    for (start, c) in text.char_indices() {
        if start < next || !FIRST.contains(&c) && !may_begin(text, start) {
            continue;
        }
        if let Some((end, score)) = address(text, start) {
            out.push(Candidate { start, end, rule, ground: Ground::Words(score) });
            next = end;
        }
    }
}

fn may_begin(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    before.is_empty() || BEFORE_STREET.iter().any(|word| before.ends_with(word))
}

/// Where the address that begins here ends, and how sure it is.
fn address(text: &str, start: usize) -> Option<(usize, f64)> {
    let mut at = start;
    let mut divisions = 0;
    while let Some(length) = division(text.get(at..)?) {
        at += length;
        divisions += 1;
    }
    if divisions == 0 && !may_begin(text, start) {
        return None;
    }
    let mut streets = 0;
    while let Some(length) = matched(STREET.as_ref(), text.get(at..)?).filter(|_| streets < 5) {
        // A street reaches no further than the next number: 路 behind one belongs to another place.
        at += length;
        streets += 1;
        if matched(DOOR.as_ref(), text.get(at..)?).is_some() {
            break;
        }
    }
    let mut doors = 0;
    let door = |at: usize| {
        let rest = text.get(at..)?;
        let led = divisions > 0 || streets > 0;
        matched(DOOR.as_ref(), rest).or_else(|| estate(rest).filter(|_| led))
    };
    while let Some(length) = door(at).filter(|_| doors < 8) {
        at += length;
        doors += 1;
        // 中关村大街27号中关村大厦3层: a building behind a number.
        if let Some(length) = matched(STREET.as_ref(), text.get(at..)?).filter(|length| building(text, at, *length)) {
            at += length;
        }
    }
    if doors > 0 {
        at += matched(ROOM.as_ref(), text.get(at..)?).unwrap_or_default();
    }
    let rest = text.get(at..)?;
    let a_body = doors == 0 && BODIES.iter().any(|body| rest.starts_with(body));
    let score = match (divisions, streets, doors) {
        _ if a_body => return None,
        (1.., 1.., 1..) => 0.95,
        (0, 1.., 1..) => 0.8,
        (1.., 0, 1..) => 0.7,
        (2.., 1.., 0) => 0.65,
        // Where somebody is from: 户籍地湖南省长沙市.
        (2.., 0, 0) if is_announced(text, start) => 0.75,
        _ => return None,
    };
    Some((at, score))
}

fn is_announced(text: &str, start: usize) -> bool {
    const WORDS: [&str; 11] =
        ["户籍", "户籍地", "户籍所在地", "籍贯", "住址", "地址", "现住", "家住", "住", "出生地", "居住地"];
    let before = text.get(..start).unwrap_or_default().trim_end_matches([' ', ':', '：', '为', '是', '在', '于']);
    WORDS.iter().any(|word| before.ends_with(word))
}

fn building(text: &str, at: usize, length: usize) -> bool {
    let named = text.get(at..at + length).unwrap_or_default();
    ["大厦", "广场", "小区", "花园", "家园", "公寓", "苑", "园"].iter().any(|ending| named.ends_with(ending))
}

fn division(rest: &str) -> Option<usize> {
    if !rest.chars().next().is_some_and(|c| FIRST.contains(&c)) {
        return None;
    }
    let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).take(12).collect::<Vec<_>>();
    ends.into_iter().rev().find(|end| rest.get(..*end).is_some_and(|name| DIVISIONS.contains(name)))
}

/// An estate of any name, told by the building behind it: 锦绣江南28幢.
fn estate(rest: &str) -> Option<usize> {
    const NEVER: &str = "的和与在是为有人号";
    let of_name = |c: &char| matches!(c, '\u{4e00}'..='\u{9fff}') && !NEVER.contains(*c);
    let characters = rest.chars().take(8).take_while(of_name);
    let (count, bytes) = characters.fold((0, 0), |(count, bytes), c| (count + 1, bytes + c.len_utf8()));
    let building = rest.get(bytes..)?;
    let digits = building.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let unit = ["号楼", "幢", "栋", "座", "单元"]
        .into_iter()
        .find(|unit| building.get(digits..).is_some_and(|behind| behind.starts_with(unit)))?;
    (count >= 2 && (1..=3).contains(&digits)).then_some(bytes + digits + unit.len())
}

fn matched(regex: Option<&Regex>, rest: &str) -> Option<usize> {
    regex?.find(rest).map(|found| found.end())
}
