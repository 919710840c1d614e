//! Who is behind a cue: its subject, its agent, the possessor of a cue noun.

use servanda_syntax::{Dep, Pos, Tag};

use super::candidates::{Candidate, Pages, Shape};
use super::cues::{self, CueKind};

/// Things that are written or held so that something is said.
fn is_document(lemma: &str) -> bool {
    matches!(
        lemma,
        "memo"
            | "letter"
            | "paper"
            | "note"
            | "email"
            | "remark"
            | "speech"
            | "comment"
            | "column"
            | "article"
            | "op-ed"
            | "petition"
            | "lawsuit"
            | "brief"
            | "ad"
            | "message"
            | "call"
            | "appeal"
            | "resolution"
            | "document"
            | "campaign"
            | "rally"
            | "meeting"
            | "report"
    )
}

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
        self.child(t, &[Dep::Pobj]).or_else(|| {
            self.syntax
                .children(t)
                .filter(|p| self.dep(*p) == Dep::Prep)
                .take(STEPS)
                .find_map(|p| self.child(p, &[Dep::Pobj]))
        })
    }

    fn nominal_after(&self, t: usize) -> Option<usize> {
        let first = (t + 1..self.len().min(t + 6)).find(|i| self.is_nominal(*i))?;
        // The head of its phrase, if that follows.
        Some(self.head(first).filter(|h| *h > first && *h < first + 6 && self.is_nominal(*h)).unwrap_or(first))
    }

    fn agent(&self, t: usize) -> Option<usize> {
        let by = self
            .syntax
            .children(t)
            .find(|p| self.dep(*p) == Dep::Agent || self.dep(*p) == Dep::Prep && self.syntax.lower(*p) == "by")?;
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
                    return self.behind_participle(at, head, c);
                }
                Dep::Acomp | Dep::Attr => head,
                _ => break,
            };
        }
        self.beside(verb, c)
    }

    /// "a statement saying …": who made the statement speaks, if that is told, else the statement. After a comma the
    /// subject of the sentence does: "met them in the capital, saying …".
    fn behind_participle(&self, verb: usize, noun: usize, c: &Candidate) -> Option<usize> {
        let apart = verb.checked_sub(1).is_some_and(|b| {
            self.word(b) == "," || self.pos(b) == Pos::Adv && b.checked_sub(1).is_some_and(|b| self.word(b) == ",")
        });
        let made = cues::channel_noun(self.lemma(noun)).is_some() || is_document(self.lemma(noun));
        if !made && !apart {
            return Some(noun);
        }
        let own = made.then(|| self.child(noun, &[Dep::Poss])).flatten();
        own.or_else(|| {
            let above =
                std::iter::successors(self.head(noun), |h| self.head(*h)).take(STEPS).find(|h| self.is_verb(*h))?;
            let subject = self.child(above, &[Dep::Nsubj]).or_else(|| self.agent(above))?;
            Some(subject).filter(|s| *s != noun && !c.holds(*s) && !matches!(self.tag(*s), Tag::Ex | Tag::Wdt))
        })
        .or(Some(noun))
    }

    /// Where the parse has no subject: the phrase right after the cue ("said the minister"), or the one right before.
    fn beside(&self, verb: usize, c: &Candidate) -> Option<usize> {
        if !matches!(self.kinds[verb], CueKind::Say | CueKind::Post) || matches!(self.tag(verb), Tag::Vb | Tag::Vbg) {
            return None;
        }
        let free = |i: usize| {
            self.is_nominal(i)
                && self.layout.quote_of[i] == self.layout.quote_of[verb]
                && self.layout.paragraph[i] == self.layout.paragraph[verb]
                && !c.holds(i)
        };
        // Names first: what is said may also stand right after the cue.
        let named = |i: &usize| free(*i) && (self.pos(*i) == Pos::Propn || c.parts[0].1 <= verb);
        let after = (verb + 1..self.len().min(verb + 4)).take_while(|i| self.pos(*i) != Pos::Punct).find(named);
        if let Some(first) = after {
            return Some(self.head(first).filter(|h| *h > first && *h < first + 6 && free(*h)).unwrap_or(first));
        }
        let mut left = (verb.saturating_sub(4)..verb)
            .rev()
            .find(|i| !matches!(self.pos(*i), Pos::Punct | Pos::Adv | Pos::Aux))
            .filter(|i| free(*i))?;
        // Up to the head of the phrase: "Aro, an adviser to the mission, said".
        for _ in 0..STEPS {
            match self.head(left) {
                Some(h) if h < verb && !self.is_verb(h) && !c.holds(h) && self.dep(left) != Dep::Nsubj => left = h,
                _ => break,
            }
        }
        Some(left).filter(|i| free(*i))
    }

    /// Whose claim, plan or view a noun is.
    fn holder(&self, noun: usize, c: &Candidate) -> Option<usize> {
        if let Some(p) = self.child(noun, &[Dep::Poss]) {
            return Some(p);
        }
        for prep in self.syntax.children(noun).filter(|p| self.dep(*p) == Dep::Prep).take(STEPS) {
            if matches!(self.syntax.lower(prep), "by" | "from" | "of" | "among")
                && c.preposition != Some(prep)
                && let Some(o) = self.child(prep, &[Dep::Pobj]).filter(|o| !c.holds(*o))
            {
                return Some(o);
            }
        }
        // "made the claim that …", "has plans to …": the subject of the verb.
        if let Some(verb) =
            self.head(noun).filter(|h| self.is_verb(*h) && matches!(self.dep(noun), Dep::Dobj | Dep::Attr))
            && let Some(s) = self.speaker(verb, c).filter(|s| *s != noun)
        {
            return Some(s);
        }
        self.syntax
            .children(noun)
            .filter(|m| *m < noun && matches!(self.dep(*m), Dep::Compound | Dep::Amod | Dep::Nmod))
            .rfind(|m| matches!(self.pos(*m), Pos::Propn) && !c.holds(*m))
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
