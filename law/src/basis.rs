use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A citation 依据: a regulation, an article 条 and perhaps an item of it.
///
/// Written `hainan-bigdata-2019#26` or `hainan-bigdata-2019#26(2b)`: item `2b` is the second duty of paragraph 2 款.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Basis {
    regulation: String,
    article: u16,
    item: Option<String>,
}

/// Why a text is not a citation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected a citation such as hainan-bigdata-2019#26 or hainan-bigdata-2019#26(2b), found {found:?}; \
     write the regulation's file name, '#', the article and, in brackets, the item"
)]
pub struct BasisError {
    /// What was given, cut to 80 characters.
    pub found: String,
}

impl Basis {
    pub(crate) fn new(regulation: &str, article: u16, item: Option<&str>) -> Result<Self, BasisError> {
        // 款项 are written (一) in the texts; a citation has brackets of its own.
        let item: Option<String> = item.map(|item| item.chars().filter(|c| !"()（）".contains(*c)).collect());
        let text =
            item.map_or_else(|| format!("{regulation}#{article}"), |item| format!("{regulation}#{article}({item})"));
        text.parse()
    }

    /// The regulation's name: its file name in `rules/regulations/` without the ending.
    pub fn regulation(&self) -> &str {
        &self.regulation
    }

    /// The article 条, counted from 1; 0 is an annex 附件.
    pub const fn article(&self) -> u16 {
        self.article
    }

    pub fn item(&self) -> Option<&str> {
        self.item.as_deref()
    }

    /// Whether `duty` stands inside the place cited here: `#26` covers `#26(2b)`, and `#26(2)` covers it too.
    pub fn covers(&self, duty: &Self) -> bool {
        if self.regulation != duty.regulation || self.article != duty.article {
            return false;
        }
        let (Some(cited), Some(item)) = (self.item(), duty.item()) else { return self.item.is_none() };
        // `(1)` covers `(1a)` but is another paragraph than `(12)`.
        item.strip_prefix(cited).is_some_and(|rest| !rest.starts_with(|c: char| c.is_numeric()))
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.regulation, self.article)?;
        self.item.as_ref().map_or(Ok(()), |item| write!(f, "({item})"))
    }
}

impl FromStr for Basis {
    type Err = BasisError;
    fn from_str(text: &str) -> Result<Self, BasisError> {
        read(text).ok_or_else(|| BasisError { found: text.chars().take(80).collect() })
    }
}

fn read(text: &str) -> Option<Basis> {
    let (regulation, place) = text.split_once('#')?;
    let (article, item) = match place.split_once('(') {
        Some((article, rest)) => (article, Some(rest.strip_suffix(')')?)),
        None => (place, None),
    };
    let named = (1..=64).contains(&regulation.len())
        && regulation.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let numbered = article.bytes().all(|b| b.is_ascii_digit()) && (article == "0" || !article.starts_with('0'));
    let itemised = item.is_none_or(|i| (1..=8).contains(&i.chars().count()) && i.chars().all(char::is_alphanumeric));
    if !(named && numbered && itemised) {
        return None;
    }
    Some(Basis { regulation: regulation.to_owned(), article: article.parse().ok()?, item: item.map(str::to_owned) })
}

impl TryFrom<String> for Basis {
    type Error = BasisError;
    fn try_from(text: String) -> Result<Self, BasisError> {
        text.parse()
    }
}

impl From<Basis> for String {
    fn from(basis: Basis) -> Self {
        basis.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn basis(text: &str) -> Basis {
        text.parse().unwrap()
    }

    #[test]
    fn parts() {
        let cited = basis("hainan-bigdata-2019#26(2b)");
        assert_eq!((cited.regulation(), cited.article(), cited.item()), ("hainan-bigdata-2019", 26, Some("2b")));
        assert_eq!(basis("hainan-bigdata-2019#44(一)").item(), Some("一"));
        assert_eq!(basis("hainan-bigdata-2019#25").item(), None);
    }

    #[test]
    fn what_is_no_citation() {
        for text in [
            "",
            "#",
            "#26",
            "hainan#",
            "hainan#026",
            "hainan#+2",
            "hainan#26()",
            "hainan#26(2b",
            "hainan#26 (2)",
            "Hainan#26",
            "hainan-26",
            "hainan#26(2b)x",
            "hainan#70000",
            "hainan#26(2(b))",
            "hainan#26(123456789)",
        ] {
            let error = text.parse::<Basis>().unwrap_err().to_string();
            assert!(error.contains("expected a citation") && error.contains(&format!("{text:?}")), "{text}: {error}");
        }
    }

    #[test]
    fn an_article_covers_its_items_and_a_paragraph_its_duties() {
        let check = |cited: &str, duty: &str, covers: bool| {
            assert_eq!(basis(cited).covers(&basis(duty)), covers, "{cited} {duty}");
        };
        check("r#26", "r#26(2b)", true);
        check("r#26(2)", "r#26(2b)", true);
        check("r#26(2b)", "r#26(2b)", true);
        check("r#26", "r#26", true);
        check("r#26(1)", "r#26(12)", false);
        check("r#26(2b)", "r#26(2)", false);
        check("r#26(2)", "r#26", false);
        check("r#2", "r#26", false);
        check("q#26", "r#26", false);
    }

    proptest! {
        #[test]
        fn text_and_json_round_trip(regulation in "[a-z0-9-]{1,64}", article in 0_u16.., item in proptest::option::of("[0-9a-z一二三四]{1,8}")) {
            let basis = Basis::new(&regulation, article, item.as_deref()).unwrap();
            prop_assert_eq!(&basis.to_string().parse::<Basis>().unwrap(), &basis);
            let json = serde_json::to_string(&basis).unwrap();
            prop_assert_eq!(serde_json::from_str::<Basis>(&json).unwrap(), basis);
        }

        #[test]
        fn any_text_is_a_citation_of_the_same_text_or_none(text in ".{0,40}|[a-z#()0-9]{0,12}") {
            if let Ok(basis) = text.parse::<Basis>() {
                prop_assert_eq!(basis.to_string(), text);
            }
        }
    }
}
