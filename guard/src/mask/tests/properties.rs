use proptest::prelude::*;

use super::*;

fn longest_shared(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let run = |i: usize, j: usize| a[i..].iter().zip(&b[j..]).take_while(|(a, b)| a == b).count();
    (0..a.len()).flat_map(|i| (0..b.len()).map(move |j| (i, j))).map(|(i, j)| run(i, j)).max().unwrap_or_default()
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
        for mask in text_masks() {
            let whole = masked(&mask, &column);
            prop_assert_eq!(&whole.slice(from, length), &masked(&mask, &column.slice(from, length)), "{}", mask);
            if mask != YEAR {
                prop_assert_eq!(whole.null_count(), column.null_count());
            }
        }
    }

    #[test]
    fn number_masks_commute_with_slicing_and_keep_what_is_missing(
        values in proptest::collection::vec(proptest::option::of(any::<i64>()), 0..20), from in 0_usize..20, length in 0_usize..20
    ) {
        let from = from.min(values.len());
        let length = length.min(values.len() - from);
        let decimals: Decimal128Array = values.iter().map(|v| v.map(i128::from)).collect();
        let columns: Vec<ArrayRef> = vec![
            Arc::new(Int64Array::from(values.clone())),
            Arc::new(values.iter().map(|v| v.map(|v| v as f64)).collect::<Float64Array>()),
            Arc::new(decimals.with_precision_and_scale(20, 2).unwrap()),
        ];
        for column in columns {
            for mask in number_masks() {
                let whole = masked(&mask, &column);
                prop_assert_eq!(&whole.slice(from, length), &masked(&mask, &column.slice(from, length)), "{}", mask);
                prop_assert_eq!(whole.null_count(), column.null_count());
            }
        }
    }

    /// What a mask may show of a value, in characters in a row.
    #[test]
    fn no_longer_piece_of_a_value_survives_than_its_mask_allows(number in "[1-9][0-9]{16}[0-9X]", key in 0_u8..9) {
        let shown = [
            (Mask::Redact, 0),
            (partial(6, 4), 6),
            (Mask::Style { kind: Kind::IdNumber }, 6),
            (Mask::Style { kind: Kind::Mobile }, 0),
            (Mask::FreeText, 0),
            (Mask::Generalise { to: Generalisation::Province }, 0),
        ];
        let column: ArrayRef = Arc::new(StringArray::from(vec![number.clone()]));
        for (mask, most) in shown {
            let out = texts(&masked(&mask, &column));
            let longest = longest_shared(&number, out[0].as_deref().unwrap());
            prop_assert!(longest <= most, "{mask} shows {longest}");
        }
        // A keyed mask shows nothing but by chance: five digits in a row of twenty is one in thousands.
        for mask in [Mask::Pseudonym, Mask::Encrypt { form: Form::Alphanumeric }] {
            let masker = Masker::new(&mask, &DataType::Utf8, Some(&PseudonymKey::new(&[key; 32]))).unwrap();
            let out = texts(&masker.apply(&column).unwrap());
            prop_assert!(longest_shared(&number, out[0].as_deref().unwrap()) < 7);
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
        for mask in text_masks() {
            let out = masked(&mask, &column);
            assert!(out.is_null(1), "{mask}");
        }
    });
}
