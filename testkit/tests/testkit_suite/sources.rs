//! The house's own sources, read as text.

use std::fs;
use std::path::{Path, PathBuf};

/// A Rust file of the workspace.
pub(crate) struct Source {
    /// From the workspace's root, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Where the workspace lies.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Every Rust file below the root, less what is built.
pub(crate) fn all() -> Vec<Source> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !name.starts_with('.') && !matches!(name.as_str(), "target" | "node_modules" | "corpus") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                found.push(Source { path, text });
            }
        }
    }
    found.sort_by(|one, two| one.path.cmp(&two.path));
    assert!(found.len() > 100, "the sources were not found below {}", root.display());
    found
}

impl Source {
    /// Whether it is compiled for tests or fuzzing only.
    pub(crate) fn is_test(&self) -> bool {
        self.path.split('/').any(|part| matches!(part, "tests" | "tests.rs" | "fuzz" | "benches"))
            && !self.path.starts_with("benches/")
    }

    /// The file less its test module at the end.
    pub(crate) fn production(&self) -> &str {
        let cut = self.text.match_indices("#[cfg(test)]").find(|(at, mark)| {
            let rest = self.text[at + mark.len()..].trim_start();
            rest.starts_with("mod ")
        });
        cut.map_or(self.text.as_str(), |(at, _)| &self.text[..at])
    }
}

/// The source with comments and the contents of literals blanked, line for line.
pub(crate) fn code(source: &str) -> String {
    let bytes: Vec<char> = source.chars().collect();
    let mut out: Vec<char> = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let end = literal(&bytes, at);
        if end == at {
            out.push(bytes[at]);
            at += 1;
            continue;
        }
        out.extend(bytes[at..end].iter().map(|character| if *character == '\n' { '\n' } else { ' ' }));
        at = end;
    }
    out.into_iter().collect()
}

/// Where the comment or literal that begins at `at` ends; `at` itself where none begins.
fn literal(text: &[char], at: usize) -> usize {
    let starts = |pattern: &str| text[at..].iter().copied().take(pattern.len()).eq(pattern.chars());
    let find = |from: usize, pattern: &[char]| {
        let rest = text.get(from..).unwrap_or_default();
        rest.windows(pattern.len()).position(|window| window == pattern).map_or(text.len(), |found| from + found)
    };
    if starts("//") {
        return find(at, &['\n']);
    }
    if starts("/*") {
        return find(at + 2, &['*', '/']) + 2;
    }
    let within_word = at > 0 && (text[at - 1].is_alphanumeric() || text[at - 1] == '_');
    if starts("r\"") || starts("r#") || starts("br\"") || starts("br#") {
        let hashes = text[at..].iter().skip_while(|character| **character != '#' && **character != '"');
        let hashes = hashes.take_while(|character| **character == '#').count();
        let open = text[at..].iter().position(|character| *character == '"');
        // `r#type` is a name, not a text.
        let Some(open) = open.filter(|open| !within_word && *open <= hashes + 2) else { return at };
        let close: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
        return find(at + open + 1, &close) + close.len();
    }
    match text[at] {
        '"' => quoted(text, at, '"'),
        '\'' if text.get(at + 1) == Some(&'\\') || text.get(at + 2) == Some(&'\'') => quoted(text, at, '\''),
        _ => at,
    }
}

fn quoted(text: &[char], open: usize, quote: char) -> usize {
    let mut at = open + 1;
    while at < text.len() && text[at] != quote {
        at += if text[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// Name, first line and number of lines of every function in blanked source.
pub(crate) fn functions(code: &str) -> Vec<(String, usize, usize)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let begins = !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let name: String = code[at + 3..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if !begins || name.is_empty() {
            continue;
        }
        let Some(length) = body(&code[at..]) else { continue };
        let line = code[..at].matches('\n').count() + 1;
        found.push((name, line, code[at..at + length].matches('\n').count() + 1));
    }
    found
}

/// Bytes up to the end of the function's body; none where it has none.
fn body(code: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut nested = 0_i32;
    for (at, character) in code.char_indices() {
        match character {
            '(' | '[' => nested += 1,
            ')' | ']' => nested -= 1,
            ';' if depth == 0 && nested == 0 => return None,
            '{' => depth += 1,
            '}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

#[test]
fn literals_and_comments_are_blanked_and_functions_are_measured() {
    let source = "fn a<'x>(c: char) -> [u8; 2] {\n    // fn b() {\n    let t = r#\"}\"#;\n    '{' == c || \"\\\"}\" == t\n}\nfn c();\n";
    let code = code(source);
    assert_eq!(code.matches(['{', '}']).count(), 2, "{code}");
    assert_eq!(functions(&code), [("a".to_owned(), 1, 5)]);
    let file = Source { path: "x/src/y.rs".to_owned(), text: format!("{source}#[cfg(test)]\nmod tests {{}}\n") };
    assert_eq!(file.production(), source);
}
