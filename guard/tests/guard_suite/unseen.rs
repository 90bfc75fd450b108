//! Tables unlike those the rules were written beside: other headings, rarer surnames, values masked in other styles, two
//! things in one cell, long remarks. Made up as well; nobody's data.

mod spans;
mod tables;

use std::collections::BTreeMap;

use base::Kind;
use base::identifier::bank_card;
use base::identifier::generate;
use guard::pack::Pack;
use guard::recognise::{ColumnScan, Headings};

use super::generated::{Sequence, id_number, mobile, value};
use tables::TABLES;

const ROWS: u64 = 240;
/// Share of recall and of precision all columns together must reach.
const LEAST: f64 = 0.98;

/// Surnames and given names the other generator does not know, compound and of other peoples among them.
fn rare_name(n: &mut Sequence) -> String {
    let given: Vec<char> = "岚睿祺澍瑾旻琰翀翊骁甯芮薇蔚彦砚棠霖澜钰珏熙煜炜筠".chars().collect();
    match n.below(14) {
        0 => {
            let first = n.pick(&["阿依古丽", "买买提", "古丽娜尔", "艾山", "热依汗", "吐尔逊"]).to_string();
            format!("{first}·{}", n.pick(&["阿卜杜拉", "艾则孜", "卡德尔", "依明"]))
        }
        1 => format!("{}{}", n.pick(&["欧阳", "司马", "上官", "诸葛", "令狐", "皇甫"]), n.pick(&given)),
        2 => n.pick(&["扎西顿珠", "卓玛央金", "巴特尔", "乌兰其其格", "次仁旺堆"]).to_string(),
        _ => {
            let rare: Vec<char> = "翟褚蔺卜仇覃韦农蒙符邢柯庞盘阮麦冼郝骆缪佘阎邬桑寇逄鄢".chars().collect();
            let mut name = String::from(*n.pick(&rare));
            name.push(*n.pick(&given));
            if n.below(4) > 0 {
                name.push(*n.pick(&given));
            }
            name
        }
    }
}

fn village(n: &mut Sequence) -> String {
    format!(
        "{}{}{}组{}号",
        n.pick(&["湖南省花垣县", "海南省白沙黎族自治县", "河北省阜平县", "浙江省安吉县"]),
        n.pick(&["十八洞村", "双龙镇金龙村", "元门乡向民村", "龙泉关镇骆驼湾村", "天荒坪镇余村"]),
        n.below(12) + 1,
        n.below(90) + 1
    )
}

fn complaint(n: &mut Sequence) -> String {
    let (who, number) = (rare_name(n), mobile(n));
    match n.below(4) {
        0 => format!("市民{who}来电反映，其居住的小区夜间施工噪音扰民，多次沟通无果，联系电话{number}，望核实处理。"),
        1 => {
            format!("来电人称楼上住户漏水，物业未及时维修。请联系{who}（{number}）上门查看，并将处理结果告知来电人。")
        }
        2 => format!("反映公交站牌损坏一事。联系人：{who}，手机：{number}。此前工单已办结，但问题未解决。"),
        _ => format!("{who}咨询新生儿落户所需材料，已告知，来电人表示满意，留有电话{number}。"),
    }
}

/// Of persons and what is theirs.
fn theirs(form: &str, n: &mut Sequence) -> Option<String> {
    Some(match form {
        "masked-middle" => {
            let name: Vec<char> = rare_name(n).chars().collect();
            format!("{}*{}", name[0], name[name.len() - 1])
        }
        "named-caller" => format!("{}{}", rare_name(n), mobile(n)),
        "reversed" => format!("{}（{}）", mobile(n), rare_name(n)),
        "polite" => {
            let surname = *n.pick(&["李", "陈", "翟", "韦"]);
            format!("{surname}{} {}", n.pick(&["先生", "女士"]), mobile(n))
        }
        "two-mobiles" => format!("{}/{}", mobile(n), mobile(n)),
        "wide-mobile" => mobile(n).chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect(),
        "spaced-card" => {
            let card = generate::bank_card(n.pick(bank_card::issuers()), n.below(1 << 40));
            card.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four)).collect::<Vec<_>>().join(" ")
        }
        "starred-card" => format!("6222 **** **** {}", n.digits(4)),
        "hidden-name" => format!("{}某{}", n.pick(&["李", "陈", "翟", "韦"]), n.pick(&["", "某"])),
        "decision" => format!(
            "当事人{}，身份证号{}，于2024年{}月{}日驾驶车辆违反规定，决定处以罚款200元。",
            rare_name(n),
            id_number(n),
            n.below(12) + 1,
            n.below(28) + 1
        ),
        "caller" if n.below(5) == 0 => n.pick(&["匿名", "李先生", "陈女士"]).to_string(),
        "rare-name" | "caller" => rare_name(n),
        "masked-tail" => format!("{}****", &id_number(n)[..14]),
        "masked-most" => {
            let number = id_number(n);
            format!("{}***********{}", &number[..3], &number[14..])
        }
        "masked-mobile" => {
            let number = mobile(n);
            format!("{}****{}", &number[..3], &number[7..])
        }
        "disability" => format!("{}{}{}", id_number(n), n.below(7) + 1, n.below(4) + 1),
        "pupil" => format!("G{}", id_number(n)),
        "village" => village(n),
        "name-and-mobile" => format!("{} {}", rare_name(n), mobile(n)),
        "address-and-code" => format!("{} {}", village(n), n.digits(6)),
        "complaint" => complaint(n),
        "english-name" => format!(
            "{} {}",
            n.pick(&["John", "Maria", "Ahmed", "Olga", "Kenji", "Fatima"]),
            n.pick(&["Smith", "Garcia", "Hassan", "Ivanova", "Tanaka", "Müller"])
        ),
        "bank-card" => generate::bank_card(n.pick(bank_card::issuers()), n.below(1 << 40)),
        _ => return None,
    })
}

/// Of things, which look like more than they are.
fn things(form: &str, n: &mut Sequence) -> Option<String> {
    Some(match form {
        "money" => format!("{}.{}", n.below(9_000) + 300, n.digits(2)),
        "lot" => format!("20{}{:02}{}", 20 + n.below(5), n.below(12) + 1, n.digits(4)),
        "day" => format!("20{}-{:02}-{:02}", 10 + n.below(14), n.below(12) + 1, n.below(28) + 1),
        "month" => format!("20{}{:02}", 10 + n.below(14), n.below(12) + 1),
        "unit" => format!("43010{}00{}GB{}F{}", n.below(9), n.digits(4), n.digits(5), n.digits(8)),
        "device" => format!("4301{}{}", n.digits(8), n.digits(6)),
        "short-number" => format!("0{}", n.digits(9)),
        "school-code" => format!("3143{}", n.digits(6)),
        "ticket" => format!("12345{}{}", n.below(9) + 2_024, n.digits(10)),
        "ticket-of-11" => format!("1{}{}", n.below(3), n.digits(9)),
        "eleven-running" => format!("138{:08}", n.below(400) + 10_000),
        "drug-permit" => format!("国药准字{}20{}{}", n.pick(&["H", "Z", "S"]), n.digits(2), n.digits(4)),
        "drug-code" => format!("869{}", n.digits(11)),
        "parcel" => format!("43{}GB{}", n.digits(10), n.digits(5)),
        "meter" => format!("3{}{}", n.digits(7), n.digits(4)),
        "licence-of-practice" => format!("14{}{}", n.digits(6), n.digits(7)),
        "batch-of-18" => format!("20240{}{}", n.below(9) + 1, n.digits(12)),
        "coordinates-of-a-well" => format!("112.{}", n.digits(6)),
        "level" => format!("{}.{}", n.below(9), n.digits(2)),
        "span" => format!("0{}:30-2{}:00", 5 + n.below(3), n.below(3)),
        _ => return None,
    })
}

/// Words of closed lists.
fn words(form: &str, n: &mut Sequence) -> Option<String> {
    let from: &[&str] = match form {
        "relation" => &["配偶", "子", "女", "父亲", "母亲", "本人"],
        "bank" => &["农业银行股份有限公司花垣支行", "中国建设银行长沙分行", "海口农村商业银行", "湖州银行"],
        "cause" => &["因病", "因残", "缺劳动力", "因学", "缺技术"],
        "clinic" => &["双龙镇卫生院", "湘雅医院", "湖州市中心医院", "和平社区卫生服务中心"],
        "arm" => &["左上臂", "右上臂", "大腿外侧"],
        "use" => &["住宅", "商业服务", "工业", "车位"],
        "plate-class" => &["小型汽车", "大型汽车", "小型新能源汽车", "挂车"],
        "class" => &["一年级(3)班", "2021级1班", "高二（5）班", "学前班"],
        "nation" => &["汉族", "苗族", "土家族", "黎族", "侗族"],
        "office" => &["市住房和城乡建设局", "雨花区人民政府", "市公安局交警支队", "市城市管理局"],
        "visit" => &["已回访，市民表示满意。", "电话无人接听。", "市民对结果不认可，要求重办。"],
        "dose" => &["片剂 0.25g*24片", "注射液 2ml:0.5g", "胶囊 100mg"],
        "stop" => &["人民路口", "火车南站", "白沙门公园", "省博物馆", "向阳新村"],
        "line" => &["1路", "旅游3路", "K127路", "机场快线"],
        "nation-abroad" => &["美国", "俄罗斯", "日本", "巴基斯坦"],
        "visa" => &["Z", "L", "X1", "M"],
        "post" => &["科员", "主任科员", "副处长", "调研员"],
        "species" => &["松材线虫病", "稻飞虱", "小麦赤霉病", "柑橘黄龙病"],
        "plan" => &["道路硬化", "饮水安全", "光伏发电", "产业路"],
        "verdict-of-inspection" => &["责令限期改正", "未发现问题", "现场处罚"],
        "title" => &["乡村振兴战略研究", "数字经济导论", "本草纲目新解", "王安石变法考"],
        "product-name" => &["张小泉剪刀", "李锦记蚝油", "王老吉凉茶", "徐福记糖果"],
        "port" => &["浦东国际机场", "霍尔果斯", "海口美兰机场"],
        _ => return None,
    };
    Some((*n.pick(from)).to_owned())
}

fn cell(form: &str, n: &mut Sequence) -> String {
    theirs(form, n).or_else(|| things(form, n)).or_else(|| words(form, n)).unwrap_or_else(|| value(form, n))
}

#[test]
fn tables_of_other_headings_and_names_are_told_as_well() {
    let mut sum = [0_u32; 3];
    let mut otherwise: BTreeMap<String, String> = BTreeMap::new();
    for (seed, (title, table)) in TABLES.iter().enumerate() {
        let mut n = Sequence(seed as u64 * 104_729 + 17);
        let names: Vec<String> = table.iter().map(|(name, ..)| (*name).to_owned()).collect();
        let headings = Headings::of(Pack::national(), &names);
        for (name, form, expected) in *table {
            let mut scan = ColumnScan::under(&headings, name);
            for row in 0..ROWS {
                // Real columns are patchy: empty cells, and a word where there is no value.
                let blank = if row % 40 == 7 { "无" } else { "" };
                scan.observe(&if row % 11 == 5 || row % 40 == 7 { blank.to_owned() } else { cell(form, &mut n) });
            }
            let found: Vec<Kind> = scan.finish().iter().map(|finding| finding.kind).collect();
            if found != *expected {
                otherwise.insert(format!("{title} · {name}"), format!("expected {expected:?}, found {found:?}"));
            }
            for kind in Kind::ALL {
                match (expected.contains(&kind), found.contains(&kind)) {
                    (true, true) => sum[0] += 1,
                    (true, false) => sum[1] += 1,
                    (false, true) => sum[2] += 1,
                    (false, false) => {}
                }
            }
        }
    }
    let [right, missed, wrong] = sum.map(f64::from);
    let (recall, precision) = (right / (right + missed), right / (right + wrong));
    println!("recall {recall:.4}, precision {precision:.4}\n{otherwise:#?}");
    assert!(recall >= LEAST && precision >= LEAST, "recall {recall:.4}, precision {precision:.4}: {otherwise:#?}");
}
