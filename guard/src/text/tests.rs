use base::Kind;
use proptest::prelude::*;

use super::*;
use crate::pack::Pack;

fn check(text: &str, expected: &[(&str, Kind)]) {
    let spans = scan_text(text);
    let found: Vec<_> = spans.iter().map(|span| (&text[span.start..span.end], span.kind)).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn numbers_are_found_by_their_check_digits_wherever_they_stand() {
    check("身份证号：11010519491231002X，请核对", &[("11010519491231002X", Kind::IdNumber)]);
    check("证件 1101 0519 4912 3100 2X 有效", &[("1101 0519 4912 3100 2X", Kind::IdNumber)]);
    check("号码１１０１０５１９４９１２３１００２Ｘ。", &[("１１０１０５１９４９１２３１００２Ｘ", Kind::IdNumber)]);
    check("身份证142402********1534", &[("142402********1534", Kind::IdNumber)]);
    check("编号A11010519491231002X5", &[]);
    check("11010519491231002012", &[]);
    check("卡号6217 0000 1000 0000 017", &[]);
    check("信用卡4111 1111 1111 1111已挂失", &[("4111 1111 1111 1111", Kind::BankCard)]);
    check("税号91110000600037341L", &[("91110000600037341L", Kind::Uscc)]);
    check("车架号1M8GDM9AXKP042788", &[("1M8GDM9AXKP042788", Kind::Vin)]);
}

#[test]
fn telephones_are_told_from_other_long_numbers() {
    check("两个手机号13812345678和13987654321", &[("13812345678", Kind::Mobile), ("13987654321", Kind::Mobile)]);
    check("手机+86 138-1234-5678", &[("+86 138-1234-5678", Kind::Mobile)]);
    check("请拨打(0898)65301234转801", &[("(0898)65301234", Kind::Landline)]);
    check("电话0898-65301234", &[("0898-65301234", Kind::Landline)]);
    check("call +44 (20) 7123 4567 now", &[("+44 (20) 7123 4567", Kind::Landline)]);
    for other in ["订单号13812345678已发货", "金额0.13812345678", "AB-13812345678", "数字12345678901", "20240131083000"]
    {
        check(other, &[]);
    }
}

#[test]
fn what_has_no_form_of_its_own_needs_its_word() {
    check("护照号E12345678", &[("E12345678", Kind::Passport)]);
    check("通行证H12345678", &[("H12345678", Kind::TravelPermit)]);
    check("货号E12345678", &[]);
    check("1990年1月31日出生", &[("1990年1月31日", Kind::BirthDate)]);
    check("2024年1月31日印发", &[]);
    check("月收入8000元，罚款500元", &[("8000元", Kind::Income)]);
    check("微信号：zhang_san01", &[("zhang_san01", Kind::Account)]);
    check("初始密码为Abc123!", &[("Abc123!", Kind::Password)]);
    check("住院号：ZY20240001", &[("ZY20240001", Kind::MedicalRecord)]);
    check("确诊为2型糖尿病", &[("2型糖尿病", Kind::Disease)]);
    check(
        "毕业于海南大学，后就职于海口某某有限公司",
        &[("海南大学", Kind::School), ("海口某某有限公司", Kind::Employer)],
    );
    check("当前定位110.331190,20.031971", &[("110.331190,20.031971", Kind::Location)]);
}

#[test]
fn machines_plates_and_cases_are_found() {
    check("登录IP为192.168.0.1，固件版本1.2.3.4", &[("192.168.0.1", Kind::Ip)]);
    check("from fe80::1 at 08:30:00", &[("fe80::1", Kind::Ip)]);
    check("MAC:00:1A:2B:3C:4D:5E", &[("00:1A:2B:3C:4D:5E", Kind::Mac)]);
    check("邮箱test@example.com。", &[("test@example.com", Kind::Email)]);
    check("驾驶琼A·D1234号小车和粤BD12345", &[("琼A·D1234", Kind::Plate), ("粤BD12345", Kind::Plate)]);
    check("依据（2019）京0105民初12345号判决", &[("（2019）京0105民初12345号", Kind::CaseNumber)]);
    check("(2020)京房售证字12号", &[]);
}

#[test]
fn people_and_places_are_found_by_words() {
    check("我叫上官航，是本次项目的对接人", &[("上官航", Kind::Name)]);
    check("联系人：王小明，电话13812345678", &[("王小明", Kind::Name), ("13812345678", Kind::Mobile)]);
    check("申请人：单位", &[]);
    check("被告海南某某公司的王经理和李女士", &[]);
    check("籍贯湖南省长沙市，汉族", &[("湖南省长沙市", Kind::Address)]);
    check("湖南省长沙市召开会议", &[]);
    check(
        "收件地址：海南省海口市龙华区滨海大道1号2栋301室，请勿折叠",
        &[("海南省海口市龙华区滨海大道1号2栋301室", Kind::Address)],
    );
    check("海口市龙华区滨海街道办事处负责实施", &[]);
    check("经检查，未发现违法行为。", &[]);
}

#[test]
fn a_span_says_why() {
    let [span] = scan_text("手机号13812345678").try_into().unwrap();
    let keys: Vec<_> = span.why.iter().map(|why| why.key.as_str()).collect();
    assert_eq!(keys, ["text-reason-shape", "text-reason-context"]);
    assert!(span.score > 0.95);
}

#[test]
fn long_texts_are_searched_piece_by_piece() {
    let text = format!("{}手机13812345678。{}", "说明。".repeat(20_000), "说明。".repeat(20_000));
    check(&text, &[("13812345678", Kind::Mobile)]);
}

#[test]
fn a_pack_brings_its_own_patterns() {
    let text = "pack = \"x\"\n[[rule]]\nname = \"farm\"\nkind = \"account\"\ncategory = \"农场户\"\nharm = [\"personal-rights\"]\n\
                level = \"general2\"\npatterns = ['NK\\d{8}']\ntext = { score = 0.9 }\n";
    let pack = Pack::national().overlaid("x.toml", text).unwrap();
    let found = scan_text_by(&pack, "户号NK00000001，货号XNK00000001");
    assert_eq!(found.iter().map(|span| (span.start, span.end)).collect::<Vec<_>>(), [(6, 16)]);
}

fn sound(text: &str) {
    let mut last = 0;
    for span in scan_text(text) {
        assert!(span.start < span.end && last <= span.start && text.get(span.start..span.end).is_some(), "{span:?}");
        assert!((LEAST_SCORE..=1.0).contains(&span.score), "{span:?}");
        last = span.end;
    }
}

proptest! {
    #[test]
    fn spans_stand_on_characters_in_order(text in "(\\PC|[０-９]|[一-龥]|1[3-9][0-9]{9}|琼A[0-9]{5}|省市区路号|[：:@.-]){0,60}") {
        sound(&text);
    }

    /// Whatever Han, blanks and marks stand around it, an identity number stays one.
    #[test]
    fn an_identity_number_is_found_in_any_han_text(before in "[一-龥，。 ]{0,20}", behind in "[一-龥，。]{0,20}") {
        let text = format!("{before}11010519491231002X{behind}");
        let at = before.len();
        prop_assert!(scan_text(&text).iter().any(|s| (s.start, s.end, s.kind) == (at, at + 18, Kind::IdNumber)));
    }
}

#[test]
fn any_text_is_searched_without_panic() {
    bolero::check!().for_each(|bytes: &[u8]| sound(&String::from_utf8_lossy(bytes)));
}
