//! Who is behind a cue: its subject, its agent, the possessor of a cue noun.

use servanda_syntax::{Dep, Pos, Tag};

use super::candidates::{Candidate, Pages, Shape};
use super::cues::CueKind;

/// Steps up the tree in search of a subject that verbs share.
const STEPS: usize = 8;

impl Pages<'_> {
    /// Head of the source; `None` where nobody is named.
    pub(super) fn source(&self, c: &Candidate) -> Option<usize> {
        let source = match c.shape {
            Shape::Colon => (c.cue.checked_sub(1)).filter(|s| self.is_nominal(*s)),
            Shape::Dash => self.nominal_after(c.cue),
            _ if self.is_according(c.cue) || self.pos(c.cue) == Pos::Adp => self.object_of(c.cue),
            _ => match self.pos(c.cue) {
                Pos::Verb | Pos::Aux => self.speaker(c.cue, c),
                Pos::Noun => self.holder(c.cue, c),
                Pos::Adj => self.head(c.cue).filter(|h| self.is_verb(*h)).and_then(|h| self.speaker(h, c)),
                _ => None,
            },
        };
        source.filter(|s| !c.holds(*s) && *s != c.cue)
    }

    fn object_of(&self, t: usize) -> Option<usize> {
        self.child(t, &[Dep::Pobj])
            .or_else(|| self.syntax.children(t).filter(|p| self.dep(*p) == Dep::Prep).take(STEPS).find_map(|p| self.child(p, &[Dep::Pobj])))
    }

    fn nominal_after(&self, t: usize) -> Option<usize> {
        let first = (t + 1..self.len().min(t + 6)).find(|i| self.is_nominal(*i))?;
        // The head of its phrase, if that follows.
        Some(self.head(first).filter(|h| *h > first && *h < first + 6 && self.is_nominal(*h)).unwrap_or(first))
    }

    fn agent(&self, t: usize) -> Option<usize> {
        let by = self.syntax.children(t).find(|p| {
            self.dep(*p) == Dep::Agent || self.dep(*p) == Dep::Prep && self.syntax.lower(*p) == "by"
        })?;
        self.child(by, &[Dep::Pobj])
    }

    fn is_passive(&self, t: usize) -> bool {
        self.child(t, &[Dep::Nsubjpass, Dep::Auxpass, Dep::Csubjpass]).is_some()
            || (self.tag(t) == Tag::Vbn
                && matches!(self.dep(t), Dep::Acl | Dep::Advcl | Dep::Amod)
                && self.child(t, &[Dep::Nsubj, Dep::Aux]).is_none())
    }

    /// The subject of a verb, its own or one that it shares; the agent of a passive.
    fn speaker(&self, verb: usize, c: &Candidate) -> Option<usize> {
        if self.is_passive(verb) {
            return self.agent(verb);
        }
        let mut at = verb;
        for step in 0..STEPS {
            if step > 0 && self.is_passive(at) && self.dep(verb) != Dep::Xcomp && self.dep(verb) != Dep::Advcl {
                // "was hit and said": the passive's subject speaks on.
                return self.child(at, &[Dep::Nsubjpass]);
            }
            if let Some(s) = self.child(at, &[Dep::Nsubj, Dep::Nsubjpass]) {
                if self.tag(s) == Tag::Ex {
                    return None;
                }
                // "who", "which": what the clause is about.
                if matches!(self.tag(s), Tag::Wp | Tag::Wdt) && matches!(self.dep(at), Dep::Relcl | Dep::Acl) {
                    return self.head(at).filter(|h| !c.holds(*h)).or(Some(s));
                }
                return Some(s);
            }
            let Some(head) = self.head(at) else { break };
            at = match self.dep(at) {
                Dep::Conj | Dep::Dep | Dep::Parataxis if self.is_verb(head) => head,
                Dep::Aux | Dep::Auxpass => head,
                Dep::Xcomp | Dep::Ccomp if matches!(self.tag(at), Tag::Vb | Tag::Vbg | Tag::Vbn) => {
                    // "asked the council to say": the object is to speak.
                    match self.child(head, &[Dep::Dobj, Dep::Dative]) {
                        Some(o) if o < at && !c.holds(o) && self.is_nominal(o) => return Some(o),
                        _ => head,
                    }
                }
                Dep::Xcomp => head,
                Dep::Advcl | Dep::Pcomp if matches!(self.tag(at), Tag::Vbg | Tag::Vb | Tag::Vbn) => {
                    match std::iter::successors(Some(head), |h| self.head(*h)).take(STEPS).find(|h| self.is_verb(*h)) {
                        Some(above) => above,
                        None => break,
                    }
                }
                Dep::Relcl | Dep::Acl if self.is_nominal(head) => {
                    if self.dep(at) == Dep::Relcl && self.tag(at) != Tag::Vbg || self.tag(at) == Tag::Vb {
                        break;
                    }
                    // "a statement saying …": who made the statement speaks, unless it is a person.
                    return Some(head);
                }
                Dep::Acomp | Dep::Attr => head,
                _ => break,
            };
        }
        self.beside(verb)
    }

    /// Where the parse has no subject: a noun right before the cue, or right after ("said the minister").
    fn beside(&self, verb: usize) -> Option<usize> {
        if !matches!(self.kinds[verb], CueKind::Say | CueKind::Post) || matches!(self.tag(verb), Tag::Vb | Tag::Vbg) {
            return None;
        }
        let free = |i: usize| self.is_nominal(i) && self.layout.quote_of[i] == self.layout.quote_of[verb];
        let left = verb.checked_sub(1).filter(|i| self.pos(*i) != Pos::Adv || *i == 0).or_else(|| verb.checked_sub(2));
        if let Some(left) = left.filter(|i| free(*i)) {
            return Some(left);
        }
        self.child(verb, &[Dep::Dobj, Dep::Npadvmod, Dep::Attr]).filter(|o| *o > verb && *o < verb + 6 && free(*o))
    }

    /// Whose claim, plan or view a noun is.
    fn holder(&self, noun: usize, c: &Candidate) -> Option<usize> {
        if let Some(p) = self.child(noun, &[Dep::Poss]) {
            return Some(p);
        }
        for prep in self.syntax.children(noun).filter(|p| self.dep(*p) == Dep::Prep).take(STEPS) {
            if matches!(self.syntax.lower(prep), "by" | "from" | "of" | "among") && c.preposition != Some(prep) {
                if let Some(o) = self.child(prep, &[Dep::Pobj]).filter(|o| !c.holds(*o)) {
                    return Some(o);
                }
            }
        }
        // "made the claim that …", "has plans to …": the subject of the verb.
        if let Some(verb) = self.head(noun).filter(|h| self.is_verb(*h) && matches!(self.dep(noun), Dep::Dobj | Dep::Attr)) {
            if let Some(s) = self.speaker(verb, c).filter(|s| *s != noun) {
                return Some(s);
            }
        }
        self.syntax
            .children(noun)
            .filter(|m| *m < noun && matches!(self.dep(*m), Dep::Compound | Dep::Amod | Dep::Nmod))
            .filter(|m| matches!(self.pos(*m), Pos::Propn) && !c.holds(*m))
            .last()
    }

    /// Tokens of a source: its phrase with what modifies it, without the cue and the content.
    pub(super) fn source_tokens(&self, head: usize, c: &Candidate) -> (usize, usize) {
        let r = self.syntax.subtree(head);
        let (mut from, mut to) = (r.start, r.end);
        let mut cut = |at: usize, end: usize| {
            if at > head {
                to = to.min(at);
            } else if end <= head {
                from = from.max(end);
            }
        };
        for part in c.parts() {
            cut(part.start, part.end);
        }
        cut(c.cue, c.cue + 1);
        // A quotation that is not the content stays out too.
        if self.layout.quote_of[head] == 0 {
            while to > head + 1 && self.layout.quote_of[to - 1] != 0 && to > head + 1 + 400 {
                to -= 1;
            }
        }
        while from < head && matches!(self.pos(from), Pos::Punct | Pos::Cconj) {
            from += 1;
        }
        while to > head + 1 && matches!(self.pos(to - 1), Pos::Punct | Pos::Cconj | Pos::Part) {
            to -= 1;
        }
        (from, to)
    }
}
