//! What a person searches for, with the signs that people know from elsewhere.

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
    /// In lower case; never empty.
    words: Vec<String>,
    /// Whether the last one is only the beginning of a word.
    prefix: bool,
}

/// The words of a text.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

/// Whether a word of a text is `word`, which is in lower case, or begins with it.
fn is(there: &str, word: &str, begins: bool) -> bool {
    if !there.is_ascii() {
        let there = there.to_lowercase();
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

    /// As a string of SQLite's FTS5.
    fn fts5(&self) -> String {
        format!("\"{}\"{}", self.words.join(" "), if self.prefix { " *" } else { "" })
    }
}

impl Query {
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
                    let words: Vec<String> = tokens(word).map(str::to_lowercase).collect();
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

    /// Whether a text is an answer. Case does not matter.
    #[must_use]
    pub fn holds(&self, text: &str) -> bool {
        let text: Vec<&str> = tokens(text).collect();
        self.all.iter().all(|group| group.iter().any(|t| t.holds(&text))) && !self.none.iter().any(|t| t.holds(&text))
    }

    /// Whether any word that is wanted stands in a text: what holds none of them is no answer.
    #[must_use]
    pub fn meets(&self, text: &str) -> bool {
        let text: Vec<&str> = tokens(text).collect();
        let stands = |word: &String, prefix: bool| text.iter().any(|t| is(t, word, prefix));
        self.all.iter().flatten().any(|t| {
            let last = t.words.len() - 1;
            t.words.iter().enumerate().any(|(n, word)| stands(word, t.prefix && n == last))
        })
    }

    /// Whether a word of a text is one of those that are wanted.
    #[must_use]
    pub fn wants(&self, word: &str) -> bool {
        self.all.iter().flatten().any(|t| {
            let last = t.words.len() - 1;
            t.words.iter().enumerate().any(|(n, wanted)| is(word, wanted, t.prefix && n == last))
        })
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
        let meets = |typed: &str, text: &str| Query::parse(typed).meets(text);
        assert!(meets("mine road", "Under a mine"));
        assert!(meets("\"contact line\"", "The line of contact."));
        assert!(meets("fire OR withdr*", "They withdrew."));
        assert!(!meets("withdr -they", "They withdrew."));
    }
}
