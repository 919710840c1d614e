//! Bytes to text: which charset, what was lost, and where each character stood.

use encoding_rs::{CoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A text with the way back to the bytes it was decoded from.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub text: String,
    /// Runs in order, without gaps in the text.
    pub runs: Vec<Run>,
    pub charset: &'static Encoding,
    /// How many times U+FFFD had to stand in for bytes that mean nothing in the charset.
    pub lost: usize,
    /// A declared charset that was not used, because nobody knows it or because the bytes contradict it.
    pub refused: Option<String>,
    /// Whether the charset was guessed from the bytes alone.
    pub guessed: bool,
}

/// `count` units of the text, each of `step` bytes made from `original_step` bytes received.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    pub text: usize,
    pub original: usize,
    pub count: usize,
    pub step: usize,
    pub original_step: usize,
}

impl Decoded {
    /// A text that is its own original.
    pub fn plain(text: &str) -> Self {
        let run = Run { text: 0, original: 0, count: text.len(), step: 1, original_step: 1 };
        Self { text: text.to_owned(), runs: vec![run], charset: UTF_8, lost: 0, refused: None, guessed: false }
    }

    fn empty(charset: &'static Encoding) -> Self {
        Self { text: String::new(), runs: Vec::new(), charset, lost: 0, refused: None, guessed: false }
    }

    fn run(&mut self, run: Run) {
        if let Some(last) = self.runs.last_mut()
            && last.step == run.step
            && last.original_step == run.original_step
            && last.text + last.count * last.step == run.text
            && last.original + last.count * last.original_step == run.original
        {
            last.count += run.count;
            return;
        }
        self.runs.push(run);
    }
}

/// Decodes `bytes`. A byte-order mark decides, then valid UTF-8, then the `declared` charset, then a guess.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return if encoding == UTF_8 { decode_utf8(bytes, mark) } else { decode_slowly(bytes, mark, encoding) };
    }
    let label = declared.map(str::trim).filter(|label| !label.is_empty());
    let named = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    let refused = || label.map(str::to_owned);
    if let Some(encoding) = utf16_without_mark(bytes) {
        return decode_slowly(bytes, 0, encoding);
    }
    // The standard reads a `meta` that says UTF-16 as UTF-8: a reader that can see it knows better.
    let named = named.filter(|e| *e != UTF_16LE && *e != UTF_16BE);
    // ISO-2022-JP is made of ASCII bytes, so that only its declaration tells it from UTF-8.
    let escapes = named.is_some_and(|e| e == encoding_rs::ISO_2022_JP) && bytes.contains(&0x1b);
    if !escapes && std::str::from_utf8(bytes).is_ok() {
        let mut decoded = decode_utf8(bytes, 0);
        let ascii = decoded.text.is_ascii();
        let contradicted = !ascii && named.is_some_and(|e| e != UTF_8);
        if contradicted || (named.is_none() && label.is_some()) {
            decoded.refused = refused();
        }
        return decoded;
    }
    if let Some(encoding) = named {
        if encoding != UTF_8 {
            return decode_slowly(bytes, 0, encoding);
        }
        let decoded = decode_utf8(bytes, 0);
        // A few bad bytes are damage; one in fifty of the letters beyond ASCII or more is another charset.
        let beyond = bytes.iter().filter(|b| **b >= 0x80).count();
        if decoded.lost * 50 < beyond {
            return decoded;
        }
    }
    let mut decoded = guess(bytes);
    decoded.refused = refused();
    decoded
}

/// The charset that a page declares in its first bytes: `<meta charset>`, `http-equiv`, or the XML declaration.
pub(crate) fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(8192)]).to_ascii_lowercase();
    let trimmed = head.trim_start();
    if !trimmed.starts_with('<') && !head.contains("<meta") {
        return None;
    }
    let value = |at: usize| {
        let rest = head[at..].trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        let label: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c)).collect();
        (!label.is_empty()).then_some(label)
    };
    let xml = trimmed.starts_with("<?xml").then(|| head.find("encoding").and_then(|at| value(at + 8))).flatten();
    xml.or_else(|| {
        let mut from = 0;
        while let Some(at) = head[from..].find("charset") {
            from += at + 7;
            let opened = head[..from].rfind('<').is_some_and(|open| head[open..].starts_with("<meta"));
            if opened && let Some(label) = value(from) {
                return Some(label);
            }
        }
        None
    })
}

fn guess(bytes: &[u8]) -> Decoded {
    // Mostly UTF-8 with a little damage is still UTF-8, which the detector would not say.
    let utf8 = decode_utf8(bytes, 0);
    let beyond = bytes.iter().filter(|b| **b >= 0x80).count();
    if utf8.lost * 20 < beyond {
        return Decoded { guessed: true, ..utf8 };
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    Decoded { guessed: true, ..decode_slowly(bytes, 0, encoding) }
}

/// UTF-16 whose mark is missing: every second byte of the first hundreds is NUL, as in Latin text.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(512) & !1];
    if head.len() < 8 {
        return None;
    }
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    match () {
        () if odd * 10 > half * 7 && even * 10 < half => Some(UTF_16LE),
        () if even * 10 > half * 7 && odd * 10 < half => Some(UTF_16BE),
        () => None,
    }
}

fn decode_utf8(bytes: &[u8], mark: usize) -> Decoded {
    let mut out = Decoded::empty(UTF_8);
    let mut at = mark;
    for chunk in bytes[mark..].utf8_chunks() {
        let (valid, invalid) = (chunk.valid(), chunk.invalid());
        if !valid.is_empty() {
            out.run(Run { text: out.text.len(), original: at, count: valid.len(), step: 1, original_step: 1 });
            out.text.push_str(valid);
            at += valid.len();
        }
        if !invalid.is_empty() {
            out.run(Run { text: out.text.len(), original: at, count: 1, step: 3, original_step: invalid.len() });
            out.text.push('\u{fffd}');
            out.lost += 1;
            at += invalid.len();
        }
    }
    out
}

/// Byte by byte, because the decoder does not tell which bytes a character came from.
fn decode_slowly(bytes: &[u8], mark: usize, encoding: &'static Encoding) -> Decoded {
    let mut out = Decoded::empty(encoding);
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut buffer = [0_u8; 16];
    let mut from = mark;
    for at in mark..=bytes.len() {
        let last = at == bytes.len();
        let input = if last { &[][..] } else { &bytes[at..=at] };
        let (result, _, written, _) = decoder.decode_to_utf8(input, &mut buffer, last);
        debug_assert_eq!(result, CoderResult::InputEmpty, "sixteen bytes hold whatever one byte completes");
        if written == 0 {
            continue;
        }
        let until = if last { at } else { at + 1 };
        let piece = std::str::from_utf8(&buffer[..written]).unwrap_or("\u{fffd}");
        out.lost += piece.matches('\u{fffd}').count();
        out.run(Run {
            text: out.text.len(),
            original: from,
            count: 1,
            step: piece.len(),
            original_step: until.saturating_sub(from),
        });
        out.text.push_str(piece);
        from = until;
    }
    if encoding == WINDOWS_1252 {
        // C1 controls cannot be meant: they are bytes that windows-1252 leaves free.
        out.lost += out.text.chars().filter(|c| ('\u{80}'..='\u{9f}').contains(c)).count();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_utf8_wins_over_a_wrong_declaration() {
        let decoded = decode("Обстрел прекращён".as_bytes(), Some("windows-1251"));
        assert_eq!(decoded.text, "Обстрел прекращён");
        assert_eq!(decoded.refused.as_deref(), Some("windows-1251"));
    }

    #[test]
    fn a_declared_cyrillic_charset_is_used() {
        for label in ["windows-1251", "koi8-r", "iso-8859-5"] {
            let text = "В районе города слышны выстрелы";
            let (bytes, _, _) = Encoding::for_label(label.as_bytes()).unwrap().encode(text);
            assert_eq!(decode(&bytes, Some(label)).text, text);
        }
    }

    #[test]
    fn an_undeclared_cyrillic_charset_is_guessed() {
        let text = "Вчера вечером на линии соприкосновения были слышны выстрелы, пострадавших нет.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(text);
        let decoded = decode(&bytes, None);
        assert!(decoded.guessed);
        assert_eq!(decoded.text, text);
    }

    #[test]
    fn utf16_is_read_with_and_without_its_mark() {
        let text = "The convoy reached the village on Monday.";
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&units, None).text, text);
        let marked: Vec<u8> = [0xff, 0xfe].into_iter().chain(units).collect();
        assert_eq!(decode(&marked, None).text, text);
    }

    #[test]
    fn damage_is_counted_and_the_rest_is_read() {
        let mut bytes = "Жители села вернулись домой после прекращения огня. ".repeat(4).into_bytes();
        bytes[100] = 0xff;
        let decoded = decode(&bytes, Some("utf-8"));
        assert!(decoded.lost >= 1 && decoded.lost <= 2, "{}", decoded.lost);
        assert!(decoded.text.ends_with("огня. "));
        assert_eq!(decoded.charset, UTF_8);
    }

    #[test]
    fn an_unknown_charset_is_refused_by_name() {
        assert_eq!(decode("café".as_bytes(), Some("utf-9")).refused.as_deref(), Some("utf-9"));
    }

    #[test]
    fn runs_cover_text_and_bytes_without_a_gap() {
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode("停戦 agreed 合意");
        let decoded = decode(&bytes, Some("shift_jis"));
        let (mut text, mut original) = (0, 0);
        for run in &decoded.runs {
            assert_eq!((run.text, run.original), (text, original));
            text += run.count * run.step;
            original += run.count * run.original_step;
        }
        assert_eq!((text, original), (decoded.text.len(), bytes.len()));
    }
}
