use std::sync::Arc;

use super::*;
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array,
    LargeStringArray, NullArray, StringArray, StringViewArray, TimestampMicrosecondArray, TimestampMillisecondArray,
};
use arrow::datatypes::{DataType, Int32Type, TimeUnit};
use base::{Form, Generalisation, IndustryLevel, Kind, Mask, NoiseShape};

mod properties;

fn key(byte: u8) -> PseudonymKey {
    PseudonymKey::new(&[byte; 32])
}

fn masked(mask: &Mask, column: &ArrayRef) -> ArrayRef {
    let masker = Masker::new(mask, column.data_type(), Some(&key(1))).unwrap();
    let out = masker.apply(column).unwrap();
    assert_eq!(out.data_type(), &masker.output_type());
    assert_eq!(out.len(), column.len());
    out
}

fn texts(column: &ArrayRef) -> Vec<Option<String>> {
    column.as_string::<i32>().iter().map(|v| v.map(str::to_owned)).collect()
}

fn check(mask: &Mask, column: impl Array + 'static, expected: &[Option<&str>]) {
    let out = masked(mask, &(Arc::new(column) as ArrayRef));
    let expected: Vec<_> = expected.iter().map(|v| v.map(str::to_owned)).collect();
    assert_eq!(texts(&out), expected, "{mask}");
}

fn check_years(column: impl Array + 'static, expected: &[Option<i32>]) {
    let out = masked(&YEAR, &(Arc::new(column) as ArrayRef));
    assert_eq!(out.as_primitive::<Int32Type>().iter().collect::<Vec<_>>(), expected);
}

const YEAR: Mask = Mask::Generalise { to: Generalisation::Year };
const DISTRICT: Mask = Mask::Generalise { to: Generalisation::District };
const fn band(width: u64) -> Mask {
    Mask::Generalise { to: Generalisation::Band(width) }
}
const fn partial(head: u8, tail: u8) -> Mask {
    Mask::Partial { head, tail }
}

#[test]
fn keep_hands_the_same_array_on() {
    let column: ArrayRef = Arc::new(StringArray::from(vec![Some("a"), None]));
    assert!(Arc::ptr_eq(&masked(&Mask::Keep, &column), &column));
}

#[test]
fn redact_leaves_only_whether_a_value_was_there() {
    check(&Mask::Redact, StringArray::from(vec![Some("王小明"), None, Some("")]), &[Some("***"), None, Some("***")]);
    check(&Mask::Redact, Int64Array::from(vec![Some(1), None]), &[Some("***"), None]);
    check(&Mask::Redact, BooleanArray::from(vec![true, false]), &[Some("***"), Some("***")]);
    check(&Mask::Redact, NullArray::new(2), &[None, None]);
}

#[test]
fn partial_keeps_head_and_tail() {
    let ids = ["11010119900307283X", "12345", "1234567890", ""];
    let stars = [Some("110101********283X"), Some("*****"), Some("**********"), Some("")];
    check(&partial(6, 4), StringArray::from(ids.to_vec()), &stars);
    check(&partial(6, 4), LargeStringArray::from(ids.to_vec()), &stars);
    check(&partial(6, 4), StringViewArray::from(ids.to_vec()), &stars);
    check(
        &partial(1, 0),
        StringArray::from(vec!["王小明", "李", "é\u{301}x"]),
        &[Some("王**"), Some("*"), Some("é**")],
    );
    check(&partial(0, 1), StringArray::from(vec!["👨‍👩‍👧a", "ab"]), &[Some("*****a"), Some("*b")]);
    check(&partial(0, 0), StringArray::from(vec!["x".repeat(200)]), &[Some(&"*".repeat(200))]);
    check(&partial(3, 4), Int64Array::from(vec![Some(13_800_138_000), None]), &[Some("138****8000"), None]);
    check(&partial(4, 0), Date32Array::from(vec![19_753]), &[Some("2024******")]);
    check(&partial(1, 0), Float64Array::from(vec![5.0, -0.0, 1.25]), &[Some("*"), Some("*"), Some("1***")]);
    let decimals = Decimal128Array::from(vec![500, 1_250]).with_precision_and_scale(10, 2).unwrap();
    check(&partial(1, 0), decimals, &[Some("*"), Some("1***")]);
}

#[test]
fn official_styles_are_the_defaults() {
    let check_default = |kind, value: &str, expected: &str| {
        check(&Mask::default_for(kind), StringArray::from(vec![value]), &[Some(expected)]);
    };
    check_default(Kind::IdNumber, "11010119900307283X", "110101********283X");
    check_default(Kind::Mobile, "13800138000", "138****8000");
    check_default(Kind::Mobile, "+8613800138000", "+86138****8000");
    check_default(Kind::Mobile, "1380013800012", "*************");
    check_default(Kind::Landline, "010-84591234", "010-******34");
    check_default(Kind::IdNumber, "142402196504271534", "142402********1534");
    check_default(Kind::IdNumber, "142402650427153", "142402******153");
    check_default(Kind::IdNumber, "护照E12345678", "***********");
    check_default(Kind::BankCard, "6222020000000000000", "6222***********0000");
    check_default(Kind::Uscc, "91350100M000100Y43", "91350100M000100Y43");
    check_default(Kind::Email, "someone@example.com", "s***");
    check_default(Kind::Email, "someone@qq.com", "s***@qq.com");
    check_default(Kind::Email, "nobody", "******");
    check_default(Kind::Plate, "京A12345", "京A****5");
    check_default(Kind::Name, "张三", "张*");
    check_default(Kind::Name, "田小明", "田**");
    check_default(Kind::Name, "欧阳小明", "欧阳**");
    check_default(Kind::Address, "海南省海口市龙华区滨海大道1号", "海南省海口市龙华区");
    check_default(Kind::Passport, "E12345678", "E*****678");
    check_default(Kind::TravelPermit, "H1234567890", "H*******890");
    check_default(Kind::ResidencePermit, "830000199001010022", "830000********0022");
    check_default(Kind::ResidencePermit, "USA110101900101", "USA*********101");
    check_default(Kind::Vin, "LSVAU2180N2183294", "LSVAU2*******3294");
    check_default(Kind::TaxId, "110105600123456", "110105*****3456");
    check_default(Kind::MedicalRecord, "ZY20240001", "Z******001");
    check_default(Kind::Account, "sunny_day", "s********");
    check_default(Kind::Password, "Abc123456", REDACTED);
    check(&Mask::Style { kind: Kind::BirthDate }, StringArray::from(vec!["1990-03-07"]), &[Some("1990******")]);
    check(&Mask::Style { kind: Kind::Ip }, StringArray::from(vec!["10.0.0.1"]), &[Some("********")]);
    assert!(Kind::ALL.iter().all(|kind| Mask::default_for(*kind) != Mask::Drop));
}

#[test]
fn one_value_has_one_pseudonym_whatever_its_type() {
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from(vec!["5"])),
        Arc::new(LargeStringArray::from(vec!["5"])),
        Arc::new(StringViewArray::from(vec!["5"])),
        Arc::new(Int64Array::from(vec![5])),
        Arc::new(Int32Array::from(vec![5])),
        Arc::new(Float64Array::from(vec![5.0])),
        Arc::new(Decimal128Array::from(vec![500]).with_precision_and_scale(10, 2).unwrap()),
    ];
    let pseudonyms: Vec<_> = columns.iter().map(|column| texts(&masked(&Mask::Pseudonym, column))).collect();
    assert!(pseudonyms.iter().all(|p| p == &pseudonyms[0]), "{pseudonyms:?}");
    // Fixed forever: files handed out earlier must still join. HMAC-SHA256(0x01 × 32, "5"), first 128 bits.
    assert_eq!(pseudonyms[0][0].as_deref(), Some("763rz794q4dpe1afmvr1wz0ywq"));
}

#[test]
fn one_instant_has_one_pseudonym_in_any_zone_and_unit() {
    let columns: Vec<ArrayRef> = vec![
        Arc::new(TimestampMillisecondArray::from(vec![1_700_000_000_500]).with_timezone("+08:00")),
        Arc::new(TimestampMicrosecondArray::from(vec![1_700_000_000_500_000]).with_timezone("UTC")),
        Arc::new(TimestampMicrosecondArray::from(vec![1_700_000_000_500_000]).with_timezone("Asia/Shanghai")),
        Arc::new(StringArray::from(vec!["2023-11-14T22:13:20.500Z"])),
    ];
    let pseudonyms: Vec<_> = columns.iter().map(|column| texts(&masked(&Mask::Pseudonym, column))).collect();
    assert!(pseudonyms.iter().all(|p| p == &pseudonyms[0]), "{pseudonyms:?}");
}

#[test]
fn years_follow_the_wall_clock_of_their_zone() {
    check_years(Date32Array::from(vec![Some(0), Some(-1), None]), &[Some(1970), Some(1969), None]);
    let new_year_at_eight = 1_704_038_400_000; // 2023-12-31T16:00Z
    check_years(TimestampMillisecondArray::from(vec![new_year_at_eight]), &[Some(2023)]);
    check_years(TimestampMillisecondArray::from(vec![new_year_at_eight]).with_timezone("+08:00"), &[Some(2024)]);
    check_years(StringArray::from(vec![Some("2024年1月31日"), Some("无"), None]), &[Some(2024), None, None]);
    check_years(Int64Array::from(vec![20_240_131, 2024, -5]), &[Some(2024), None, None]);
}

#[test]
fn districts_and_bands() {
    check(
        &DISTRICT,
        StringArray::from(vec![Some("北京市朝阳区建国路88号"), Some("建国路88号"), None]),
        &[Some("北京市朝阳区"), Some("***"), None],
    );
    check(
        &band(100),
        Int64Array::from(vec![Some(150), Some(0), Some(-1), None, Some(i64::MIN)]),
        &[
            Some("[100,200)"),
            Some("[0,100)"),
            Some("[-100,0)"),
            None,
            Some("[-9223372036854775900,-9223372036854775800)"),
        ],
    );
    check(
        &band(10),
        Float64Array::from(vec![9.999, -0.5, f64::NAN, f64::INFINITY, f64::MAX]),
        &[Some("[0,10)"), Some("[-10,0)"), Some("***"), Some("***"), Some("***")],
    );
    let decimals = Decimal128Array::from(vec![Some(-1), Some(1_999), None]).with_precision_and_scale(10, 2).unwrap();
    check(&band(5), decimals, &[Some("[-5,0)"), Some("[15,20)"), None]);
}

#[test]
fn a_senseless_mask_is_refused_at_the_making() {
    let types = [
        DataType::Utf8,
        DataType::Int64,
        DataType::Float64,
        DataType::Decimal128(10, 2),
        DataType::Boolean,
        DataType::Date32,
        DataType::Timestamp(TimeUnit::Microsecond, None),
        DataType::Binary,
    ];
    let quantity = |text: &str| text.parse().unwrap();
    let noise = |bound| Mask::Noise { shape: NoiseShape::Laplace, scale: quantity("0.001"), bound: quantity(bound) };
    // One row per mask, one column per type of `types`: y works, n is refused.
    let (masks, golden): (Vec<Mask>, Vec<&str>) = [
        (Mask::Keep, "yyyyyyyy"),
        (Mask::Redact, "yyyyyyyy"),
        (Mask::Shuffle, "yyyyyyyy"),
        (partial(1, 1), "yyyynyyn"),
        (Mask::Style { kind: Kind::Mobile }, "yynnnnnn"),
        (Mask::Style { kind: Kind::Name }, "ynnnnnnn"),
        (Mask::Pseudonym, "yyyynyyn"),
        (Mask::Encrypt { form: Form::Digits }, "yynnnnnn"),
        (Mask::FreeText, "ynnnnnnn"),
        (YEAR, "yynnnyyn"),
        (Mask::Generalise { to: Generalisation::Quarter }, "yynnnyyn"),
        (Mask::Generalise { to: Generalisation::Industry(IndustryLevel::Group) }, "ynnnnnnn"),
        (DISTRICT, "yynnnnnn"),
        (band(10), "nyyynnnn"),
        (Mask::TopBottom { bottom: None, top: Some(quantity("1")) }, "nyyynnnn"),
        (Mask::Round { places: -1 }, "nyyynnnn"),
        (Mask::Round { places: 1 }, "nnyynnnn"),
        (Mask::Round { places: 2 }, "nnynnnnn"),
        (noise("1"), "nyyynnnn"),
        (noise("0.5"), "nnyynnnn"),
        (noise("0.005"), "nnynnnnn"),
    ]
    .into_iter()
    .unzip();
    for (mask, golden) in masks.iter().zip(golden) {
        let row: String = types
            .iter()
            .map(|data_type| match Masker::new(mask, data_type, Some(&key(1))) {
                Ok(_) => 'y',
                Err(MaskError::Senseless { .. }) => 'n',
                Err(other) => panic!("{other}"),
            })
            .collect();
        assert_eq!(row, golden, "{mask}");
    }
    let made = |mask: &Mask, data_type: &DataType| Masker::new(mask, data_type, None).map(|_| ());
    assert_eq!(made(&Mask::Drop, &DataType::Utf8), Err(MaskError::Drop));
    assert_eq!(made(&Mask::Pseudonym, &DataType::Utf8), Err(MaskError::KeyMissing));
    assert_eq!(made(&band(0), &DataType::Int64), Err(MaskError::Fault(base::MaskFault::ZeroBand)));
    let nowhere = DataType::Timestamp(TimeUnit::Millisecond, Some("Mars/Base".into()));
    assert_eq!(made(&YEAR, &nowhere), Err(MaskError::Zone { zone: "Mars/Base".to_owned() }));
}

#[test]
fn errors_name_the_place_and_never_the_value() {
    let column: ArrayRef = Arc::new(TimestampMillisecondArray::from(vec![0, i64::MAX]));
    let masker = Masker::new(&partial(4, 0), column.data_type(), None).unwrap();
    let error = masker.apply(&column).unwrap_err();
    assert_eq!(error, MaskError::Unwritable { row: 1 });
    assert!(!error.to_string().contains(&i64::MAX.to_string()));
    let other: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    assert!(matches!(masker.apply(&other), Err(MaskError::OtherType { .. })));
    assert_eq!(format!("{:?}", key(3)), "PseudonymKey(redacted)");
}

const FORMS: [Form; 7] = [
    Form::IdNumber { keep_region: false, keep_birth: false },
    Form::IdNumber { keep_region: true, keep_birth: false },
    Form::Mobile,
    Form::BankCard,
    Form::Uscc,
    Form::Digits,
    Form::Alphanumeric,
];

/// Every mask that reads text and draws nothing by chance.
fn text_masks() -> Vec<Mask> {
    let on = base::LawDate::from_ymd_opt(2026, 1, 1).unwrap();
    let mut masks = vec![Mask::Redact, partial(1, 1), partial(255, 255), Mask::Pseudonym, Mask::FreeText, YEAR];
    masks.extend(Kind::ALL.map(|kind| Mask::Style { kind }));
    masks.extend(FORMS.map(|form| Mask::Encrypt { form }));
    let coarser = [
        Generalisation::Month,
        Generalisation::Quarter,
        Generalisation::Years(10),
        Generalisation::Age { width: 5, on },
        Generalisation::Province,
        Generalisation::City,
        Generalisation::District,
        Generalisation::Industry(IndustryLevel::Division),
    ];
    masks.extend(coarser.map(|to| Mask::Generalise { to }));
    masks
}

fn number_masks() -> Vec<Mask> {
    let quantity = |text: &str| Some(text.parse().unwrap());
    vec![
        band(100),
        Mask::TopBottom { bottom: quantity("-5"), top: quantity("1000.5") },
        Mask::TopBottom { bottom: None, top: quantity("0") },
        Mask::Round { places: -2 },
    ]
}

#[test]
fn an_encrypted_column_is_turned_back_by_its_key_only() {
    let column: ArrayRef = Arc::new(StringArray::from(vec![Some("13800138000"), None, Some("无")]));
    let mask = Mask::Encrypt { form: Form::Mobile };
    let masker = Masker::new(&mask, &DataType::Utf8, Some(&key(1))).unwrap();
    let out = masker.apply(&column).unwrap();
    let back = texts(&masker.restore(&out).unwrap());
    assert_eq!(back, [Some("13800138000".to_owned()), None, Some(REDACTED.to_owned())]);
    let other = Masker::new(&mask, &DataType::Utf8, Some(&key(2))).unwrap();
    assert_ne!(texts(&other.restore(&out).unwrap())[0].as_deref(), Some("13800138000"));
    let digest = Masker::new(&Mask::Pseudonym, &DataType::Utf8, Some(&key(1))).unwrap();
    assert_eq!(digest.restore(&out).unwrap_err(), MaskError::OneWay);
    assert_eq!(
        masker.restore(&(Arc::new(Int64Array::from(vec![1])) as ArrayRef)).unwrap_err(),
        MaskError::OtherType { expected: DataType::Utf8, found: DataType::Int64 }
    );
}

#[test]
fn dates_ages_and_industries_become_coarser() {
    let on = base::LawDate::from_ymd_opt(2026, 1, 1).unwrap();
    let coarser = |to| Mask::Generalise { to };
    let births = || Date32Array::from(vec![Some(0), None, Some(365)]);
    check(&coarser(Generalisation::Month), births(), &[Some("1970-01"), None, Some("1971-01")]);
    check(&coarser(Generalisation::Quarter), births(), &[Some("1970-Q1"), None, Some("1971-Q1")]);
    check(&coarser(Generalisation::Years(10)), births(), &[Some("[1970,1980)"), None, Some("[1970,1980)")]);
    check(&coarser(Generalisation::Age { width: 5, on }), births(), &[Some("[55,60)"), None, Some("[55,60)")]);
    check(
        &coarser(Generalisation::Month),
        StringArray::from(vec!["2024年3月1日", "无"]),
        &[Some("2024-03"), Some("***")],
    );
    let new_year_at_eight = TimestampMillisecondArray::from(vec![1_704_038_400_000]).with_timezone("+08:00");
    check(&coarser(Generalisation::Month), new_year_at_eight, &[Some("2024-01")]);
    let codes = StringArray::from(vec![Some("A0111"), Some("9999"), None]);
    check(&coarser(Generalisation::Industry(IndustryLevel::Section)), codes, &[Some("A"), Some("***"), None]);
    check(&coarser(Generalisation::City), Int64Array::from(vec![460_105, 1]), &[Some("460100"), Some("***")]);
}

#[test]
fn masks_that_draw_by_chance_ask_for_the_rows() {
    let noise = Mask::Noise { shape: NoiseShape::Laplace, scale: "2".parse().unwrap(), bound: "9".parse().unwrap() };
    let column: ArrayRef = Arc::new(Int64Array::from((0..40).collect::<Vec<_>>()));
    let rows = RowKeys::of(&[Arc::clone(&column)]).unwrap();
    for mask in [&noise, &Mask::Shuffle] {
        let masker = Masker::for_field(mask, &DataType::Int64, Some(&key(1)), "age").unwrap();
        assert!(masker.needs_rows());
        assert_eq!(masker.apply(&column).unwrap_err(), MaskError::RowsMissing);
        let out = masker.apply_to_rows(&column, &rows).unwrap();
        assert_eq!(out.data_type(), &masker.output_type());
        assert_ne!(&out, &column, "{mask}");
        assert_eq!(&out, &masker.apply_to_rows(&column, &rows).unwrap());
        let elsewhere = Masker::for_field(mask, &DataType::Int64, Some(&key(1)), "income").unwrap();
        assert_ne!(&out, &elsewhere.apply_to_rows(&column, &rows).unwrap());
        assert_eq!(Masker::new(mask, &DataType::Int64, None).unwrap_err(), MaskError::KeyMissing);
    }
    let same = |types: [DataType; 2]| {
        let columns = [("a", "bc"), ("ab", "c")].map(|(first, second)| {
            let cast = |text: &str, to: &DataType| arrow::compute::cast(&StringArray::from(vec![text]), to).unwrap();
            format!("{:?}", RowKeys::of(&[cast(first, &types[0]), cast(second, &types[1])]).unwrap())
        });
        columns[0] == columns[1]
    };
    assert!(!same([DataType::Utf8, DataType::LargeUtf8]), "keys that read alike when put together are not the same");
}
