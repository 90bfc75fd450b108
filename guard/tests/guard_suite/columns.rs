//! Whole columns, by name and by value, against what was made: recall and precision over kinds.

use std::collections::BTreeMap;

use base::Kind::{self, *};
use guard::pack::Pack;
use guard::recognise::{ColumnScan, Headings};

use super::generated::{Sequence, value};

const ROWS: u64 = 300;
/// Share of recall and of precision all columns together must reach.
const LEAST: f64 = 0.98;

/// A column: its name, the form of its values, the kinds it holds.
type Column = (&'static str, &'static str, &'static [Kind]);

/// Tables as departments keep them: rows of persons, of patients, of trips, of bodies, of things.
const TABLES: &[&[Column]] = &[
    &[
        ("姓名", "name", &[Name]),
        ("性别", "sex", &[]),
        ("年龄", "age", &[]),
        ("公民身份号码", "id-number", &[IdNumber]),
        ("出生日期", "birth", &[BirthDate]),
        ("手机号码", "mobile", &[Mobile]),
        ("家庭住址", "address", &[Address]),
        ("户籍所在地", "city", &[Address]),
        ("毕业院校", "school", &[School]),
        ("工作单位", "body", &[Employer]),
        ("月收入（元）", "amount", &[Income]),
        ("公积金余额", "amount", &[Property]),
        ("银行卡号", "bank-card", &[BankCard]),
        ("电子邮箱", "email", &[Email]),
        ("护照号码", "passport", &[Passport]),
        ("车牌号", "plate", &[Plate]),
        ("微信号", "account", &[Account]),
        ("登录密码", "hash", &[Password]),
        ("登记时间", "time", &[]),
        ("序号", "small", &[]),
    ],
    &[
        ("xm", "name", &[Name]),
        ("sfzh", "masked-id-number", &[IdNumber]),
        ("csrq", "birth-compact", &[BirthDate]),
        ("lxdh", "telephone", &[Mobile, Landline]),
        ("jtzz", "address", &[Address]),
        ("gzdw", "body", &[Employer]),
        ("byyx", "school", &[School]),
        ("dzyx", "email", &[Email]),
        ("cph", "green-plate", &[Plate]),
        ("lsh", "order", &[]),
        ("xb", "sex", &[]),
    ],
    &[
        ("patient_name", "name", &[Name]),
        ("patientId", "record", &[MedicalRecord]),
        ("gender", "sex", &[]),
        ("date_of_birth", "birth", &[BirthDate]),
        ("diagnosis", "disease", &[Disease]),
        ("icd10", "icd", &[Disease]),
        ("phone", "mobile", &[Mobile]),
        ("visit_time", "time", &[]),
        ("department", "state", &[]),
    ],
    &[
        ("患者姓名", "name", &[Name]),
        ("住院号", "record", &[MedicalRecord]),
        ("病历号", "record", &[MedicalRecord]),
        ("临床诊断", "disease", &[Disease]),
        ("疾病名称", "disease", &[Disease]),
        ("既往病史", "disease", &[Disease]),
        ("主治医师", "name", &[Name]),
        ("入院时间", "time", &[]),
        ("床位数量", "small", &[]),
        ("诊断费用", "amount", &[]),
        ("人脸特征值", "face", &[Biometric]),
        ("指纹模板", "fingerprint", &[Biometric]),
        ("人脸照片", "file", &[Biometric]),
    ],
    &[
        ("车牌号码", "plate", &[Plate]),
        ("定位时间", "time", &[]),
        ("经度", "longitude", &[Location]),
        ("纬度", "latitude", &[Location]),
        ("驾驶员", "name", &[Name]),
        ("车架号", "vin", &[Vin]),
    ],
    &[
        ("user_id", "uuid", &[]),
        ("timestamp", "time", &[]),
        ("lng", "longitude", &[Location]),
        ("lat", "latitude", &[Location]),
        ("client_ip", "ip", &[Ip]),
        ("mac_addr", "mac", &[Mac]),
        ("username", "account", &[Account]),
        ("password", "password", &[Password]),
        ("app_version", "version", &[]),
        ("GPS坐标", "point", &[Location]),
    ],
    &[
        ("企业名称", "body", &[]),
        ("统一社会信用代码", "uscc", &[Uscc]),
        ("组织机构代码", "org-code", &[OrgCode]),
        ("纳税人识别号", "tax-id", &[TaxId]),
        ("法定代表人", "name", &[Name]),
        ("注册地址", "address", &[Address]),
        ("联系电话", "landline", &[Landline]),
        ("营业收入（万元）", "amount", &[]),
        ("注册资本", "amount", &[]),
        ("资产总额", "amount", &[]),
        ("所属行业", "industry", &[]),
        ("登记状态", "state", &[]),
        ("行政区划", "district", &[]),
        ("许可证编号", "permit", &[]),
        ("成立日期", "birth", &[]),
        ("邮政编码", "post-code", &[]),
        ("网址", "url", &[]),
    ],
    &[
        ("学校名称", "school", &[]),
        ("地址", "address", &[Address]),
        ("经度", "longitude", &[]),
        ("纬度", "latitude", &[]),
        ("办公电话", "local", &[Landline]),
        ("更新时间", "time", &[]),
        ("学生人数", "small", &[]),
    ],
    &[
        ("建筑名称", "project", &[]),
        ("建筑物经度", "longitude", &[]),
        ("建筑物纬度", "latitude", &[]),
        ("竣工日期", "birth", &[]),
        ("预售许可证号", "permit-in-brackets", &[]),
        ("项目名称", "project", &[]),
        ("建筑面积", "amount", &[]),
        ("发文文号", "document", &[]),
    ],
    &[
        ("案号", "case-number", &[CaseNumber]),
        ("执行案号", "execution-case", &[CaseNumber]),
        ("被执行人", "name", &[Name]),
        ("证件号码", "id-number", &[IdNumber]),
        ("备案号", "permit", &[]),
        ("立案日期", "time", &[]),
        ("标的金额", "amount", &[]),
    ],
    &[
        ("订单号", "order", &[]),
        ("流水号", "order-of-16", &[]),
        ("商品编码", "product", &[]),
        ("设备编号", "eleven", &[]),
        ("条形码", "barcode", &[]),
        ("金额", "amount", &[]),
        ("固件版本", "version", &[]),
        ("批次号", "code-of-17", &[]),
        ("资产编号", "code-of-9", &[]),
        ("许可证号", "permit-with-date", &[]),
        ("创建时间戳", "stamp", &[]),
        ("检验结果", "verdict", &[]),
        ("菜品", "dish", &[]),
        ("完成率", "percent", &[]),
        ("备注", "sentence", &[]),
        ("id", "uuid", &[]),
        ("网格编号", "grid", &[]),
    ],
    &[
        ("证件类型", "state", &[]),
        ("手机品牌", "industry", &[]),
        ("身份证有效期", "time", &[]),
        ("是否有联系电话", "verdict", &[]),
        ("密码错误次数", "small", &[]),
        ("人脸识别设备数量", "small", &[]),
        ("平均工资", "amount", &[]),
        ("财政收入", "amount", &[]),
        ("发病人数", "small", &[]),
        ("出生人口", "small", &[]),
        ("医院名称", "body", &[]),
        ("商用密码产品", "project", &[]),
        ("功能定位", "sentence", &[]),
        ("车牌颜色", "state", &[]),
    ],
    &[
        ("港澳居民来往内地通行证号", "travel-permit", &[TravelPermit]),
        ("台湾居民来往大陆通行证号码", "taiwan-permit", &[TravelPermit]),
        ("居住证号码", "resident", &[ResidencePermit]),
        ("永久居留身份证号", "foreign-resident", &[ResidencePermit]),
        ("不动产权证号", "estate-certificate", &[Property]),
        ("存款余额", "yuan", &[Property]),
        ("工资", "yuan", &[Income]),
        ("QQ号", "qq", &[Account]),
        ("MAC地址", "mac", &[Mac]),
        ("登录IP", "ipv6", &[Ip]),
        ("传真", "landline", &[Landline]),
        ("性别", "sex", &[]),
    ],
    // Names that say nothing: values alone.
    &[("c1", "id-number", &[IdNumber]), ("c2", "mobile", &[Mobile]), ("c3", "email", &[Email]), ("c4", "state", &[])],
    &[
        ("field1", "bank-card", &[BankCard]),
        ("field2", "uscc", &[Uscc]),
        ("field3", "plate", &[Plate]),
        ("field4", "percent", &[]),
    ],
    &[
        ("列1", "name", &[Name]),
        ("列2", "address", &[Address]),
        ("列3", "landline", &[Landline]),
        ("列4", "vin", &[Vin]),
        ("列5", "industry", &[]),
    ],
    &[
        ("a", "ip", &[Ip]),
        ("b", "mac", &[Mac]),
        ("c", "case-number", &[CaseNumber]),
        ("d", "resident", &[ResidencePermit]),
        ("e", "time", &[]),
    ],
    &[
        ("f", "masked-id-number", &[IdNumber]),
        ("g", "masked-name", &[Name]),
        ("h", "grouped-mobile", &[Mobile]),
        ("i", "document", &[]),
        ("j", "stamp", &[]),
    ],
];

#[test]
fn generated_tables_are_told_column_by_column() {
    let mut tallies: BTreeMap<Kind, [u32; 3]> = BTreeMap::new();
    for (seed, table) in TABLES.iter().enumerate() {
        let mut n = Sequence(seed as u64 * 7_919 + 1);
        let names: Vec<String> = table.iter().map(|(name, ..)| (*name).to_owned()).collect();
        let headings = Headings::of(Pack::national(), &names);
        for (name, form, expected) in *table {
            let mut scan = ColumnScan::under(&headings, name);
            for row in 0..ROWS {
                // A few cells of every real column are empty.
                scan.observe(&if row % 17 == 3 { String::new() } else { value(form, &mut n) });
            }
            let findings = scan.finish();
            let found: Vec<Kind> = findings.iter().map(|finding| finding.kind).collect();
            if found != *expected {
                println!("{name} ({form}): expected {expected:?}, found {found:?}");
            }
            for kind in Kind::ALL {
                let tally = tallies.entry(kind).or_default();
                match (expected.contains(&kind), found.contains(&kind)) {
                    (true, true) => tally[0] += 1,
                    (true, false) => tally[1] += 1,
                    (false, true) => tally[2] += 1,
                    (false, false) => {}
                }
            }
            assert!(findings.iter().all(|finding| !finding.why().is_empty()), "{name}: {findings:?}");
        }
    }
    println!("{:<16} {:>5} {:>6} {:>5}", "kind", "right", "missed", "wrong");
    let mut sum = [0; 3];
    for (kind, tally) in &tallies {
        println!("{:<16} {:>5} {:>6} {:>5}", kind.word(), tally[0], tally[1], tally[2]);
        assert!(tally[0] > 0, "no column of {}", kind.word());
        (0..3).for_each(|at| sum[at] += tally[at]);
    }
    let [right, missed, wrong] = sum.map(f64::from);
    let (recall, precision) = (right / (right + missed), right / (right + wrong));
    println!("recall {recall:.4}, precision {precision:.4}");
    assert!(recall >= LEAST && precision >= LEAST, "recall {recall:.4}, precision {precision:.4}");
}

/// Writes the generated tables for `examples/grading_speed.rs` and for a peer: `GONGSHU_COLUMNS=FILE cargo test … -- --ignored written`.
#[test]
#[ignore = "writes the file GONGSHU_COLUMNS names"]
fn the_generated_columns_are_written_for_a_comparison() {
    let file = std::env::var("GONGSHU_COLUMNS").expect("GONGSHU_COLUMNS names a file");
    let mut text = String::new();
    for (seed, table) in TABLES.iter().enumerate() {
        let mut n = Sequence(seed as u64 * 7_919 + 1);
        for (name, form, _) in *table {
            for _ in 0..2_000 {
                text.extend([*name, "\t", &value(form, &mut n), "\n"]);
            }
        }
    }
    std::fs::write(file, text).unwrap();
}
