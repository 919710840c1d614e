//! A document with everything the first passes found in it: tokens, tree, names, places, times.

use servanda_model::{Span, Where};
use servanda_syntax::{Analysis, Dep, EntityKind, Pos, Tag};

use crate::lexicon::{Mention, Sense};
use crate::rules::Rules;
use crate::time::TimeExpression;

/// A name of a place with what it may mean.
#[derive(Debug, Clone)]
pub(crate) struct Located {
    /// Where the name stands.
    pub span: Span,
    /// An adjective: "Russian".
    pub adjective: bool,
    /// It stands for those who act there: "Baku said".
    pub actor_like: bool,
    /// What it may mean.
    pub place: Where,
}

/// What the passes share. Token indices are those of `syntax.tokens`.
pub(crate) struct Page<'a> {
    pub text: &'a str,
    pub syntax: &'a Analysis,
    pub rules: &'a Rules,
    /// Names of the lexicon, in order.
    pub mentions: Vec<Mention>,
    /// Names of places, in order.
    pub places: Vec<Located>,
    /// Times, in order.
    pub times: Vec<TimeExpression>,
    /// Children of each token, in order.
    children: Vec<Vec<usize>>,
    sentence_of: Vec<usize>,
    lemmas: Vec<String>,
    in_place: Vec<bool>,
    /// Names of the lexicon aren't known: whoever may be one counts as one.
    names_open: bool,
}

impl<'a> Page<'a> {
    pub fn new(
        text: &'a str,
        syntax: &'a Analysis,
        rules: &'a Rules,
        mentions: Vec<Mention>,
        places: Vec<Located>,
        times: Vec<TimeExpression>,
    ) -> Self {
        let n = syntax.tokens.len();
        let children = (0..n).map(|i| syntax.children(i).collect()).collect();
        let mut sentence_of = vec![0; n];
        for (s, range) in syntax.sentences.iter().enumerate() {
            sentence_of[range.clone()].fill(s);
        }
        let lemmas = (0..n)
            .map(|i| {
                let lemma = syntax.lemma(i).to_lowercase();
                // "Rockets rained down": at the head of a sentence the tagger takes a plural for a name.
                let opens = syntax.sentences.get(sentence_of[i]).is_some_and(|s| s.start == i);
                match lemma.strip_suffix('s') {
                    Some(one) if opens && syntax.tokens[i].tag == Tag::Nnps => one.to_owned(),
                    _ => lemma,
                }
            })
            .collect();
        let mut page = Self {
            text,
            syntax,
            rules,
            mentions,
            places,
            times,
            children,
            sentence_of,
            lemmas,
            in_place: vec![false; n],
            names_open: false,
        };
        for place in &page.places {
            for i in page.tokens_in(place.span) {
                page.in_place[i] = !place.adjective;
            }
        }
        page
    }

    /// Takes the tokens of these spans for names of places too.
    pub fn may_be_places(&mut self, spans: impl IntoIterator<Item = Span>) {
        for span in spans {
            let tokens = self.tokens_in(span);
            self.in_place[tokens].fill(true);
        }
    }

    /// Takes everybody for a name of the lexicon.
    pub fn leave_names_open(&mut self) {
        self.names_open = true;
    }

    pub fn len(&self) -> usize {
        self.syntax.tokens.len()
    }

    pub fn dep(&self, i: usize) -> Dep {
        self.syntax.tokens[i].dep
    }

    pub fn tag(&self, i: usize) -> Tag {
        self.syntax.tokens[i].tag
    }

    pub fn pos(&self, i: usize) -> Pos {
        self.syntax.tokens[i].pos
    }

    pub fn span(&self, i: usize) -> Span {
        self.syntax.tokens[i].span
    }

    pub fn word(&self, i: usize) -> &'a str {
        self.span(i).of(self.text).unwrap_or_default()
    }

    pub fn lemma(&self, i: usize) -> &str {
        &self.lemmas[i]
    }

    /// The head, or `None` at a root.
    pub fn head(&self, i: usize) -> Option<usize> {
        let head = self.syntax.tokens[i].head;
        (head != i).then_some(head)
    }

    pub fn children(&self, i: usize) -> &[usize] {
        &self.children[i]
    }

    pub fn child(&self, i: usize, deps: &[Dep]) -> Option<usize> {
        self.children[i].iter().copied().find(|&c| deps.contains(&self.dep(c)))
    }

    pub fn children_by<'s>(&'s self, i: usize, deps: &'s [Dep]) -> impl Iterator<Item = usize> + 's {
        self.children[i].iter().copied().filter(move |&c| deps.contains(&self.dep(c)))
    }

    /// Objects of the prepositions `words` that hang on `i`; any preposition if `words` is empty.
    pub fn prep_objects(&self, i: usize, words: &[&str]) -> Vec<usize> {
        self.children_by(i, &[Dep::Prep, Dep::Agent, Dep::Dative])
            .filter(|&p| words.is_empty() || words.contains(&self.lemma(p)))
            .flat_map(|p| {
                // "out of Dal": the second preposition has the object.
                let inner = self
                    .children_by(p, &[Dep::Prep])
                    .flat_map(|q| self.children_by(q, &[Dep::Pobj]).collect::<Vec<_>>());
                self.children_by(p, &[Dep::Pobj]).chain(inner).collect::<Vec<_>>()
            })
            .collect()
    }

    /// Ancestors from the head upwards.
    pub fn ancestors(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.head(i), |&h| self.head(h)).take(60)
    }

    pub fn sentence(&self, i: usize) -> usize {
        self.sentence_of[i]
    }

    pub fn sentence_tokens(&self, i: usize) -> std::ops::Range<usize> {
        self.syntax.sentences.get(self.sentence_of[i]).cloned().unwrap_or(i..i + 1)
    }

    pub fn sentence_span(&self, i: usize) -> Span {
        let range = self.sentence_tokens(i);
        self.cover(range.start, range.end.saturating_sub(1))
    }

    /// The words a claim rests on: the sentence of a token, without the blanks around it.
    pub fn trimmed_sentence(&self, i: usize) -> Span {
        let sentence = self.sentence_span(i);
        let text = sentence.of(self.text).unwrap_or_default();
        let lead = text.len() - text.trim_start().len();
        Span::new(sentence.start() + lead, sentence.start() + text.trim_end().trim_end_matches(';').len())
    }

    /// The place that "it" or "the town" stands for: the last one named before it in its paragraph, at most two
    /// sentences back.
    pub fn antecedent_place(&self, i: usize) -> Option<&Located> {
        let pronoun = self.pos(i) == Pos::Pron && matches!(self.lemma(i), "it" | "there");
        let description = || {
            matches!(self.lemma(i), "town" | "village" | "city" | "settlement")
                && self.children[i].len() == 1
                && self.children_by(i, &[Dep::Det]).any(|d| matches!(self.lemma(d), "the" | "this"))
        };
        if !(pronoun || description()) {
            return None;
        }
        let from = self.syntax.sentences.get(self.sentence(i).saturating_sub(2)).map_or(0, |r| r.start);
        let (from, to) = (self.span(from).start(), self.span(i).start());
        let before = &self.places[..self.places.partition_point(|p| p.span.end() <= to)];
        let near = before.iter().rev().take_while(|p| p.span.start() >= from).take(16);
        // Who receives or sends is no place that one comes back to: "returned to Boria".
        let goal = |p: &&Located| {
            self.tokens_in(p.span)
                .next_back()
                .and_then(|t| self.head(t))
                .is_some_and(|h| matches!(self.lemma(h), "to" | "from" | "by") && self.pos(h) != Pos::Verb)
        };
        let place = near.into_iter().find(|p| !p.adjective && !p.actor_like && !goal(p))?;
        self.text.get(place.span.end()..to).is_some_and(|t| !t.contains("\n\n")).then_some(place)
    }

    /// The span from one token to another.
    pub fn cover(&self, first: usize, last: usize) -> Span {
        self.span(first).cover(self.span(last.min(self.len().saturating_sub(1))))
    }

    pub fn edges(&self, i: usize) -> (usize, usize) {
        (self.syntax.left_edge(i), self.syntax.right_edge(i))
    }

    pub fn subtree_span(&self, i: usize) -> Span {
        self.syntax.subtree_span(i)
    }

    /// The first token that ends after `byte`.
    pub fn token_at(&self, byte: usize) -> usize {
        self.syntax.tokens.partition_point(|t| t.span.end() <= byte)
    }

    /// Tokens that overlap a span.
    pub fn tokens_in(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.token_at(span.start());
        let last = self.syntax.tokens.partition_point(|t| t.span.start() < span.end());
        first..last.max(first)
    }

    /// A noun phrase without relative clauses and trailing prepositions other than "of": tokens, inclusive.
    pub fn noun_phrase(&self, head: usize) -> (usize, usize) {
        let (mut first, mut last) = (head, head);
        for &c in &self.children[head] {
            match self.dep(c) {
                Dep::Det
                | Dep::Amod
                | Dep::Compound
                | Dep::Poss
                | Dep::Nummod
                | Dep::Nmod
                | Dep::Quantmod
                | Dep::Predet
                | Dep::Advmod
                | Dep::Case
                    if (c < head || self.dep(c) == Dep::Case) && !self.in_time(c) =>
                {
                    first = first.min(self.edges(c).0);
                    last = last.max(c);
                }
                Dep::Prep if self.lemma(c) == "of" => last = last.max(self.edges(c).1),
                _ => {}
            }
        }
        (first, last)
    }

    /// "On 9 April armed men attacked": a day may hang on the noun behind it and is no part of its name.
    fn in_time(&self, i: usize) -> bool {
        let span = self.span(i);
        let at = self.times.partition_point(|t| t.span.end() <= span.start());
        self.times.get(at).is_some_and(|t| t.span.overlaps(span))
    }

    /// Whether the token is the head of something of that kind: `place` and `people` also by name.
    pub fn is_kind(&self, i: usize, kind: &str) -> bool {
        if self.lemma(i) == kind || self.rules.is_kind(kind, self.lemma(i)) {
            return true;
        }
        match kind {
            "party" | "leader" if self.names_open => true,
            "place" => {
                self.in_place[i]
                    || self.antecedent_place(i).is_some()
                    || self.entity(i).is_some_and(|k| matches!(k, EntityKind::Gpe | EntityKind::Loc | EntityKind::Fac))
            }
            "people" => {
                self.entity(i) == Some(EntityKind::Person)
                    || self.entity(i) == Some(EntityKind::Norp) && self.tag(i) == Tag::Nnps
                    || self.pos(i) == Pos::Pron && matches!(self.lemma(i), "he" | "she" | "him" | "her")
            }
            // "displaced Borians".
            "displaced" => {
                self.children_by(i, &[Dep::Amod, Dep::Compound]).any(|c| self.word(c).eq_ignore_ascii_case("displaced"))
            }
            // Whoever can send forces: a name of the lexicon, or a pronoun for one.
            "party" => {
                self.pos(i) == Pos::Pron && matches!(self.lemma(i), "it" | "they" | "we" | "who" | "which" | "that")
                    || matches!(self.entity(i), Some(EntityKind::Gpe | EntityKind::Norp | EntityKind::Org))
                    || self.mention_at(i).is_some()
            }
            // Persons of the lexicon hold offices.
            "leader" => {
                let named = |s: &Sense| matches!(s, Sense::Name(id) if id.as_str().starts_with("person."));
                self.mention_at(i).is_some_and(|m| m.senses.iter().any(named))
            }
            _ => false,
        }
    }

    /// The name of the lexicon that holds the token.
    pub fn mention_at(&self, i: usize) -> Option<&Mention> {
        let span = self.span(i);
        let at = self.mentions.partition_point(|m| m.span.end() <= span.start());
        self.mentions.get(at).filter(|m| m.span.overlaps(span))
    }

    pub fn entity(&self, i: usize) -> Option<EntityKind> {
        let at = self.syntax.entities.partition_point(|e| e.tokens.end <= i);
        self.syntax.entities.get(at).filter(|e| e.tokens.contains(&i)).map(|e| e.kind)
    }

    /// The tokens of the entity that holds the token.
    pub fn entity_tokens(&self, i: usize) -> Option<std::ops::Range<usize>> {
        let at = self.syntax.entities.partition_point(|e| e.tokens.end <= i);
        self.syntax.entities.get(at).filter(|e| e.tokens.contains(&i)).map(|e| e.tokens.clone())
    }

    /// The verb that governs a token: itself, or the nearest above it within the sentence.
    pub fn governing_verb(&self, i: usize) -> Option<usize> {
        std::iter::once(i).chain(self.ancestors(i)).find(|&a| matches!(self.pos(a), Pos::Verb | Pos::Aux))
    }

    /// Whether the verb stands in the passive.
    pub fn is_passive(&self, verb: usize) -> bool {
        self.child(verb, &[Dep::Nsubjpass, Dep::Auxpass, Dep::Csubjpass]).is_some()
            || (self.dep(verb) == Dep::Conj
                && self.is_bare_participle(verb)
                && self.head(verb).is_some_and(|h| self.pos(h) == Pos::Verb && self.is_passive(h)))
            || (matches!(self.dep(verb), Dep::Acl | Dep::Advcl | Dep::Amod)
                && self.tag(verb) == Tag::Vbn
                && self.child(verb, &[Dep::Nsubj]).is_none())
    }

    /// Who is the subject of a verb in the active voice: its own, or the one it shares with the verb above it.
    pub fn subject(&self, verb: usize) -> Option<usize> {
        let mut at = verb;
        for _ in 0..8 {
            if let Some(s) = self.child(at, &[Dep::Nsubj, Dep::Nsubjpass]) {
                // "who", "which": the noun that the clause modifies.
                if matches!(self.tag(s), Tag::Wp | Tag::Wdt) || self.lemma(s) == "that" {
                    return self.ancestors(at).find(|&a| self.is_nominal(a)).or(Some(s));
                }
                return Some(s);
            }
            if let Some(s) = self.subject_behind_preposition(at) {
                return Some(s);
            }
            let head = self.head(at)?;
            match self.dep(at) {
                Dep::Conj | Dep::Dep if matches!(self.pos(head), Pos::Verb | Pos::Aux) => {
                    // "was hit and burnt": a passive shares a passive's subject as object, handled by the caller.
                    at = head;
                }
                Dep::Xcomp => {
                    // "forced Aria to leave": the object acts.
                    if let Some(o) = self.child(head, &[Dep::Dobj]) {
                        return Some(o);
                    }
                    at = head;
                }
                Dep::Advcl | Dep::Pcomp if self.tag(at) == Tag::Vbg || self.tag(at) == Tag::Vb => {
                    match self.ancestors(at).find(|&a| matches!(self.pos(a), Pos::Verb | Pos::Aux)) {
                        Some(above) => {
                            // "accused Boria of shelling Kel": whom one accuses acts.
                            if self.dep(at) == Dep::Pcomp
                                && matches!(
                                    self.lemma(above),
                                    "accuse"
                                        | "suspect"
                                        | "blame"
                                        | "condemn"
                                        | "criticise"
                                        | "criticize"
                                        | "stop"
                                        | "prevent"
                                        | "keep"
                                )
                                && let Some(o) = self.child(above, &[Dep::Dobj, Dep::Nsubjpass])
                            {
                                return Some(o);
                            }
                            at = above;
                        }
                        None => return None,
                    }
                }
                Dep::Relcl | Dep::Acl if self.is_nominal(head) => return Some(head),
                Dep::Aux | Dep::Auxpass => at = head,
                _ => return None,
            }
        }
        None
    }

    /// "On 9 April armed men attacked", "between 600 and 700 lorries entered": the parser may hang the subject on the
    /// preposition before its day or number.
    fn subject_behind_preposition(&self, verb: usize) -> Option<usize> {
        let opening =
            self.children_by(verb, &[Dep::Prep]).find(|&p| p < verb && matches!(self.lemma(p), "on" | "between"))?;
        let noun = self.child(opening, &[Dep::Pobj]).filter(|&n| n < verb && self.is_nominal(n) && !self.in_time(n))?;
        let counted = self.lemma(opening) == "between" && self.child(noun, &[Dep::Nummod]).is_some();
        let dated = self.children_by(noun, &[Dep::Nummod, Dep::Nmod, Dep::Compound]).any(|c| self.in_time(c));
        (counted || dated).then_some(noun)
    }

    /// A participle without auxiliary or subject of its own: "killed and five wounded".
    pub fn is_bare_participle(&self, verb: usize) -> bool {
        self.tag(verb) == Tag::Vbn && self.child(verb, &[Dep::Aux, Dep::Auxpass, Dep::Nsubj, Dep::Nsubjpass]).is_none()
    }

    /// The number right before a word, with nothing but an adverb between: "three dead", "12 were injured".
    pub fn numeral_before(&self, i: usize) -> Option<usize> {
        (i.saturating_sub(3).max(self.sentence_tokens(i).start)..i)
            .rev()
            .take_while(|&t| !matches!(self.pos(t), Pos::Punct | Pos::Cconj))
            .find(|&t| self.pos(t) == Pos::Num)
    }

    /// The number that counts a noun: its own numeral or the one right before its modifiers, never a day of the month.
    pub fn numeral_of(&self, head: usize) -> Option<usize> {
        let free = |&n: &usize| !self.times.iter().any(|t| t.span.overlaps(self.span(n)));
        let own = self.children_by(head, &[Dep::Nummod]).filter(free).last();
        own.or_else(|| {
            (head.saturating_sub(5).max(self.sentence_tokens(head).start)..head)
                .rev()
                .take_while(|&t| matches!(self.pos(t), Pos::Adj | Pos::Propn | Pos::Noun | Pos::Num))
                .find(|&t| self.pos(t) == Pos::Num)
                .filter(free)
        })
    }

    /// Whether the subject of a verb is "nobody" or "no X".
    pub fn subject_is_none(&self, verb: usize) -> bool {
        self.children_by(verb, &[Dep::Nsubj, Dep::Nsubjpass]).any(|s| {
            matches!(self.lemma(s), "nobody" | "none" | "nothing")
                || self.children_by(s, &[Dep::Det]).any(|d| self.lemma(d) == "no")
        })
    }

    pub fn is_nominal(&self, i: usize) -> bool {
        matches!(self.pos(i), Pos::Noun | Pos::Propn | Pos::Pron | Pos::Num)
    }
}
