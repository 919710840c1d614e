//! Words, numbers and sentences of a report as it came out of a file, with words broken at line ends.

use servanda_model::Span;

use crate::time::words;

/// A word, a number or a mark.
#[derive(Debug)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// Lower case, hyphens taken out, so that a word broken at a line end reads like a whole one.
    pub key: String,
    /// Its value, if it is a number in digits or words.
    pub number: Option<i64>,
    /// Whether it opens a sentence.
    pub opens: bool,
}

impl Token {
    /// Whether its key is one of `words`.
    pub fn is(&self, words: &[&str]) -> bool {
        words.contains(&self.key.as_str())
    }
}

/// The tokens of a text.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let end = if c.is_alphanumeric() { word(text, at) } else { at + c.len_utf8() };
        let source = &text[at..end];
        let opens = tokens.last().is_none_or(|last: &Token| {
            let gap = &text[last.span.end()..at];
            let wide = gap.len() > 1 && (c.is_uppercase() || !c.is_alphanumeric());
            is_bullet(c) || wide || (last.key == "." && !gap.is_empty() && (c.is_uppercase() || c.is_numeric()))
        });
        let key = key(source);
        tokens.push(Token { span: Span::new(at, end), number: number(source, &key), key, opens });
        at = end;
    }
    tokens
}

/// The end of the word or number that starts at `start`.
fn word(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut chars = text[start..].char_indices().peekable();
    let mut digits = true;
    while let Some((i, c)) = chars.next() {
        let here = start + i;
        if c.is_alphanumeric() {
            digits &= c.is_ascii_digit();
            end = here + c.len_utf8();
            continue;
        }
        let rest = &text[here + c.len_utf8()..];
        let next = rest.chars().next();
        let follows = match c {
            // A thousands separator stands before exactly three digits.
            ',' if digits => {
                let run = rest.bytes().take_while(u8::is_ascii_digit).count();
                run == 3
            }
            // A range of days is three tokens.
            '-' if digits && next.is_some_and(|n| n.is_ascii_digit()) => false,
            '-' | '\'' | '’' => next.is_some_and(char::is_alphanumeric),
            _ => is_soft(c) && next.is_some_and(char::is_alphanumeric),
        };
        if follows {
            continue;
        }
        // A word broken at a line end: hyphen, blank, small letter.
        let broken = (c == '-' || is_soft(c)) && !digits && next == Some(' ');
        if broken && rest.chars().nth(1).is_some_and(char::is_lowercase) && !joins(&rest[1..]) {
            chars.next();
            continue;
        }
        break;
    }
    end
}

/// Whether a hyphen before these words is one that stays: "government- and opposition-held".
fn joins(rest: &str) -> bool {
    rest.starts_with("and ") || rest.starts_with("or ")
}

/// A hyphen that only a line end called for; programs that turn pages into text leave control characters in its place.
fn is_soft(c: char) -> bool {
    c == '\u{ad}' || (c.is_control() && !c.is_whitespace())
}

/// A bullet; symbol fonts put theirs into the private use area.
fn is_bullet(c: char) -> bool {
    matches!(c, '•' | '▪' | '●' | '\u{e000}'..='\u{f8ff}')
}

fn key(source: &str) -> String {
    if source.len() == 1 {
        return source.to_lowercase();
    }
    source.chars().filter(|c| !matches!(c, '-' | ' ') && !is_soft(*c)).flat_map(char::to_lowercase).collect()
}

fn number(source: &str, key: &str) -> Option<i64> {
    if source.starts_with(|c: char| c.is_ascii_digit()) {
        return source.replace(',', "").parse().ok().filter(|n: &i64| *n < 1_000_000_000);
    }
    // "twentytwo": the key has no hyphens, and tens have five to seven letters.
    let joined = || {
        (5..=7).filter_map(|at| key.split_at_checked(at)).find_map(|(ten, one)| {
            let (ten, one) = (words::number(ten)?, words::number(one)?);
            (ten >= 20 && (1..10).contains(&one)).then_some(ten + one)
        })
    };
    words::number(key).or_else(joined).map(i64::from)
}

/// The sentences, as runs of tokens.
pub fn sentences(tokens: &[Token]) -> Vec<&[Token]> {
    tokens.chunk_by(|_, next| !next.opens).collect()
}
