//! A person and a number of theirs in one cell: 张三 13812345678, 李四（0731-82221111）, 13812345678王五.

use super::cell::Cell;
use super::form::{Form, FormSet};
use super::name::is_han;
use super::{name, number};

/// Shortest and longest cell that can be one, in bytes.
const SHORTEST: usize = 12;
const LONGEST: usize = 90;

/// What a person is known by and reached at.
const THEIRS: FormSet = FormSet::EMPTY
    .with(Form::IdNumber)
    .with(Form::MaskedIdNumber)
    .with(Form::ResidencePermit)
    .with(Form::Mobile)
    .with(Form::Landline)
    .with(Form::BankCard)
    .with(Form::MaskedBankCard);

/// Words between the two.
const BETWEEN: [&str; 10] =
    ["联系电话", "联系方式", "手机号码", "电话号码", "身份证号", "手机号", "电话", "手机", "身份证", "号码"];

/// What a person is called by beside a surname.
const ADDRESSED: [&str; 8] = ["先生", "女士", "小姐", "同志", "老师", "主任", "经理", "师傅"];

/// Of them, those no post is called by.
const TITLES: [&str; 4] = ["先生", "女士", "小姐", "同志"];

/// Both forms where the cell is a name and a number; neither else.
pub(super) fn forms(text: &str) -> FormSet {
    if !(SHORTEST..=LONGEST).contains(&text.len()) || text.is_ascii() {
        return FormSet::EMPTY;
    }
    let begins = text.chars().next().is_some_and(is_han);
    let at = if begins { text.find(is_numeric) } else { text.find(is_han) };
    let Some((first, second)) = at.and_then(|at| text.split_at_checked(at)) else { return FormSet::EMPTY };
    let (who, reached) = if begins { (first, second) } else { (second, first) };
    let who = bare_name(who);
    if !(name::is_name(who) || is_addressed(who)) {
        return FormSet::EMPTY;
    }
    let reached = reached.trim_matches(is_mark);
    let numbers = Cell::of(reached).map_or(FormSet::EMPTY, |cell| number::forms(&cell)).within(THEIRS);
    let named = if who.contains(['*', '＊', '某']) { Form::MaskedName } else { Form::Name };
    if numbers.is_empty() { FormSet::EMPTY } else { numbers.with(named) }
}

const fn is_numeric(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '+' | '０'..='９')
}

fn is_mark(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '(' | ')'
                | '（'
                | '）'
                | ':'
                | '：'
                | ','
                | '，'
                | ';'
                | '；'
                | '、'
                | '/'
                | '-'
                | '—'
                | '。'
                | '【'
                | '】'
        )
}

/// Without marks and words towards the number.
fn bare_name(text: &str) -> &str {
    let mut name = text.trim_matches(is_mark);
    while let Some(shorter) = BETWEEN.iter().find_map(|word| name.strip_suffix(word)) {
        name = shorter.trim_end_matches(is_mark);
    }
    name
}

/// 李明先生, 李女士: a name or a surname before what its bearer is called by.
pub(super) fn is_titled(text: &str) -> bool {
    if !text.ends_with(['生', '士', '姐', '志']) {
        return false;
    }
    let who = TITLES.iter().find_map(|title| text.strip_suffix(title));
    who.is_some_and(|who| name::is_name(who.trim_end())) || is_addressed(text)
}

/// 李先生: a surname and how its bearer is addressed.
fn is_addressed(text: &str) -> bool {
    let surname = ADDRESSED.iter().find_map(|word| text.strip_suffix(word));
    surname.is_some_and(|surname| {
        let mut chars = surname.chars();
        matches!((chars.next(), chars.next()), (Some(first), None) if name::is_surname(first))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_number_in_one_cell_are_both() {
        let both = FormSet::EMPTY.with(Form::Name).with(Form::Mobile);
        for cell in [
            "翟岚 13812345678",
            "翟岚13812345678",
            "翟岚（13812345678）",
            "翟岚：手机13812345678",
            "翟岚，联系电话：13812345678",
            "13812345678 翟岚",
            "13812345678（翟岚）",
            "陈女士 13812345678",
        ] {
            assert_eq!(forms(cell), both, "{cell}");
        }
        assert_eq!(forms("王伟0731-82221111"), FormSet::EMPTY.with(Form::Name).with(Form::Landline));
        assert_eq!(forms("王** 138****5678"), FormSet::EMPTY.with(Form::MaskedName).with(Form::Mobile));
    }

    #[test]
    fn what_is_no_name_or_no_number_is_neither() {
        for cell in
            ["订单号13812345678", "第三批 13812345678", "王伟 2024年第3号", "高新区13栋2单元", "金额：1381234.56"]
        {
            assert_eq!(forms(cell), FormSet::EMPTY, "{cell}");
        }
    }
}
