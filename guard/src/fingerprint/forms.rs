//! Texts that say the same 等价写法, and the one form under which all of them are compared.

use std::borrow::Cow;

use super::decimal::Decimal;
use super::plan::Form;

/// Longer texts are prose and carry no marks.
const LONGEST: usize = 200;

/// Forms of one text that are told apart.
const MOST_FORMS: usize = 8;

/// Half-width marks and their full-width partners.
const MARKS: [(char, char); 8] =
    [('(', '（'), (')', '）'), (',', '，'), (':', '：'), (';', '；'), ('!', '！'), ('?', '？'), ('-', '－')];

/// The half-width partner of a full-width character, or the character itself.
pub(super) fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        '\u{3000}' => ' ',
        other => other,
    }
}

fn full_width(character: char) -> char {
    if character.is_ascii_alphanumeric() {
        char::from_u32(u32::from(character) + 0xfee0).unwrap_or(character)
    } else {
        character
    }
}

fn is_wide_letter(character: char) -> bool {
    half_width(character) != character && half_width(character).is_ascii_alphanumeric()
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}')
}

/// `text` and its other forms that differ from it by at most `bound` characters, each with that number.
///
/// The order depends on nothing but the text and the rule, because a mark is a pair of places in it.
pub(super) fn forms_of(text: &str, forms: &[Form], synonyms: &[(String, String)], bound: u32) -> Vec<(String, u32)> {
    if text.is_empty() || text.len() > LONGEST {
        return Vec::new();
    }
    let mut found: Vec<(String, u32)> = vec![(text.to_owned(), 0)];
    let mut add = |form: String, changed: usize| {
        let changed = u32::try_from(changed).unwrap_or(u32::MAX);
        let new = changed > 0 && changed <= bound && found.iter().all(|(other, _)| *other != form);
        if new && found.len() < MOST_FORMS {
            found.push((form, changed));
        }
    };
    for form in forms {
        match form {
            Form::Width => {
                each_mapped(text, full_width, &mut add);
                each_mapped(text, |c| if is_wide_letter(c) { half_width(c) } else { c }, &mut add);
            }
            Form::Punctuation => punctuation(text, &mut add),
            Form::Spacing => spacing(text, &mut add),
            Form::TrailingZeros => trailing_zeros(text, &mut add),
        }
    }
    for (one, other) in synonyms {
        for (from, to) in [(one, other), (other, one)] {
            if !from.is_empty() && text.contains(from.as_str()) {
                let changed = from.chars().count().max(to.chars().count());
                add(text.replacen(from.as_str(), to, 1), changed);
            }
        }
    }
    found
}

fn each_mapped(text: &str, map: impl Fn(char) -> char, add: &mut impl FnMut(String, usize)) {
    let changed = text.chars().filter(|c| map(*c) != *c).count();
    if changed > 0 {
        add(text.chars().map(map).collect(), changed);
    }
}

/// Brackets change together, so that no bracket stands beside a partner of another width; so do all other marks.
fn punctuation(text: &str, add: &mut impl FnMut(String, usize)) {
    let (brackets, others) = MARKS.split_at(2);
    for marks in [brackets, others] {
        let widened = |c| marks.iter().find(|(half, _)| *half == c).map_or(c, |(_, full)| *full);
        let narrowed = |c| marks.iter().find(|(_, full)| *full == c).map_or(c, |(half, _)| *half);
        each_mapped(text, widened, add);
        each_mapped(text, narrowed, add);
    }
}

/// All borders between Chinese and Latin characters with a blank, or all without.
fn spacing(text: &str, add: &mut impl FnMut(String, usize)) {
    let (mut spaced, mut added, mut closed, mut removed) = (String::new(), 0, String::new(), 0);
    let mut before: Option<char> = None;
    let mut rest = text.chars().peekable();
    let border = |a: Option<char>, b: Option<char>| {
        let (Some(a), Some(b)) = (a, b) else { return false };
        is_han(a) && b.is_ascii_alphanumeric() || a.is_ascii_alphanumeric() && is_han(b)
    };
    while let Some(character) = rest.next() {
        if border(before, Some(character)) {
            spaced.push(' ');
            added += 1;
        }
        spaced.push(character);
        if character == ' ' && border(before, rest.peek().copied()) {
            removed += 1;
        } else {
            closed.push(character);
        }
        before = Some(character);
    }
    add(spaced, added);
    add(closed, removed);
}

fn trailing_zeros(text: &str, add: &mut impl FnMut(String, usize)) {
    let Some(number) = Decimal::parse(text).filter(|number| number.decimals > 0) else { return };
    add(format!("{text}0"), 1);
    let kept = number.shortest();
    // A decimal that became whole would change its looks, and a later reader its type.
    if kept.decimals > 0 {
        let mut short = String::with_capacity(text.len());
        kept.write(&mut short);
        let removed = text.len().saturating_sub(short.len());
        add(short, removed);
    }
}

/// What a value is compared by once files have passed through other programs: half width, no outer blanks, lower case,
/// numbers without trailing or leading zeros, dates as `2024-01-31`.
pub(super) fn normalised(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim();
    let plain = trimmed.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
    let folded: Cow<'_, str> = if plain { Cow::Borrowed(trimmed) } else { Cow::Owned(lower_case(trimmed)) };
    let digits = folded.bytes().all(|byte| byte.is_ascii_digit());
    let shortest = digits && !folded.starts_with('0');
    if shortest && folded.len() != 8 || !folded.starts_with(|first: char| first.is_ascii_digit() || first == '-') {
        return folded;
    }
    if let Some(number) = Decimal::parse(&folded) {
        let mut written = String::with_capacity(folded.len());
        number.shortest().write(&mut written);
        return Cow::Owned(written);
    }
    match super::date::read(&folded).filter(|date| is_midnight(date.rest)) {
        Some(date) => {
            let (year, month, day) = super::date::civil(date.days);
            Cow::Owned(format!("{year:04}-{month:02}-{day:02}"))
        }
        None => folded,
    }
}

/// Half width and lower case. Most of a Chinese text has neither, and asking the tables for each character is dear.
fn lower_case(text: &str) -> String {
    let mut lower = String::with_capacity(text.len());
    for character in text.chars() {
        match half_width(character) {
            plain if plain.is_ascii() => lower.push(plain.to_ascii_lowercase()),
            han if is_han(han) => lower.push(han),
            other => lower.extend(other.to_lowercase()),
        }
    }
    lower
}

fn is_midnight(rest: &str) -> bool {
    rest.chars().all(|c| matches!(c, '0' | ':' | '.' | 't' | 'z' | ' '))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Form; 4] = [Form::Width, Form::Punctuation, Form::Spacing, Form::TrailingZeros];

    fn check(text: &str, expected: &[&str]) {
        let synonyms = [("有限公司".to_owned(), "有限责任公司".to_owned())];
        let found = forms_of(text, &ALL, &synonyms, 8);
        let found: Vec<_> = found.iter().map(|(form, _)| form.as_str()).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_text_has_its_equivalent_forms() {
        check("海口市", &["海口市"]);
        check("A座3栋", &["A座3栋", "Ａ座３栋", "A 座 3 栋"]);
        check("龙华区(东)", &["龙华区(东)", "龙华区（东）"]);
        check("1.50", &["1.50", "１.５０", "1.500", "1.5"]);
        check("某某有限公司", &["某某有限公司", "某某有限责任公司"]);
        check("", &[]);
    }

    #[test]
    fn values_from_other_programs_compare_equal() {
        for (one, other) in [
            ("00123", "123"),
            ("5.00", "5"),
            ("ＡＢ－１", "ab-1"),
            (" x ", "x"),
            ("2024/1/31", "2024-01-31"),
            ("2024-01-31T00:00:00", "2024-01-31"),
        ] {
            assert_eq!(normalised(one), normalised(other), "{one} {other}");
        }
        assert_ne!(normalised("2024-01-31 08:00"), normalised("2024-01-31"));
    }

    proptest! {
        #[test]
        fn no_form_goes_beyond_its_bound(text in "[海口区A-C0-3（）(),: ]{0,20}|\\PC*", bound in 1_u32..6) {
            let forms = forms_of(&text, &ALL, &[("海口".into(), "琼山".into())], bound);
            for (n, (form, changed)) in forms.iter().enumerate() {
                prop_assert!(*changed <= bound && (*changed == 0) == (n == 0));
                prop_assert!(forms.iter().filter(|(other, _)| other == form).count() == 1);
            }
            let _ = normalised(&text);
            let by_tables: String = text.chars().map(half_width).flat_map(char::to_lowercase).collect();
            prop_assert_eq!(lower_case(&text), by_tables);
        }
    }
}
