//! People who do not exist.

use base::LawDate;
use base::identifier::bank_card;
use base::identifier::generate;
use base::identifier::id_card::Sex;
use base::region::RegionCode;

use super::draw::Draw;

const SURNAMES: [&str; 32] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "林", "郭", "何", "高",
    "罗", "郑", "梁", "谢", "宋", "唐", "许", "邓", "冯", "韩", "曹", "欧阳", "符",
];
/// First and second characters of given names, of our own choosing: stars, seas, trees and stones.
const FIRST: [&str; 24] = [
    "星", "海", "椰", "松", "岚", "澜", "帆", "汐", "禾", "榕", "岩", "溪", "曦", "霁", "桐", "蔚", "竹", "笙", "珊",
    "瑚", "砚", "棠", "葵", "苇",
];
const SECOND: [&str; 24] = [
    "远", "舟", "岸", "屿", "遥", "宁", "清", "言", "安", "朗", "晴", "然", "野", "微", "航", "青", "知", "乐", "和",
    "明", "予", "白", "川", "萌",
];
/// Prefixes of mobile numbers; the four digits that follow are always 0000, which no operator hands out.
const MOBILE: [&str; 16] =
    ["130", "131", "133", "135", "136", "138", "139", "150", "151", "152", "158", "176", "186", "187", "188", "189"];

pub(super) fn name(draw: &mut Draw) -> String {
    let mut name = String::from(draw.word(&SURNAMES));
    name.push_str(draw.word(&FIRST));
    if !draw.once_in(4) {
        name.push_str(draw.word(&SECOND));
    }
    name
}

pub(super) fn mobile(draw: &mut Draw) -> String {
    format!("{}0000{:04}", draw.word(&MOBILE), draw.below(10_000))
}

/// Born between 1940 and 2005.
pub(super) fn birth(draw: &mut Draw) -> LawDate {
    draw.day(-21_900, 2_100)
}

pub(super) fn id_number(region: RegionCode, birth: LawDate, draw: &mut Draw) -> String {
    let sex = if draw.once_in(2) { Sex::Female } else { Sex::Male };
    generate::id_number(region, birth, sex, draw.below(2))
}

pub(super) fn bank_card(draw: &mut Draw) -> String {
    let issuers = bank_card::issuers();
    let chosen = usize::try_from(draw.below(issuers.len() as u64)).unwrap_or_default();
    issuers.get(chosen).map(|issuer| generate::bank_card(issuer, draw.below(1_000_000_000))).unwrap_or_default()
}
