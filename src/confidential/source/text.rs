//! A file to a stream of UTF-8: unpacked, decoded, without its byte order mark.
//!
//! How a text is packed and written is declared, by the file's name and in `dataset.toml`, and never
//! guessed; where the file looks different, the finding says what it looks like.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use encoding_rs::{Decoder, DecoderResult, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::refusal::refused;
use super::written::Written;
use super::{SOURCE_DAMAGED, SOURCE_ENCODING, SOURCE_FORMAT, SOURCE_TOO_LARGE};
use crate::catalog::{Encoding, SourceSpec};
use crate::report::{Code, Finding, Place};

/// A packed text may unpack to this many bytes whatever its size …
const UNPACKED_BYTES: u64 = 256 << 20;

/// … and to this many times its size beyond that. Registers shrink to a tenth, seldom to a fiftieth.
const UNPACKED_RATIO: u64 = 200;

/// How much of a text is looked at before it is read.
const HEAD_BYTES: u64 = 16 << 10;

/// A stream of UTF-8, and what was read of it already.
pub(super) struct Text {
    pub(super) input: Box<dyn Read + Send>,
    pub(super) start: Vec<u8>,
    /// How it stands in its file.
    pub(super) written: Written,
}

impl Text {
    /// Reads on until the first lines are there to be looked at, or the text ends.
    pub(super) fn fill_start(&mut self) -> io::Result<()> {
        let missing = HEAD_BYTES.saturating_sub(self.start.len() as u64);
        self.input.by_ref().take(missing).read_to_end(&mut self.start)?;
        Ok(())
    }

    /// Leaves out the lines before the header, whatever stands in them.
    pub(super) fn skip_lines(&mut self, lines: u32) -> io::Result<()> {
        for _ in 0..lines {
            loop {
                if let Some(at) = memchr::memchr(b'\n', &self.start) {
                    self.start.drain(..=at);
                    break;
                }
                self.start.clear();
                self.fill_start()?;
                if self.start.is_empty() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

/// Opens a file as the text that `source` declares. What is wrong with it is an error that is a finding.
pub(super) fn open(mut file: File, path: &Path, shown_as: &str, source: &SourceSpec) -> io::Result<Text> {
    let mut head = Vec::new();
    file.by_ref().take(HEAD_BYTES).read_to_end(&mut head)?;
    file.rewind()?;
    let teller = Teller { shown_as, source };
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let mut input: Box<dyn Read + Send> = match (Packing::of_name(extension), Packing::of_bytes(&head)) {
        (None, None) => Box::new(file),
        (Some(packing), Some(found)) if packing == found => {
            let packed = file.metadata()?.len();
            let left = UNPACKED_BYTES.max(packed.saturating_mul(UNPACKED_RATIO));
            let inner: Box<dyn Read + Send> = match packing {
                Packing::Gzip => Box::new(flate2::read::MultiGzDecoder::new(io::BufReader::new(file))),
                Packing::Zstd => Box::new(zstd::stream::read::Decoder::new(file)?),
            };
            Box::new(Unpacked { inner, left, shown_as: shown_as.to_owned() })
        }
        (_, Some(found)) => {
            let (name, ending) = found.names();
            return Err(teller.refuse(
                SOURCE_FORMAT,
                format!("the file looks like {name}"),
                format!("let its name end in `.{ending}`, and it is unpacked while it is read"),
            ));
        }
        (Some(packing), None) => {
            let (name, ending) = packing.names();
            return Err(teller.refuse(
                SOURCE_FORMAT,
                format!("the file does not look like {name}"),
                format!("its name ends in `.{ending}`; take that away if it is not packed"),
            ));
        }
    };
    let mut start = Vec::new();
    input.by_ref().take(HEAD_BYTES).read_to_end(&mut start)?;
    if let Some((name, kind)) = looks_like(&start) {
        return Err(teller.other_kind(name, kind));
    }
    teller.decoded(input, start)
}

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    fn of_name(extension: &str) -> Option<Packing> {
        match extension {
            "gz" => Some(Packing::Gzip),
            "zst" => Some(Packing::Zstd),
            _ => None,
        }
    }

    fn of_bytes(bytes: &[u8]) -> Option<Packing> {
        match bytes {
            [0x1f, 0x8b, ..] => Some(Packing::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Packing::Zstd),
            _ => None,
        }
    }

    fn names(self) -> (&'static str, &'static str) {
        match self {
            Packing::Gzip => ("gzip", "gz"),
            Packing::Zstd => ("Zstandard", "zst"),
        }
    }
}

/// What a file is that is no text, with the kind of source to declare, if there is one.
pub(super) fn looks_like(head: &[u8]) -> Option<(&'static str, Option<&'static str>)> {
    const OPENDOCUMENT: &[u8] = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
    let has = |needle: &[u8]| memchr::memmem::find(head, needle).is_some();
    match head {
        [b'P', b'K', 3, 4, ..] if has(OPENDOCUMENT) => Some(("an OpenDocument workbook", Some("ods"))),
        [b'P', b'K', 3, 4, ..] if has(b"[Content_Types].xml") || has(b"xl/") => {
            Some(("an Excel workbook", Some("xlsx")))
        }
        [b'P', b'K', 3, 4, ..] => Some(("a ZIP archive", None)),
        [b'P', b'A', b'R', b'1', ..] => Some(("a Parquet file", Some("parquet"))),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Some(("an encrypted workbook, or one of Excel before 2007", None)),
        [b'%', b'P', b'D', b'F', ..] => Some(("a PDF", None)),
        _ if head.starts_with(b"SQLite format 3\0") => Some(("an SQLite file", Some("sqlite"))),
        _ => None,
    }
}

/// Writes findings about how a file is written.
pub(super) struct Teller<'a> {
    pub(super) shown_as: &'a str,
    pub(super) source: &'a SourceSpec,
}

impl Teller<'_> {
    fn refuse(&self, code: Code, message: String, hint: String) -> io::Error {
        refused(Finding::error(code, Place::line(self.shown_as, 1), message).hint(hint))
    }

    /// The finding that a file is of another kind than declared.
    pub(super) fn other_kind(&self, name: &str, kind: Option<&str>) -> io::Error {
        let hint = match kind {
            Some(kind) => format!(
                "{} is of kind `{}`; if the file is right, write kind = \"{kind}\"",
                self.source.place,
                self.source.kind.name()
            ),
            None => format!("{} is of kind `{}`", self.source.place, self.source.kind.name()),
        };
        self.refuse(SOURCE_FORMAT, format!("the file looks like {name}"), hint)
    }

    fn other_encoding(&self, name: &str, encoding: Encoding) -> io::Error {
        self.refuse(
            SOURCE_ENCODING,
            format!("the file looks like {name}"),
            format!(
                "{} declares `{}`; if the file is right, write encoding = \"{}\"",
                self.source.place,
                self.source.encoding.name(),
                encoding.name()
            ),
        )
    }

    /// Decodes the stream as declared, unless its beginning looks different.
    fn decoded(&self, input: Box<dyn Read + Send>, mut start: Vec<u8>) -> io::Result<Text> {
        let found = Looks::of(&start);
        let declared = self.source.encoding;
        let decoder = match (declared, found) {
            (Encoding::Utf8, Looks::Utf8Mark) => {
                start.drain(..3);
                return Ok(Text { input, start, written: Written::Utf8Mark });
            }
            (Encoding::Utf8, Looks::Ascii | Looks::Utf8 | Looks::Other) => {
                return Ok(Text { input, start, written: Written::Utf8 });
            }
            (Encoding::Utf16 | Encoding::Utf16Le, Looks::Utf16LeMark)
            | (Encoding::Utf16Le, Looks::Utf16Le) => UTF_16LE.new_decoder_with_bom_removal(),
            (Encoding::Utf16 | Encoding::Utf16Be, Looks::Utf16BeMark)
            | (Encoding::Utf16Be, Looks::Utf16Be) => UTF_16BE.new_decoder_with_bom_removal(),
            (Encoding::Windows1252, Looks::Ascii | Looks::Other) => {
                WINDOWS_1252.new_decoder_without_bom_handling()
            }
            (_, Looks::Utf8Mark | Looks::Utf8 | Looks::Ascii) => {
                return Err(self.other_encoding("UTF-8", Encoding::Utf8));
            }
            (_, Looks::Utf16LeMark | Looks::Utf16BeMark) => {
                return Err(self.other_encoding("UTF-16 with a byte order mark", Encoding::Utf16));
            }
            (_, Looks::Utf16Le) => {
                return Err(self.other_encoding("UTF-16, little end first", Encoding::Utf16Le));
            }
            (_, Looks::Utf16Be) => {
                return Err(self.other_encoding("UTF-16, big end first", Encoding::Utf16Be));
            }
            (_, Looks::Other) => return Err(self.other_encoding("Windows-1252", Encoding::Windows1252)),
        };
        let written = match found {
            _ if declared == Encoding::Windows1252 => Written::Windows1252,
            Looks::Utf16LeMark => Written::Utf16 { little: true, mark: true },
            Looks::Utf16BeMark => Written::Utf16 { little: false, mark: true },
            _ => Written::Utf16 { little: declared == Encoding::Utf16Le, mark: false },
        };
        let shown_as = self.shown_as.to_owned();
        let utf8 = (declared == Encoding::Windows1252).then(Utf8Watch::default);
        let mistaken = utf8.is_some().then(|| self.other_encoding("UTF-8", Encoding::Utf8));
        let input = io::Cursor::new(start).chain(input);
        let decoded = Decoded {
            input: Box::new(input),
            decoder,
            raw: Vec::new(),
            text: String::new(),
            given: 0,
            at_end: false,
            utf8,
            mistaken,
            shown_as,
        };
        Ok(Text { input: Box::new(decoded), start: Vec::new(), written })
    }
}

/// How the beginning of a text is written, as far as its bytes tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Looks {
    Ascii,
    Utf8,
    Utf8Mark,
    Utf16LeMark,
    Utf16BeMark,
    Utf16Le,
    Utf16Be,
    /// Not UTF-8: most likely one byte for each letter.
    Other,
}

impl Looks {
    fn of(head: &[u8]) -> Looks {
        match head {
            [0xef, 0xbb, 0xbf, ..] => return Looks::Utf8Mark,
            [0xff, 0xfe, ..] => return Looks::Utf16LeMark,
            [0xfe, 0xff, ..] => return Looks::Utf16BeMark,
            _ => {}
        }
        // In Latin text, every other byte of UTF-16 is zero.
        let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
        let (even, odd) = (zeros(0), zeros(1));
        if odd > head.len() / 3 && even == 0 {
            return Looks::Utf16Le;
        }
        if even > head.len() / 3 && odd == 0 {
            return Looks::Utf16Be;
        }
        match std::str::from_utf8(head) {
            Ok(text) if text.is_ascii() => Looks::Ascii,
            Ok(_) => Looks::Utf8,
            // The head may end within a letter.
            Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => Looks::Utf8,
            Err(_) => Looks::Other,
        }
    }
}

/// Unpacks no more than a packed file of its size should hold.
struct Unpacked {
    inner: Box<dyn Read + Send>,
    left: u64,
    shown_as: String,
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let refuse = |code, message: &str, hint: &str| {
            refused(Finding::error(code, Place::file(&self.shown_as), message.to_owned()).hint(hint))
        };
        match self.inner.read(buffer) {
            Ok(count) if count as u64 > self.left => Err(refuse(
                SOURCE_TOO_LARGE,
                "the file unpacks to more than 256 MiB and more than 200 times its size",
                "no register shrinks that much; if this one does, unpack it first",
            )),
            Ok(count) => {
                self.left -= count as u64;
                Ok(count)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(_) => Err(refuse(
                SOURCE_DAMAGED,
                "the packed file is damaged or cut off",
                "a transfer that broke off often leaves such a file",
            )),
        }
    }
}

/// Decodes a text into UTF-8 while it is read.
struct Decoded {
    input: Box<dyn Read + Send>,
    decoder: Decoder,
    raw: Vec<u8>,
    text: String,
    /// How much of `text` has been given away.
    given: usize,
    at_end: bool,
    utf8: Option<Utf8Watch>,
    /// What is said if the text was UTF-8 all along.
    mistaken: Option<io::Error>,
    shown_as: String,
}

const CHUNK: usize = 64 << 10;

impl Decoded {
    fn decode_chunk(&mut self) -> io::Result<()> {
        self.raw.clear();
        self.input.by_ref().take(CHUNK as u64).read_to_end(&mut self.raw)?;
        self.at_end = self.raw.len() < CHUNK;
        if let Some(utf8) = &mut self.utf8 {
            utf8.see(&self.raw);
            if self.at_end && utf8.is_utf8() {
                return Err(self.mistaken.take().unwrap_or_else(|| io::Error::other("the text was UTF-8")));
            }
        }
        self.text.clear();
        self.given = 0;
        let most = self.decoder.max_utf8_buffer_length(self.raw.len()).unwrap_or(CHUNK * 3 + 16);
        self.text.reserve(most);
        let (result, _) =
            self.decoder.decode_to_string_without_replacement(&self.raw, &mut self.text, self.at_end);
        match result {
            DecoderResult::InputEmpty => Ok(()),
            DecoderResult::Malformed(..) | DecoderResult::OutputFull => Err(refused(
                Finding::error(
                    SOURCE_ENCODING,
                    Place::file(&self.shown_as),
                    "the text holds what UTF-16 has no letter for",
                )
                .hint("the file is damaged or cut off, or is not UTF-16 throughout"),
            )),
        }
    }
}

impl Read for Decoded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() {
            if self.at_end {
                return Ok(0);
            }
            self.decode_chunk()?;
        }
        let rest = &self.text.as_bytes()[self.given..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}

/// Notices that a text declared to have one byte for each letter is UTF-8: every byte beyond ASCII is
/// then part of a sequence, which by chance one letter hardly ever is.
#[derive(Debug, Default)]
struct Utf8Watch {
    /// How many bytes the current sequence still needs.
    wanted: u8,
    sequences: u64,
    strays: u64,
}

impl Utf8Watch {
    fn see(&mut self, bytes: &[u8]) {
        if self.strays > 0 || (self.wanted == 0 && bytes.is_ascii()) {
            return;
        }
        for byte in bytes {
            match (byte, self.wanted) {
                (0x80..=0xbf, 1) => {
                    self.wanted = 0;
                    self.sequences += 1;
                }
                (0x80..=0xbf, 2..) => self.wanted -= 1,
                (0xc2..=0xdf, 0) => self.wanted = 1,
                (0xe0..=0xef, 0) => self.wanted = 2,
                (0xf0..=0xf4, 0) => self.wanted = 3,
                (0x00..=0x7f, 0) => {}
                _ => {
                    self.strays += 1;
                    return;
                }
            }
        }
    }

    fn is_utf8(&self) -> bool {
        self.sequences > 0 && self.strays == 0 && self.wanted == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_a_text_tells_how_it_is_written() {
        let utf16 =
            |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        assert_eq!(Looks::of(b"a;b\n"), Looks::Ascii);
        assert_eq!(Looks::of(b""), Looks::Ascii);
        assert_eq!(Looks::of("å;b\n".as_bytes()), Looks::Utf8);
        assert_eq!(Looks::of(b"bl\xe5b\xe6r\n"), Looks::Other);
        assert_eq!(Looks::of(&utf16("a;blå\n", u16::to_le_bytes)), Looks::Utf16Le);
        assert_eq!(Looks::of(&utf16("a;blå\n", u16::to_be_bytes)), Looks::Utf16Be);
        assert_eq!(Looks::of(&utf16("\u{feff}a", u16::to_le_bytes)), Looks::Utf16LeMark);
    }

    #[test]
    fn utf8_declared_as_single_bytes_is_noticed_across_chunks() {
        let watch = |chunks: &[&[u8]]| {
            let mut watch = Utf8Watch::default();
            chunks.iter().for_each(|chunk| watch.see(chunk));
            watch.is_utf8()
        };
        assert!(watch(&[b"bl\xc3", b"\xa5", b"b\xc3\xa6r"]));
        assert!(watch(&["€".as_bytes()]));
        assert!(!watch(&[b"bl\xe5b\xe6r"]));
        assert!(!watch(&[b"plain"]));
        assert!(!watch(&["å".as_bytes(), b"\xe5 "]));
    }
}
