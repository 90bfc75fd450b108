//! Headings as the systems of offices write them: parts behind a mark, whoever does something, words inside other words;
//! and what texts lead a name or number in with. Made up; nobody's data.

use base::Kind::{self, *};
use guard::pack::Pack;
use guard::recognise::{ColumnScan, Headings};
use guard::text::scan_text;

use super::generated::{Sequence, id_number, name, value};

const SIZES: [u64; 3] = [5, 60, 400];

/// A column: what it is called, the form of its values, and what they are.
type Column = (&'static str, &'static str, Option<Kind>);

const TABLES: &[&[Column]] = &[
    &[
        ("申请人_姓名", "name", Some(Name)),
        ("申请人_身份证号码", "id-number", Some(IdNumber)),
        ("申请人_原单位", "body", Some(Employer)),
        ("申请人_月收入", "amount", Some(Income)),
        ("业务流水号", "serial", None),
    ],
    &[
        ("姓名", "name", Some(Name)),
        ("服务处所", "body", Some(Employer)),
        ("性别", "sex", None),
        ("学习单位", "school", Some(Employer)),
        ("母亲单位", "body", Some(Employer)),
        ("聘用企业", "body", Some(Employer)),
        ("维保单位", "body", None),
        ("考点学校", "school", None),
    ],
    &[
        ("xm", "name", Some(Name)),
        ("byzx", "school", Some(School)),
        ("lqyx", "school", Some(School)),
        ("ygz", "amount", Some(Income)),
        ("zyjb", "disease", Some(Disease)),
    ],
    &[
        ("受助人", "name", Some(Name)),
        ("受助人学校", "primary-school", Some(School)),
        ("捐赠人", "name", Some(Name)),
        ("快递员", "few-names", Some(Name)),
        ("巡检人", "name", Some(Name)),
        ("评审专家", "names", Some(Name)),
        ("党员", "yes", None),
        ("会员", "yes", None),
        ("是否受助人", "yes", None),
    ],
    &[
        ("学校名称", "primary-school", None),
        ("所在区县", "county", None),
        ("在校生数", "serial", None),
        ("caller_no", "mobile", Some(Mobile)),
        ("房产证地址", "address", Some(Address)),
        ("施工", "yes", None),
        ("边长", "amount", None),
    ],
    &[
        ("PSN_NAME", "name", Some(Name)),
        ("CERTNO", "id-number", Some(IdNumber)),
        ("DISE_NAME", "disease", Some(Disease)),
        ("T_SQR_DW", "body", Some(Employer)),
        ("JKKH", "serial", Some(MedicalRecord)),
        ("jzys", "name", Some(Name)),
        ("jcjs", "amount", Some(Income)),
        ("LAST_MR_NUM", "serial", None),
        ("deptId", "serial", None),
        ("ZDDM", "serial", None),
        ("USERNAME", "body", None),
    ],
    &[
        ("读者姓名", "name", Some(Name)),
        ("读者单位", "body", Some(Employer)),
        ("用人单位名称", "body", Some(Employer)),
        ("责任单位", "body", None),
        ("制表", "name", Some(Name)),
        ("审核", "passed", None),
        ("定位手机号", "mobile", Some(Mobile)),
        ("适应症", "disease", None),
        ("银行卡张数", "serial", None),
    ],
];

fn cell(form: &str, n: &mut Sequence) -> String {
    match form {
        "name" => name(n),
        "names" => format!("{}、{}", name(n), name(n)),
        "few-names" => name(&mut Sequence(n.below(12) * 7_919 + 3)),
        "id-number" => id_number(n),
        "amount" => format!("{}.{}", n.below(20_000) + 900, n.digits(2)),
        "serial" => n.digits(9),
        "sex" => n.pick(&["男", "女"]).to_string(),
        "passed" => n.pick(&["通过", "通过", "通过", "退回"]).to_string(),
        "yes" => n.pick(&["是", "否"]).to_string(),
        "county" => n.pick(&["西湖区", "吴兴区", "秀英区"]).to_string(),
        "primary-school" => {
            let place = *n.pick(&["西湖区", "湖州市吴兴区", "海口市秀英区", "长沙市"]);
            format!("{place}{}", n.pick(&["希望小学", "实验幼儿园", "第三中学", "实验小学"]))
        }
        other => value(other, n),
    }
}

#[test]
fn headings_of_offices_are_told() {
    let (mut right, mut wrong) = (0, Vec::new());
    for (seed, table) in TABLES.iter().enumerate() {
        let names: Vec<String> = table.iter().map(|(name, ..)| (*name).to_owned()).collect();
        let headings = Headings::of(Pack::national(), &names);
        for (name, form, expected) in *table {
            for rows in SIZES {
                let mut n = Sequence(seed as u64 * 7_321 + rows);
                let mut scan = ColumnScan::under(&headings, name);
                (0..rows).for_each(|_| scan.observe(&cell(form, &mut n)));
                let found: Vec<Kind> = scan.finish().iter().map(|finding| finding.kind).collect();
                if found == expected.iter().copied().collect::<Vec<_>>() {
                    right += 1;
                } else {
                    wrong.push(format!("{name} of {rows}: expected {expected:?}, found {found:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{right} right, but {wrong:#?}");
}

/// What a text holds, of the kinds asked for.
fn told(text: &str, kind: Kind) -> Vec<&str> {
    scan_text(text).iter().filter(|span| span.kind == kind).map(|span| &text[span.start..span.end]).collect()
}

#[test]
fn a_small_word_before_a_name_is_none_of_it() {
    for who in ["张建军", "李文博", "赵铁柱", "覃岚岚", "陆毅", "阮氏梅", "欧阳娜娜"] {
        for text in [
            format!("请{who}于三日内到窗口补正材料。"),
            format!("因{who}拖欠工资，工人到大队投诉。"),
            format!("本案由{who}负责办理。"),
            format!("旅客{who}持票进站。"),
            format!("尊敬的{who}用户，您的水表已换。"),
        ] {
            assert_eq!(told(&text, Name), [who], "{text}");
        }
    }
}

#[test]
fn words_that_read_like_names_are_none() {
    for text in [
        "因高峰限行，请绕行。",
        "因路灯不亮，市民来电。",
        "请安排人员于三日内核实。",
        "因车位不足，无法停放。",
        "请于周五前报送材料。",
        "已列入白名单：见附件",
        "曾服用阿莫西林，体温正常。",
        "原因在于管道老化。",
        "案由：机动车交通事故责任纠纷",
    ] {
        assert_eq!(told(text, Name), [""; 0], "{text}");
    }
}

#[test]
fn the_word_before_a_number_may_touch_it() {
    assert_eq!(told("登录IP219.80.18.28，成功", Ip), ["219.80.18.28"]);
    assert_eq!(told("白名单219.80.18.28/32允许", Ip), ["219.80.18.28"]);
    assert_eq!(told("网段219.80.18.0/24允许", Ip), ["219.80.18.0/24"]);
    assert_eq!(told("单位电话：87526273，邮编570100", Landline), ["87526273"]);
    assert_eq!(told("水表87526273，客服电话400-820-1234", Landline), [""; 0]);
    assert_eq!(told("login success, login zhang_3", Account), ["zhang_3"]);
}

#[test]
fn a_mistyped_identity_number_is_told_by_the_word_before_it() {
    let mut n = Sequence(77);
    for _ in 0..50 {
        let mut number = id_number(&mut n);
        let last = if number.ends_with('5') { '6' } else { '5' };
        number.pop();
        number.push(last);
        assert_eq!(told(&format!("身份证号{number}，请核对"), IdNumber), [number.as_str()]);
        assert_eq!(told(&format!("项目{number}已备案"), IdNumber), [""; 0]);
    }
}
