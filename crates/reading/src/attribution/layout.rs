//! Paragraphs and quotations of a text, by token.

use servanda_syntax::Analysis;

/// A stretch between quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote {
    /// The token of the opening mark.
    pub open: usize,
    /// One past the token of the closing mark, or past the last token where it is never closed.
    pub end: usize,
    /// Whether a closing mark was found.
    pub closed: bool,
    /// Goes on from the quotation before, which its paragraph left open.
    pub goes_on: bool,
    /// Double marks, as for speech; single ones also stand around terms.
    pub double: bool,
}

/// Where paragraphs and quotations lie. White space is no token, so paragraphs are told by the gaps.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// The paragraph of each token.
    pub paragraph: Vec<u32>,
    /// First token of each paragraph, and the number of tokens at the end.
    pub starts: Vec<usize>,
    /// Quotations in order; they don't overlap.
    pub quotes: Vec<Quote>,
    /// One more than the number of the quotation that holds each token, its marks included; else 0.
    pub quote_of: Vec<u32>,
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    No,
    /// Opens only.
    Open(char),
    /// Closes only.
    Close(char),
    /// Straight: opens or closes by its surroundings.
    Either(char),
}

fn mark(word: &str) -> Mark {
    match word {
        "“" => Mark::Open('“'),
        "„" => Mark::Open('„'),
        "«" => Mark::Open('«'),
        "``" => Mark::Open('"'),
        "”" => Mark::Close('“'),
        "»" => Mark::Close('«'),
        "\"" | "''" => Mark::Either('"'),
        "‘" => Mark::Open('\''),
        "'" | "’" => Mark::Either('\''),
        _ => Mark::No,
    }
}

/// Whether a mark of kind `close` ends what `open` began. German low marks end in a high opening one.
fn pairs(open: char, close: char) -> bool {
    open == close || matches!((open, close), ('„', '“') | ('"', '“') | ('“', '"'))
}

impl Layout {
    pub fn of(text: &str, syntax: &Analysis) -> Self {
        let n = syntax.tokens.len();
        let mut layout =
            Self { paragraph: Vec::with_capacity(n), starts: vec![], quotes: vec![], quote_of: vec![0; n] };
        let mut before = 0;
        for (i, token) in syntax.tokens.iter().enumerate() {
            let gap = text.get(before..token.span.start()).unwrap_or_default();
            if i == 0 || gap.contains('\n') {
                layout.starts.push(i);
            }
            layout.paragraph.push(layout.starts.len().saturating_sub(1) as u32);
            before = token.span.end();
        }
        layout.starts.push(n);
        for p in 0..layout.starts.len().saturating_sub(1) {
            layout.quotes_in(text, syntax, layout.starts[p], layout.starts[p + 1]);
        }
        for (q, quote) in layout.quotes.iter().enumerate() {
            layout.quote_of[quote.open..quote.end].fill(q as u32 + 1);
        }
        layout
    }

    /// Tokens of the paragraph of token `i`.
    pub fn paragraph_of(&self, i: usize) -> std::ops::Range<usize> {
        let p = self.paragraph[i] as usize;
        self.starts[p]..self.starts[p + 1]
    }

    /// The quotation that holds token `i`.
    pub fn quote(&self, i: usize) -> Option<&Quote> {
        (self.quote_of[i] as usize).checked_sub(1).map(|q| &self.quotes[q])
    }

    fn quotes_in(&mut self, text: &str, syntax: &Analysis, from: usize, to: usize) {
        // The opening token, its mark, and whether it stands between single marks only.
        let mut open: Option<(usize, char)> = None;
        for i in from..to {
            let span = syntax.tokens[i].span;
            let word = span.of(text).unwrap_or_default();
            let mark = mark(word);
            if mark == Mark::No {
                continue;
            }
            let spaced_before =
                i == from || text[..span.start()].ends_with(|c: char| c.is_whitespace() || "([—–―-:".contains(c));
            let spaced_after =
                i + 1 >= to || text[span.end()..].starts_with(|c: char| c.is_whitespace() || ".,;:!?)]—–―".contains(c));
            match (mark, open) {
                (Mark::Open('\''), Some(_)) => {}
                (Mark::Open(m) | Mark::Either(m), Some((at, o)))
                    if o != '\'' && pairs(o, m) && (mark != Mark::Open(m) || o == '„' || !spaced_before) =>
                {
                    self.close(at, i + 1, o);
                    open = None;
                }
                // A double mark ends the wait for a single one: that was an apostrophe.
                (Mark::Open(m), None) => open = Some((i, m)),
                (Mark::Open(m), Some((_, '\''))) if m != '\'' => open = Some((i, m)),
                (Mark::Either('\''), None) if spaced_before && !spaced_after => {
                    open = Some((i, '\''));
                }
                (Mark::Either('\''), Some((at, '\''))) if spaced_after && !spaced_before => {
                    self.close(at, i + 1, '\'');
                    open = None;
                }
                (Mark::Either('"'), None) if (!spaced_after || spaced_before) => {
                    open = Some((i, '"'));
                }
                (Mark::Either('"'), Some((_, '\''))) => open = Some((i, '"')),
                (Mark::Close(m), Some((at, o))) if pairs(o, m) => {
                    self.close(at, i + 1, o);
                    open = None;
                }
                _ => {}
            }
        }
        // Never closed: speech that runs on into the next paragraph opens that one anew.
        if let Some((at, o)) = open
            && o != '\''
            && to > at + 1
        {
            self.push(Quote { open: at, end: to, closed: false, goes_on: false, double: true });
        }
    }

    fn close(&mut self, open: usize, end: usize, mark: char) {
        if end > open + 2 {
            self.push(Quote { open, end, closed: true, goes_on: false, double: mark != '\'' });
        }
    }

    fn push(&mut self, mut quote: Quote) {
        quote.goes_on = self.quotes.last().is_some_and(|last| {
            !last.closed && last.end == quote.open && self.starts.binary_search(&quote.open).is_ok()
        });
        self.quotes.push(quote);
    }
}
