//! Finding the character encoding of a file, and reading it as UTF-8 in which undecodable bytes stay visible.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::IngestError;

/// Never part of UTF-8: marks a place the source's bytes made no character, so that only its record is set aside.
const UNDECODABLE: u8 = 0xFF;
const BLOCK: usize = 1 << 18;
/// Bytes from the first that is not ASCII that tell the encoding; more cost time and say no more.
const TELLING: usize = 1 << 18;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Charset {
    encoding: &'static Encoding,
    /// Bytes of the byte-order mark.
    mark: usize,
    /// False when everything seen was ASCII and more follows.
    pub(crate) certain: bool,
}

impl Charset {
    /// Lower-case name, such as `gb18030`.
    pub(crate) fn name(self) -> String {
        self.encoding.name().to_ascii_lowercase()
    }

    /// Detects from the first bytes of a file; `complete` when they are all of it.
    pub(crate) fn detect(head: &[u8], complete: bool) -> Result<Self, IngestError> {
        if head.starts_with(&[0xFF, 0xFE, 0, 0]) || head.starts_with(&[0, 0, 0xFE, 0xFF]) {
            return Err(IngestError::NotText { offset: 0 });
        }
        if let Some((encoding, mark)) = Encoding::for_bom(head) {
            return Ok(Self { encoding, mark, certain: true });
        }
        if let Some(encoding) = utf_16_by_zeros(head) {
            return Ok(Self { encoding, mark: 0, certain: true });
        }
        let (characters, broken) = weigh_utf_8(head, complete);
        if broken == 0 || characters / 8 >= broken {
            return Ok(Self { encoding: UTF_8, mark: 0, certain: complete || characters > 0 });
        }
        let telling = head.iter().position(|byte| !byte.is_ascii()).and_then(|from| head.get(from..)).unwrap_or(head);
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(telling.get(..TELLING).unwrap_or(telling), complete && telling.len() <= TELLING);
        Ok(Self::guessed(&detector))
    }

    /// Detects from the whole file, for one whose head was ASCII only.
    pub(crate) fn detect_whole(path: &Path) -> Result<Self, IngestError> {
        let mut file = File::open(path)?;
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        let mut block = vec![0; BLOCK];
        let (mut characters, mut broken, mut fed) = (0, 0, 0);
        loop {
            let read = file.read(&mut block)?;
            let Some(bytes) = block.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
            let (more, wrong) = weigh_utf_8(bytes, false);
            characters += more;
            broken += wrong;
            if !bytes.is_ascii() && fed < TELLING {
                detector.feed(bytes, false);
                fed += bytes.len();
            }
        }
        if characters / 8 >= broken {
            return Ok(Self { encoding: UTF_8, mark: 0, certain: true });
        }
        Ok(Self::guessed(&detector))
    }

    /// GB 18030 holds all of GBK, and its decoder reads both.
    fn guessed(detector: &EncodingDetector) -> Self {
        let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
        Self { encoding: if guess == GBK { GB18030 } else { guess }, mark: 0, certain: true }
    }

    /// The file as UTF-8 from its first character.
    pub(crate) fn open(self, path: &Path) -> Result<Decoded, IngestError> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(self.mark as u64))?;
        Ok(Decoded::new(self, file))
    }
}

/// UTF-16 without a mark: mostly ASCII text has a zero in every other byte.
fn utf_16_by_zeros(head: &[u8]) -> Option<&'static Encoding> {
    let (pairs, _) = head.as_chunks::<2>();
    let zeros = |at: fn(&[u8; 2]) -> u8| pairs.iter().filter(|pair| at(pair) == 0).count();
    let (first, second) = (zeros(|[first, _]| *first), zeros(|[_, second]| *second));
    let many = pairs.len() * 3 / 10;
    match (first > many.max(1), second > many.max(1)) {
        (true, false) if second * 20 <= first => Some(UTF_16BE),
        (false, true) if first * 20 <= second => Some(UTF_16LE),
        _ => None,
    }
}

/// Characters beyond ASCII that are sound UTF-8, and places that are not. An unfinished last character is no fault.
fn weigh_utf_8(bytes: &[u8], complete: bool) -> (usize, usize) {
    let (mut characters, mut broken) = (0, 0);
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        characters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        let unfinished = !complete && chunks.peek().is_none() && chunk.invalid().len() < 4;
        broken += usize::from(!chunk.invalid().is_empty() && !unfinished);
    }
    (characters, broken)
}

/// A file's text as UTF-8; bytes that are no character become one [`UNDECODABLE`] byte.
pub(crate) struct Decoded {
    input: BufReader<File>,
    /// None for UTF-8, which passes through.
    decoder: Option<Decoder>,
    ready: Vec<u8>,
    taken: usize,
    ended: bool,
}

impl Decoded {
    fn new(charset: Charset, file: File) -> Self {
        let decoder = (charset.encoding != UTF_8).then(|| charset.encoding.new_decoder_without_bom_handling());
        Self { input: BufReader::with_capacity(BLOCK, file), decoder, ready: Vec::new(), taken: 0, ended: false }
    }

    /// Decodes the next block of the file into `ready`.
    fn refill(&mut self, decoder: &mut Decoder) -> std::io::Result<()> {
        let mut raw = Vec::with_capacity(BLOCK);
        (&mut self.input).take(BLOCK as u64).read_to_end(&mut raw)?;
        self.ended = raw.len() < BLOCK;
        self.ready.clear();
        self.taken = 0;
        let mut source = raw.as_slice();
        let mut target = vec![0; BLOCK];
        loop {
            let (result, read, written) = decoder.decode_to_utf8_without_replacement(source, &mut target, self.ended);
            self.ready.extend_from_slice(target.get(..written).unwrap_or_default());
            source = source.get(read..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => return Ok(()),
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => self.ready.push(UNDECODABLE),
            }
        }
    }
}

impl Read for Decoded {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let Some(mut decoder) = self.decoder.take() else { return self.input.read(out) };
        while self.taken == self.ready.len() && !self.ended {
            self.refill(&mut decoder)?;
        }
        self.decoder = Some(decoder);
        let ready = self.ready.get(self.taken..).unwrap_or_default();
        let count = ready.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..count), ready.get(..count)) {
            to.copy_from_slice(from);
        }
        self.taken += count;
        Ok(count)
    }
}
