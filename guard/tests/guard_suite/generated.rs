//! Made-up values of every kind and of what looks like them, in the forms tables hold them. Nobody's data.

use base::identifier::bank_card;
use base::identifier::generate::{self, Registrant};
use base::identifier::id_card::Sex;
use base::region::{self, Level, RegionCode};

/// A fixed sequence of numbers, the same on every run.
pub(crate) struct Sequence(pub(crate) u64);

impl Sequence {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }

    pub(crate) fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap())).collect()
    }

    fn letters(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'a' + u8::try_from(self.below(26)).unwrap())).collect()
    }

    fn upper(&mut self, count: usize) -> String {
        self.letters(count).to_uppercase()
    }

    fn hex(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from_digit(u32::try_from(self.below(16)).unwrap(), 16).unwrap()).collect()
    }
}

const SURNAMES: &str =
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈";
const GIVEN: &str =
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂文辉力斌宇浩凯鑫波玲梅建华志国海燕红云峰雪晨佳欣怡子涵梓轩";
pub(crate) const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

pub(crate) fn name(n: &mut Sequence) -> String {
    let (surnames, given): (Vec<char>, Vec<char>) = (SURNAMES.chars().collect(), GIVEN.chars().collect());
    let mut name = String::from(*n.pick(&surnames));
    name.push(*n.pick(&given));
    if n.below(3) > 0 {
        name.push(*n.pick(&given));
    }
    name
}

fn counties() -> Vec<RegionCode> {
    region::all().iter().filter(|d| d.code.level() == Level::County && !d.groups_only()).map(|d| d.code).collect()
}

fn day(n: &mut Sequence, from: u64, years: u64) -> (u64, u64, u64) {
    (from + n.below(years), n.below(12) + 1, n.below(28) + 1)
}

pub(crate) fn id_number(n: &mut Sequence) -> String {
    let counties = counties();
    let (year, month, date) = day(n, 1950, 60);
    let birth = format!("{year}-{month:02}-{date:02}").parse().unwrap();
    generate::id_number(*n.pick(&counties), birth, *n.pick(&[Sex::Female, Sex::Male]), n.below(2))
}

pub(crate) fn mobile(n: &mut Sequence) -> String {
    let segment = n.pick(&["13", "15", "18", "17", "19", "16"]).to_string();
    format!("{segment}{}", n.digits(9))
}

fn address(n: &mut Sequence) -> String {
    let counties = counties();
    let place = region::full_name(*n.pick(&counties)).unwrap();
    let street =
        n.pick(&["人民路", "建设大街", "解放东路", "滨海大道", "文化巷", "和平街道", "新华北路", "东风镇幸福村"]);
    let door = match n.below(4) {
        0 => format!("{}号", n.below(900) + 1),
        1 => format!("{}号{}单元{}室", n.below(200) + 1, n.below(6) + 1, n.below(2000) + 101),
        2 => format!("{}号院{}号楼", n.below(90) + 1, n.below(30) + 1),
        _ => format!("{}栋{}", n.below(30) + 1, n.below(3000) + 101),
    };
    format!("{place}{street}{door}")
}

fn vin(n: &mut Sequence) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPRSTUVWXYZ0123456789";
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let mut text: Vec<u8> = b"LSV".to_vec();
    text.extend((0..14).map(|_| *n.pick(ALPHABET)));
    let value = |b: u8| match b {
        b'0'..=b'9' => u32::from(b - b'0'),
        b'A'..=b'H' => u32::from(b - b'A') + 1,
        b'J'..=b'N' => u32::from(b - b'J') + 1,
        b'P' => 7,
        b'R' => 9,
        _ => u32::from(b - b'S') + 2,
    };
    let sum: u32 = text.iter().zip(WEIGHTS).map(|(b, w)| value(*b) * w).sum();
    text[8] = if sum % 11 == 10 { b'X' } else { b'0' + u8::try_from(sum % 11).unwrap() };
    String::from_utf8(text).unwrap()
}

fn resident(n: &mut Sequence) -> String {
    let region = RegionCode::from_number(*n.pick(&[810_000, 820_000, 830_000])).unwrap();
    let (year, month, date) = day(n, 1950, 60);
    generate::id_number(region, format!("{year}-{month:02}-{date:02}").parse().unwrap(), Sex::Male, n.below(2))
}

fn body(n: &mut Sequence) -> String {
    let place = n.pick(&["海口", "长沙", "湖州", "石家庄", "琼海", "株洲"]);
    let field = n.pick(&["恒达", "鑫源", "蓝天", "华信", "众合", "瑞丰"]);
    format!(
        "{place}{field}{}",
        n.pick(&["科技有限公司", "商贸有限公司", "建筑工程有限公司", "第二人民医院", "市政工程局"])
    )
}

fn date(n: &mut Sequence, from: u64, years: u64) -> String {
    let (year, month, date) = day(n, from, years);
    match n.below(3) {
        0 => format!("{year}-{month:02}-{date:02}"),
        1 => format!("{year}/{month}/{date}"),
        _ => format!("{year}年{month}月{date}日"),
    }
}

/// A value of the form a column is named after.
pub(crate) fn value(form: &str, n: &mut Sequence) -> String {
    let made = person(form, n).or_else(|| thing(form, n)).or_else(|| word(form, n)).or_else(|| harmless(form, n));
    made.unwrap_or_else(|| panic!("no form {form}"))
}

/// Of persons.
fn person(form: &str, n: &mut Sequence) -> Option<String> {
    Some(match form {
        "name" => name(n),
        "masked-name" => format!("{}**", SURNAMES.chars().nth(usize::try_from(n.below(40)).unwrap()).unwrap()),
        "id-number" => id_number(n),
        "masked-id-number" => {
            let number = id_number(n);
            format!("{}********{}", &number[..6], &number[14..])
        }
        "passport" => format!("{}{}", n.pick(&["E", "G", "EA", "EB", "EJ"]), n.digits(8)).chars().take(9).collect(),
        "travel-permit" => format!("{}{}", n.pick(&["H", "M"]), n.digits(8)),
        "taiwan-permit" => n.digits(8),
        "resident" => resident(n),
        "foreign-resident" => {
            let (year, month, date) = day(n, 1960, 40);
            format!(
                "{}{}{:02}{month:02}{date:02}{}",
                n.pick(&["CAN", "USA", "GBR"]),
                n.pick(&["1100", "3100", "4601"]),
                year % 100,
                n.digits(2)
            )
        }
        "mobile" => mobile(n),
        "grouped-mobile" => {
            let number = mobile(n);
            format!("{}-{}-{}", &number[..3], &number[3..7], &number[7..])
        }
        "landline" => format!(
            "{}-{}{}",
            n.pick(&["010", "021", "0898", "0731", "0572"]),
            n.pick(&["2", "5", "6", "8"]),
            n.digits(7)
        ),
        "local" => format!("{}{}", n.pick(&["2", "5", "6", "8"]), n.digits(7)),
        "telephone" => {
            if n.below(2) == 0 {
                value("mobile", n)
            } else {
                value("landline", n)
            }
        }
        "email" => {
            format!("{}{}@{}.com", n.letters(6), n.digits(2), n.pick(&["example", "mail.example", "corp.example"]))
        }
        "address" => address(n),
        "city" => region::full_name(*n.pick(&counties())).unwrap(),
        "birth" => date(n, 1940, 75),
        "birth-compact" => {
            let (year, month, date) = day(n, 1940, 75);
            format!("{year}{month:02}{date:02}")
        }
        _ => return None,
    })
}

/// Of bodies, vehicles and machines.
fn thing(form: &str, n: &mut Sequence) -> Option<String> {
    let provinces: Vec<char> = PROVINCES.chars().collect();
    Some(match form {
        "bank-card" => generate::bank_card(n.pick(bank_card::issuers()), n.below(1 << 40)),
        "uscc" => {
            generate::uscc(Registrant::Enterprise, *n.pick(&counties()), u32::try_from(n.below(1 << 29)).unwrap())
        }
        "org-code" => generate::org_code(u32::try_from(n.below(1 << 29)).unwrap()),
        "tax-id" => format!("{}{}", n.pick(&counties()), generate::org_code(u32::try_from(n.below(1 << 29)).unwrap())),
        "plate" => {
            format!("{}{}{}", n.pick(&provinces), char::from(b'A' + u8::try_from(n.below(8)).unwrap()), n.digits(5))
        }
        "green-plate" => {
            format!("{}{}D{}", n.pick(&provinces), char::from(b'A' + u8::try_from(n.below(8)).unwrap()), n.digits(5))
        }
        "vin" => vin(n),
        "record" => format!("{}{}", n.pick(&["ZY", "MZ", "BL", "00"]), n.digits(8)),
        "disease" => n
            .pick(&[
                "2型糖尿病",
                "原发性高血压",
                "急性阑尾炎",
                "肺腺癌",
                "冠心病",
                "慢性胃炎",
                "腰椎间盘突出症",
                "左侧桡骨骨折",
                "脑梗死",
                "支气管哮喘",
                "缺铁性贫血",
                "甲状腺结节",
                "上呼吸道感染",
                "白内障",
                "抑郁症",
            ])
            .to_string(),
        "icd" => format!("{}{}.{}", n.pick(&["I", "E", "J", "K", "C"]), n.digits(2), n.digits(1)),
        "face" => format!("{}==", n.letters(64)),
        "fingerprint" => n.hex(64),
        "file" => format!("/data/face/{}.jpg", n.digits(10)),
        "longitude" => format!("{}.{}", 73 + n.below(60), n.digits(6)),
        "latitude" => format!("{}.{}", 18 + n.below(30), n.digits(6)),
        "point" => format!("{}.{},{}.{}", 73 + n.below(60), n.digits(6), 18 + n.below(30), n.digits(6)),
        "account" => format!("{}_{}", n.letters(5), n.digits(3)),
        "qq" => format!("{}{}", n.below(9) + 1, n.digits(8)),
        "password" => format!("{}{}!{}", n.upper(2), n.letters(4), n.digits(3)),
        "hash" => n.hex(32),
        "ip" => format!("{}.{}.{}.{}", n.below(223) + 1, n.below(256), n.below(256), n.below(254) + 1),
        "ipv6" => format!("2001:db8:{}::{}", n.hex(4), n.hex(3)),
        "mac" => (0..6).map(|_| n.hex(2)).collect::<Vec<_>>().join(":"),
        _ => return None,
    })
}

/// Of money, schools, courts and days.
fn word(form: &str, n: &mut Sequence) -> Option<String> {
    Some(match form {
        "amount" => format!("{}.{}", n.below(90_000) + 1_000, n.digits(2)),
        "yuan" => format!("{}元", n.below(90_000) + 1_000),
        "estate-certificate" => format!("琼（20{}）海口市不动产权第{}号", 10 + n.below(14), n.digits(7)),
        "school" => format!(
            "{}{}",
            n.pick(&["海南", "湖南", "河北", "浙江", "清源"]),
            n.pick(&["大学", "师范学院", "第一中学", "职业技术学院", "实验小学"])
        ),
        "body" => body(n),
        "case-number" => {
            format!("({})琼{}民初{}号", 2015 + n.below(10), n.digits(4).replace('0', "1"), n.below(9_999) + 1)
        }
        "old-case-number" => {
            format!("（{}）海中法民一终字第{}号", 2005 + n.below(9), n.below(999) + 1).replace("海中法", "琼海")
        }
        "execution-case" => format!("（{}）京0105执{}号", 2016 + n.below(9), n.below(99_999) + 1),
        "age" => format!("{}", n.below(90)),
        "sex" => n.pick(&["男", "女"]).to_string(),
        "time" => {
            format!("2024-{:02}-{:02} {:02}:{:02}:00", n.below(12) + 1, n.below(28) + 1, n.below(24), n.below(60))
        }
        _ => return None,
    })
}

/// What looks like one of the kinds and is none.
fn harmless(form: &str, n: &mut Sequence) -> Option<String> {
    Some(match form {
        "permit-with-date" => {
            format!("11010520{:02}{:02}{:02}{}", n.below(25), n.below(12) + 1, n.below(28) + 1, n.digits(9))
        }
        "permit" => format!("JY1{}", n.digits(13)),
        "permit-in-brackets" => format!("(20{})京房售证字{}号", 10 + n.below(14), n.below(999) + 1),
        "document" => format!("琼自然资规〔20{}〕{}号", 10 + n.below(14), n.below(999) + 1),
        "order" => format!("20240{}{}", n.below(9) + 1, n.digits(14)),
        "order-of-16" => format!("62{}", n.digits(14)),
        "stamp" => format!("17{}", n.digits(11)),
        "eleven" => format!("1{}{}", 3 + n.below(7), n.digits(9)),
        "product" => format!("{}{}", n.pick(&["E", "G", "H"]), n.digits(8)),
        "barcode" => format!("69{}", n.digits(11)),
        "uuid" => format!("{}-{}-{}-{}-{}", n.hex(8), n.hex(4), n.hex(4), n.hex(4), n.hex(12)),
        "version" => format!("{}.{}.{}.{}", n.below(9), n.below(20), n.below(20), n.below(200)),
        "code-of-17" => format!("LD{}", n.digits(15)),
        "code-of-9" => n.digits(9),
        "project" => format!(
            "{}{}项目",
            n.pick(&["滨江", "和平", "高铁新城", "云龙"]),
            n.pick(&["道路改造", "安置房", "污水处理", "幼儿园"])
        ),
        "district" => n.pick(&["龙华区", "秀英区", "琼山区", "美兰区"]).to_string(),
        "state" => n.pick(&["有效", "注销", "吊销", "高级", "常规", "安全"]).to_string(),
        "industry" => n.pick(&["房地产业", "建筑业", "批发和零售业", "住宿和餐饮业"]).to_string(),
        "verdict" => n.pick(&["合格", "不合格", "正常", "异常"]).to_string(),
        "dish" => n.pick(&["黄焖鸡", "红烧肉", "白切鸡", "文昌鸡", "高汤面"]).to_string(),
        "percent" => format!("{}.{}", n.below(100), n.digits(2)),
        "sentence" => n
            .pick(&[
                "请按照规定的期限办理，逾期不予受理。",
                "经检查，未发现违法行为。",
                "材料齐全，符合法定形式，准予许可。",
            ])
            .to_string(),
        "post-code" => format!("57{}", n.digits(4)),
        "small" => format!("{}", n.below(500)),
        "url" => format!("https://data.example.gov.cn/{}/{}", n.letters(6), n.digits(6)),
        "grid" => format!("HK{}", n.digits(10)),
        _ => return None,
    })
}
