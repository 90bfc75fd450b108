//! Issuers' prefixes. One line per bank, kind and length: `bank_code bank kind length prefixes`, tab-separated, the
//! prefixes split by spaces. The facts are a public collection of prefixes in the UnionPay network 银联, no official
//! list: one row for each prefix, length and bank; lengths beyond the 19 digits of ISO/IEC 7812 are left out.

use std::sync::LazyLock;

use super::Why;

/// 卡种.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardKind {
    /// 借记卡.
    Debit,
    /// 贷记卡.
    Credit,
    /// 准贷记卡.
    SemiCredit,
    /// 预付费卡.
    Prepaid,
}

/// One prefix of one bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Issuer {
    /// Short code of the bank, such as `ICBC`.
    pub code: &'static str,
    /// Chinese name of the bank.
    pub bank: &'static str,
    pub kind: CardKind,
    /// 3–10 digits.
    pub prefix: &'static str,
    /// Digits of the whole number, the check digit included.
    pub length: u8,
}

const LINES: &str = include_str!("../../../data/card_issuers.tsv");
const LONGEST_PREFIX: usize = 10;
const SHORTEST_PREFIX: usize = 3;

/// Ordered by length of the prefix, then prefix, then length of the number.
static TABLE: LazyLock<Vec<Issuer>> = LazyLock::new(|| {
    let mut table: Vec<Issuer> = LINES.lines().filter_map(parse).flatten().collect();
    table.sort_unstable_by_key(|issuer| (issuer.prefix.len(), issuer.prefix, issuer.length, issuer.code));
    table
});

/// Where the prefixes of each length start in [`TABLE`]: most lengths have a handful, so a search stays short.
static STARTS: LazyLock<[usize; LONGEST_PREFIX + 2]> =
    LazyLock::new(|| std::array::from_fn(|length| TABLE.partition_point(|issuer| issuer.prefix.len() < length)));

/// The prefixes of [`TABLE`] as numbers, side by side: comparing these is what a search spends its time on.
static KEYS: LazyLock<Vec<u64>> =
    LazyLock::new(|| TABLE.iter().map(|issuer| leading(issuer.prefix.as_bytes())).collect());

fn leading(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit.wrapping_sub(b'0')))
}

fn parse(line: &'static str) -> Option<impl Iterator<Item = Issuer>> {
    let mut cells = line.split('\t');
    let code = cells.next()?;
    let bank = cells.next()?;
    let kind = match cells.next()? {
        "debit" => CardKind::Debit,
        "credit" => CardKind::Credit,
        "semi-credit" => CardKind::SemiCredit,
        "prepaid" => CardKind::Prepaid,
        _ => return None,
    };
    let length = cells.next()?.parse().ok()?;
    Some(cells.next()?.split(' ').map(move |prefix| Issuer { code, bank, kind, prefix, length }))
}

/// Every issuer's prefix known here.
pub fn issuers() -> &'static [Issuer] {
    &TABLE
}

/// The issuers that could have put out a number of these digits: the longest prefix with the right length wins.
pub(super) fn of(digits: &[u8]) -> Result<&'static [Issuer], Why> {
    let mut other_length = None;
    let mut prefix = leading(digits.get(..LONGEST_PREFIX).unwrap_or_default());
    for length in (SHORTEST_PREFIX..=LONGEST_PREFIX).rev() {
        let rows = with_prefix(length, prefix);
        prefix /= 10;
        let start = rows.partition_point(|issuer| usize::from(issuer.length) < digits.len());
        let end = rows.partition_point(|issuer| usize::from(issuer.length) <= digits.len());
        if let Some(found) = rows.get(start..end).filter(|found| !found.is_empty()) {
            return Ok(found);
        }
        other_length = other_length.or_else(|| rows.first().map(|issuer| usize::from(issuer.length)));
    }
    Err(other_length.map_or(Why::UnknownIssuer, |expected| Why::LengthNotOfIssuer { expected, found: digits.len() }))
}

fn with_prefix(length: usize, prefix: u64) -> &'static [Issuer] {
    let Some((&first, &end)) = STARTS.get(length).zip(STARTS.get(length + 1)) else {
        return &[];
    };
    let keys = KEYS.get(first..end).unwrap_or_default();
    let skipped = keys.partition_point(|&key| key < prefix);
    let rows = keys.iter().skip(skipped).take_while(|&&key| key == prefix).count();
    TABLE.get(first + skipped..first + skipped + rows).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_prefix_is_read_and_reachable() {
        let written: usize = LINES.lines().map(|line| line.rsplit('\t').next().unwrap().split(' ').count()).sum();
        assert_eq!(issuers().len(), written);
        assert!(written > 1700);
        for issuer in issuers() {
            assert!((SHORTEST_PREFIX..=LONGEST_PREFIX).contains(&issuer.prefix.len()), "{issuer:?}");
            assert!((12..=19).contains(&issuer.length), "{issuer:?}");
            let number = crate::identifier::generate::bank_card(issuer, 0);
            let found = of(number.as_bytes()).unwrap();
            assert!(found.contains(issuer) || found[0].prefix.len() > issuer.prefix.len(), "{issuer:?} {found:?}");
        }
    }
}
