//! Character references.

use std::borrow::Cow;

/// Names that old pages write without their semicolon.
const BARE: [(&str, &str); 8] = [
    ("nbsp", "\u{a0}"),
    ("amp", "&"),
    ("quot", "\""),
    ("lt", "<"),
    ("gt", ">"),
    ("copy", "©"),
    ("laquo", "«"),
    ("raquo", "»"),
];

/// Numbers 128 to 159 mean windows-1252 (HTML standard, numeric character reference end state).
const C1: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The reference at the start of `text`, which begins with `&`: its length in bytes and what it stands for.
pub(crate) fn read(text: &str) -> Option<(usize, Cow<'static, str>)> {
    let bytes = text.as_bytes();
    if bytes.get(1) == Some(&b'#') {
        let hexadecimal = matches!(bytes.get(2), Some(b'x' | b'X'));
        let from = if hexadecimal { 3 } else { 2 };
        let is_digit = |b: &&u8| if hexadecimal { b.is_ascii_hexdigit() } else { b.is_ascii_digit() };
        let digits = bytes[from.min(bytes.len())..].iter().take(8).take_while(is_digit).count();
        let number = u32::from_str_radix(text.get(from..from + digits)?, if hexadecimal { 16 } else { 10 }).ok()?;
        let length = from + digits + usize::from(bytes.get(from + digits) == Some(&b';'));
        let c = match number {
            128..=159 => C1[number as usize - 128],
            0 => '\u{fffd}',
            _ => char::from_u32(number).unwrap_or('\u{fffd}'),
        };
        return Some((length, Cow::Owned(c.to_string())));
    }
    let name = bytes[1..].iter().take(32).take_while(|b| b.is_ascii_alphanumeric()).count();
    if name == 0 {
        return None;
    }
    if bytes.get(1 + name) == Some(&b';') {
        let whole = &text[..name + 2];
        let decoded = html_escape::decode_html_entities(whole);
        return (decoded != whole).then(|| (name + 2, Cow::Owned(decoded.into_owned())));
    }
    let (bare, with) = BARE.iter().find(|(bare, _)| text[1..].starts_with(bare))?;
    // `&copy` before a letter or `=` is part of an address, not a sign.
    let next = bytes.get(1 + bare.len());
    (!next.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'=')).then(|| (1 + bare.len(), Cow::Borrowed(*with)))
}

/// The text with all its references decoded.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (length, with) = read(rest).unwrap_or((1, Cow::Borrowed("&")));
        out.push_str(&with);
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_and_plain_ampersands_kept() {
        assert_eq!(decode("a &amp; b &mdash; c&#39;s &#x201c;d&#8221; &#150; e&nbsp;f"), "a & b — c's “d” – e\u{a0}f");
        assert_eq!(decode("AT&T &unknown; ?a=1&copy=2 &"), "AT&T &unknown; ?a=1&copy=2 &");
        assert_eq!(decode("a &amp b"), "a & b");
    }

    #[test]
    fn impossible_numbers_become_a_replacement_mark() {
        assert_eq!(decode("&#xD800;&#0;&#99999999;"), "\u{fffd}\u{fffd}\u{fffd}");
    }
}
