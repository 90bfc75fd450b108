//! The forms departments publish values of a kind in. A value that has not the kind's form is starred whole: what it
//! is remains unknown, and so does what its ends would tell.

use arrow::array::ArrayRef;
use base::Kind;

use super::column::to_text;
use super::division::district_prefix;
use super::text_out::TextOut;
use super::{MaskError, REDACTED, partial};
use crate::recognise::has_compound_surname;

/// Writes every value in the official form of `kind`.
pub(super) fn apply(column: &ArrayRef, kind: Kind) -> Result<ArrayRef, MaskError> {
    to_text(column, 20, |text, out| {
        write(text.trim(), kind, out);
        Ok(())
    })
}

pub(super) fn write(text: &str, kind: Kind, out: &mut TextOut) {
    match kind {
        Kind::Email => email(text, out),
        Kind::Address => out.push(district_prefix(text).unwrap_or(REDACTED)),
        _ => {
            let (head, tail) = shown(text, kind).unwrap_or((0, 0));
            partial::write(text, head, tail, out);
        }
    }
}

/// How many characters the form shows in front and behind; `None` for a value of another form, and for every value of
/// a kind no part of which is published.
fn shown(text: &str, kind: Kind) -> Option<(usize, usize)> {
    match kind {
        // 142402********1534; the older numbers have no check character.
        Kind::IdNumber => match text.len() {
            18 if is_id(text) => Some((6, 4)),
            15 if digits(text) => Some((6, 3)),
            _ => None,
        },
        Kind::Mobile => mobile(text),
        Kind::Landline => landline(text),
        Kind::BankCard => ((12..=19).contains(&text.len()) && digits(text)).then_some((4, 4)),
        Kind::Uscc => (text.len() == 18 && alphanumeric(text)).then_some((8, 4)),
        Kind::Plate => (7..=9).contains(&text.chars().count()).then_some((2, 1)),
        Kind::Name => Some((if has_compound_surname(text) { 2 } else { 1 }, 0)),
        Kind::ResidencePermit => match text.len() {
            18 if is_id(text) => Some((6, 4)),
            // The older cards of foreigners open with the three letters of a nation.
            15 if alphanumeric(text) => Some((3, 3)),
            _ => None,
        },
        Kind::TaxId => (matches!(text.len(), 15 | 17 | 18 | 20) && alphanumeric(text)).then_some((6, 4)),
        Kind::Vin => (text.len() == 17 && alphanumeric(text)).then_some((6, 4)),
        Kind::Passport | Kind::TravelPermit => ((7..=11).contains(&text.len()) && alphanumeric(text)).then_some((1, 3)),
        Kind::MedicalRecord => (text.chars().count() >= 7).then_some((1, 3)),
        // A year, and nothing of the day.
        Kind::BirthDate => (text.len() >= 8 && text.get(..4).is_some_and(digits)).then_some((4, 0)),
        Kind::OrgCode => matches!(text.len(), 9 | 10).then_some((4, 2)),
        Kind::Account => Some((1, 0)),
        Kind::Email
        | Kind::Address
        | Kind::Disease
        | Kind::Biometric
        | Kind::Location
        | Kind::Password
        | Kind::Ip
        | Kind::Mac
        | Kind::Property
        | Kind::Income
        | Kind::School
        | Kind::Employer
        | Kind::CaseNumber => None,
    }
}

fn alphanumeric(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

fn is_id(text: &str) -> bool {
    text.get(..17).is_some_and(digits) && text.bytes().next_back().is_some_and(|b| b.is_ascii_digit() || b | 32 == b'x')
}

/// 138****5678, behind a country code too.
fn mobile(text: &str) -> Option<(usize, usize)> {
    let number = text.get(text.len().checked_sub(11)?..)?;
    let country = text.get(..text.len() - 11)?;
    let fits =
        number.starts_with('1') && digits(number) && matches!(country, "" | "+86" | "86" | "0086" | "+86-" | "+86 ");
    fits.then_some((country.len() + 3, 4))
}

/// 010-******34: the area stays when a mark sets it apart.
fn landline(text: &str) -> Option<(usize, usize)> {
    let form = text.bytes().all(|b| b.is_ascii_digit() || b"-+() ".contains(&b));
    if !form || text.len() < 7 {
        return None;
    }
    let area = text.find(['-', ' ', ')']).filter(|area| (3..=5).contains(area));
    Some((area.map_or(0, |area| area + 1), 2))
}

/// Hosts whose name says nothing of a person because everyone has a box there.
const PUBLIC_MAIL: [&str; 20] = [
    "qq.com",
    "163.com",
    "126.com",
    "139.com",
    "189.cn",
    "sina.com",
    "sina.cn",
    "sohu.com",
    "foxmail.com",
    "aliyun.com",
    "yeah.net",
    "wo.cn",
    "tom.com",
    "21cn.com",
    "gmail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "icloud.com",
    "yahoo.com",
];

/// s***@163.com; a domain of one's own names its owner as surely as the rest, so nothing but the first letter is left.
fn email(text: &str, out: &mut TextOut) {
    let Some((_, domain)) = text.split_once('@') else { return out.stars(text.chars().count()) };
    let first = text.chars().next().filter(char::is_ascii_alphanumeric).map_or(0, char::len_utf8);
    out.push(text.get(..first).unwrap_or_default());
    out.stars(3);
    if PUBLIC_MAIL.iter().any(|host| host.eq_ignore_ascii_case(domain)) {
        out.push("@");
        out.push(domain);
    }
}
