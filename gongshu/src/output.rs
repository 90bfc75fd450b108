//! Where a person and a machine read the same thing in two forms.

use std::io::{IsTerminal as _, Write as _};

use anyhow::{Context as _, Result};
use app::{Language, Words};
use base::Message;
use indicatif::{ProgressBar, ProgressStyle};

/// A line on standard output. Whoever reads it may stop reading, as `head` does: then there is nobody left to tell.
macro_rules! line {
    ($($words:tt)*) => { $crate::output::write_line(format_args!($($words)*)) };
}

pub(crate) fn write_line(words: std::fmt::Arguments<'_>) {
    let _ = writeln!(std::io::stdout().lock(), "{words}");
}

/// One JSON object on standard output.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<()> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value).context("expected to write to standard output")?;
    writeln!(out).context("expected to write to standard output")
}

/// Chinese first; English where the environment asks for it.
pub(crate) fn language() -> Language {
    let named =
        ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    match named {
        Some(locale) if locale.starts_with("en") => Language::En,
        _ => Language::Zh,
    }
}

/// Says a message in the person's language.
pub(crate) fn say(words: &Words, message: &Message) -> String {
    words.say(language(), message)
}

/// A spinner on a terminal, nothing elsewhere.
pub(crate) fn spinner(what: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner().with_message(what.to_owned());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_millis(120));
    bar
}
