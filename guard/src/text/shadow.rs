use std::borrow::Cow;

/// A text with full-width letters, digits and marks narrowed, and the way back to the bytes it came from.
pub(super) struct Shadow<'a> {
    pub(super) text: Cow<'a, str>,
    /// Where each byte of `text` came from, and the end; empty when nothing was narrowed.
    origins: Vec<usize>,
}

impl<'a> Shadow<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        if !text.chars().any(|c| narrow(c).is_some()) {
            return Self { text: Cow::Borrowed(text), origins: Vec::new() };
        }
        let mut narrowed = String::with_capacity(text.len());
        let mut origins = Vec::with_capacity(text.len() + 1);
        for (at, c) in text.char_indices() {
            let c = narrow(c).unwrap_or(c);
            narrowed.push(c);
            origins.resize(narrowed.len(), at);
        }
        origins.push(text.len());
        Self { text: Cow::Owned(narrowed), origins }
    }

    /// The byte of the original at a character boundary of the narrowed text.
    pub(super) fn origin(&self, at: usize) -> usize {
        self.origins.get(at).copied().unwrap_or(at)
    }
}

/// Full-width letters, digits and the marks numbers are grouped with. A full-width comma or colon stays, because it
/// ends a clause.
fn narrow(c: char) -> Option<char> {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '＠' | '．' | '＊' | '（' | '）' | '－' | '＋' | '＿' => {
            char::from_u32(u32::from(c) - 0xfee0)
        }
        '—' | '–' | '‐' | '‑' | '−' | '﹣' => Some('-'),
        '\u{3000}' | '\u{a0}' => Some(' '),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Shadow;

    #[test]
    fn every_place_of_the_narrowed_text_leads_back() {
        let text = "电话１３８ab，（０）";
        let shadow = Shadow::of(text);
        assert_eq!(shadow.text, "电话138ab，(0)");
        let start = shadow.text.find("138").unwrap();
        assert_eq!(&text[shadow.origin(start)..shadow.origin(start + 3)], "１３８");
        assert_eq!(shadow.origin(shadow.text.len()), text.len());
        assert_eq!(Shadow::of("plain").origin(3), 3);
    }
}
