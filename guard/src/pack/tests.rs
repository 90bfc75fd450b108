use std::sync::Arc;

use base::{Example, Grade, Kind};
use proptest::prelude::*;

use super::*;
use crate::recognise::{ColumnScan, Headings, propose_grade};

/// The kinds a column's name alone speaks for.
fn named(name: &str) -> Vec<Kind> {
    let pack = Pack::national();
    let header = Header::of(name);
    let rules = pack.rules().iter().filter(|rule| header.hint(rule, pack.header_rules()) == Hint::Named);
    let mut kinds: Vec<Kind> = rules.map(|rule| rule.kind).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

fn check(names: &[&str], kinds: &[Kind]) {
    let wrong: Vec<_> = names.iter().map(|name| (*name, named(name))).filter(|(_, found)| found != kinds).collect();
    assert_eq!(wrong, [], "expected {kinds:?}");
}

#[test]
fn column_names_of_persons_say_what_they_hold() {
    check(
        &[
            "身份证号",
            "证件号码",
            "法定代表人和总负责人身份证件号码",
            "id_card",
            "idCard",
            "ID_NUMBER",
            "sfzh",
            " 身份证 号*",
            "本人身份证号码",
            "居民身份证号",
            "公民身份证号码",
            "证件号",
            "zjhm",
        ],
        &[Kind::IdNumber],
    );
    check(&["手机", "手机号码", "mobile", "MOBILE_NO", "联系手机", "移动电话", "sjhm"], &[Kind::Mobile]);
    check(
        &["联系电话", "电话", "phone", "tel", "contactPhone", "家庭电话", "phone_number", "lxdh"],
        &[Kind::Mobile, Kind::Landline],
    );
    check(&["座机", "固定电话", "传真号码", "fax"], &[Kind::Landline]);
    check(
        &[
            "姓名",
            "法定代表人",
            "法人代表",
            "法定代表人姓名",
            "执法人员",
            "联系人（必填）",
            "legal_person",
            "xm",
            "户主姓名",
            "学生姓名",
            "监护人姓名",
            "patient_name",
            "主治医生",
            "项目负责人",
            "full_name",
        ],
        &[Kind::Name],
    );
    check(
        &[
            "地址",
            "详细地址*",
            "注册地址",
            "住所",
            "经营场所",
            "address",
            "reg_addr",
            "家庭住址",
            "现住址",
            "户籍地址",
            "通讯地址",
            "home_address",
        ],
        &[Kind::Address],
    );
    check(&["出生日期", "出生年月", "生日", "birthday", "date_of_birth", "BirthDate", "csrq"], &[Kind::BirthDate]);
    check(&["护照号", "护照号码", "passport_no"], &[Kind::Passport]);
    check(&["港澳通行证号", "台胞证号", "回乡证号码"], &[Kind::TravelPermit]);
    check(&["居住证号", "外国人永久居留证号"], &[Kind::ResidencePermit]);
    check(&["毕业院校", "就读学校", "毕业学校"], &[Kind::School]);
    check(&["工作单位", "就职单位", "employer", "现工作单位"], &[Kind::Employer]);
}

#[test]
fn column_names_of_money_health_and_machines_say_what_they_hold() {
    check(&["银行账号", "银行卡号", "开户账号", "bank_card_no", "信用卡号"], &[Kind::BankCard]);
    check(&["电子邮箱", "E-mail 地址", "email_address", "邮箱"], &[Kind::Email]);
    check(&["车牌号", "号牌号码", "plate_no", "hphm"], &[Kind::Plate]);
    check(&["车架号", "车辆识别代号", "VIN", "vin_code"], &[Kind::Vin]);
    check(&["月收入", "工资", "年收入(元)", "salary", "实发工资", "家庭年收入"], &[Kind::Income]);
    check(&["房产证号", "存款余额", "公积金缴存额", "account_balance"], &[Kind::Property]);
    check(&["病历号", "住院号", "门诊号", "patient_id", "MRN"], &[Kind::MedicalRecord]);
    check(&["诊断", "疾病名称", "主要诊断", "诊断编码", "过敏史", "diagnosis", "既往病史"], &[Kind::Disease]);
    check(&["指纹", "人脸特征", "虹膜数据", "face_feature", "fingerprint", "声纹"], &[Kind::Biometric]);
    check(&["GPS轨迹", "行踪轨迹", "实时位置"], &[Kind::Location]);
    check(&["登录名", "微信号", "用户名", "QQ", "login_name"], &[Kind::Account]);
    check(&["密码", "登录密码", "password", "user_pwd", "支付密码"], &[Kind::Password]);
    check(&["IP地址", "登录IP", "client_ip", "ip_address"], &[Kind::Ip]);
    check(&["MAC地址", "mac_address", "设备MAC"], &[Kind::Mac]);
    check(&["统一社会信用代码", "creditCode", "tyshxydm", "行政相对人代码_1(统一社会信用代码)"], &[Kind::Uscc]);
    check(&["纳税人识别号", "税号"], &[Kind::Uscc, Kind::TaxId]);
    check(&["组织机构代码", "org_code"], &[Kind::OrgCode]);
    check(&["案号", "执行案号", "case_no"], &[Kind::CaseNumber]);
}

#[test]
fn column_names_of_other_things_say_nothing() {
    let names = [
        "",
        "企业名称",
        "项目名称",
        "证件类型",
        "网址",
        "是否有联系电话",
        "注册号",
        "name",
        "hotel",
        "手机品牌",
        "序号",
        "法人单位名称",
        "证件名称",
        "身份证件类型",
        "身份证有效期止",
        "电话类型",
        "邮政编码",
        "地址编码",
        "诊断费用",
        "病床数量",
        "医院名称",
        "学校名称",
        "营业收入",
        "财政收入",
        "人均收入",
        "平均工资",
        "注册资本",
        "备案号",
        "档案号",
        "许可证号",
        "订单编号",
        "密码错误次数",
        "商用密码产品",
        "市场定位",
        "功能定位",
        "指纹锁数量",
        "人脸识别设备",
        "转基因标识",
        "发病率",
        "出生率",
        "出生人口",
        "工资总额",
        "车牌颜色",
        "车辆类型",
        "更新时间",
        "create_time",
        "phone_type",
        "email_status",
        "description",
        "status",
        "total_amount",
        "版本号",
        "行政区划代码",
        "统计年份",
        "单位性质",
        "机构类型",
        "传染病医院",
        "残疾人人数",
        "故障诊断",
        "微信公众号",
        "支付方式",
    ];
    check(&names, &[]);
}

fn rule(more: &str) -> String {
    format!(
        "pack = \"460000\"\n[[rule]]\nname = \"farm\"\nkind = \"account\"\ncategory = \"农场户\"\nharm = [\"personal-rights\"]\nlevel = \"general2\"\n{more}\n"
    )
}

#[test]
fn a_regional_pack_overrides_by_name_and_adds_its_own() {
    let national = Pack::national();
    let text = rule("patterns = ['NK\\d{8}']\nnamed = [\"农场户号\"]\ncolumn = { share = 0.9 }");
    let regional = Arc::new(national.overlaid("rules/460000.toml", &text).unwrap());
    assert_eq!(regional.name(), "national+460000");
    assert_ne!(regional.digest(), national.digest());
    assert_eq!(regional.rules().len(), national.rules().len() + 1);
    let mut scan = ColumnScan::under(&Headings::of(Arc::clone(&regional), &[]), "户号");
    (0..50).for_each(|n| scan.observe(&format!("NK{:08}", n * 7_919)));
    let findings = scan.finish();
    assert_eq!(findings.iter().map(|f| (f.rule.as_str(), f.level)).collect::<Vec<_>>(), [("farm", Grade::General2)]);
    assert_eq!(propose_grade(&findings).0, Grade::General2);
    let stricter = rule("").replace("farm", "mobile").replace("account", "mobile").replace("general2", "general4");
    let stricter = stricter + "forms = [\"mobile\"]\nnamed = [\"手机\"]\n";
    let stricter = regional.overlaid("rules/460000.toml", &stricter).unwrap();
    assert_eq!(stricter.rules().len(), regional.rules().len());
    assert!(stricter.rules().iter().any(|rule| rule.name == "mobile" && rule.level == Grade::General4));
    let without = national.overlaid("x.toml", "pack = \"x\"\noff = [\"plate\"]").unwrap();
    assert!(without.rules().iter().all(|rule| rule.name != "plate"));
}

#[test]
fn a_pack_that_cannot_be_meant_is_refused_with_file_and_line() {
    let check = |text: &str, expected: &str| {
        let error = Pack::national().overlaid("my.toml", text).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    };
    check("pack = ", "my.toml:1: expected a rule pack in TOML");
    check("pack = \"x\"\nruel = 1", "my.toml:2: expected a rule pack in TOML, found: unknown field `ruel`");
    check(&rule("forms = [\"mobil\"]"), "my.toml:8: expected one of the forms");
    check(&rule("patterns = ['(']"), "my.toml:8: expected a regular expression");
    check(&rule("patterns = ['(?=x)']"), "my.toml:8: expected a regular expression");
    check(&rule("patterns = ['a*']"), "my.toml:8: expected a regular expression");
    check(&rule("patterns = ['(?:a{1000}){1000}']"), "my.toml:8: expected a regular expression");
    check(&rule("check = \"magic\""), "my.toml:8: expected one of the checks");
    check(&rule("named = [\"Phone\"]"), "my.toml:8: expected a Chinese word or a lower-case Latin one");
    check(&rule("column = { share = 1.5 }"), "my.toml:8: rule \"farm\": expected a share between 0 and 1");
    check(&rule("column = { beside = [\"nobody\"] }"), "my.toml:8: expected the name of a list under [table]");
    check(&rule("").replace("general2", "important"), "my.toml:3: rule \"farm\": expected important or core data");
    check(&rule("").replace("[\"personal-rights\"]", "[]"), "my.toml:3: rule \"farm\": expected harm to name");
    check(&rule("aggregate = [{ level = \"core\" }]"), "my.toml:3: rule \"farm\": expected an aggregate");
    check(&rule("at_precision = { mile = \"general1\" }"), "my.toml:3: rule \"farm\": expected at_precision");
    check("pack = \"x\"\noff = [\"nothing\"]", "my.toml:2: expected the name of a rule of the pack below");
    let twice = rule("") + rule("").split_once('\n').unwrap().1;
    check(&twice, "my.toml:10: expected each rule name once");
    check(
        &format!("pack = \"{}\"", "x".repeat(LARGEST_PACK)),
        "my.toml: expected a rule pack of at most 1048576 bytes",
    );
    let many: String =
        (0..=MOST_RULES).map(|n| rule("").split_once('\n').unwrap().1.replace("farm", &format!("farm-{n}"))).collect();
    check(&format!("pack = \"x\"\n{many}"), "my.toml: expected at most 500 rules");
}

#[test]
fn amount_raises_the_grade() {
    let mut scan = ColumnScan::new("身份证号");
    scan.observe("142402********1534");
    let findings = scan.finish();
    let pack = Pack::national();
    let grade = |persons, coverage| pack.grade(&findings, &Scope { persons, coverage });
    assert_eq!(grade(None, None).grade, Grade::General4);
    assert_eq!(grade(Some(999_999), None).grade, Grade::General4);
    let raised = grade(Some(1_000_000), None);
    assert_eq!(raised.grade, Grade::Important);
    assert!(raised.why.iter().any(|why| why.key == "grade-reason-amount"), "{raised:?}");
    assert_eq!(grade(Some(100_000), Some(0.5)).grade, Grade::Important);
    assert_eq!(grade(Some(99_999), Some(0.9)).grade, Grade::General4);
}

#[test]
fn a_threshold_says_from_how_many_persons_on_a_kind_is_of_a_grade() {
    let of = |pack: &Pack, kind: Kind| {
        let mut found: Vec<_> = pack.thresholds().filter(|one| one.kind == kind).map(|one| one.persons).collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    let national = Pack::national();
    assert_eq!(of(&national, Kind::IdNumber), [1_000_000], "half of a population nobody knows is no number");
    assert!(of(&national, Kind::Employer).is_empty());
    let city = national.overlaid("my.toml", "pack = \"x\"\npopulation = 600000").unwrap();
    assert_eq!(of(&city, Kind::IdNumber), [300_000, 1_000_000]);
    let town = national.overlaid("my.toml", "pack = \"x\"\npopulation = 3000").unwrap();
    assert_eq!(of(&town, Kind::IdNumber), [100_000, 1_000_000], "both conditions of a threshold hold");
}

#[test]
fn the_precision_of_places_decides_their_grade() {
    let grade = |value: &dyn Fn(u64) -> String| {
        let mut scan = ColumnScan::new("家庭住址");
        (0..40).for_each(|n| scan.observe(&value(n)));
        let findings = scan.finish();
        (findings[0].precision, findings[0].level)
    };
    assert_eq!(grade(&|n| format!("湖南省长沙市浏阳市人民路{n}号")), (Some(Precision::Door), Grade::General3));
    assert_eq!(grade(&|_| "湖南省长沙市芙蓉区".to_owned()), (Some(Precision::County), Grade::General2));
    assert_eq!(grade(&|_| "湖南省长沙市".to_owned()), (Some(Precision::City), Grade::General1));
}

/// A scan of a column of this name.
fn scanned(name: &str, value: impl Fn(u64) -> String) -> ColumnScan {
    let mut scan = ColumnScan::new(name);
    (0..60).for_each(|n| scan.observe(&value(n)));
    scan
}

/// A steward's word on the kinds of a column.
fn example(scan: &ColumnScan, column: &str, kinds: &[Kind]) -> Example {
    Example { kinds: kinds.to_vec(), ..Example::of(column, scan.features()) }
}

#[test]
fn a_grade_a_steward_gave_is_held_against_the_pack_too() {
    let scan = scanned("手机号码", |n| format!("138{:08}", n * 1_390_777 % 99_999_999));
    let agreed = Example { grade: Some(Grade::General3), ..example(&scan, "手机号码", &[Kind::Mobile]) };
    assert_eq!(Pack::national().disagrees(&agreed), None);
    let lowered = Example { grade: Some(Grade::General1), ..agreed };
    let told = Pack::national().disagrees(&lowered).map(|told| (told.given_grade, told.found_grade));
    assert_eq!(told, Some((Some(Grade::General1), Grade::General3)));
}

#[test]
fn a_regional_rule_says_its_article_and_the_region_its_people() {
    let text = format!("population = 200\n{}", rule("basis = \"somewhere-2020#3\"\nnamed = [\"农场户号\"]"));
    let pack = Arc::new(Pack::national().overlaid("packs/990000.toml", &text).unwrap());
    assert_eq!((pack.population(), Pack::national().population()), (Some(200), None));
    let mut scan = ColumnScan::under(&Headings::of(Arc::clone(&pack), &[]), "农场户号");
    (0..20).for_each(|n| scan.observe(&format!("NK{n:08}")));
    let why = pack.grade(&scan.finish(), &Scope::default()).why;
    assert!(why.contains(&base::Message::new("grade-reason-basis").with("basis", "somewhere-2020#3")), "{why:?}");
}

#[test]
fn a_changed_pack_is_held_against_what_stewards_said() {
    let mobile = scanned("备用", |n| format!("138{:08}", n * 1_390_777 % 99_999_999));
    let mobile = example(&mobile, "备用", &[Kind::Mobile]);
    let serial = example(&scanned("设备号", |n| format!("{}", 13_800_000_000 + n)), "设备号", &[]);
    let account = example(&scanned("农场户号", |n| format!("NK{n:08}")), "农场户号", &[Kind::Account]);
    let mut examples = Examples::default();
    for example in [mobile.clone(), serial, account.clone()] {
        examples.keep(example);
    }
    examples.keep(account);
    assert_eq!(examples.example.len(), 3, "the same features are kept once");
    let national = Pack::national();
    let differing: Vec<_> = national.recheck(&examples).into_iter().map(|d| (d.column, d.given, d.found)).collect();
    assert_eq!(
        differing,
        [("备用".to_owned(), vec![Kind::Mobile], vec![]), ("农场户号".to_owned(), vec![Kind::Account], vec![])]
    );
    let text = rule("named = [\"农场户号\"]");
    let regional = Arc::new(national.overlaid("rules/460000.toml", &text).unwrap());
    assert_eq!(regional.recheck(&examples).len(), 1);
    let written = examples.to_toml().unwrap();
    assert!(!written.contains("138"), "no value is kept");
    assert_eq!(Examples::read("examples.toml", &written).unwrap(), examples);
    let forged = written.replacen("values = 60", "values = 61", 1);
    assert!(matches!(Examples::read("examples.toml", &forged), Err(ExamplesError::Changed { .. })));
    assert!(matches!(Examples::read("examples.toml", "example = 1"), Err(ExamplesError::Form { line: 1, .. })));
}

proptest! {
    /// Deciding again from what was kept decides the same.
    #[test]
    fn a_kept_scan_decides_as_the_scan_did(name in "[一-龥a-z]{0,8}", values in proptest::collection::vec("\\PC{0,30}|1[3-9][0-9]{9}|[0-9]{18}", 0..40)) {
        let mut scan = ColumnScan::new(&name);
        for value in &values {
            scan.observe(value);
        }
        let kinds: Vec<Kind> = scan.finish().iter().map(|finding| finding.kind).collect();
        let mut examples = Examples::default();
        examples.keep(example(&scan, &name, &kinds));
        prop_assert_eq!(Pack::national().recheck(&examples), vec![]);
    }

    #[test]
    fn any_header_is_read_without_panic(name in "\\PC{0,40}") {
        let _ = named(&name);
    }
}

#[test]
fn any_pack_is_read_without_panic() {
    bolero::check!().for_each(|bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        let _ = Pack::read("fuzz.toml", &text);
        let _ = Pack::national().overlaid("fuzz.toml", &rule(&text));
        let _ = Examples::read("fuzz.toml", &text);
    });
}

#[test]
fn the_rule_of_the_how_to_is_taken() {
    let page = include_str!("../../../docs/howto/add-a-recogniser.md");
    let block = page.split("```toml").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let regional = Pack::national().overlaid("add-a-recogniser.md", block).unwrap_or_else(|error| panic!("{error}"));
    assert!(regional.rules().iter().any(|rule| rule.name == "farm-household"));
}
