use servanda_model::nearest;

/// A verb with what must stand around it.
#[derive(Debug, Clone, Default)]
pub struct VerbPattern {
    /// Base form.
    pub verb: String,
    /// For each place a list of alternatives: objects, particles or prepositions of the verb.
    pub with: Vec<Vec<String>>,
    /// Kinds of which the object must be.
    pub object: Vec<String>,
    /// Kinds of which the subject must be.
    pub subject: Vec<String>,
    /// Words of which one must stand in the sentence.
    pub needs: Vec<String>,
}

impl VerbPattern {
    pub(super) fn parse(text: &str) -> Result<Self, (String, String)> {
        let mut parts = text.split_whitespace();
        let mut pattern = Self { verb: parts.next().unwrap_or_default().to_owned(), ..Self::default() };
        let list = |words: &str| words.split('|').map(str::to_owned).collect::<Vec<_>>();
        for part in parts {
            match part.split_once(':') {
                None => pattern.with.push(list(part)),
                Some(("needs", words)) => pattern.needs = list(words),
                Some((role @ ("object" | "subject"), words)) => {
                    let words = list(words);
                    if role == "object" { pattern.object = words } else { pattern.subject = words }
                }
                Some((key, _)) => {
                    let near = nearest(key, ["object", "subject", "needs"]).unwrap_or("object, subject or needs");
                    return Err((
                        format!("unknown condition `{key}` in the pattern `{text}`"),
                        format!("did you mean `{near}`?"),
                    ));
                }
            }
        }
        Ok(pattern)
    }

    /// How much it asks for.
    pub(super) fn weight(&self) -> usize {
        2 * self.with.len()
            + 2 * usize::from(!self.object.is_empty())
            + 2 * usize::from(!self.subject.is_empty())
            + usize::from(!self.needs.is_empty())
    }
}

/// A noun phrase in base forms, with an optional kind after "of".
#[derive(Debug, Clone)]
pub struct NounPattern {
    /// The words up to and with the head.
    pub words: Vec<String>,
    /// The kind, or the very word, that must follow "of".
    pub of: Option<String>,
}

impl NounPattern {
    pub(super) fn parse(text: &str) -> Self {
        let (phrase, of) = text.split_once(" of ").map_or((text, None), |(a, b)| (a, Some(b.to_owned())));
        // The tokenizer parts words at hyphens: "anti-terrorist operation" has four tokens.
        let words = phrase.split(|c: char| c.is_whitespace() || c == '-').filter(|w| !w.is_empty());
        Self { words: words.map(str::to_owned).collect(), of }
    }

    pub(super) fn head(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }

    /// How much it asks for.
    pub(super) fn weight(&self) -> usize {
        // "under fire" says less of the fire than "mortar fire".
        self.words.len() + usize::from(self.of.is_some())
            - usize::from(self.words.len() > 1 && self.words[0] == "under")
    }
}
