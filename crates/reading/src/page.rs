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
    open: Open,
    /// The report names somebody of the lexicon, a place of the agreement or a word of a conflict, or it is by a party or a
    /// monitor: its talks and releases may be those of a conflict. Of firms and courts reports are full elsewhere.
    pub concerns: bool,
}

/// What isn't known of a page that the first pass looks at: it may be whatever a pattern asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Open {
    Nothing,
    /// Which names are of the lexicon, and what was named before.
    Lexicon,
    /// What is a name at all.
    Names,
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
            open: Open::Nothing,
            concerns: true,
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

    /// Leaves open what isn't known.
    pub fn leave_open(&mut self, open: Open) {
        self.open = open;
    }

    /// What isn't known.
    pub fn open(&self) -> Open {
        self.open
    }

    /// Kinds of which a name may be, whatever the word.
    pub fn is_named(kind: &str) -> bool {
        matches!(kind, "place" | "people" | "party" | "leader" | "displaced")
    }

    /// Whether the token is of that kind, or may be as far as is known.
    pub fn may_be_kind(&self, i: usize, kind: &str) -> bool {
        let open = match self.open {
            Open::Nothing => false,
            Open::Lexicon => matches!(kind, "party" | "leader") || kind == "place" && self.points_back(i),
            Open::Names => Self::is_named(kind),
        };
        open || self.is_kind(i, kind)
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

    /// The place that "it" or "the town" stands for: the last one named before it, at most two sentences back and for a
    /// pronoun in its paragraph; or the last one that was introduced by the same word, "the town of Kel".
    pub fn antecedent_place(&self, i: usize) -> Option<&Located> {
        if !self.points_back(i) {
            return None;
        }
        let pronoun = self.pos(i) == Pos::Pron;
        let from = self.syntax.sentences.get(self.sentence(i).saturating_sub(2)).map_or(0, |r| r.start);
        let (from, to) = (self.span(from).start(), self.span(i).start());
        let before = &self.places[..self.places.partition_point(|p| p.span.end() <= to)];
        let near = before.iter().rev().take_while(|p| p.span.start() >= from).take(16);
        // Who receives or sends is no place that one comes back to: "returned to Boria".
        let goal = |p: &&Located| {
            let head = self.tokens_in(p.span).next_back().and_then(|t| self.head(t));
            head.is_some_and(|h| {
                let of_noun = self.head(h).is_some_and(|of| self.is_nominal(of));
                matches!(self.lemma(h), "to" | "by") && self.pos(h) != Pos::Verb || self.lemma(h) == "from" && !of_noun
            })
        };
        // "Aria may close it": who acts in the same sentence is not what it is done to.
        let actor = |p: &&Located| {
            let t = self.root_of(p.span);
            self.sentence(t) == self.sentence(i)
                && self.dep(t) == Dep::Nsubj
                && self.head(t).is_some_and(|v| !self.is_state(v))
        };
        let can = |p: &&Located| !p.adjective && !p.actor_like && !goal(p) && !actor(p) && !self.is_seat(p.span);
        let same_paragraph = |p: &Located| self.text.get(p.span.end()..to).is_some_and(|t| !t.contains("\n\n"));
        let last = near.into_iter().find(can);
        if pronoun {
            return last.filter(|p| same_paragraph(p));
        }
        const LOOKED_AT: usize = 100;
        let introduced = before.iter().rev().take(LOOKED_AT).find(|p| can(p) && self.is_called(p.span, self.lemma(i)));
        match (last, introduced) {
            (Some(last), Some(introduced)) if same_paragraph(last) && !same_paragraph(introduced) => Some(last),
            (_, Some(introduced)) => Some(introduced),
            (last, None) => last,
        }
    }

    /// Whether a token may stand for a place named before.
    fn points_back(&self, i: usize) -> bool {
        // What acts is no place: "It took the height".
        let acts = || self.dep(i) == Dep::Nsubj && self.head(i).is_some_and(|v| !self.is_state(v));
        self.pos(i) == Pos::Pron && matches!(self.lemma(i), "it" | "there") && !acts()
            || matches!(self.lemma(i), "town" | "village" | "city" | "settlement")
                && self.children[i].len() == 1
                && self.children_by(i, &[Dep::Det]).any(|d| matches!(self.lemma(d), "the" | "this"))
    }

    /// The place that "the town" stands for where only one can be meant: it was called a town, or no other place was
    /// spoken of.
    pub fn certain_place(&self, i: usize) -> Option<&Located> {
        let meant = self.antecedent_place(i)?;
        if self.is_called(meant.span, self.lemma(i)) {
            return Some(meant);
        }
        let from = self.syntax.sentences.get(self.sentence(i).saturating_sub(2)).map_or(0, |r| r.start);
        let (from, to) = (self.span(from).start(), self.span(i).start());
        let before = &self.places[..self.places.partition_point(|p| p.span.end() <= to)];
        let best = |p: &Located| p.place.best().map(|b| b.place.clone());
        let others = before.iter().rev().take_while(|p| p.span.start() >= from);
        let mut others = others.filter(|p| !p.adjective && !p.actor_like && !self.is_seat(p.span));
        others.all(|p| best(p) == best(meant)).then_some(meant)
    }

    /// Verbs that tell how things are: their subject does nothing.
    fn is_state(&self, verb: usize) -> bool {
        self.is_passive(verb)
            || matches!(
                self.lemma(verb),
                "be" | "lie" | "remain" | "stay" | "stand" | "come" | "fall" | "belong" | "suffer"
            )
    }

    /// Whether a token names a capital as a place, which elsewhere stands for a government.
    pub fn is_town(&self, i: usize) -> bool {
        let span = self.span(i);
        let from = self.mentions.partition_point(|m| m.span.end() <= span.start());
        let capital = |m: &Mention| m.senses.iter().any(|s| matches!(s, Sense::Capital(_)));
        self.in_place[i] && self.mentions.get(from).is_some_and(|m| m.span.overlaps(span) && capital(m))
    }

    /// Whether a token is of a place's name, as far as is known.
    pub fn is_place_name(&self, i: usize) -> bool {
        (self.in_place[i] || self.open == Open::Names) && self.word(i).chars().next().is_some_and(char::is_uppercase)
    }

    /// The token of a span whose head lies outside.
    pub fn root_of(&self, span: Span) -> usize {
        let tokens = self.tokens_in(span);
        tokens.clone().find(|&t| self.head(t).is_none_or(|h| !tokens.contains(&h))).unwrap_or(tokens.start)
    }

    /// Whether a place was introduced by that word: "the village of Kel", "Kel, a village", "Kel village".
    fn is_called(&self, place: Span, word: &str) -> bool {
        let t = self.root_of(place);
        let above = match (self.dep(t), self.head(t)) {
            (Dep::Pobj, Some(prep)) if self.lemma(prep) == "of" => self.head(prep),
            (Dep::Compound | Dep::Appos, Some(noun)) => Some(noun),
            _ => None,
        };
        above.is_some_and(|n| self.lemma(n) == word)
            || self.children_by(t, &[Dep::Appos]).any(|a| self.lemma(a) == word)
    }

    /// Whether a place is only where somebody sits: "the authorities in Gen", "In Gen the Defence Ministry".
    pub fn is_seat(&self, place: Span) -> bool {
        let sense = |span: Span, wanted: fn(&Sense) -> bool| {
            let from = self.mentions.partition_point(|m| m.span.end() <= span.start());
            self.mentions[from..]
                .iter()
                .take_while(|m| m.span.start() < span.end())
                .any(|m| m.senses.iter().any(wanted))
        };
        let t = self.root_of(place);
        if !sense(place, |s| matches!(s, Sense::Capital(_))) || self.dep(t) != Dep::Pobj {
            return false;
        }
        let Some(prep) = self.head(t).filter(|&p| self.lemma(p) == "in") else { return false };
        let body = |n: usize| {
            self.rules.is_kind("institution", self.lemma(n))
                || self.is_kind(n, "leader")
                || sense(self.span(n), |s| matches!(s, Sense::Organ(_) | Sense::Office(_)))
        };
        self.head(prep).is_some_and(|of| {
            self.is_nominal(of) && body(of)
                || self.pos(of) == Pos::Verb && self.rules.is_kind("verb of saying", self.lemma(of))
                || self.pos(of) == Pos::Verb
                    && prep < of
                    && self
                        .child(of, &[Dep::Nsubj])
                        .is_some_and(|s| s < of && self.noun_phrase(s).0 <= t + 2 && body(s))
        })
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
                // "accused the rebels of shelling": what they are accused of is no part of their name.
                Dep::Prep if self.lemma(c) == "of" && self.child(c, &[Dep::Pcomp]).is_none() => {
                    last = last.max(self.edges(c).1)
                }
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
                    // "It is Boria that …": who is named beside "is".
                    let cleft =
                        self.head(at).filter(|&h| self.lemma(h) == "be").and_then(|h| self.child(h, &[Dep::Attr]));
                    return cleft.or_else(|| self.ancestors(at).find(|&a| self.is_nominal(a))).or(Some(s));
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
                    // "forced Aria to leave", "called on Aria to leave": the object acts.
                    let called = || self.prep_objects(head, &["on", "upon"]).into_iter().next();
                    // "used drones to strike": who used them strikes.
                    let used = matches!(self.lemma(head), "use" | "employ");
                    let object = self.child(head, &[Dep::Dobj]).filter(|_| !used);
                    if let Some(o) = object.or_else(|| (self.lemma(head) == "call").then(called).flatten()) {
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
                // "Civilians were in some cases assaulted": the cases suffer nothing.
                Dep::Acl if self.rules.is_kind("occasion", self.lemma(head)) => {
                    at = self.ancestors(head).find(|&a| matches!(self.pos(a), Pos::Verb | Pos::Aux))?;
                }
                Dep::Relcl | Dep::Acl if self.is_nominal(head) => return Some(head),
                Dep::Aux | Dep::Auxpass => at = head,
                _ => return None,
            }
        }
        None
    }

    /// "On 9 April armed men attacked", "On Sunday Kemal Eren said", "between 600 and 700 lorries entered": the parser
    /// may hang the subject on the preposition before its day or number.
    fn subject_behind_preposition(&self, verb: usize) -> Option<usize> {
        self.children_by(verb, &[Dep::Prep])
            .filter(|&p| p < verb && matches!(self.lemma(p), "on" | "in" | "by" | "between"))
            .find_map(|p| {
                let noun =
                    self.child(p, &[Dep::Pobj]).filter(|&n| n < verb && self.is_nominal(n) && !self.in_time(n))?;
                let counted = self.lemma(p) == "between" && self.child(noun, &[Dep::Nummod]).is_some();
                let mut before = self.children_by(noun, &[Dep::Nummod, Dep::Nmod, Dep::Compound]);
                let dated = self.in_time(p + 1) && before.any(|c| self.in_time(c));
                (counted || dated).then_some(noun)
            })
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

    /// "If a patrol is attacked": what stands under a condition.
    pub fn is_supposed(&self, i: usize) -> bool {
        let conditional =
            |a: usize| self.children_by(a, &[Dep::Mark]).any(|m| matches!(self.lemma(m), "if" | "unless" | "whether"));
        std::iter::once(i).chain(self.ancestors(i)).take(4).any(|a| self.dep(a) == Dep::Advcl && conditional(a))
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
