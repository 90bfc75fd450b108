//! Everything the platform says to people, in Chinese and English, from one catalogue.

use base::Message;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

/// The languages the platform speaks. Chinese comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    #[default]
    Zh,
    En,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// Chooses by an `Accept-Language` header: the offered language of the highest weight, else Chinese.
    pub fn accepted(header: &str) -> Self {
        let mut best = (0.0_f32, Self::default());
        for offer in header.split(',').take(32) {
            let mut parts = offer.split(';');
            let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok())
                .unwrap_or(1.0)
                .clamp(0.0, 1.0);
            let language = match tag.split('-').next().unwrap_or_default() {
                "zh" | "*" => Self::Zh,
                "en" => Self::En,
                _ => continue,
            };
            if weight > best.0 {
                best = (weight, language);
            }
        }
        best.1
    }
}

const ZH: &str = include_str!("../messages/zh.ftl");
const EN: &str = include_str!("../messages/en.ftl");

/// The message catalogue.
pub struct Words {
    zh: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
}

/// Why the catalogue this program was built with cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("expected a well-formed message catalogue for {language}, found: {why}")]
pub struct WordsError {
    pub language: &'static str,
    pub why: String,
}

impl Words {
    pub fn load() -> Result<Self, WordsError> {
        Ok(Self { zh: bundle(Language::Zh, ZH)?, en: bundle(Language::En, EN)? })
    }

    /// The words of `message`. A key the catalogue lacks is shown as itself; a test keeps that from happening.
    pub fn say(&self, language: Language, message: &Message) -> String {
        let bundle = match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        };
        let Some(pattern) = bundle.get_message(&message.key).and_then(|found| found.value()) else {
            return message.key.clone();
        };
        let mut args = FluentArgs::new();
        for (name, value) in &message.args {
            args.set(name.clone(), value.clone());
        }
        let mut errors = Vec::new();
        bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned()
    }

    pub fn has(&self, language: Language, key: &str) -> bool {
        match language {
            Language::Zh => self.zh.has_message(key),
            Language::En => self.en.has_message(key),
        }
    }
}

fn bundle(language: Language, text: &str) -> Result<FluentBundle<FluentResource>, WordsError> {
    let wrong = |why: String| WordsError { language: language.tag(), why };
    let resource = FluentResource::try_new(text.to_owned())
        .map_err(|(_, errors)| wrong(errors.first().map(ToString::to_string).unwrap_or_default()))?;
    let tag = language.tag().parse().map_err(|_| wrong("its tag is not a language".to_owned()))?;
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Isolation marks are for mixed-direction text; they would only disturb terminals and JSON readers.
    bundle.set_use_isolating(false);
    bundle
        .add_resource(resource)
        .map_err(|errors| wrong(errors.first().map(ToString::to_string).unwrap_or_default()))?;
    Ok(bundle)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn accept_language_chooses() {
        let cases = [
            ("", Language::Zh),
            ("en", Language::En),
            ("en-GB,en;q=0.9", Language::En),
            ("fr, en;q=0.5, zh;q=0.4", Language::En),
            ("zh-Hans-CN,en;q=0.9", Language::Zh),
            ("de", Language::Zh),
            ("en;q=abc", Language::En),
            ("en;q=0", Language::Zh),
        ];
        for (header, expected) in cases {
            assert_eq!(Language::accepted(header), expected, "{header}");
        }
    }

    fn keys(text: &str) -> BTreeSet<String> {
        text.lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|line| line.split_once('=').map(|(key, _)| key.trim().to_owned()))
            .collect()
    }

    /// Every `Message::new("key")` of the sources, and what is said of denials.
    fn spoken() -> BTreeSet<String> {
        let mut keys: BTreeSet<String> = access::MESSAGES.iter().map(ToString::to_string).collect();
        let workspace = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let crates = workspace.read_dir().unwrap().map(|entry| entry.unwrap().path().join("src"));
        let mut folders: Vec<_> = crates.filter(|source| source.is_dir()).collect();
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir().unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let text = std::fs::read_to_string(&path).unwrap();
                    let production = text.split("#[cfg(test)]").next().unwrap();
                    let after = production.split("Message::new(\"").skip(1);
                    keys.extend(after.filter_map(|rest| rest.split_once('"')).map(|(key, _)| key.to_owned()));
                }
            }
        }
        keys
    }

    #[test]
    fn everything_the_code_says_has_words() {
        let said = spoken();
        assert!(said.len() > 100, "the sources were found");
        let known = keys(ZH);
        let missing: Vec<_> = said.difference(&known).collect();
        assert!(missing.is_empty(), "add these keys to app/messages/zh.ftl and en.ftl: {missing:?}");
    }

    #[test]
    fn both_languages_say_the_same_things() {
        assert_eq!(keys(ZH), keys(EN));
        let words = Words::load().unwrap();
        for key in keys(ZH) {
            assert!(words.has(Language::Zh, &key) && words.has(Language::En, &key), "{key}");
        }
    }
}
