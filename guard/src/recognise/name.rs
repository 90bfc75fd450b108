//! Names of natural persons 自然人姓名.

use std::collections::HashSet;
use std::sync::LazyLock;

use base::region;

use super::han::HanSet;

/// Surnames of one character, by the usual order of the old register of families and then the rarer ones.
const SURNAMES: &str = concat!(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方",
    "俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧",
    "计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫",
    "经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓",
    "牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙",
    "池乔阴鬱胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容",
    "向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰",
    "巢关蒯相查后荆红游竺权逯盖益桓公岳帅缑亢况郈有琴归海晋楚闫法汝鄢涂钦商牟佘佴伯赏墨哈谯笪年爱阳佟言福肖付代邸苟仝",
    "兰原税麦揭迟门展冼植覃宾粟苑郇盘骈尉由信占晓邝丛萨蹇詹亓玄鹿巨揣禚户仉呼位库类但初风矫腾令甫辜楼晨芦朴隋谌琚禤綦尧鄞",
);

/// Surnames of two characters.
const COMPOUND: [&str; 48] = [
    "欧阳", "司马", "上官", "诸葛", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "司徒",
    "司空", "端木", "独孤", "南宫", "西门", "东郭", "百里", "呼延", "轩辕", "澹台", "公冶", "宗政", "濮阳", "淳于",
    "单于", "太叔", "申屠", "仲孙", "钟离", "鲜于", "闾丘", "赫连", "拓跋", "公羊", "谷梁", "万俟", "闻人", "亓官",
    "司寇", "乐正", "第五", "完颜", "纳兰", "叶赫",
];

/// What a name does not end in, and bodies, places, states and things do.
const NEVER_LAST: &str = "区县市省镇乡村街路局厅部院校店厂司所站类型级否处科室组队社会馆中心行业业费款额量率数号码证表书品物机器场库网房楼桥港元年月日时天份无有是";

/// States, results and colours that begin with a surname as if they were names: an audit 通过, a row 空白.
const STATES: [&str; 40] = [
    "通过", "安全", "平安", "常规", "空白", "空闲", "计划", "和解", "终止", "终结", "解除", "解散", "支持", "应急",
    "应届", "居中", "高级", "明确", "相符", "查无", "查封", "查实", "司法", "双方", "时效", "单身", "通用", "通知",
    "黄色", "红色", "蓝色", "白色", "金色", "花色", "安排", "万元", "全文", "归档", "归还", "方便",
];

/// Surnames of one character.
static SINGLE: LazyLock<HanSet> = LazyLock::new(|| HanSet::of(SURNAMES.chars()));

pub(crate) fn is_surname(c: char) -> bool {
    SINGLE.has(c)
}

static DOUBLE: LazyLock<HashSet<&str>> = LazyLock::new(|| COMPOUND.into_iter().collect());

pub(crate) fn is_compound_surname(two: &str) -> bool {
    DOUBLE.contains(two)
}

/// A division written without its last character, such as 朝阳.
pub(crate) fn is_place_name(text: &str) -> bool {
    PLACES.contains(text)
}

/// 朝阳, 房山, 海淀: divisions written without their last character look like names of people.
static PLACES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let short = |name: &'static str| {
        let mut chars = name.chars();
        chars.next_back();
        chars.as_str()
    };
    let names = region::all().iter().map(|division| short(division.name));
    names.filter(|name| (2..=3).contains(&name.chars().count())).collect()
});

/// What has the form of a name and is none.
static NO_NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| PLACES.iter().copied().chain(STATES).collect());

pub(super) const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

const fn is_star(c: char) -> bool {
    matches!(c, '*' | '＊')
}

/// Whether a name of three characters or more starts with a surname of two 复姓.
pub(crate) fn has_compound_surname(name: &str) -> bool {
    name.get(..6).is_some_and(|two| DOUBLE.contains(two)) && name.len() > 6
}

/// A surname and one or two more characters; the same with stars or 某 in place of the given name (`田*`, `赵**`,
/// `张某某`); or a name with its parts set apart by a dot, as many peoples write theirs.
pub(super) fn is_name(text: &str) -> bool {
    let mut found = [' '; 5];
    let mut length = 0;
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if matches!(c, '·' | '•' | '・' | '．') {
            return is_dotted(text);
        }
        let Some(slot) = found.get_mut(length) else { return is_dotted(text) };
        if !(is_han(c) || is_star(c)) {
            return false;
        }
        *slot = c;
        length += 1;
    }
    match found.get(..length) {
        Some(chars @ [first, .., last]) => is_plain(text.trim(), chars, *first, *last),
        _ => false,
    }
}

fn is_plain(text: &str, chars: &[char], first: char, last: char) -> bool {
    let stars = chars.iter().filter(|c| is_star(**c)).count();
    if stars > 0 {
        let visible = chars.len() - stars;
        return (2..=4).contains(&chars.len())
            && visible > 0
            && (is_star(first) || is_surname(first) || is_rare(first));
    }
    // Two characters of the basic block are six bytes.
    let compound = text.get(..6).is_some_and(|two| DOUBLE.contains(two));
    let length_fits = if compound { matches!(chars.len(), 3 | 4) } else { matches!(chars.len(), 2 | 3) };
    if !length_fits || NEVER_LAST.contains(last) || !(compound || is_surname(first)) {
        return false;
    }
    !NO_NAMES.contains(text)
}

/// Behind a star, a surname not listed here is still likelier than anything else, unless it is a common word.
const fn is_rare(first: char) -> bool {
    !matches!(first, '第' | '一' | '二' | '三' | '不' | '无' | '有')
}

fn is_dotted(text: &str) -> bool {
    let mut parts = 0;
    let mut length = 0_usize;
    for part in text.trim().split(['·', '•', '・', '．']) {
        let size = part.chars().count();
        if size == 0 || !part.chars().all(|c| is_han(c) || is_star(c)) {
            return false;
        }
        parts += 1;
        length += size;
    }
    (2..=6).contains(&parts) && (3..=24).contains(&length) && !text.trim_end().ends_with(|c| NEVER_LAST.contains(c))
}

/// One to five words of letters, with the marks names have: Wang Xiaoming, SMITH, O'Neil, Jean-Luc, J. R. Brown. Most
/// words are written so, so that only a column's name makes them names.
pub(super) fn is_latin(text: &str) -> bool {
    let words = || text.split([' ', ',']).filter(|word| !word.is_empty());
    let word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.bytes().all(|b| b.is_ascii_alphabetic() || b"'.-".contains(&b))
    };
    text.is_ascii() && text.len() >= 2 && (1..=5).contains(&words().count()) && words().all(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_surnames_is_long_and_without_doubles() {
        assert!(SINGLE.len() + DOUBLE.len() >= 400, "{}", SINGLE.len());
        assert_eq!(DOUBLE.len(), COMPOUND.len());
        assert!(SURNAMES.chars().all(is_han));
    }

    #[test]
    fn names_in_latin_letters_are_words_of_letters() {
        for name in ["Wang Xiaoming", "SMITH", "O'Neil, Mary", "Jean-Luc", "J. R. Brown"] {
            assert!(is_latin(name), "{name}");
        }
        for other in ["", "A", "E12345678", "a@b.cn", "one two three four five six", "http://a", "3 - 5"] {
            assert!(!is_latin(other), "{other}");
        }
    }

    #[test]
    fn names_are_told_from_words_places_and_bodies() {
        for name in [
            "王小明",
            "李雷",
            "欧阳娜娜",
            "司马强",
            "田*",
            "赵**",
            "张*设",
            "*小明",
            "张某某",
            "王 伟",
            "买买提·吐尔逊",
            "法**·弗雷德里赫·瓦尔德克",
        ] {
            assert!(is_name(name), "{name}");
        }
        for other in [
            "北京",
            "朝阳区",
            "房山",
            "合格",
            "某公司",
            "王小明有限公司",
            "张",
            "平安银行",
            "*ST慧辰",
            "**",
            "A王",
            "李lei",
            "石景山",
            "通过",
            "海南省",
            "",
        ] {
            assert!(!is_name(other), "{other}");
        }
    }
}
