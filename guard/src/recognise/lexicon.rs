//! What a column's name says about its values.

use base::Kind;

use super::kinds::KindSet;

/// Kinds a column name speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Hints {
    /// The name says it outright.
    pub(super) named: KindSet,
    /// The name allows it; values must show it.
    pub(super) allowed: KindSet,
}

enum Force {
    Named,
    Allowed,
}
use Force::{Allowed, Named};

enum Place {
    /// Anywhere in the name.
    Within,
    /// At its end, where Chinese names of columns say what they hold.
    Last,
    /// One whole word of it.
    Word,
    Whole,
}
use Place::{Last, Whole, Within, Word};

struct Entry(Place, &'static [&'static str], Force, &'static [Kind]);

const TELEPHONES: &[Kind] = &[Kind::Mobile, Kind::Landline];

const CHINESE: &[Entry] = &[
    Entry(Within, &["身份证", "证件号", "公民身份", "居民身份", "社会保障号", "社保号"], Named, &[Kind::IdNumber]),
    Entry(Within, &["纳税人识别号", "相对人代码"], Allowed, &[Kind::IdNumber]),
    Entry(Within, &["手机", "移动电话"], Named, &[Kind::Mobile]),
    Entry(Within, &["电话", "联系方式", "联系号码"], Named, TELEPHONES),
    Entry(Within, &["座机", "固话", "固定电话", "传真"], Named, &[Kind::Landline]),
    Entry(Within, &["银行卡", "银行账号", "银行帐号", "开户账号", "储蓄卡", "社保卡号"], Named, &[Kind::BankCard]),
    Entry(Within, &["卡号", "账号", "帐号", "账户"], Allowed, &[Kind::BankCard]),
    Entry(Within, &["社会信用代码", "统一社会代码", "信用代码", "纳税人识别号", "税号"], Named, &[Kind::Uscc]),
    Entry(Within, &["相对人代码", "机构代码"], Allowed, &[Kind::Uscc]),
    Entry(Within, &["邮箱", "电子邮件", "电邮"], Named, &[Kind::Email]),
    Entry(Within, &["车牌", "号牌号码", "号牌号"], Named, &[Kind::Plate]),
    Entry(Within, &["车号", "车辆"], Allowed, &[Kind::Plate]),
    Entry(
        Last,
        &[
            "姓名",
            "代表人",
            "法人代表",
            "负责人",
            "联系人",
            "经办人",
            "经手人",
            "执法人员",
            "检查人员",
            "抽查人员",
            "户主",
            "监护人",
            "代理人",
            "承办人",
            "收件人",
            "曾用名",
        ],
        Named,
        &[Kind::Name],
    ),
    Entry(
        Last,
        &[
            "个人名称",
            "相对人名称",
            "纳税人名称",
            "申请人",
            "当事人",
            "被执行人",
            "出资人",
            "投资人",
            "股东",
            "法人",
            "人员",
            "作者",
            "医生",
            "教师",
            "院长",
            "校长",
            "园长",
            "名单",
        ],
        Allowed,
        &[Kind::Name],
    ),
    Entry(
        Within,
        &["地址", "住所", "住址", "户籍", "坐落", "座落", "经营场所", "经营地点", "居住地"],
        Named,
        &[Kind::Address],
    ),
    Entry(Within, &["所在地", "地点", "位置", "场所", "注册地"], Allowed, &[Kind::Address]),
];

const LATIN: &[Entry] = &[
    Entry(
        Within,
        &["idcard", "identitycard", "identitynumber", "idnumber", "citizenid", "sfzh", "gmsfhm"],
        Named,
        &[Kind::IdNumber],
    ),
    Entry(Whole, &["idno", "sfz", "zjhm", "certno"], Named, &[Kind::IdNumber]),
    Entry(Within, &["mobile", "cellphone", "shouji", "sjhm"], Named, &[Kind::Mobile]),
    Entry(Word, &["sjh"], Named, &[Kind::Mobile]),
    Entry(Within, &["phone", "lxdh"], Named, TELEPHONES),
    Entry(Word, &["tel"], Named, TELEPHONES),
    Entry(Word, &["fax", "landline"], Named, &[Kind::Landline]),
    Entry(Within, &["bankcard", "bankaccount", "yhkh", "yhzh"], Named, &[Kind::BankCard]),
    Entry(Within, &["cardno", "cardnumber", "accountno", "accountnumber"], Allowed, &[Kind::BankCard]),
    Entry(Within, &["uscc", "creditcode", "shxydm"], Named, &[Kind::Uscc]),
    Entry(Within, &["taxno", "taxid"], Allowed, &[Kind::Uscc]),
    Entry(Within, &["email", "dzyx"], Named, &[Kind::Email]),
    Entry(Word, &["mail"], Named, &[Kind::Email]),
    Entry(Within, &["licenseplate", "licenceplate", "platenumber", "plateno", "hphm", "cphm"], Named, &[Kind::Plate]),
    Entry(Word, &["plate", "cph"], Named, &[Kind::Plate]),
    Entry(Within, &["carno", "vehicle"], Allowed, &[Kind::Plate]),
    Entry(
        Last,
        &[
            "realname",
            "fullname",
            "personname",
            "contactname",
            "contactperson",
            "legalperson",
            "legalrepresentative",
            "firstname",
            "lastname",
            "surname",
            "givenname",
            "fddbr",
            "frdb",
            "lxr",
        ],
        Named,
        &[Kind::Name],
    ),
    Entry(Whole, &["xm"], Named, &[Kind::Name]),
    Entry(Whole, &["name", "username", "owner", "author"], Allowed, &[Kind::Name]),
    Entry(Within, &["address"], Named, &[Kind::Address]),
    Entry(Word, &["addr", "zcdz", "jydz", "txdz", "dz"], Named, &[Kind::Address]),
    Entry(Word, &["location", "place"], Allowed, &[Kind::Address]),
];

/// Endings after which a column holds something about the thing, not the thing: 证件类型, 手机品牌, 电话数量.
const ABOUT: [&str; 14] =
    ["类型", "类别", "种类", "品牌", "型号", "数量", "个数", "人数", "有效期", "日期", "时间", "状态", "标志", "性质"];

/// Addresses of machines.
const MACHINES: [&str; 8] = ["网址", "ip", "mac", "url", "网络", "链接", "邮箱", "邮件"];

/// Reads a column name in Chinese or English, or in the first letters of its pinyin.
pub(super) fn hints(column_name: &str) -> Hints {
    let plain: String = column_name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '＊')).collect();
    let words = words(&plain);
    let joined = words.concat();
    let chinese = without_note(&plain);
    if ABOUT.iter().any(|about| chinese.ends_with(about)) || chinese.starts_with("是否") {
        return Hints::default();
    }
    let mut hints = Hints::default();
    for Entry(place, keys, force, kinds) in CHINESE {
        let holds = |key: &&str| match place {
            Within => plain.contains(*key),
            Last => chinese.ends_with(*key),
            Word | Whole => chinese == *key,
        };
        apply(&mut hints, keys.iter().any(holds), force, kinds);
    }
    for Entry(place, keys, force, kinds) in LATIN {
        let holds = |key: &&str| match place {
            Within => joined.contains(*key),
            Last => joined.ends_with(*key),
            Word => words.iter().any(|word| word == *key),
            Whole => joined == *key,
        };
        apply(&mut hints, keys.iter().any(holds), force, kinds);
    }
    settle(hints, &plain, &words)
}

fn apply(hints: &mut Hints, holds: bool, force: &Force, kinds: &[Kind]) {
    if !holds {
        return;
    }
    let set = match force {
        Named => &mut hints.named,
        Allowed => &mut hints.allowed,
    };
    *set = kinds.iter().fold(*set, |set, kind| set.with(*kind));
}

/// 手机 wins over 电话 in 手机电话, and a mail server's address is no street.
fn settle(hints: Hints, plain: &str, words: &[String]) -> Hints {
    let machine = MACHINES.iter().any(|m| if m.is_ascii() { words.iter().any(|w| w == m) } else { plain.contains(m) });
    let keep = |set: KindSet| {
        let street = |kind: &Kind| *kind != Kind::Address || !(machine || hints.named.has(Kind::Email));
        set.iter().filter(street).fold(KindSet::EMPTY, KindSet::with)
    };
    Hints { named: keep(hints.named), allowed: keep(hints.allowed) }
}

/// 行政相对人代码_1(统一社会信用代码) → 行政相对人代码: a note in brackets, a number, a mark of being required.
fn without_note(plain: &str) -> &str {
    let end = plain.find(['(', '（', '[', '【']).filter(|at| *at > 0).unwrap_or(plain.len());
    plain
        .get(..end)
        .unwrap_or(plain)
        .trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '_' | '-' | ':' | '：'))
}

/// The Latin words of a name: `legalPerson_name` → legal, person, name.
fn words(plain: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut lower_before = false;
    for c in plain.chars() {
        let begins = c.is_ascii_uppercase() && lower_before;
        if (begins || !c.is_ascii_alphabetic()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_ascii_alphabetic() {
            word.push(c.to_ascii_lowercase());
        }
        lower_before = c.is_ascii_lowercase();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn column_names_say_what_they_hold() {
        let check = |name: &str, named: &[Kind]| {
            let expected = named.iter().fold(KindSet::EMPTY, |set, kind| set.with(*kind));
            assert_eq!(hints(name).named, expected, "{name}");
        };
        for name in [
            "身份证号",
            "证件号码",
            "法定代表人和总负责人身份证件号码",
            "id_card",
            "idCard",
            "ID_NUMBER",
            "sfzh",
            " 身份证 号*",
        ] {
            check(name, &[Kind::IdNumber]);
        }
        for name in ["手机", "手机号码", "mobile", "MOBILE_NO"] {
            check(name, &[Kind::Mobile]);
        }
        for name in ["联系电话", "电话", "phone", "tel", "contactPhone"] {
            check(name, TELEPHONES);
        }
        for name in
            ["姓名", "法定代表人", "法人代表", "法定代表人姓名", "执法人员", "联系人（必填）", "legal_person", "xm"]
        {
            check(name, &[Kind::Name]);
        }
        for name in ["地址", "详细地址*", "注册地址", "住所", "经营场所", "address", "reg_addr"] {
            check(name, &[Kind::Address]);
        }
        for name in ["统一社会信用代码", "纳税人识别号", "行政相对人代码_1(统一社会信用代码)", "creditCode", "tyshxydm"]
        {
            check(name, &[Kind::Uscc]);
        }
        check("银行账号", &[Kind::BankCard]);
        check("电子邮箱", &[Kind::Email]);
        check("E-mail 地址", &[Kind::Email]);
        check("email_address", &[Kind::Email]);
        check("车牌号", &[Kind::Plate]);
        for name in [
            "",
            "企业名称",
            "项目名称",
            "证件类型",
            "IP地址",
            "网址",
            "是否有联系电话",
            "注册号",
            "name",
            "hotel",
            "手机品牌",
            "序号",
            "法人单位名称",
            "mac_address",
        ] {
            check(name, &[]);
        }
        assert!(hints("name").allowed.has(Kind::Name));
        assert!(hints("被检查单位或个人名称").allowed.has(Kind::Name));
    }
}
