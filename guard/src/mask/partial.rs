use arrow::array::ArrayRef;

use super::MaskError;
use super::column::to_text;
use super::text_out::TextOut;

/// Keeps `head` leading and `tail` trailing characters (Unicode scalar values) and stars the rest, one for one.
/// A value no longer than `head + tail` is starred whole: a mask never shows a whole value.
pub(super) fn apply(column: &ArrayRef, head: usize, tail: usize) -> Result<ArrayRef, MaskError> {
    to_text(column, 16, |text, out| {
        write(text, head, tail, out);
        Ok(())
    })
}

#[inline]
pub(super) fn write(text: &str, head: usize, tail: usize, out: &mut TextOut) {
    let cut = cut(text, head, tail);
    out.push(cut.head);
    out.stars(cut.hidden);
    out.push(cut.tail);
}

struct Cut<'a> {
    head: &'a str,
    /// Characters between head and tail.
    hidden: usize,
    tail: &'a str,
}

fn cut(text: &str, head: usize, tail: usize) -> Cut<'_> {
    let length = if text.is_ascii() { text.len() } else { text.chars().count() };
    if head + tail >= length {
        return Cut { head: "", hidden: length, tail: "" };
    }
    let (first, last) = if text.is_ascii() {
        (head, text.len() - tail)
    } else {
        let byte_of = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(byte, _)| byte);
        let last = match tail {
            0 => text.len(),
            _ => text.char_indices().nth_back(tail - 1).map_or(text.len(), |(byte, _)| byte),
        };
        (byte_of(head), last)
    };
    Cut {
        head: text.get(..first).unwrap_or_default(),
        hidden: length - head - tail,
        tail: text.get(last..).unwrap_or_default(),
    }
}
