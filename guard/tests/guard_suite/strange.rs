//! Tables as other houses export them: headings in pinyin, English, camel case or none at all, numbers written in other
//! ways, every fifth cell with something else in it, few rows and many. Made up; nobody's data.

use base::Kind::{self, *};
use base::identifier::bank_card;
use base::identifier::generate;
use guard::pack::Pack;
use guard::recognise::{ColumnScan, Headings};
use guard::text::scan_text;

use super::generated::{Sequence, id_number, mobile, name, value};

/// Share of recall and of precision all columns together must reach.
const LEAST: f64 = 0.98;
const SIZES: [u64; 3] = [6, 40, 300];
/// What stands where a value should.
const DIRT: [&str; 8] = ["未填写", "同上", "NULL", "#N/A", "见附件", "拒绝提供", "待补录", "不详"];
/// A heading that says nothing.
const SILENT: &str = "字段7";

/// How a column may be called, the form of its values, and what they are. Values that tell themselves are tried under
/// [`SILENT`] as well.
const HELD: &[(&[&str], &str, Kind)] = &[
    (&["lxdh", "mobileNo", "家长电话", SILENT], "mobile-from-abroad", Mobile),
    (&["sjh", "手机", "phone_number", SILENT], "crossed-mobile", Mobile),
    (&["gmsfhm", "idCardNo", "公民身份证", SILENT], "quoted-id-number", IdNumber),
    (&["经办", "联系人", "custName", SILENT], "titled-name", Name),
    (&["英文名", "xmpy", "nameEn", "姓名拼音"], "latin-name", Name),
    (&["name", "Name"], "latin-name", Name),
    (&["card_no", "银行卡", "yhkh", SILENT], "card-but-four", BankCard),
    (&["gddh", "座机", "officeTel", SILENT], "bracketed-landline", Landline),
    (&["dlip", "clientIp", "登录IP", SILENT], "ip-and-port", Ip),
    (&["ipdz", "ip_address", SILENT], "half-ip", Ip),
    (&["macdz", "deviceMac"], "bare-mac", Mac),
    (&["hkMacaoPermit", "hk_macau_permit_no", "港澳通行证"], "exit-permit", TravelPermit),
    (&["taiwanPermitNo", "taiwan_compatriot_permit", "tbzh"], "taiwan-permit", TravelPermit),
    (&["passportId", "hzh", "护照"], "passport", Passport),
    (&["permanent_residence_no", "永居证", SILENT], "resident", ResidencePermit),
    (&["frameNo", "车辆识别代码", "clsbdm", SILENT], "vin", Vin),
    (&["诊断", "jbmc", "dischargeDiagnosis", SILENT], "staged-disease", Disease),
    (&["ICD编码", "zdbm", "jbbm"], "icd", Disease),
    (&["zwtz", "rltz", "虹膜编码"], "fingerprint", Biometric),
    (&["wechatId", "wxh", "qqNo"], "account", Account),
    (&["dlmm", "userPass", "pwd_hash"], "hash", Password),
    (&["netPay", "base_pay", "应发合计", "收入"], "amount", Income),
    (&["zhye", "totalAssets", "house_value", "余额"], "amount", Property),
    (&["单位", "companyName", "gzdw", "单位及职务"], "body", Employer),
    (&["学校", "byyx", "university"], "school", School),
    (&["csrq", "dateOfBirth", "出生"], "birth", BirthDate),
];

/// What a column may be called and filled with that is about nobody.
const NOBODYS: &[(&[&str], &str)] = &[
    (&["施工许可证编号", "许可证号", "permit_no", "licence_no", SILENT], "permit-of-a-day"),
    (&["流水号", "serial_no"], "stamp-and-number"),
    (&["客服电话", "热线电话", "hotline"], "hotline"),
    (&["发电量", "总产量"], "eleven"),
    (&["卫生许可证号", SILENT], "numbered-paper"),
    (&["场所名称", "名称", SILENT], "market"),
    (&["不动产单元", SILENT], "deed"),
    (&["数据指纹", "文件指纹"], "sha"),
    (&["会计科目", "account_code"], "subject"),
    (&["树种", "植物名称"], "tree"),
    (&["物料编码", "sku"], "product"),
    (&["版本号", "version"], "version"),
];

/// Of persons, written in other ways.
fn theirs(form: &str, n: &mut Sequence) -> Option<String> {
    Some(match form {
        "mobile-from-abroad" => format!("{}{}", n.pick(&["0086", "86", "+86-", "(+86)", "86-"]), mobile(n)),
        "crossed-mobile" => {
            let number = mobile(n);
            format!("{}xxxx{}", &number[..3], &number[7..])
        }
        "quoted-id-number" => format!("'{}", id_number(n)),
        "titled-name" => format!("{}{}", name(n), n.pick(&["先生", "女士"])),
        "latin-name" => format!(
            "{} {}",
            n.pick(&["Wang", "Zhou", "James", "O'Neil", "Marie-Anne"]),
            n.pick(&["Xiaoming", "Fang", "Smith", "J. Brown", "Keller"])
        ),
        "card-but-four" => {
            let card = generate::bank_card(n.pick(bank_card::issuers()), n.below(1 << 40));
            format!("**** **** **** {}", &card[card.len() - 4..])
        }
        "bracketed-landline" => {
            let number = value("landline", n);
            let (area, local) = number.split_once('-').unwrap();
            format!("（{area}）{local}")
        }
        "ip-and-port" => format!("{}:{}", value("ip", n), 1_024 + n.below(60_000)),
        "half-ip" => format!("{}.{}.*.*", n.below(200) + 1, n.below(256)),
        "bare-mac" => value("mac", n).replace(':', "").to_uppercase(),
        "exit-permit" => format!("C{}", n.digits(8)),
        "staged-disease" => format!(
            "{}{}",
            n.pick(&["高血压3级", "胃癌Ⅲ期", "2型糖尿病", "腰椎间盘突出", "心房颤动", "双相情感障碍", "痛风"]),
            n.pick(&["", "", "？", "术后", "待查", "(左侧)"])
        ),
        _ => return None,
    })
}

/// Of nobody.
fn nobodys(form: &str, n: &mut Sequence) -> Option<String> {
    let county = *n.pick(&["330106", "460105", "430102", "110105", "130102"]);
    let day = format!("20{}{:02}{:02}", 15 + n.below(10), n.below(12) + 1, n.below(28) + 1);
    Some(match form {
        "permit-of-a-day" => format!("{county}{day}{:04}", n.below(9_999) + 1),
        "stamp-and-number" => format!("{day}{:02}{:02}{:02}{}", n.below(24), n.below(60), n.below(60), n.digits(4)),
        "hotline" => match n.below(3) {
            0 => n.pick(&["12345", "12315", "95588", "12366"]).to_string(),
            1 => format!("400-{}-{}", n.below(900) + 100, n.digits(4)),
            _ => format!("400{}", n.digits(7)),
        },
        "numbered-paper" => format!("浙卫公证字[20{}]第{county}{}号", 10 + n.below(14), n.digits(5)),
        "market" => {
            format!("{}{}", n.pick(&["莲花庄", "西塞山", "龙溪", "中心"]), n.pick(&["农贸市场", "图书馆", "加油站"]))
        }
        "deed" => format!("湖(20{})德清县建设用地第{}号", 10 + n.below(14), n.digits(7)),
        "sha" => (0..64).map(|_| char::from_digit(u32::try_from(n.below(16)).unwrap(), 16).unwrap()).collect(),
        "subject" => format!("{}{:02}", 1_001 + n.below(5_000), n.below(20) + 1),
        "tree" => n.pick(&["黄杨", "金桂", "柏木", "白玉兰", "马尾松", "石榴", "龙爪槐"]).to_string(),
        _ => return None,
    })
}

fn cell(form: &str, n: &mut Sequence) -> String {
    theirs(form, n).or_else(|| nobodys(form, n)).unwrap_or_else(|| value(form, n))
}

/// What is found in a column of so many rows of a table of persons; every fifth cell of `dirty` ones holds no value.
fn found(heading: &str, form: &str, rows: u64, dirty: bool) -> Vec<Kind> {
    let mut n = Sequence(rows * 7_919 + heading.bytes().map(u64::from).sum::<u64>());
    let table = ["序号", heading, "性别"].map(str::to_owned);
    let mut scan = ColumnScan::under(&Headings::of(Pack::national(), &table), heading);
    for row in 0..rows {
        let made = cell(form, &mut n);
        scan.observe(if dirty && row % 5 == 4 { n.pick::<&str>(&DIRT) } else { &made });
    }
    scan.finish().iter().map(|finding| finding.kind).collect()
}

#[test]
fn other_headings_and_writings_are_told_among_dirt() {
    let (mut right, mut missed, mut wrong, mut otherwise) = (0_u32, 0_u32, 0_u32, Vec::new());
    for (headings, form, kind) in HELD {
        for (heading, rows) in headings.iter().flat_map(|heading| SIZES.map(|rows| (heading, rows))) {
            let kinds = found(heading, form, rows, true);
            let others = kinds.iter().filter(|found| *found != kind).count();
            right += u32::from(kinds.contains(kind));
            missed += u32::from(!kinds.contains(kind));
            wrong += u32::try_from(others).unwrap();
            if kinds != [*kind] {
                otherwise.push(format!("{heading} ({form}, {rows} rows): {kinds:?}"));
            }
        }
    }
    let share = |of: u32| f64::from(right) / f64::from(right + of);
    println!("{right} right, {missed} missed, {wrong} wrong: {otherwise:#?}");
    assert!(share(missed) >= LEAST && share(wrong) >= LEAST, "{missed} missed, {wrong} wrong: {otherwise:#?}");
}

#[test]
fn what_only_looks_like_a_number_of_somebody_is_nobodys() {
    let mut otherwise = Vec::new();
    let mut columns = 0;
    for (headings, form) in NOBODYS {
        for (heading, rows) in headings.iter().flat_map(|heading| SIZES.map(|rows| (heading, rows))) {
            columns += 1;
            let kinds = found(heading, form, rows, false);
            if !kinds.is_empty() {
                otherwise.push(format!("{heading} ({form}, {rows} rows): {kinds:?}"));
            }
        }
    }
    assert!(otherwise.len() * 50 <= columns, "{} of {columns}: {otherwise:#?}", otherwise.len());
}

#[test]
fn identity_numbers_of_which_some_are_mistyped_stay_identity_numbers() {
    let mut n = Sequence(41);
    for heading in [SILENT, "证号", "编号"] {
        let mut scan = ColumnScan::new(heading);
        for row in 0..200 {
            let number = id_number(&mut n);
            let last = if number.ends_with('1') { '2' } else { '1' };
            let mistyped = format!("{}{last}", &number[..17]);
            scan.observe(if row % 4 == 0 { &mistyped } else { &number });
        }
        let kinds: Vec<Kind> = scan.finish().iter().map(|finding| finding.kind).collect();
        assert_eq!(kinds, [IdNumber], "{heading}");
    }
}

#[test]
fn texts_of_other_desks_hold_what_they_hold_and_no_more() {
    let mut n = Sequence(20_260_305);
    for _ in 0..50 {
        let (number, plate, ip, passport) =
            (mobile(&mut n), value("plate", &mut n), value("ip", &mut n), value("passport", &mut n));
        let texts = [
            (format!("联系电话86-{number}，微信同号"), vec![(Mobile, format!("86-{number}"))]),
            (format!("全市发电量{number}千瓦时，同比增长3%"), vec![]),
            (format!("平台累计访问{number}人次。"), vec![]),
            (format!("登录地址https://{ip}:8443/login"), vec![(Ip, ip.clone())]),
            (format!("bank card lost; plate: {plate}."), vec![(Plate, plate.clone())]),
            (format!("My passport number is {passport}, thanks."), vec![(Passport, passport.clone())]),
            (format!("如有疑问请拨打400-{}-{}。", 200 + n.below(700), n.digits(4)), vec![]),
            (format!("见卫生许可字第{number}号"), vec![]),
        ];
        for (text, expected) in texts {
            let spans = scan_text(&text);
            let held: Vec<(Kind, String)> =
                spans.iter().map(|span| (span.kind, text[span.start..span.end].to_owned())).collect();
            assert_eq!(held, expected, "{text}");
        }
    }
    let home = "浙江省杭州市西湖区文三路960号锦绣江南37幢3单元2106室";
    let text = format!("住{home}，物业费已缴。");
    let spans = scan_text(&text);
    assert_eq!(spans.iter().map(|span| &text[span.start..span.end]).collect::<Vec<_>>(), [home]);
}
