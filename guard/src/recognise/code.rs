//! The kinds written in letters and digits: vehicles, bodies, taxpayers, machines, coordinates.

use std::net::{IpAddr, SocketAddr};

use base::identifier::{id_card, org_code};
use base::region::{self, RegionCode};

use super::cell::Cell;
use super::coordinate;
use super::form::{Form, FormSet};

pub(super) fn forms(cell: &Cell, text: &str) -> FormSet {
    if cell.stars > 0 {
        return FormSet::only_if(Form::Ip, is_masked_ip(cell.text()));
    }
    let plain = cell.digits + cell.letters == cell.bytes().len();
    match cell.bytes().len() {
        17 if plain => return FormSet::only_if(Form::Vin, is_vin(cell.bytes())),
        9 if plain => return org_code_form(cell).and(number_form(cell)),
        10 if cell.holds(b'-') => return org_code_form(cell),
        15 | 20 if plain && is_tax_id(cell.text()) => return FormSet::EMPTY.with(Form::TaxId),
        _ => {}
    }
    if cell.letters == 0 && coordinate::pair(text).is_some() {
        return FormSet::EMPTY.with(Form::Coordinates);
    }
    if cell.holds(b',') {
        return number_form(cell);
    }
    if cell.holds(b':') || cell.letters > 0 || cell.text().matches('.').nth(1).is_some() {
        let address = text.split('/').next().unwrap_or_default();
        let reached = address.parse::<IpAddr>().is_ok() || cell.holds(b':') && address.parse::<SocketAddr>().is_ok();
        return FormSet::only_if(Form::Ip, reached).and(FormSet::only_if(Form::Mac, is_mac(cell.bytes())));
    }
    number_form(cell).and(coordinate_forms(cell.text()))
}

fn org_code_form(cell: &Cell) -> FormSet {
    FormSet::only_if(Form::OrgCode, org_code::check(cell.text()).is_ok())
}

fn number_form(cell: &Cell) -> FormSet {
    let text = cell.text().strip_prefix(['-', '+']).unwrap_or(cell.text());
    let figures = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
    FormSet::only_if(Form::Number, figures && cell.digits > 0 && text.bytes().filter(|b| *b == b'.').count() <= 1)
}

/// 61.130.*.*: the network stands, the host is hidden.
fn is_masked_ip(text: &str) -> bool {
    let mut parts = text.split('.');
    let mut told = || parts.next().is_some_and(|part| part.parse::<u8>().is_ok());
    let network = told() && told();
    let host =
        |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b == b'*') || part.parse::<u8>().is_ok();
    network && text.split('.').count() == 4 && parts.all(host)
}

/// 车辆识别代号 (GB 16735): 17 characters without I, O and Q; the ninth is a check digit, which vehicles made or sold in
/// China carry.
fn is_vin(bytes: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let value = |byte: u8| match byte {
        b'0'..=b'9' => Some(u32::from(byte - b'0')),
        b'A'..=b'H' => Some(u32::from(byte - b'A') + 1),
        b'J'..=b'N' => Some(u32::from(byte - b'J') + 1),
        b'P' => Some(7),
        b'R' => Some(9),
        b'S'..=b'Z' => Some(u32::from(byte - b'S') + 2),
        _ => None,
    };
    let mut sum = 0;
    for (byte, weight) in bytes.iter().zip(WEIGHTS) {
        let Some(value) = value(*byte) else { return false };
        sum += value * weight;
    }
    let expected = if sum % 11 == 10 { b'X' } else { b'0' + u8::try_from(sum % 11).unwrap_or_default() };
    // All digits are a serial number rather than a vehicle; a maker's code has letters.
    bytes.get(8) == Some(&expected) && bytes.iter().filter(|b| b.is_ascii_uppercase()).count() >= 2
}

/// Before 2015: division and organisation code; for persons an identity number and a suffix.
fn is_tax_id(text: &str) -> bool {
    if text.len() == 20 {
        return text.get(..18).is_some_and(|number| id_card::check(number).is_ok());
    }
    let (division, organisation) = text.split_at_checked(6).unwrap_or_default();
    let listed = division.parse::<RegionCode>().is_ok_and(|code| region::ever(code.province()));
    listed && org_code::check(organisation).is_ok()
}

/// Six groups of two between colons or hyphens, or three of four between points; not all zeros or ones.
fn is_mac(bytes: &[u8]) -> bool {
    let (separator, size) = match bytes {
        [_, _, separator @ (b':' | b'-'), ..] => (*separator, 2),
        [_, _, _, _, b'.', ..] => (b'.', 4),
        _ => return false,
    };
    let mut groups = 0;
    for group in bytes.split(|b| *b == separator) {
        groups += 1;
        if group.len() != size || !group.iter().all(u8::is_ascii_hexdigit) {
            return false;
        }
    }
    let figures = || bytes.iter().filter(|b| **b != separator);
    groups * size == 12 && !figures().all(|b| *b == b'F') && !figures().all(|b| *b == b'0')
}

fn coordinate_forms(text: &str) -> FormSet {
    FormSet::only_if(Form::Longitude, coordinate::longitude(text).is_some())
        .and(FormSet::only_if(Form::Latitude, coordinate::latitude(text).is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[Form]) {
        let found = forms(&Cell::of(text).unwrap(), text);
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn codes_are_told_by_their_check_digits() {
        check("1M8GDM9AXKP042788", &[Form::Vin]);
        check("1M8GDM9A1KP042788", &[]);
        check("11111111111111111", &[]);
        check("D2143569X", &[Form::OrgCode]);
        check("D2143569-X", &[Form::OrgCode]);
        check("D21435691", &[]);
        check("110105D2143569X", &[Form::TaxId]);
        check("110105D21435691", &[]);
        for ip in ["192.168.0.1", "::1", "2001:db8::1", "10.0.0.0/8", "fe80::1"] {
            check(ip, &[Form::Ip]);
        }
        for mac in ["00:1A:2B:3C:4D:5E", "00-1a-2b-3c-4d-5e", "0012.3456.789a"] {
            check(mac, &[Form::Mac]);
        }
        for other in
            ["FF:FF:FF:FF:FF:FF", "00:1A:2B:3C:4D", "256.256.256.256", "192.168.1", "10:2F:33-AC-29-C3", "08:30:00"]
        {
            check(other, &[]);
        }
        check("116.397128", &[Form::Number, Form::Longitude]);
        check("39.916527", &[Form::Number, Form::Latitude]);
        check("39.9", &[Form::Number]);
        check("116.397128,39.916527", &[Form::Coordinates]);
        check("1,234.50", &[Form::Number]);
        check("-12", &[Form::Number]);
    }
}
