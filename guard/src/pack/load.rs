//! Reading a pack: TOML, then every word, pattern and figure, with the line of what is wrong.

use std::collections::HashSet;

use base::{Digest, Digester, Grade};
use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use toml::Spanned;

use super::header::Words;
use super::raw::{RawAggregate, RawColumn, RawMoving, RawPack, RawRule, RawText};
use super::rule::{Aggregate, ColumnRule, HeaderWords, Moving, Precision, Rule, TextRule};
use super::{FormOwner, HeaderRules, LARGEST_PACK, MOST_RULES, Pack, PackError};
use crate::recognise::{Check, Form, FormSet};

/// Longest pattern as written, in bytes.
const LONGEST_PATTERN: usize = 2_000;
/// Largest program of one pattern, in bytes; of all patterns of a pack together.
const LARGEST_PROGRAM: usize = 1 << 20;
const LARGEST_PROGRAMS: usize = 32 << 20;
/// Most words of one list.
const MOST_WORDS: usize = 1_000;

impl Pack {
    /// Reads a pack. `file` is only named in errors.
    pub fn read(file: &str, text: &str) -> Result<Self, PackError> {
        let raw = Source { file, text }.parse()?;
        empty().laid_under(&Source { file, text }, raw)
    }

    /// This pack with a regional one laid over it: a rule of the same name is replaced, one named in `off` dropped, the
    /// others added.
    pub fn overlaid(&self, file: &str, text: &str) -> Result<Self, PackError> {
        let raw = Source { file, text }.parse()?;
        self.laid_under(&Source { file, text }, raw)
    }

    fn laid_under(&self, source: &Source<'_>, raw: RawPack) -> Result<Self, PackError> {
        let mut header = self.header.clone();
        header.about.extend(raw.header.about.iter().map(|word| word.get_ref().clone()));
        header.plain.extend(raw.header.plain.iter().map(|word| word.get_ref().clone()));
        source.add_words(&mut header.codes, &raw.header.codes)?;
        for (name, words) in &raw.table {
            let mut set = Words::default();
            source.add_words(&mut set, words)?;
            match header.tables.iter_mut().find(|(known, _)| known == name) {
                Some((_, known)) => *known = set,
                None => header.tables.push((name.clone(), set)),
            }
        }
        let mut rules = self.rules.clone();
        for name in &raw.off {
            let before = rules.len();
            rules.retain(|rule| rule.name != *name.get_ref());
            if rules.len() == before {
                return Err(source.word(name, "the name of a rule of the pack below"));
            }
        }
        let mut names = HashSet::new();
        for raw in raw.rule {
            if !names.insert(raw.name.get_ref().clone()) {
                let (line, found) = (source.line(&raw.name), raw.name.into_inner());
                return Err(PackError::Twice { file: source.file.to_owned(), line, found });
            }
            let rule = source.rule(raw, &header)?;
            match rules.iter_mut().find(|known| known.name == rule.name) {
                Some(known) => *known = rule,
                None => rules.push(rule),
            }
        }
        if rules.len() > MOST_RULES {
            let (file, found) = (source.file.to_owned(), rules.len());
            return Err(PackError::TooManyRules { file, limit: MOST_RULES, found });
        }
        let name = if self.name.is_empty() { raw.pack } else { format!("{}+{}", self.name, raw.pack) };
        let mut digester = Digester::default();
        digester.update(self.digest.as_bytes());
        digester.update(source.text.as_bytes());
        let population = raw.population.or(self.population);
        let pack = build(name, digester.finish(), rules, header).map_err(|why| source.too_much(&why))?;
        Ok(Pack { population, ..pack })
    }
}

/// A pack without a rule.
pub(super) fn empty() -> Pack {
    Pack {
        name: String::new(),
        digest: Digest::of(b""),
        population: None,
        rules: Vec::new(),
        header: HeaderRules::default(),
        patterns: RegexSet::empty(),
        owners: Vec::new(),
        by_form: Vec::new(),
    }
}

fn build(name: String, digest: Digest, rules: Vec<Rule>, header: HeaderRules) -> Result<Pack, regex::Error> {
    let mut owners = Vec::new();
    let mut patterns = Vec::new();
    let mut by_form = vec![Vec::new(); Form::ALL.len()];
    for (rule, of) in rules.iter().enumerate() {
        owners.extend(of.patterns.iter().map(|_| rule));
        patterns.extend(of.patterns.iter().map(|pattern| anchored(pattern)));
        for (set, when_named) in [(of.forms, false), (of.forms_when_named, true)] {
            for form in set.iter() {
                if let Some(takers) = by_form.get_mut(form as usize) {
                    takers.push(FormOwner { rule, when_named });
                }
            }
        }
    }
    let patterns = RegexSetBuilder::new(patterns).size_limit(LARGEST_PROGRAMS).build()?;
    Ok(Pack { name, digest, population: None, rules, header, patterns, owners, by_form })
}

fn anchored(pattern: &str) -> String {
    format!("^(?:{pattern})$")
}

struct Source<'a> {
    file: &'a str,
    text: &'a str,
}

impl Source<'_> {
    fn parse(&self) -> Result<RawPack, PackError> {
        if self.text.len() > LARGEST_PACK {
            let (file, found) = (self.file.to_owned(), self.text.len());
            return Err(PackError::TooLarge { file, limit: LARGEST_PACK, found });
        }
        toml::from_str(self.text).map_err(|error| {
            let line = self.line_at(error.span().map_or(0, |span| span.start));
            PackError::Form { file: self.file.to_owned(), line, found: error.message().to_owned() }
        })
    }

    fn line_at(&self, byte: usize) -> usize {
        self.text.bytes().take(byte).filter(|b| *b == b'\n').count() + 1
    }

    fn line<T>(&self, at: &Spanned<T>) -> usize {
        self.line_at(at.span().start)
    }

    fn word(&self, found: &Spanned<String>, expected: &str) -> PackError {
        let (file, expected) = (self.file.to_owned(), expected.to_owned());
        PackError::Word { file, line: self.line(found), expected, found: found.get_ref().chars().take(80).collect() }
    }

    fn too_much(&self, why: &regex::Error) -> PackError {
        let found = "all patterns together".to_owned();
        PackError::Pattern { file: self.file.to_owned(), line: 1, found, why: why.to_string() }
    }

    fn add_words(&self, words: &mut Words, written: &[Spanned<String>]) -> Result<(), PackError> {
        const EXPECTED: &str =
            "a Chinese word or a lower-case Latin one, of at most 64 characters, such as 手机, ^xm$ or <tel>";
        if let Some(over) = written.get(MOST_WORDS) {
            return Err(self.word(over, "at most 1000 words in a list"));
        }
        let mut add = |word: &Spanned<String>| words.add(word.get_ref()).ok_or_else(|| self.word(word, EXPECTED));
        written.iter().try_for_each(&mut add)
    }

    fn forms(&self, written: &[Spanned<String>]) -> Result<FormSet, PackError> {
        let known = Form::ALL.map(Form::word).join(", ");
        let form = |word: &Spanned<String>| {
            Form::named(word.get_ref()).ok_or_else(|| self.word(word, &format!("one of the forms {known}")))
        };
        written.iter().try_fold(FormSet::EMPTY, |set, word| Ok(set.with(form(word)?)))
    }

    fn pattern(&self, written: &Spanned<String>, whole: bool) -> Result<Regex, PackError> {
        let text = written.get_ref();
        let refuse = |why: String| {
            let (file, line) = (self.file.to_owned(), self.line(written));
            PackError::Pattern { file, line, found: text.chars().take(80).collect(), why }
        };
        if text.len() > LONGEST_PATTERN {
            return Err(refuse(format!("it is longer than {LONGEST_PATTERN} bytes")));
        }
        let source = if whole { anchored(text) } else { text.clone() };
        let regex = RegexBuilder::new(&source)
            .size_limit(LARGEST_PROGRAM)
            .dfa_size_limit(LARGEST_PROGRAM)
            .build()
            .map_err(|error| refuse(error.to_string()))?;
        if regex.is_match("") { Err(refuse("it matches the empty value".to_owned())) } else { Ok(regex) }
    }

    fn share(&self, figure: Option<&Spanned<f64>>, rule: &Spanned<String>) -> Result<Option<f64>, PackError> {
        let Some(figure) = figure else { return Ok(None) };
        if (0.0..=1.0).contains(figure.get_ref()) {
            return Ok(Some(*figure.get_ref()));
        }
        Err(PackError::Rule {
            file: self.file.to_owned(),
            line: self.line(figure),
            rule: rule.get_ref().clone(),
            expected: "a share between 0 and 1".to_owned(),
            found: figure.get_ref().to_string(),
        })
    }

    fn rule(&self, raw: RawRule, header: &HeaderRules) -> Result<Rule, PackError> {
        self.check_level(&raw)?;
        let mut words = HeaderWords::default();
        self.add_words(&mut words.named, &raw.named)?;
        self.add_words(&mut words.allowed, &raw.allowed)?;
        self.add_words(&mut words.never, &raw.never)?;
        let check = raw.check.as_ref().map(|word| {
            Check::named(word.get_ref())
                .ok_or_else(|| self.word(word, &format!("one of the checks {}", Check::WORDS.join(", "))))
        });
        let all = raw.patterns.iter().chain(&raw.patterns_when_named);
        all.clone().try_for_each(|pattern| self.pattern(pattern, true).map(|_| ()))?;
        let text = raw.text.as_ref().map(|text| self.text_rule(text, &raw)).transpose()?;
        let precision = |(word, grade): (&String, &Grade)| {
            let precision = Precision::ALL.into_iter().find(|precision| precision.word() == word);
            let expected = "at_precision to name province, city, county, street or door";
            precision.map(|precision| (precision, *grade)).ok_or_else(|| self.refused(&raw.name, expected, word))
        };
        Ok(Rule {
            kind: raw.kind,
            level: *raw.level.get_ref(),
            at_precision: raw.at_precision.iter().map(precision).collect::<Result<_, _>>()?,
            aggregates: self.aggregates(&raw.aggregate, &raw.name)?,
            forms: self.forms(&raw.forms)?,
            forms_when_named: self.forms(&raw.forms_when_named)?,
            patterns: raw.patterns.iter().map(|pattern| pattern.get_ref().clone()).collect(),
            when_named: RegexSetBuilder::new(raw.patterns_when_named.iter().map(|pattern| anchored(pattern.get_ref())))
                .size_limit(LARGEST_PROGRAM)
                .build()
                .map_err(|why| self.too_much(&why))?,
            check: check.transpose()?,
            header: words,
            column: self.column_rule(&raw.column, &raw.name, header)?,
            text,
            basis: raw.basis,
            name: raw.name.into_inner(),
            category: raw.category,
            harm: raw.harm,
        })
    }

    fn refused(&self, rule: &Spanned<String>, expected: &str, found: &str) -> PackError {
        let (file, line) = (self.file.to_owned(), self.line(rule));
        let (rule, expected) = (rule.get_ref().clone(), expected.to_owned());
        PackError::Rule { file, line, rule, expected, found: found.to_owned() }
    }

    fn check_level(&self, raw: &RawRule) -> Result<(), PackError> {
        if raw.harm.is_empty() {
            return Err(self.refused(&raw.name, "harm to name whom a leak harms", "nothing"));
        }
        if *raw.level.get_ref() >= Grade::Important && raw.harm.iter().all(|harm| harm.is_private()) {
            let expected = "important or core data to harm national-security, economic-operation, social-order or public-interest (GB/T 43697)";
            return Err(self.refused(&raw.name, expected, "organisation-rights and personal-rights only"));
        }
        Ok(())
    }

    fn column_rule(
        &self,
        raw: &RawColumn,
        rule: &Spanned<String>,
        header: &HeaderRules,
    ) -> Result<ColumnRule, PackError> {
        let set = |name: &Spanned<String>| {
            let found = header.tables.iter().position(|(known, _)| known == name.get_ref());
            found.ok_or_else(|| self.word(name, "the name of a list under [table]"))
        };
        let sets = |names: &[Spanned<String>]| names.iter().map(set).collect::<Result<Vec<_>, _>>();
        let moving = |raw: &RawMoving| Ok(Moving { what: sets(&raw.what)?, when: sets(&raw.when)? });
        Ok(ColumnRule {
            share: self.share(raw.share.as_ref(), rule)?,
            allowed_share: self.share(raw.allowed_share.as_ref(), rule)?.unwrap_or(0.02),
            named_share: self.share(raw.named_share.as_ref(), rule)?.unwrap_or(0.0),
            distinct: self.share(raw.distinct.as_ref(), rule)?.unwrap_or(0.0),
            least: raw.least.unwrap_or(1),
            refuse_shared: raw.refuse_shared,
            refuse_codes: raw.refuse_codes,
            length: raw.length.as_ref().map(|length| (length.get_ref()[0], length.get_ref()[1])),
            beside: sets(&raw.beside)?,
            moving: raw.moving.as_ref().map(moving).transpose()?,
            values_must_show: raw.values_must_show,
        })
    }

    fn text_rule(&self, text: &RawText, raw: &RawRule) -> Result<TextRule, PackError> {
        let score = self.share(Some(&text.score), &raw.name)?.unwrap_or_default();
        let with_context = self.share(text.with_context.as_ref(), &raw.name)?.unwrap_or(score);
        let own = |words: &[Spanned<String>]| words.iter().map(|word| word.get_ref().to_lowercase()).collect();
        let patterns = raw.patterns.iter().chain(&text.patterns);
        Ok(TextRule {
            score,
            with_context,
            context: own(&text.context),
            never: own(&text.never),
            labels: own(&text.labels),
            patterns: patterns.map(|pattern| self.pattern(pattern, false)).collect::<Result<_, _>>()?,
        })
    }

    fn aggregates(&self, raw: &[RawAggregate], rule: &Spanned<String>) -> Result<Vec<Aggregate>, PackError> {
        let aggregate = |raw: &RawAggregate| {
            let coverage = self.share(raw.coverage.as_ref(), rule)?;
            if raw.persons.is_none() && coverage.is_none() && raw.precision.is_none() {
                return Err(self.refused(rule, "an aggregate with persons, coverage or precision", "none of them"));
            }
            Ok(Aggregate { persons: raw.persons, coverage, precision: raw.precision, level: raw.level })
        };
        raw.iter().map(aggregate).collect()
    }
}
