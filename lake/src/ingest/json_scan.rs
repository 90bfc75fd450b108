//! Finding where JSON values begin and end in a stream, without building them.

use std::io::Read;

use super::IngestError;

const BLOCK: usize = 1 << 17;
/// Deepest nesting followed; RFC 8259 lets a reader set one.
const DEPTH: usize = 128;

/// Reads a stream of JSON text byte by byte, knowing where it is.
pub(crate) struct Scanner<R> {
    input: R,
    block: Vec<u8>,
    at: usize,
    ended: bool,
    /// Physical line of the next byte, from 1.
    pub(crate) line: u64,
    /// Bytes of that line before it.
    column: u64,
    limit: usize,
}

impl<R: Read> Scanner<R> {
    /// `limit` bounds the value [`Self::value`] copies, in bytes.
    pub(crate) fn new(input: R, limit: usize) -> Self {
        Self { input, block: Vec::new(), at: 0, ended: false, line: 1, column: 0, limit }
    }

    pub(crate) fn wrong(&self) -> IngestError {
        IngestError::Json { line: self.line, column: self.column + 1 }
    }

    pub(crate) fn peek(&mut self) -> Result<Option<u8>, IngestError> {
        while self.at == self.block.len() && !self.ended {
            self.block.clear();
            self.at = 0;
            (&mut self.input).take(BLOCK as u64).read_to_end(&mut self.block)?;
            self.ended = self.block.is_empty();
        }
        Ok(self.block.get(self.at).copied())
    }

    pub(crate) fn bump(&mut self) {
        if self.block.get(self.at) == Some(&b'\n') {
            self.line += 1;
            self.column = 0;
        } else {
            self.column += 1;
        }
        self.at += 1;
    }

    /// The next byte that is not white space, not taken.
    pub(crate) fn token(&mut self) -> Result<Option<u8>, IngestError> {
        while let Some(byte) = self.peek()? {
            if !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.bump();
        }
        Ok(None)
    }

    /// Takes `byte` if it is the next token.
    pub(crate) fn takes(&mut self, byte: u8) -> Result<bool, IngestError> {
        let found = self.token()? == Some(byte);
        if found {
            self.bump();
        }
        Ok(found)
    }

    /// The rest of the line without its end; none at the end of the text.
    pub(crate) fn line(&mut self, out: &mut Vec<u8>) -> Result<bool, IngestError> {
        out.clear();
        if self.peek()?.is_none() {
            return Ok(false);
        }
        while let Some(byte) = self.peek()? {
            self.bump();
            if byte == b'\n' {
                break;
            }
            self.push(out, byte)?;
        }
        Ok(true)
    }

    /// Passes over the value that begins at the next token, its text into `out` without white space between tokens.
    /// Only brackets and strings are followed; whether the text is sound is for its reader to find.
    pub(crate) fn value(&mut self, out: Option<&mut Vec<u8>>) -> Result<(), IngestError> {
        self.pass(0, out)
    }

    /// Passes over the rest of an array or object whose opening bracket is taken already.
    pub(crate) fn rest(&mut self) -> Result<(), IngestError> {
        self.pass(1, None)
    }

    fn pass(&mut self, open: usize, mut out: Option<&mut Vec<u8>>) -> Result<(), IngestError> {
        let mut depth = open;
        while let Some(byte) = self.token()? {
            match byte {
                b'"' => self.string(&mut out)?,
                b'{' | b'[' => {
                    depth += 1;
                    self.copy(&mut out)?;
                }
                b'}' | b']' | b',' | b':' if depth == 0 => break,
                b'}' | b']' => {
                    depth -= 1;
                    self.copy(&mut out)?;
                }
                b',' | b':' => self.copy(&mut out)?,
                _ => self.word(&mut out)?,
            }
            if depth == 0 {
                return Ok(());
            }
            if depth > DEPTH {
                return Err(self.wrong());
            }
        }
        Err(self.wrong())
    }

    fn string(&mut self, out: &mut Option<&mut Vec<u8>>) -> Result<(), IngestError> {
        self.copy(out)?;
        while let Some(byte) = self.peek()? {
            self.copy(out)?;
            match byte {
                b'"' => return Ok(()),
                b'\\' if self.peek()?.is_some() => self.copy(out)?,
                _ => {}
            }
        }
        Err(self.wrong())
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self, out: &mut Option<&mut Vec<u8>>) -> Result<(), IngestError> {
        while let Some(byte) = self.peek()? {
            if byte.is_ascii_whitespace() || matches!(byte, b',' | b':' | b'"' | b'{' | b'}' | b'[' | b']') {
                break;
            }
            self.copy(out)?;
        }
        Ok(())
    }

    fn copy(&mut self, out: &mut Option<&mut Vec<u8>>) -> Result<(), IngestError> {
        if let (Some(out), Some(byte)) = (out, self.peek()?) {
            self.push(out, byte)?;
        }
        self.bump();
        Ok(())
    }

    fn push(&self, out: &mut Vec<u8>, byte: u8) -> Result<(), IngestError> {
        if out.len() >= self.limit {
            return Err(IngestError::RecordTooLong { line: self.line, limit: self.limit });
        }
        out.push(byte);
        Ok(())
    }
}
