//! The kinds written in digits: identity numbers, telephones, cards, credit codes.

use base::identifier::{bank_card, id_card, uscc};
use base::region::{self, RegionCode};

use super::cell::Cell;
use super::form::{Form, FormSet};
use super::permit;

/// Fewer stars than this are a typing habit, not a mask.
const MASKING_STARS: usize = 3;

/// What a code of 15 to 22 characters is once told; one whose check fails may still be something else.
const TOLD: FormSet = FormSet::EMPTY
    .with(Form::IdNumber)
    .with(Form::ShortIdNumber)
    .with(Form::MaskedIdNumber)
    .with(Form::ResidencePermit)
    .with(Form::Uscc)
    .with(Form::MaskedUscc);

pub(super) fn forms(cell: &Cell) -> FormSet {
    if cell.digits + cell.stars < 7 {
        return FormSet::EMPTY;
    }
    let code = match cell.bytes().len() {
        18 if cell.stars > 0 => masked_code(cell),
        18 => whole_code(cell),
        19 => FormSet::only_if(Form::IdNumber, is_pupil_number(cell.text())),
        20 => FormSet::only_if(Form::IdNumber, is_disability_number(cell.text())),
        22 => FormSet::only_if(Form::Uscc, is_numbered_uscc(cell.text()))
            .and(FormSet::only_if(Form::IdNumber, is_disability_number(cell.text()))),
        15 => fifteen(cell),
        _ => FormSet::EMPTY,
    };
    if !code.within(TOLD).is_empty() || cell.letters > 0 {
        return match cell.with_crosses_as_stars().filter(|_| code.is_empty()) {
            Some(starred) => forms(&starred),
            None => code,
        };
    }
    code.and(FormSet::only_if(Form::Mobile, is_mobile(cell)))
        .and(FormSet::only_if(Form::Landline, is_landline(cell)))
        .and(FormSet::only_if(Form::ForeignTelephone, is_foreign_telephone(cell)))
        .and(bank_card_form(cell))
}

/// A local number without its area code, or a service number (400, 800): a telephone only where the column says so.
pub(super) fn is_local_number(cell: &Cell) -> bool {
    let Some(bare) = cell.without_separators() else { return false };
    match (bare.bytes(), bare.stars) {
        ([b'2'..=b'8', ..], 0) => matches!(bare.digits, 7 | 8) || service(bare.bytes()),
        ([b'2'..=b'8', ..], MASKING_STARS..) => matches!(bare.bytes().len(), 7 | 8),
        _ => false,
    }
}

/// A number many call, so that it is nobody's: 400 and 800, and the short ones of emergency, government and banks.
pub(super) fn is_service_number(cell: &Cell) -> bool {
    if !matches!(cell.bytes().len(), 3..=5 | 10..=12) || cell.stars > 0 {
        return false;
    }
    let Some(bare) = cell.without_separators() else { return false };
    match bare.bytes() {
        [b'1', b'1' | b'2', _] | [b'1', b'2', _, _, _] | [b'9', b'5' | b'6', _, _, _] => true,
        bytes => service(bytes),
    }
}

fn service(bytes: &[u8]) -> bool {
    bytes.len() == 10 && (bytes.starts_with(b"400") || bytes.starts_with(b"800"))
}

fn whole_code(cell: &Cell) -> FormSet {
    // An identity number is the rarer coincidence: region, date and check digit all hold.
    let number = id_card::check(cell.text());
    if let Ok(card) = number {
        let resident = matches!(card.region().number() / 10_000, 81..=83);
        return FormSet::EMPTY.with(if resident { Form::ResidencePermit } else { Form::IdNumber });
    }
    if permit::is_foreigners_of_2023(cell.text()) {
        return FormSet::EMPTY.with(Form::ResidencePermit);
    }
    let code = uscc::check(cell.text());
    let (mistyped, misread) = (
        matches!(number, Err(id_card::Why::CheckDigit { .. })),
        matches!(code, Err(uscc::Why::OuterDigit { .. } | uscc::Why::InnerDigit { .. })),
    );
    FormSet::only_if(Form::Uscc, code.is_ok())
        .and(FormSet::only_if(Form::MisnumberedId, mistyped))
        .and(FormSet::only_if(Form::MisnumberedUscc, misread))
}

/// `91460100XXXXXXXXXX(01)`: one of several sites of a body, as environmental registers number them.
fn is_numbered_uscc(text: &str) -> bool {
    let Some((code, site)) = text.split_at_checked(18) else { return false };
    let digits = site.strip_prefix('(').and_then(|site| site.strip_suffix(')'));
    digits.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit())) && uscc::check(code).is_ok()
}

/// 全国学籍号: a letter before the identity number, G of the pupil's own, J of a temporary one, L of one lent.
fn is_pupil_number(text: &str) -> bool {
    let number = text.strip_prefix(['G', 'J', 'L']);
    number.is_some_and(|number| id_card::check(number).is_ok())
}

/// 残疾人证号: the identity number, then kind 1–7 and degree 1–4; `B1` behind that counts the copies.
fn is_disability_number(text: &str) -> bool {
    let Some((number, rest)) = text.split_at_checked(18) else { return false };
    let fits = matches!(rest.as_bytes(), [b'1'..=b'7', b'1'..=b'4'] | [b'1'..=b'7', b'1'..=b'4', b'B', b'1'..=b'9']);
    fits && id_card::check(number).is_ok()
}

fn fifteen(cell: &Cell) -> FormSet {
    if cell.letters > 0 {
        return FormSet::only_if(Form::ResidencePermit, permit::is_foreigners_of_2017(cell.text()));
    }
    if cell.stars == 0 {
        return FormSet::only_if(Form::ShortIdNumber, id_card::check(cell.text()).is_ok());
    }
    let masked = cell.is_number() && cell.stars >= MASKING_STARS && begins_with_region(cell.bytes());
    FormSet::only_if(Form::MaskedIdNumber, masked)
}

/// 18 characters with stars: a credit code when the visible part has letters or the first digit of one (9), else an
/// identity number when its region is real or hidden too.
fn masked_code(cell: &Cell) -> FormSet {
    let bytes = cell.bytes();
    let (Some((last, body)), Some(first)) = (bytes.split_last(), bytes.first()) else { return FormSet::EMPTY };
    if cell.stars < MASKING_STARS || cell.digits + cell.letters + cell.stars != bytes.len() || cell.digits < 2 {
        return FormSet::EMPTY;
    }
    if !body.iter().all(|b| b.is_ascii_digit() || *b == b'*') || last.is_ascii_alphabetic() && *last != b'X' {
        return FormSet::only_if(Form::MaskedUscc, matches!(first, b'1'..=b'9' | b'A' | b'N' | b'Y' | b'*'));
    }
    if *first == b'9' {
        return FormSet::EMPTY.with(Form::MaskedUscc);
    }
    let hidden = bytes.iter().take(6).any(|b| *b == b'*');
    FormSet::only_if(Form::MaskedIdNumber, hidden || begins_with_region(bytes))
}

/// The province suffices: with its birth date hidden, a number of a county nobody remembers is no less a person's.
fn begins_with_region(bytes: &[u8]) -> bool {
    let digits = bytes.get(..6).and_then(|six| std::str::from_utf8(six).ok());
    digits.and_then(|digits| digits.parse::<RegionCode>().ok()).is_some_and(|code| region::ever(code.province()))
}

/// `1[3-9]` and nine more, after an optional +86; hyphens only between groups of three or more.
fn is_mobile(cell: &Cell) -> bool {
    let text = cell.text();
    let text = text.strip_prefix("(+86)").or_else(|| text.strip_prefix("+86")).unwrap_or(text);
    let text = text.strip_prefix("0086").or_else(|| text.strip_prefix("86-")).unwrap_or(text).trim_start_matches('-');
    let groups = text.bytes().filter(|b| *b == b'-').count() + 1;
    if groups > 3 || groups > 1 && text.split('-').any(|group| group.len() < 3) {
        return false;
    }
    let mut digits = text.bytes().filter(|b| *b != b'-').peekable();
    let mut count = text.len() + 1 - groups;
    if count == 13 && text.starts_with("86") {
        digits.nth(1);
        count = 11;
    }
    let begins = digits.next() == Some(b'1') && digits.next_if(|b| (b'3'..=b'9').contains(b)).is_some();
    if count != 11 || !begins {
        return false;
    }
    match cell.stars {
        0 => digits.all(|b| b.is_ascii_digit()),
        MASKING_STARS.. => {
            digits.next().is_some_and(|b| b.is_ascii_digit()) && digits.all(|b| b.is_ascii_digit() || b == b'*')
        }
        _ => false,
    }
}

/// Area code and local number, `0898-65301234`, `(010)84591234`, `+86-10-84591234`, with an optional extension.
fn is_landline(cell: &Cell) -> bool {
    let text = cell.text();
    let abroad = text.strip_prefix("+86").or_else(|| text.strip_prefix("0086"));
    let text = abroad.unwrap_or(text).trim_start_matches(['-', '(']);
    let Some(area_first) =
        (if abroad.is_some() && !text.starts_with('0') { Some(text) } else { text.strip_prefix('0') })
    else {
        return false;
    };
    // 10 and 2x are the areas of two digits; all others have three.
    let two = area_first.starts_with("10") || area_first.starts_with('2');
    let Some((area, rest)) = area_first.split_at_checked(if two { 2 } else { 3 }) else { return false };
    if !area.bytes().all(|b| b.is_ascii_digit()) || !two && !area.starts_with(|c| ('3'..='9').contains(&c)) {
        return false;
    }
    let rest = rest.strip_prefix(')').unwrap_or(rest);
    let local = rest.strip_prefix('-').unwrap_or(rest);
    let separated = local.len() < rest.len();
    let (local, extension) = local.split_once(['-', '#']).unwrap_or((local, ""));
    let length_fits = if two { local.len() == 8 } else { matches!(local.len(), 7 | 8) };
    let local_fits = local.starts_with(|c| ('2'..='8').contains(&c) || c == '*')
        && local.bytes().all(|b| b.is_ascii_digit() || b == b'*');
    let stars_fit = cell.stars == 0 || cell.stars >= MASKING_STARS && separated;
    length_fits && local_fits && stars_fit && extension.len() <= 6 && extension.bytes().all(|b| b.is_ascii_digit())
}

fn bank_card_form(cell: &Cell) -> FormSet {
    FormSet::only_if(if cell.stars == 0 { Form::BankCard } else { Form::MaskedBankCard }, is_bank_card(cell))
}

/// `+` and 8–15 digits of another country (E.164), grouped by blanks, hyphens or brackets; or, without the country,
/// three, three and four digits as North America groups them.
fn is_foreign_telephone(cell: &Cell) -> bool {
    let Some(abroad) = cell.text().strip_prefix('+') else { return is_north_american(cell.text()) };
    !abroad.starts_with("86")
        && abroad.starts_with(|c| ('1'..='9').contains(&c))
        && abroad.bytes().all(|b| b.is_ascii_digit() || b"-()*".contains(&b))
        && (8..=15).contains(&(cell.digits + cell.stars))
}

fn is_north_american(text: &str) -> bool {
    let text = text.strip_prefix('1').map_or(text, |rest| rest.trim_start_matches('-'));
    let area_and_rest = match text.strip_prefix('(') {
        Some(bracketed) => bracketed.split_once(')'),
        None => text.split_once('-'),
    };
    let Some((area, rest)) = area_and_rest else { return false };
    let Some((exchange, line)) = rest.trim_start_matches('-').split_once('-') else { return false };
    let group = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    let leads = |text: &str| text.starts_with(|c| ('2'..='9').contains(&c));
    // 400 and 800 are answered by services here.
    !matches!(area, "400" | "800")
        && group(area, 3)
        && group(exchange, 3)
        && group(line, 4)
        && leads(area)
        && leads(exchange)
}

/// Luhn and issuer over the digits; hyphens only after every fourth.
fn is_bank_card(cell: &Cell) -> bool {
    if cell.holds(b'-') {
        let mut groups = cell.text().split('-').rev();
        let last_fits = groups.next().is_some_and(|group| (1..=4).contains(&group.len()));
        if !last_fits || groups.any(|group| group.len() != 4) {
            return false;
        }
    }
    let Some(bare) = cell.without_separators().filter(|_| !cell.holds(b'(')) else { return false };
    if bare.stars == 0 {
        return match bank_card::check(bare.text()) {
            Ok(_) => bare.digits >= 15,
            Err(bank_card::Why::UnknownIssuer | bank_card::Why::LengthNotOfIssuer { .. }) => {
                is_of_a_scheme(bare.bytes())
            }
            Err(_) => false,
        };
    }
    let bytes = bare.bytes();
    // **** **** **** 1234: all but the last four, as receipts print them.
    let last_four = bytes.len().checked_sub(4).and_then(|from| bytes.get(from..));
    if matches!(bytes.len(), 16 | 19) && bare.digits == 4 && last_four.is_some_and(|f| f.iter().all(u8::is_ascii_digit))
    {
        return true;
    }
    let visible = |part: Option<&[u8]>| part.is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    (16..=19).contains(&bytes.len())
        && bare.stars >= MASKING_STARS
        && matches!(bytes, [b'6', b'2', ..] | [b'3'..=b'5', ..])
        && visible(bytes.get(..4))
        && visible(bytes.get(bytes.len().saturating_sub(3)..))
}

/// Foreign issuers are not listed one by one; their schemes (ISO/IEC 7812) are told by the first digits: UnionPay,
/// Visa, Mastercard, American Express, Diners, JCB, Discover, Maestro.
fn is_of_a_scheme(digits: &[u8]) -> bool {
    let length = digits.len();
    match digits {
        [b'6', b'2', ..] => (16..=19).contains(&length),
        [b'3', b'4' | b'7', ..] => length == 15,
        [b'3', b'0', b'0'..=b'5', ..] | [b'3', b'6' | b'8' | b'9', ..] => length == 14,
        [b'5', b'0' | b'6'..=b'8', ..] | [b'6', b'7', ..] => matches!(length, 16 | 18 | 19),
        [b'4', ..]
        | [b'5', b'1'..=b'5', ..]
        | [b'2', b'2'..=b'7', ..]
        | [b'3' | b'6', b'5', ..]
        | [b'6', b'4', b'4'..=b'9', ..]
        | [b'6', b'0', b'1', b'1', ..] => length == 16,
        _ => false,
    }
}
