use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array,
    LargeStringArray, NullArray, StringArray, StringViewArray, TimestampMicrosecondArray, TimestampMillisecondArray,
};
use arrow::datatypes::{DataType, Int32Type, TimeUnit};
use base::{Generalisation, Kind, Mask};
use proptest::prelude::*;

use super::*;

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
        check(&default_mask(kind), StringArray::from(vec![value]), &[Some(expected)]);
    };
    check_default(Kind::IdNumber, "11010119900307283X", "110101********283X");
    check_default(Kind::Mobile, "13800138000", "138****8000");
    check_default(Kind::Landline, "010-84591234", "010*******34");
    check_default(Kind::BankCard, "6222020000000000000", "6222***********0000");
    check_default(Kind::Uscc, "91350100M000100Y43", "91350100M000100Y43");
    check_default(Kind::Email, "someone@example.com", "s******************");
    check_default(Kind::Plate, "京A12345", "京A****5");
    check_default(Kind::Name, "田小明", "田**");
    check_default(Kind::Address, "海南省海口市龙华区滨海大道1号", "海南省海口市龙华区");
    assert!(Kind::ALL.iter().all(|kind| default_mask(*kind) != Mask::Drop));
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
    let masks = [Mask::Keep, Mask::Redact, partial(1, 1), Mask::Pseudonym, YEAR, DISTRICT, band(10)];
    // One row per mask, one column per type of `types`: y works, n is refused.
    let golden = ["yyyyyyyy", "yyyyyyyy", "yyyynyyn", "yyyynyyn", "yynnnyyn", "ynnnnnnn", "nyyynnnn"];
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
    assert_eq!(made(&band(0), &DataType::Int64), Err(MaskError::ZeroBand));
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

fn rows() -> impl Strategy<Value = Vec<Option<String>>> {
    proptest::collection::vec(proptest::option::of("\\PC{0,12}|[0-9\\-年月日]{0,10}|北京市朝阳区.{0,9}"), 0..20)
}

proptest! {
    #[test]
    fn partial_shows_head_and_tail_and_nothing_else(text in "\\PC{0,30}", head in 0_u8..8, tail in 0_u8..8) {
        let out = texts(&masked(&partial(head, tail), &(Arc::new(StringArray::from(vec![text.clone()])) as ArrayRef)));
        let out: Vec<char> = out[0].as_deref().unwrap().chars().collect();
        let original: Vec<char> = text.chars().collect();
        prop_assert_eq!(out.len(), original.len());
        let (head, tail) = (usize::from(head), usize::from(tail));
        let shows = head + tail < original.len();
        for (n, (shown, was)) in out.iter().zip(&original).enumerate() {
            let kept = shows && (n < head || n >= original.len() - tail);
            prop_assert_eq!(*shown, if kept { *was } else { '*' });
        }
    }

    #[test]
    fn pseudonyms_are_equal_iff_value_and_key_are(a in "\\PC{0,8}", b in "\\PC{0,8}", x in 0_u8..3, y in 0_u8..3) {
        let one = |text: &str, byte| {
            let column: ArrayRef = Arc::new(StringArray::from(vec![text]));
            let masker = Masker::new(&Mask::Pseudonym, &DataType::Utf8, Some(&key(byte))).unwrap();
            texts(&masker.apply(&column).unwrap())
        };
        prop_assert_eq!(one(&a, x) == one(&b, y), a == b && x == y);
        prop_assert_eq!(one(&a, x)[0].as_deref().map(str::len), Some(26));
    }

    #[test]
    fn masks_commute_with_slicing(rows in rows(), from in 0_usize..20, length in 0_usize..20) {
        let column: ArrayRef = Arc::new(StringArray::from(rows));
        let from = from.min(column.len());
        let length = length.min(column.len() - from);
        for mask in [Mask::Redact, partial(1, 1), Mask::Pseudonym, YEAR, DISTRICT] {
            let whole = masked(&mask, &column);
            prop_assert_eq!(&whole.slice(from, length), &masked(&mask, &column.slice(from, length)));
            if mask != YEAR {
                prop_assert_eq!(whole.null_count(), column.null_count());
            }
        }
    }

    #[test]
    fn a_district_is_the_beginning_of_its_address(text in "(北京市|海南省|广东深圳|)(朝阳区|海口市|龙华区|南山区|)\\PC{0,12}") {
        if let Some(district) = district_prefix(&text) {
            prop_assert!(text.trim_start().starts_with(district));
            prop_assert!(!district.chars().any(char::is_numeric));
        }
    }

    #[test]
    fn bands_of_columns_hold_their_values(values in proptest::collection::vec(proptest::option::of(any::<i32>()), 0..20), width in 1_u64..1_000_000) {
        let column: ArrayRef = Arc::new(Int64Array::from(values.iter().map(|v| v.map(i64::from)).collect::<Vec<_>>()));
        for (text, value) in texts(&masked(&band(width), &column)).iter().zip(values) {
            let ends = text.as_deref().map(|text| text.trim_matches(['[', ')']).split_once(',').unwrap());
            let ends = ends.map(|(low, high)| (low.parse::<i64>().unwrap(), high.parse::<i64>().unwrap()));
            prop_assert_eq!(ends.is_some(), value.is_some());
            if let (Some((low, high)), Some(value)) = (ends, value) {
                prop_assert!(low <= value.into() && i64::from(value) < high);
            }
        }
    }
}

#[test]
fn any_text_under_any_mask_is_masked_without_panic() {
    bolero::check!().for_each(|bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let column: ArrayRef = Arc::new(StringArray::from(vec![Some(text), None]));
        for mask in [Mask::Redact, partial(6, 4), partial(255, 255), Mask::Pseudonym, YEAR, DISTRICT] {
            let out = masked(&mask, &column);
            assert!(out.is_null(1), "{mask}");
        }
    });
}
