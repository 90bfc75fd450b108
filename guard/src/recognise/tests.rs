use std::sync::Arc;

use arrow::array::{Date32Array, Int64Array};
use base::Kind;
use base::identifier::generate::{self, Registrant};
use base::identifier::id_card::Sex;
use base::region::RegionCode;

use super::*;
use crate::pack::Pack;

fn check(value: &str, kinds: &[Kind]) {
    let expected = kinds.iter().fold(KindSet::EMPTY, |set, kind| set.with(*kind));
    let found = kinds_of(value);
    assert_eq!(found, expected, "{value:?}: {:?}", found.iter().collect::<Vec<_>>());
}

/// Nobody's: the sequence 99x was never handed out.
fn id_number(n: u64) -> String {
    let birth = format!("19{:02}-{:02}-{:02}", 50 + n % 50, n % 12 + 1, n % 28 + 1).parse().unwrap();
    let regions = [110_101, 460_105, 310_115, 440_305, 510_104];
    let region = RegionCode::from_number(regions[usize::try_from(n % 5).unwrap()]).unwrap();
    generate::id_number(region, birth, if n.is_multiple_of(2) { Sex::Male } else { Sex::Female }, n / 7)
}

fn uscc(n: u32) -> String {
    generate::uscc(Registrant::Enterprise, RegionCode::from_number(460_100).unwrap(), n)
}

#[test]
fn numbers_by_shape() {
    check(&id_number(3), &[Kind::IdNumber]);
    for value in
        ["142402********1534", "421083********749X", "1****************4", "１４２４０２＊＊＊＊＊＊＊＊１５３４"]
    {
        check(value, &[Kind::IdNumber]);
    }
    for value in [
        "13800138000",
        "+8613800138000",
        "008613800138000",
        "+86 138-0013-8000",
        "138 0013 8000",
        "8613800138000",
        "138****8000",
        "１３８００１３８０００",
        "(+86)13800138000",
    ] {
        check(value, &[Kind::Mobile]);
    }
    for value in [
        "010-84591234",
        "0898-65301234",
        "(010)84591234",
        "（0898）65301234",
        "01084591234",
        "089865301234",
        "010-8459****",
        "0898-65301234转801",
        "0898-6530123-12",
        "+86-10-84591234",
    ] {
        check(value, &[Kind::Landline]);
    }
    check(&uscc(5), &[Kind::Uscc]);
    check(&format!("{}(01)", uscc(5)), &[Kind::Uscc]);
    check("4111 1111 1111 1111", &[Kind::BankCard]);
    check("192.168.100.200", &[Kind::Ip]);
    for value in ["(415) 555-0132", "+1 415 555 0132", "+44 (20) 7123 4567"] {
        check(value, &[Kind::Landline]);
    }
    for value in ["911100******76227Y", "911101******505096"] {
        check(value, &[Kind::Uscc]);
    }
    for value in ["6222********1234", "6222 **** **** 1234", "6222 02** **** *** 1234"] {
        check(value, &[Kind::BankCard]);
    }
}

#[test]
fn whole_cells_only() {
    // Serial numbers with dates, permits, hexadecimal ids, times, orders, amounts, accounts.
    for value in [
        "1101052022010112345678901",
        "2022010112345678",
        "5f3e13812345678ab9c0d1e2f3a4b5c6",
        "1700000000000",
        "1700000000",
        "12812345678",
        "138123456789",
        "1381234567",
        "01000001234",
        "5195****0580",
        "JY11101050123456",
        "京房售证字(2020)12号",
        "2024-01-31 08:30:00",
        "12345.6789012",
        "abcdefghijk",
        "873593.BJ",
    ] {
        check(value, &[]);
    }
}

#[test]
fn words_by_shape() {
    for value in [
        "someone@example.com",
        "a.b-c+d@mail.example.com.cn",
        "s***@example.com",
        "some.very.long.name.of.a.person@mail.department.example.com.cn",
    ] {
        check(value, &[Kind::Email]);
    }
    for value in ["@", "a@b", "a b@example.com", "a@example.c0m", "a@.com", "@someone", "a@example.com."] {
        check(value, &[]);
    }
    for value in [
        "京A12345",
        "琼A·D1234",
        "琼AD12345",
        "粤B12345F",
        "京A1234警",
        "粤Z1234港",
        "琼B***12",
        "京 A 12345",
        "京Ａ１２３４５",
    ] {
        check(value, &[Kind::Plate]);
    }
    for value in ["京AI2345", "京A123456789", "京ABCDEF", "京A字12号", "京A1警23"] {
        assert!(!kinds_of(value).has(Kind::Plate), "{value}");
    }
    for value in [
        "北京市朝阳区建国路88号",
        "海南省海口市龙华区滨海大道1号",
        "建国路甲88号院3号楼",
        "太师屯镇东庄村十二组",
        "北京市密云区太师屯镇某某村",
    ] {
        check(value, &[Kind::Address]);
    }
    for value in [
        "北京市某某路桥有限公司",
        "海淀区某某街道办事处",
        "朝阳区某某路道路改造工程",
        "北京市朝阳区",
        "北京市朝阳区某某路小学校",
    ] {
        check(value, &[]);
    }
    check("张三、李四", &[Kind::Name]);
    check("13800138000/010-84591234", &[Kind::Mobile, Kind::Landline]);
    check("刘*平、蔡*萍、九鼎投资有限公司", &[]);
}

fn scan(name: &str, values: impl IntoIterator<Item = String>) -> Vec<Finding> {
    let mut scan = ColumnScan::new(name);
    values.into_iter().for_each(|value| scan.observe(&value));
    scan.finish()
}

fn kinds(findings: &[Finding]) -> Vec<Kind> {
    findings.iter().map(|finding| finding.kind).collect()
}

#[test]
fn columns_are_judged_by_value_and_name() {
    let check = |name: &str, value: &dyn Fn(u64) -> String, expected: &[Kind]| {
        let findings = scan(name, (0..200).map(value));
        assert_eq!(kinds(&findings), expected, "{name}: {findings:?}");
    };
    let mobile = |n: u64| format!("1{}{:08}", 30 + n % 60, n * 7_919 % 100_000_000);
    check("c1", &id_number, &[Kind::IdNumber]);
    check("c1", &mobile, &[Kind::Mobile]);
    check("联系电话", &mobile, &[Kind::Mobile]);
    check("联系电话", &|n| format!("{}", 65_301_000 + n), &[Kind::Landline]);
    check("户数", &|n| format!("{}", 65_301_000 + n), &[]);
    check("订单号", &|n| format!("{}", 15_000_100_000_u64 + n), &[]);
    check("证件号码", &|n| uscc(u32::try_from(n).unwrap()), &[Kind::Uscc]);
    check("身份证号", &|n| format!("{:032x}", n * 0x9e37), &[Kind::IdNumber]);
    check("备注", &|n| if n % 50 == 0 { id_number(n) } else { "说明".to_owned() }, &[Kind::IdNumber]);
    let given = ["小明", "伟", "芳芳", "建国", "丽"];
    let surnames: Vec<char> = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁".chars().collect();
    let person = |n: u64| {
        format!("{}{}", surnames[usize::try_from(n % 20).unwrap()], given[usize::try_from(n / 20 % 5).unwrap()])
    };
    check("姓名", &person, &[Kind::Name]);
    check("c1", &person, &[Kind::Name]);
    check("c1", &|n| ["常规", "高级", "安全"][usize::try_from(n % 3).unwrap()].to_owned(), &[]);
    check("企业名称", &|n| format!("{}某某有限公司", person(n)), &[]);
    // Old tax numbers: region and organisation code, some of which read as a birth date.
    check(
        "识别号",
        &|n| {
            if n % 20 == 0 {
                format!("110101{:02}0105{:03}", n % 90, n % 999)
            } else {
                format!("110101{:09}", n * 7_919_111 % 999_999_999)
            }
        },
        &[],
    );
    check("经营地址（区）", &|n| ["东区", "西区"][usize::try_from(n % 2).unwrap()].to_owned(), &[]);
    check("住址", &|_| "123 Example Street".to_owned(), &[Kind::Address]);
    check("法定代表人", &|_| "/".to_owned(), &[Kind::Name]);
    check("法定代表人", &|n| format!("{}*", surnames[usize::try_from(n % 20).unwrap()]), &[Kind::Name]);
}

#[test]
fn columns_of_any_type_are_read_as_they_are_written() {
    let mobiles: Vec<i64> = (0..40).map(|n| 13_000_000_000 + n * 139_777_777).collect();
    let mut scan = ColumnScan::new("c1");
    scan.observe_array(&Int64Array::from(mobiles)).unwrap();
    assert_eq!(kinds(&scan.finish()), [Kind::Mobile]);
    let mut scan = ColumnScan::new("出生日期");
    scan.observe_array(&Date32Array::from(vec![Some(1), None, Some(9_000)])).unwrap();
    let [finding] = scan.finish().try_into().unwrap();
    assert_eq!((finding.kind, finding.by_name, finding.by_value), (Kind::BirthDate, true, true));
    assert!((finding.share - 1.0).abs() < f64::EPSILON, "the missing day counts for nothing");
}

#[test]
fn a_rule_may_ask_how_long_values_are() {
    let text = "pack = \"x\"\n[[rule]]\nname = \"lot\"\nkind = \"account\"\ncategory = \"批\"\nharm = [\"personal-rights\"]\n\
                level = \"general2\"\npatterns = ['L\\d+']\ncolumn = { share = 0.9, length = [4, 6] }\n";
    let pack = Arc::new(Pack::national().overlaid("x.toml", text).unwrap());
    let found = |length: usize| {
        let mut scan = ColumnScan::under(&Headings::of(Arc::clone(&pack), &[]), "c1");
        (0..20).for_each(|n| scan.observe(&format!("L{n:0length$}")));
        kinds(&scan.finish())
    };
    assert_eq!((found(4), found(9)), (vec![Kind::Account], vec![]));
}

#[test]
fn any_text_is_judged_without_panic() {
    bolero::check!().for_each(|bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        let _ = kinds_of(&text);
        let mut scan = ColumnScan::new(&text);
        scan.observe(&text);
        let findings = scan.finish();
        assert!(findings.iter().all(|finding| (0.0..=1.0).contains(&finding.share)));
        let _ = propose_grade(&findings);
    });
}
