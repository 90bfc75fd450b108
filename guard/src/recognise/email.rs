/// `local@domain.tld` in ASCII, stars allowed where a source has masked.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.trim().split_once('@') else { return false };
    let Some((host, top)) = domain.rsplit_once('.') else { return false };
    (1..=64).contains(&local.len())
        && local.bytes().all(|b| b.is_ascii_alphanumeric() || b"._%+-*".contains(&b))
        && !local.starts_with('.')
        && !local.ends_with('.')
        && (1..=189).contains(&host.len())
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-*".contains(&b))
        && !host.starts_with(['.', '-'])
        && !host.ends_with(['.', '-'])
        && !host.contains("..")
        && (2..=24).contains(&top.len())
        && (top.bytes().all(|b| b.is_ascii_alphabetic()) || is_punycode(top))
}

/// A top-level domain in another script, as DNS writes it.
fn is_punycode(top: &str) -> bool {
    top.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("xn--"))
        && top.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
