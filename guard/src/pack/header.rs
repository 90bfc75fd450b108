//! Reading what the name of a column says.

/// Words a column name is searched for. A plain word may stand anywhere; `^` binds it to the beginning, `$` to the end;
/// `<word>` is one whole Latin word. Latin words are compared in lower case without separators: `id_card` and
/// `idCard` both hold `idcard`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words(Vec<Word>);

#[derive(Debug, Clone)]
struct Word {
    text: String,
    latin: bool,
    place: Place,
}

#[derive(Debug, Clone, Copy)]
enum Place {
    Anywhere,
    First,
    Last,
    /// Nothing else beside it.
    Alone,
    /// One of the name's Latin words.
    OneWord,
}

/// Longest word of a pack, in characters.
const LONGEST_WORD: usize = 64;

impl Words {
    /// `None` when the word is empty or too long, or a Latin one has capitals or separators.
    pub(super) fn add(&mut self, written: &str) -> Option<()> {
        let inner = written.strip_prefix('<').and_then(|word| word.strip_suffix('>'));
        let (first, text) = written.strip_prefix('^').map_or((false, written), |text| (true, text));
        let (last, text) = text.strip_suffix('$').map_or((false, text), |text| (true, text));
        let (text, place) = match (inner, first, last) {
            (Some(inner), ..) => (inner, Place::OneWord),
            (None, true, true) => (text, Place::Alone),
            (None, true, false) => (text, Place::First),
            (None, false, true) => (text, Place::Last),
            (None, false, false) => (text, Place::Anywhere),
        };
        let latin = text.is_ascii();
        let fits = !text.is_empty() && text.chars().count() <= LONGEST_WORD;
        let lower = !latin || text.bytes().all(|b| b.is_ascii_lowercase());
        (fits && lower).then(|| self.0.push(Word { text: text.to_owned(), latin, place }))
    }

    /// Whether one of the words stands in the name and, where `reach` is given, ends at or behind that byte of its
    /// Chinese form.
    pub(crate) fn hit(&self, header: &Header, reach: usize) -> bool {
        self.0.iter().any(|word| word.hits(header, reach))
    }
}

impl Word {
    fn hits(&self, header: &Header, reach: usize) -> bool {
        // A Latin word does not reach into a Chinese ending: IP类型.
        if self.latin {
            return reach == 0 && self.end_in(&header.joined, &header.words).is_some();
        }
        self.end_in(&header.chinese, &[]).is_some_and(|end| end >= reach)
            // 行政相对人代码_1(统一社会信用代码): a note in brackets names it as well.
            || matches!(self.place, Place::Anywhere) && header.note.contains(&self.text)
    }

    /// Where the word ends in a name, if it stands there; the last place of several.
    fn end_in(&self, name: &str, words: &[String]) -> Option<usize> {
        match self.place {
            Place::Anywhere => last_end(name.as_bytes(), self.text.as_bytes()),
            Place::First => first_end(name, &self.text),
            Place::Last => name.ends_with(&self.text).then_some(name.len()),
            Place::Alone => (last_part(name) == self.text).then_some(name.len()),
            Place::OneWord => words.contains(&self.text).then_some(name.len()),
        }
    }
}

/// Marks between the parts of a name: 申请人_姓名, 户主.身份证号.
const PARTS: [char; 4] = ['_', '.', '-', '/'];

/// Where a word a name or its last part begins with ends.
fn first_end(name: &str, word: &str) -> Option<usize> {
    let part = if name.starts_with(word) { name } else { last_part(name) };
    part.starts_with(word).then(|| name.len() - part.len() + word.len())
}

fn last_part(name: &str) -> &str {
    name.rsplit(PARTS).next().unwrap_or(name)
}

/// Where the last of the words like this in a name ends. Names are a few bytes long and words are tried by the thousand,
/// so that preparing a search costs more than looking.
fn last_end(name: &[u8], word: &[u8]) -> Option<usize> {
    let last = word.last();
    let ends = |end: &usize| name.get(..*end).is_some_and(|head| head.last() == last && head.ends_with(word));
    (word.len()..=name.len()).rev().find(ends)
}

/// A column name, read once.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    /// Without blanks, marks of being required, a note in brackets and a number behind.
    chinese: String,
    /// The note.
    note: String,
    /// Latin words in lower case: `legalPerson_name` → legal, person, name.
    words: Vec<String>,
    joined: String,
}

/// What a column's name says of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Hint {
    #[default]
    Silent,
    Named,
    Allowed,
    Never,
}

impl Header {
    pub(crate) fn of(column_name: &str) -> Self {
        let name: String = column_name.chars().take(200).collect();
        let plain: String = name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '＊')).collect();
        let words = latin_words(&plain);
        let (chinese, note) = split_note(&plain);
        Self { joined: words.concat(), chinese: chinese.to_owned(), note: note.to_owned(), words }
    }

    /// What the name says of a rule. Where it ends in a word such as 类型, only a word of the rule that reaches into
    /// that ending counts: 出生日期 is a date of birth, 身份证发证日期 no identity number.
    pub(crate) fn hint(&self, rule: &super::Rule, rules: &super::HeaderRules) -> Hint {
        if rule.header.never.hit(self, 0) || self.chinese.starts_with("是否") {
            return Hint::Never;
        }
        let plain = rules.plain.iter().any(|ending| self.ends(ending));
        let about = rules.about.iter().filter(|ending| !plain && self.ends(ending));
        let about = about.map(String::len).max().unwrap_or_default();
        let reach = if about == 0 { 0 } else { self.chinese.len().saturating_sub(about) + 1 };
        if about > 0 && self.chinese.is_ascii() {
            let last = self.joined.len().saturating_sub(about);
            let covers = |words: &Words| words.0.iter().any(|word| self.covers(word, last));
            return if covers(&rule.header.named) { Hint::Named } else { Hint::Never };
        }
        if rule.header.named.hit(self, reach) {
            Hint::Named
        } else if rule.header.allowed.hit(self, reach) {
            Hint::Allowed
        } else if about > 0 {
            Hint::Never
        } else {
            Hint::Silent
        }
    }

    fn ends(&self, ending: &str) -> bool {
        if ending.is_ascii() {
            self.words.last().is_some_and(|word| word == ending)
        } else {
            self.chinese.ends_with(ending)
        }
    }

    fn covers(&self, word: &Word, last: usize) -> bool {
        word.latin && self.joined.rfind(&word.text).is_some_and(|at| at + word.text.len() > last)
    }
}

/// 行政相对人代码_1(统一社会信用代码) → 行政相对人代码 and the note in brackets; a number goes.
fn split_note(plain: &str) -> (&str, &str) {
    let end = plain.find(['(', '（', '[', '【']).filter(|at| *at > 0).unwrap_or(plain.len());
    let (name, note) = plain.split_at_checked(end).unwrap_or((plain, ""));
    (name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '_' | '-' | ':' | '：')), note)
}

/// The Latin words of a name: `legalPerson_name` → legal, person, name.
fn latin_words(plain: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut lower_before = false;
    for c in plain.chars() {
        let begins = c.is_ascii_uppercase() && lower_before;
        if (begins || !c.is_ascii_alphabetic()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_ascii_alphabetic() {
            word.push(c.to_ascii_lowercase());
        }
        lower_before = c.is_ascii_lowercase();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}
