//! Cutting Chinese text into words.

use std::sync::LazyLock;

use jieba_rs::Jieba;

/// The dictionary takes about a third of a second to load and some 30 MiB; both only when a text is first searched.
static SEGMENTER: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// One word, in bytes of the text, and its part of speech.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) speech: &'static str,
    /// The dictionary lists it; otherwise it was guessed from its characters.
    pub(super) listed: bool,
    pub(super) characters: usize,
}

pub(super) fn cut(text: &str) -> Vec<Cut<'_>> {
    SEGMENTER
        .tag(text, true)
        .into_iter()
        .map(|tag| Cut {
            text: tag.word,
            start: tag.byte_start,
            end: tag.byte_end,
            speech: speech(tag.tag),
            listed: SEGMENTER.has_word(tag.word),
            characters: tag.end - tag.start,
        })
        .collect()
}

/// Whether the dictionary lists a word.
pub(super) fn is_listed(word: &str) -> bool {
    SEGMENTER.has_word(word)
}

/// The parts of speech told apart here; all others are one.
fn speech(tag: &str) -> &'static str {
    match tag {
        "nr" | "nrfg" => "nr",
        "nrt" => "nrt",
        "ns" => "ns",
        "nt" => "nt",
        "nz" => "nz",
        "v" | "vn" | "vd" => "v",
        "m" => "m",
        "x" => "x",
        "eng" => "eng",
        _ => "",
    }
}
