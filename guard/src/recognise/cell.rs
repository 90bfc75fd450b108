/// Longest value of the kinds that are written in digits and letters, separators included.
const ROOM: usize = 40;

/// A short value in one plain form: blanks gone, full-width characters narrow, letters upper case.
///
/// `转` (extension) is read as `#`, so that every telephone number has a cell.
pub(super) struct Cell {
    bytes: [u8; ROOM],
    length: usize,
    pub(super) digits: usize,
    pub(super) stars: usize,
    pub(super) letters: usize,
}

impl Cell {
    /// `None` when the value is too long or holds a character that no such kind is written with.
    pub(super) fn of(text: &str) -> Option<Self> {
        // Nothing in three times the room can fit into it: no character takes more than three bytes but Han outside
        // the basic plane, which ends the reading anyway.
        if text.len() > 3 * ROOM {
            return None;
        }
        let mut cell = Self { bytes: [0; ROOM], length: 0, digits: 0, stars: 0, letters: 0 };
        if text.is_ascii() {
            for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
                cell.push(byte)?;
            }
        } else {
            for c in text.chars().filter(|c| !c.is_whitespace()) {
                cell.push(narrow(c)?)?;
            }
        }
        Some(cell)
    }

    fn push(&mut self, byte: u8) -> Option<()> {
        let byte = byte.to_ascii_uppercase();
        match byte {
            b'0'..=b'9' => self.digits += 1,
            b'A'..=b'Z' => self.letters += 1,
            b'*' => self.stars += 1,
            _ => {}
        }
        *self.bytes.get_mut(self.length)? = byte;
        self.length += 1;
        Some(())
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// The same as text; every byte is ASCII.
    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(self.bytes()).unwrap_or_default()
    }

    pub(super) fn holds(&self, byte: u8) -> bool {
        self.bytes().contains(&byte)
    }

    /// Whether everything else is a digit or a star.
    pub(super) fn is_number(&self) -> bool {
        self.digits + self.stars == self.length
    }

    /// 138xxxx5678 as 138****5678; `None` where other letters stand, or too few for a mask.
    pub(super) fn with_crosses_as_stars(&self) -> Option<Self> {
        const FEWEST: usize = 3;
        if self.letters < FEWEST || self.bytes().iter().any(|b| (b'A'..=b'W').contains(b) || matches!(b, b'Y' | b'Z')) {
            return None;
        }
        let mut starred = Self { bytes: [0; ROOM], length: 0, digits: 0, stars: 0, letters: 0 };
        for byte in self.bytes() {
            starred.push(if *byte == b'X' { b'*' } else { *byte })?;
        }
        Some(starred)
    }

    /// The digits and stars alone, with the separators of telephone and card numbers taken out.
    pub(super) fn without_separators(&self) -> Option<Self> {
        let mut bare = Self { bytes: [0; ROOM], length: 0, digits: 0, stars: 0, letters: 0 };
        for byte in self.bytes() {
            match byte {
                b'-' | b'(' | b')' => {}
                b'0'..=b'9' | b'*' => bare.push(*byte)?,
                _ => return None,
            }
        }
        Some(bare)
    }
}

/// The ASCII character a full-width or typographic one stands for.
pub(super) fn narrow(c: char) -> Option<u8> {
    match c {
        '\u{ff01}'..='\u{ff5e}' => u8::try_from(u32::from(c) - 0xff01 + 0x21).ok(),
        '转' => Some(b'#'),
        '×' | '●' => Some(b'*'),
        '—' | '–' | '‐' | '‑' | '−' | '﹣' => Some(b'-'),
        _ => u8::try_from(c).ok().filter(u8::is_ascii),
    }
}
