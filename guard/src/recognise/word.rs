//! What Han words end in: diseases 疾病, schools 院校, bodies 单位, sums of money 金额.

use std::sync::LazyLock;

use super::form::{Form, FormSet};
use super::han::HanSet;

/// Endings of the names of diseases and of what a physician writes down.
const DISEASES: [&str; 55] = [
    "病",
    "炎",
    "癌",
    "瘤",
    "症",
    "综合征",
    "综合症",
    "结石",
    "骨折",
    "感染",
    "衰竭",
    "梗死",
    "梗塞",
    "出血",
    "高血压",
    "低血压",
    "溃疡",
    "息肉",
    "囊肿",
    "增生",
    "硬化",
    "损伤",
    "脱位",
    "扭伤",
    "中风",
    "哮喘",
    "感冒",
    "发热",
    "贫血",
    "肥胖",
    "失眠",
    "抑郁",
    "痴呆",
    "麻痹",
    "瘫痪",
    "结核",
    "积液",
    "肿大",
    "血脂",
    "不全",
    "疹",
    "疮",
    "痛",
    "栓塞",
    "障碍",
    "颤动",
    "早搏",
    "癫痫",
    "痛风",
    "结节",
    "突出",
    "狭窄",
    "畸形",
    "白内障",
    "紊乱",
];

/// Words with such an ending that name no disease of a person.
const NOT_OF_PEOPLE: [&str; 5] = ["看病", "毛病", "稻瘟病", "锈病", "枯萎病"];

const SCHOOLS: [&str; 17] = [
    "大学",
    "学院",
    "中学",
    "小学",
    "学校",
    "高中",
    "初中",
    "职高",
    "技校",
    "附中",
    "附小",
    "幼儿园",
    "党校",
    "一中",
    "二中",
    "校区",
    "分校",
];

const BODIES: [&str; 35] = [
    "公司",
    "集团",
    "厂",
    "店",
    "局",
    "院",
    "中心",
    "研究所",
    "事务所",
    "派出所",
    "协会",
    "委员会",
    "联合会",
    "基金会",
    "部",
    "银行",
    "支行",
    "信用社",
    "合作社",
    "报社",
    "委",
    "厅",
    "政府",
    "工作室",
    "大队",
    "支队",
    "馆",
    "站",
    "处",
    "办公室",
    "办事处",
    "商行",
    "经营部",
    "超市",
    "酒店",
];

/// The last characters of all of them; most values end in another.
static LAST: LazyLock<HanSet> = LazyLock::new(|| {
    let endings = DISEASES.iter().chain(&SCHOOLS).chain(&BODIES);
    HanSet::of(endings.filter_map(|ending| ending.chars().next_back()))
});

pub(super) fn forms(text: &str) -> FormSet {
    // 糖尿病(E11.900) ends in a bracket; 8000元 in a word of money.
    let last = text.chars().next_back().unwrap_or(' ');
    if !LAST.has(last) && !matches!(last, ')' | '）' | ']' | '级' | '期' | '度' | '后' | '查' | '排' | '？' | '?')
    {
        return FormSet::only_if(Form::Number, is_money(text));
    }
    let length = text.chars().take(41).count();
    let ends = |endings: &[&str]| endings.iter().any(|ending| text.ends_with(ending));
    let school = (4..=30).contains(&length) && ends(&SCHOOLS);
    FormSet::only_if(Form::Disease, is_disease(text, length))
        .and(FormSet::only_if(Form::School, school))
        .and(FormSet::only_if(Form::Body, (4..=40).contains(&length) && (school || ends(&BODIES))))
        .and(FormSet::only_if(Form::Number, is_money(text)))
}

fn is_disease(text: &str, length: usize) -> bool {
    // 2型糖尿病(E11.900): a code of ICD-10 often stands behind the name.
    let name = without_degree(text.split(['(', '（', '[']).next().unwrap_or(text).trim_end());
    (2..=24).contains(&length)
        && DISEASES.iter().any(|ending| name.ends_with(ending))
        && !NOT_OF_PEOPLE.iter().any(|other| name.ends_with(other))
}

/// 高血压3级, 胃癌Ⅲ期, 腰椎间盘突出术后, 肺炎？: how far it went and what became of it stand behind the name.
fn without_degree(text: &str) -> &str {
    let text = text.trim_end_matches(['？', '?']);
    let text = ["待查", "待排", "术后"].iter().find_map(|word| text.strip_suffix(word)).unwrap_or(text);
    let Some(degree) = text.strip_suffix(['级', '期', '度']) else { return text };
    degree.trim_end_matches(|c: char| c.is_ascii_digit() || "ⅠⅡⅢⅣIV一二三四轻中重早晚".contains(c))
}

fn is_money(text: &str) -> bool {
    let text = text.strip_prefix(['¥', '￥']).unwrap_or(text);
    let text = text.strip_suffix('元').unwrap_or(text).trim_end_matches(['万', '亿', '千']);
    !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b' ' | b'-'))
        && text.bytes().any(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_by_their_endings() {
        let check = |text: &str, expected: &[Form]| {
            assert_eq!(forms(text).iter().collect::<Vec<_>>(), expected, "{text}");
        };
        check("2型糖尿病", &[Form::Disease]);
        check("原发性高血压(I10.x00)", &[Form::Disease]);
        check("看病", &[]);
        check("海口市第一中学", &[Form::School, Form::Body]);
        check("海口某某有限公司", &[Form::Body]);
        check("8000元", &[Form::Number]);
        check("￥1.5万元", &[Form::Number]);
        check("合格", &[]);
    }
}
