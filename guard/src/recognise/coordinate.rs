//! Points in China as tables write them 经纬度: degrees with three decimals or more, about a hundred metres. WGS84, GCJ-02
//! and CGCS2000 differ by less than a street and are not told apart.

/// What stands between the two numbers of a pair, and around them.
const BETWEEN: [char; 7] = [',', '，', ';', '；', ' ', '|', '\t'];
const AROUND: [char; 8] = ['(', ')', '（', '）', '[', ']', '【', '】'];

/// Degrees east, when the text is a longitude.
pub(super) fn longitude(text: &str) -> Option<f64> {
    degrees(text).filter(|degrees| (73.0..136.0).contains(degrees))
}

/// Degrees north, when the text is a latitude.
pub(super) fn latitude(text: &str) -> Option<f64> {
    degrees(text).filter(|degrees| (3.0..54.0).contains(degrees))
}

/// Longitude and latitude, in whichever order they stand.
pub(super) fn pair(text: &str) -> Option<(f64, f64)> {
    let inner = text.trim().trim_matches(AROUND);
    let (one, other) = inner.split_once(BETWEEN)?;
    let (one, other) = (one.trim(), other.trim_start_matches(BETWEEN).trim());
    let ordered = |east: &str, north: &str| Some((longitude(east)?, latitude(north)?));
    ordered(one, other).or_else(|| ordered(other, one))
}

fn degrees(text: &str) -> Option<f64> {
    let (_, decimals) = text.split_once('.').filter(|(whole, _)| whole.len() <= 3)?;
    let fine = (3..=15).contains(&decimals.len()) && decimals.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| fine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_read_in_either_order_and_however_it_is_written() {
        for text in [
            "116.397128,39.916527",
            "39.916527，116.397128",
            "(116.397128, 39.916527)",
            "[116.397128;39.916527]",
            "116.397128 39.916527",
            "116.397128|39.916527",
        ] {
            assert_eq!(pair(text), Some((116.397_128, 39.916_527)), "{text}");
        }
    }

    #[test]
    fn figures_of_something_else_are_no_point() {
        for text in ["1,234.567", "116.397128", "116.4,39.9", "200.397128,39.916527", "12.345,23.456", "a,b", ""] {
            assert_eq!(pair(text), None, "{text}");
        }
    }
}
