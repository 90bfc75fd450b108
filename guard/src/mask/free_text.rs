use std::ops::Range;

use arrow::array::ArrayRef;
use base::Kind;

use super::column::to_text;
use super::{MaskError, REDACTED};
use crate::pack::Pack;
use crate::recognise::kinds_of;
use crate::text::{LONGEST_TEXT, scan_text_by};

/// Hides what is recognised inside each text by the national pack: numbers, addresses, names and the rest a search
/// finds, and beside these every run of signs that could be a number of a person. What is longer than a search reads
/// is hidden from there on.
pub(super) fn apply(column: &ArrayRef) -> Result<ArrayRef, MaskError> {
    let pack = Pack::national();
    redact_spans(column, |text, found| {
        spans(text, found);
        found.extend(scan_text_by(&pack, text).into_iter().map(|span| span.start..span.end));
        if text.len() > LONGEST_TEXT {
            found.push(text.floor_char_boundary(LONGEST_TEXT)..text.len());
        }
    })
}

/// Writes each text with `***` in place of the spans `find` names: byte ranges in any order, overlapping or
/// not. A range that is none, or does not lie on characters, hides the rest of the text.
pub fn redact_spans(
    column: &ArrayRef,
    mut find: impl FnMut(&str, &mut Vec<Range<usize>>),
) -> Result<ArrayRef, MaskError> {
    let mut found = Vec::new();
    to_text(column, 48, |text, out| {
        found.clear();
        find(text, &mut found);
        found.sort_unstable_by_key(|span| (span.start, span.end));
        let mut from = 0;
        for span in &found {
            let sound = span.start <= span.end && text.is_char_boundary(span.start) && text.is_char_boundary(span.end);
            if !sound {
                out.push(REDACTED);
                return Ok(());
            }
            if let Some(before) = text.get(from..span.start) {
                out.push(before);
                out.push(REDACTED);
            }
            from = from.max(span.end);
        }
        out.push(text.get(from..).unwrap_or_default());
        Ok(())
    })
}

/// Shortest run of signs that may be a number or an address of a person.
const SHORTEST: usize = 7;

/// Digits from which on a number is hidden whatever it is: an identity or card number with a slip of the pen is still
/// somebody's.
const LONG: usize = 15;

/// Runs of letters, digits and the marks numbers are written with that have the form of something personal. A run that
/// has none as a whole is looked at again between its marks.
fn spans(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut start = 0;
    while let Some(offset) = bytes.get(start..).and_then(|rest| rest.iter().position(|b| in_run(*b))) {
        let from = start + offset;
        let length = bytes.get(from..).map_or(0, |rest| rest.iter().take_while(|b| in_run(**b)).count());
        let end = from + length;
        let run = trimmed(text, from..end);
        if is_personal(text, &run) {
            found.push(run);
        } else {
            pieces(text, run, found);
        }
        start = end;
    }
}

const fn in_run(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'@' | b'.' | b'-' | b'_' | b'+' | b'*')
}

/// Marks at the ends belong to the sentence.
fn trimmed(text: &str, run: Range<usize>) -> Range<usize> {
    let inside = text.get(run.clone()).unwrap_or_default();
    let front = inside.len() - inside.trim_start_matches(['.', '-', '_']).len();
    let back = inside.len() - inside.trim_end_matches(['.', '-', '_']).len();
    run.start + front..(run.end - back).max(run.start + front)
}

fn pieces(text: &str, run: Range<usize>, found: &mut Vec<Range<usize>>) {
    let Some(inside) = text.get(run.clone()) else { return };
    let mut from = run.start;
    for piece in inside.split(['.', '-', '_', '+', '@']) {
        let span = from..from + piece.len();
        from = span.end + 1;
        if is_personal(text, &span) {
            found.push(span);
        }
    }
}

fn is_personal(text: &str, span: &Range<usize>) -> bool {
    let Some(run) = text.get(span.clone()).filter(|run| run.len() >= SHORTEST) else { return false };
    if run.len() >= LONG && run.trim_end_matches(['X', 'x']).bytes().all(|b| b.is_ascii_digit()) {
        return true;
    }
    let kinds = kinds_of(run);
    [Kind::IdNumber, Kind::Mobile, Kind::Landline, Kind::BankCard, Kind::Uscc, Kind::Email]
        .iter()
        .any(|kind| kinds.has(*kind))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{AsArray, StringArray};
    use proptest::prelude::*;

    use super::*;

    fn hidden(text: &str) -> String {
        let column: ArrayRef = Arc::new(StringArray::from(vec![text]));
        apply(&column).unwrap().as_string::<i32>().value(0).to_owned()
    }

    #[test]
    fn numbers_and_addresses_inside_a_text_are_hidden() {
        let check = |text: &str, expected: &str| assert_eq!(hidden(text), expected, "{text}");
        check("来电13800138000反映噪音", "来电***反映噪音");
        check("身份证11010119900307283X，手机138-0013-8000。", "身份证***，手机***。");
        check("联系 someone@example.com.", "联系 ***.");
        check("请拨打010-84591234转办", "请拨打***转办");
        check("2024-01-31办结，金额1234567.89元", "2024-01-31办结，金额1234567.89元");
        check("编号A-2024-000123", "编号A-2024-000123");
        check("证号11010519491231002X", "证号***");
        check("订单20240131083000123456号", "订单***号");
        check("", "");
        check("申请人王建国，住海口市龙华区滨海大道12号", "申请人***，住***");
    }

    #[test]
    fn spans_that_overlap_or_are_none_never_show_more() {
        let column: ArrayRef = Arc::new(StringArray::from(vec!["一二三四五六"]));
        let check = |spans: &[Range<usize>], expected: &str| {
            let out = redact_spans(&column, |_, found| found.extend_from_slice(spans)).unwrap();
            assert_eq!(out.as_string::<i32>().value(0), expected, "{spans:?}");
        };
        check(&[0..3, 9..12], "***二三***五六");
        check(&[3..9, 6..12], "一***五六");
        check(&[3..12, 6..9], "一***五六");
        check(&[9..12, 0..3], "***二三***五六");
        check(&[0..3, 3..4], "******");
        check(&[0..3, 6..99], "******");
        #[expect(clippy::reversed_empty_ranges, reason = "what no finder should hand in")]
        check(&[0..3, 6..3], "******");
    }

    proptest! {
        #[test]
        fn no_mobile_number_survives(front in "[\\p{Han} ，。]{0,8}", number in "1[3-9][0-9]{9}", back in "[\\p{Han} ，。]{0,8}") {
            let out = hidden(&format!("{front}{number}{back}"));
            prop_assert!(!out.contains(&number[3..]) && out.contains(REDACTED));
        }

        #[test]
        fn any_spans_on_any_text_are_survived(text in "\\PC{0,20}", spans in proptest::collection::vec((0_usize..70, 0_usize..70), 0..5)) {
            let column: ArrayRef = Arc::new(StringArray::from(vec![text]));
            let out = redact_spans(&column, |_, found| found.extend(spans.iter().map(|(start, end)| *start..*end)));
            prop_assert!(out.is_ok());
        }
    }
}
