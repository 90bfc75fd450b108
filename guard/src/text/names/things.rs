//! Words of things that are written like names of people.

use super::lists::{MEDICINES, NO_PEOPLE};

/// Lists, medicines and days of the week: 白名单, 阿莫西林, 周五前.
pub(super) fn names_a_thing(name: &str) -> bool {
    let long = name.chars().count() >= 4;
    NO_PEOPLE.contains(&name) || long && MEDICINES.iter().any(|ending| name.ends_with(ending)) || is_weekday(name)
}

fn is_weekday(name: &str) -> bool {
    let mut characters = name.chars();
    let day = |c: char| matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '日' | '天' | '末');
    let part = |c: char| matches!(c, '前' | '后' | '起' | '早' | '晚' | '上' | '下' | '中' | '至' | '到' | '内');
    characters.next() == Some('周') && characters.next().is_some_and(day) && characters.next().is_none_or(part)
}
