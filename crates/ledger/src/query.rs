//! What a person searches for, with the signs that people know from elsewhere.

use std::borrow::Cow;
use std::ops::BitOr;

use unicode_normalization::UnicodeNormalization;

/// A question about words: `shelled Tartar` wants both, `shelled OR fired` one of them, `"contact line"` these words in
/// this order, `withdr*` any word that so begins, `-Lachin` (or `NOT Lachin`) none such. Every other sign is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Of each of these at least one must stand there.
    all: Vec<Vec<Term>>,
    /// None of these may.
    none: Vec<Term>,
}

/// A word, or several in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    /// Folded; never empty.
    words: Vec<String>,
    /// Whether the last one is only the beginning of a word.
    prefix: bool,
}

/// Which terms of a question stand in a text; those of several texts are put together by `|`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Found(u64);

impl BitOr for Found {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Found {
    /// Whether all of these are among others.
    #[must_use]
    pub fn within(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }
}

/// An accent that stands behind its letter as a sign of its own.
fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&c)
}

/// The words of a text.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && !is_accent(c)).filter(|w| !w.is_empty())
}

/// A word without what doesn't matter: in lower case, Latin letters without their accents, as the index of the ledger has it.
fn folded(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return if word.bytes().any(|b| b.is_ascii_uppercase()) {
            word.to_ascii_lowercase().into()
        } else {
            word.into()
        };
    }
    let (lower, mut latin) = (word.to_lowercase(), false);
    let letters = lower.nfd().filter(|c| {
        latin = if is_accent(*c) { latin } else { c.is_ascii_alphabetic() };
        !(latin && is_accent(*c))
    });
    letters.nfc().collect()
}

/// Whether a word of a text is `word`, which is folded, or begins with it.
fn is(there: &str, word: &str, begins: bool) -> bool {
    if !there.is_ascii() {
        let there = folded(there);
        return there == word || begins && there.starts_with(word);
    }
    let head = if begins { there.get(..word.len()).unwrap_or(there) } else { there };
    head.eq_ignore_ascii_case(word)
}

impl Term {
    fn holds(&self, text: &[&str]) -> bool {
        let last = self.words.len() - 1;
        text.windows(self.words.len()).any(|window| {
            let mut pairs = window.iter().zip(&self.words).enumerate();
            pairs.all(|(n, (there, word))| is(there, word, self.prefix && n == last))
        })
    }

    /// Whether a word of a text is the one at that place of it.
    fn has(&self, at: usize, there: &str) -> bool {
        self.words.get(at).is_some_and(|word| is(there, word, self.prefix && at + 1 == self.words.len()))
    }

    /// As a string of SQLite's FTS5.
    fn fts5(&self) -> String {
        format!("\"{}\"{}", self.words.join(" "), if self.prefix { " *" } else { "" })
    }
}

/// As many terms are told apart.
const MOST_TERMS: usize = 63;

impl Query {
    /// A question may have as many words.
    pub const MOST: usize = 32;

    /// The question that was typed; nothing that a person can type is an error.
    #[must_use]
    pub fn parse(typed: &str) -> Self {
        let mut query = Self::default();
        let (mut or, mut not) = (false, false);
        let mut rest = typed;
        loop {
            rest = rest.trim_start();
            if let Some(behind) = rest.strip_prefix('-') {
                not |= behind.starts_with(|c: char| c.is_alphanumeric() || c == '"');
                rest = behind;
            }
            let Some(first) = rest.chars().next() else { return query };
            let (word, quoted) = if first == '"' {
                let inner = &rest[1..];
                let end = inner.find('"').unwrap_or(inner.len());
                rest = inner.get(end + 1..).unwrap_or_default();
                (&inner[..end], true)
            } else {
                let end = rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(rest.len());
                let word = &rest[..end];
                rest = &rest[end..];
                (word, false)
            };
            match word {
                "OR" if !quoted => or = !query.all.is_empty(),
                "NOT" if !quoted => not = true,
                "AND" if !quoted => {}
                _ => {
                    let words: Vec<String> = tokens(word).map(|w| folded(w).into_owned()).collect();
                    if words.is_empty() {
                        continue;
                    }
                    let ends = |c: char| !c.is_alphanumeric() && c != '*';
                    let starred =
                        if quoted { rest.starts_with('*') } else { word.trim_end_matches(ends).ends_with('*') };
                    let term = Term { words, prefix: starred };
                    match query.all.last_mut().filter(|_| or) {
                        _ if not => query.none.push(term),
                        Some(group) => group.push(term),
                        None => query.all.push(vec![term]),
                    }
                    (or, not) = (false, false);
                }
            }
        }
    }

    /// Whether nothing is asked for: what is only unwanted finds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether a word that is wanted has a digit.
    #[must_use]
    pub fn has_digits(&self) -> bool {
        let mut words = self.all.iter().flatten().flat_map(|t| &t.words);
        words.any(|word| word.contains(char::is_numeric))
    }

    /// How many words it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.iter().flatten().chain(&self.none).map(|t| t.words.len()).sum()
    }

    /// The terms, wanted ones first, each with its mark.
    fn terms(&self) -> impl Iterator<Item = (u64, &Term)> {
        self.all.iter().flatten().chain(&self.none).enumerate().map(|(n, term)| (1 << n.min(MOST_TERMS), term))
    }

    /// Which of its terms stand in a text. Case and accents do not matter.
    #[must_use]
    pub fn found(&self, text: &str) -> Found {
        // Most texts hold few of the words: whether others follow them is looked at where the first one stands.
        let (mut found, mut begun) = (0, 0);
        for word in tokens(text) {
            for (mark, term) in self.terms() {
                if (found | begun) & mark == 0 && term.has(0, word) {
                    *if term.words.len() == 1 { &mut found } else { &mut begun } |= mark;
                }
            }
        }
        if begun != 0 {
            let words: Vec<&str> = tokens(text).collect();
            let there = self.terms().filter(|(mark, term)| begun & mark != 0 && term.holds(&words));
            found |= there.fold(0, |all, (mark, _)| all | mark);
        }
        Found(found)
    }

    /// Those of its terms of which any word stands in a text: no others can stand in a text that is made of it and more.
    #[must_use]
    pub fn touched(&self, text: &str) -> Found {
        let mut touched = 0;
        for word in tokens(text) {
            for (mark, term) in self.terms() {
                if touched & mark == 0 && (0..term.words.len()).any(|at| term.has(at, word)) {
                    touched |= mark;
                }
            }
        }
        Found(touched)
    }

    /// Whether texts in which these terms stand are an answer. None is where only unwanted ones are named, or more terms
    /// than [`Query::MOST`].
    #[must_use]
    pub fn answered(&self, found: Found) -> bool {
        let mut marks = self.terms().map(|(mark, _)| found.0 & mark != 0);
        // Each mark is taken from the list, whatever those before it say.
        let all = self.all.iter().fold(true, |all, group| {
            let any = marks.by_ref().take(group.len()).fold(false, |any, stands| any | stands);
            all & any
        });
        all && !self.is_empty() && self.terms().count() <= MOST_TERMS && !marks.any(|stands| stands)
    }

    /// Whether a text is an answer. Case and accents do not matter.
    #[must_use]
    pub fn holds(&self, text: &str) -> bool {
        self.answered(self.found(text))
    }

    /// Whether a word of a text is one of those that are wanted.
    #[must_use]
    pub fn wants(&self, word: &str) -> bool {
        self.all.iter().flatten().any(|term| (0..term.words.len()).any(|at| term.has(at, word)))
    }

    /// As a question to SQLite's FTS5; empty if nothing is asked for.
    pub(crate) fn fts5(&self) -> String {
        let group = |terms: &Vec<Term>| format!("({})", terms.iter().map(Term::fts5).collect::<Vec<_>>().join(" OR "));
        let mut all = self.all.iter().map(group).collect::<Vec<_>>().join(" AND ");
        if !all.is_empty() && !self.none.is_empty() {
            let none = self.none.iter().map(Term::fts5).collect::<Vec<_>>().join(" OR ");
            all = format!("({all}) NOT ({none})");
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_people_know_mean_what_they_expect() {
        let fts = |typed: &str| Query::parse(typed).fts5();
        assert_eq!(fts("shelled Tartar"), r#"("shelled") AND ("tartar")"#);
        assert_eq!(fts("shelled OR fired near"), r#"("shelled" OR "fired") AND ("near")"#);
        assert_eq!(fts(r#""contact line" withdr*"#), r#"("contact line") AND ("withdr" *)"#);
        assert_eq!(fts("mine -Lachin NOT \"the road\""), r#"(("mine")) NOT ("lachin" OR "the road")"#);
        assert_eq!(fts("denies \"shelled"), r#"("denies") AND ("shelled")"#);
    }

    #[test]
    fn every_other_sign_is_nothing_and_what_is_only_unwanted_finds_nothing() {
        for typed in ["", " * \" ", "-", "OR", "NOT", "-Lachin", "()", "\"\""] {
            assert_eq!(Query::parse(typed).fts5(), "", "{typed}");
        }
        assert_eq!(Query::parse("OR (NEAR \"-").fts5(), r#"("near")"#);
        assert_eq!(Query::parse("text:shelled^2").fts5(), r#"("text shelled 2")"#);
    }

    #[test]
    fn a_text_is_an_answer_as_the_index_would_have_it() {
        let holds = |typed: &str, text: &str| Query::parse(typed).holds(text);
        assert!(holds("\"contact line\"", "Along the contact line."));
        assert!(!holds("\"contact line\"", "The line of contact."));
        assert!(holds("withdr*", "They withdrew."));
        assert!(!holds("withdr", "They withdrew."));
        assert!(holds("mine OR fire", "Under fire"));
        assert!(!holds("mine -road", "A mine on the road"));
        assert!(holds("село", "У СЕЛО"));
        assert!(holds("Agdam", "Near Ağdam") && holds("AĞDAM", "near agdam") && holds("ağdam", "near Ag\u{306}dam"));
        assert!(!holds("март", "Марті"));
        assert!(!holds("-road", "A mine") && !holds("", "A mine"), "what is only unwanted finds nothing");
        let touches = |typed: &str, text: &str| !Query::parse(typed).touched(text).within(Found::default());
        assert!(touches("mine road", "Under a mine"));
        assert!(touches("\"contact line\"", "The line of contact."));
        assert!(touches("fire OR withdr*", "They withdrew."));
        assert!(!touches("withdr -there", "They withdrew."));
    }

    #[test]
    fn what_stands_in_several_texts_answers_together_but_no_phrase_goes_from_one_to_the_next() {
        let query = Query::parse("shelled tartar OR shusha -mine");
        let (one, other) = (query.found("It was shelled"), query.found("Tartar"));
        assert!(!query.answered(one) && !query.answered(other) && query.answered(one | other));
        assert!(!query.answered(one | other | query.found("a mine")));
        let phrase = Query::parse("\"contact line\"");
        assert!(!phrase.answered(phrase.found("in contact") | phrase.found("line 3")));
        assert!(phrase.found("a contact line").within(phrase.touched("the line")));
    }

    #[test]
    fn more_terms_than_can_be_told_apart_are_no_answer() {
        let many: Vec<String> = (0..70).map(|n| format!("w{n}")).collect();
        assert!(!Query::parse(&many.join(" ")).holds(&many.join(" ")));
        let some = many[..Query::MOST].join(" ");
        assert!(Query::parse(&some).holds(&some) && !Query::parse(&some).holds(&many[1..].join(" ")));
    }
}
