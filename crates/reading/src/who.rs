//! Who is meant by a noun phrase: names, organs of a state, offices and their holders, pronouns.

mod antecedents;

use jiff::civil::Date;
use servanda_model::{ActorId, ActorKind, Participant, Side, Span, Voice};
use servanda_syntax::{Dep, EntityKind, Pos, Tag};

use crate::lexicon::{Lexicon, Mention, Sense};
use crate::page::Page;

/// The readers of names on one page.
pub(crate) struct Cast<'a> {
    pub page: &'a Page<'a>,
    pub lexicon: &'a Lexicon,
    /// Day for which offices are looked up.
    pub day: Option<Date>,
    /// The party whose press or organ speaks: its "Defence Ministry" is that party's.
    pub home: Option<ActorId>,
    /// Who publishes.
    pub outlet: &'a Voice,
}

/// Who a phrase means.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    pub name: String,
    pub actor: Option<ActorId>,
    pub party: Option<ActorId>,
    pub side: Side,
    pub span: Span,
    /// It is a publisher.
    pub outlet: bool,
    /// People of a nation rather than its government: "Armenians".
    pub public: bool,
}

impl Who {
    pub fn participant(&self) -> Participant {
        Participant {
            name: self.name.clone(),
            actor: self.actor.clone(),
            party: self.party.clone(),
            span: Some(self.span),
        }
    }

    pub fn voice(&self) -> Voice {
        let ally = self.side.party().and(self.party.clone()).filter(|p| Some(p) != self.side.party());
        Voice {
            name: self.name.clone(),
            actor: self.actor.clone(),
            side: self.side.clone(),
            ally,
            span: Some(self.span),
        }
    }
}

impl Cast<'_> {
    fn mentions_in(&self, span: Span) -> &[Mention] {
        let all = &self.page.mentions;
        let first = all.partition_point(|m| m.span.end() <= span.start());
        let last = all.partition_point(|m| m.span.start() < span.end());
        &all[first..last.max(first)]
    }

    /// Whom the phrase headed by a token means; `None` for a pronoun that cannot be resolved and for things.
    pub fn who(&self, head: usize) -> Option<Who> {
        let page = self.page;
        if page.pos(head) == Pos::Pron {
            return self.pronoun(head);
        }
        let (first, last) = page.noun_phrase(head);
        let phrase = page.cover(first, last);
        let written =
            phrase.of(page.text).unwrap_or_default().trim_start_matches("the ").trim_start_matches("The ").trim();
        let head_span = page.span(head);
        let mentions = self.mentions_in(phrase);

        // A name that holds the head: "Hikmet Hajiyev", "the Azerbaijani Defence Ministry", "Baku".
        let on_head = mentions.iter().filter(|m| m.span.overlaps(head_span)).max_by_key(|m| m.span.len());
        if let Some(found) = on_head.and_then(|m| self.named(m, phrase)) {
            return Some(found);
        }
        // A name in apposition: "a presidential aide, Hikmet Hajiyev".
        for a in page.children_by(head, &[Dep::Appos]) {
            let span = page.cover(page.noun_phrase(a).0, page.noun_phrase(a).1);
            if let Some(found) = self.mentions_in(span).iter().find_map(|m| self.named(m, span)) {
                return Some(found);
            }
        }
        // "the Trend news agency": the outlet named before the word for it.
        if matches!(
            page.lemma(head),
            "agency"
                | "newspaper"
                | "website"
                | "channel"
                | "outlet"
                | "radio"
                | "television"
                | "portal"
                | "service"
                | "daily"
        ) {
            let outlet = mentions.iter().rev().find(|m| m.senses.iter().any(|s| matches!(s, Sense::Outlet(_))));
            if let Some(found) = outlet.and_then(|m| self.named(m, phrase)) {
                return Some(found);
            }
        }
        // "presidents of Aria and Boria": several, and none of them alone.
        if matches!(page.tag(head), Tag::Nns | Tag::Nnps) && self.several(head, mentions) {
            return Some(self.unnamed(written, phrase));
        }
        // An organ or office word with the body beside it: "Azerbaijani troops", "Boria's defence minister".
        let word = on_head.map(|m| &m.senses);
        let organ = word.into_iter().flatten().find_map(|s| if let Sense::Organ(o) = s { Some(*o) } else { None });
        let office = word.into_iter().flatten().find_map(|s| if let Sense::Office(o) = s { Some(*o) } else { None });
        // "the Defence Ministry in Gen": that of the state whose capital it is.
        let institution = page.rules.is_kind("institution", page.lemma(head));
        let mut state = self.body_beside(head, mentions);
        if let (None, Some(office)) = (&state, office)
            && let Some(body) = self.on_behalf_of(head)
        {
            let side = if self.lexicon.office_speaks(office) { body.side } else { Side::Unknown };
            return Some(Who { name: written.to_owned(), side, span: phrase, outlet: false, public: false, ..body });
        }
        if state.is_none() && (organ.is_some() || office.is_some() || institution) {
            state = self.seat(head);
            if let Some(body) = state.as_ref().filter(|_| organ.is_none() && office.is_none()) {
                return Some(Who { name: written.to_owned(), ..self.known(body, phrase) });
            }
        }
        // "its troops": of whom "it" stands for.
        let owner =
            page.children_by(head, &[Dep::Poss]).find(|&p| page.pos(p) == Pos::Pron || page.tag(p) == Tag::PrpPoss);
        if state.is_none()
            && let Some(owner) = owner
        {
            // "Boria withdrew its guns", "Boria said that its guns fired": its own; else of whom was spoken before.
            let verb = page.governing_verb(head);
            let subject = |v: usize| page.subject(v).filter(|&s| s != head && page.pos(s) != Pos::Pron);
            let teller = || verb.filter(|&v| page.dep(v) == Dep::Ccomp).and_then(|v| page.head(v)).and_then(subject);
            let doer = verb.and_then(subject).or_else(teller);
            let own = doer.filter(|&s| page.sentence(s) == page.sentence(head) && s < head);
            let of = own.and_then(|s| self.who(s)).filter(|w| w.party.is_some()).or_else(|| self.pronoun(owner))?;
            let whole = of.actor.as_ref().map(|a| self.lexicon.whole(a));
            return match (organ, whole) {
                (Some(organ), Some(whole)) => Some(self.known(&self.lexicon.organ_of(&whole, organ), phrase)),
                _ if institution => Some(Who { name: written.to_owned(), span: phrase, ..of }),
                _ if page.is_kind(head, "people") || page.is_kind(head, "forces") || office.is_some() => {
                    Some(Who { party: of.party, public: true, ..self.unnamed(written, phrase) })
                }
                _ => None,
            };
        }
        let possessed = page.children_by(head, &[Dep::Compound, Dep::Amod]).any(|c| {
            self.mentions_in(page.span(c)).iter().any(|m| m.senses.iter().any(|s| matches!(s, Sense::Organ(_))))
        });
        if let Some(state) = state {
            // "the office of the Borian prime minister" speaks for him.
            let of_office = mentions.iter().flat_map(|m| &m.senses).find_map(|s| match s {
                Sense::Office(o) if self.lexicon.office_speaks(*o) => Some(self.lexicon.office_body(&state, *o)),
                _ => None,
            });
            if let Some(body) = of_office.filter(|_| institution && organ.is_none() && office.is_none()) {
                return Some(Who { name: written.to_owned(), ..self.known(&body, phrase) });
            }
            if let Some(office) = office {
                let title = page.span(head).of(page.text).unwrap_or_default();
                let title = on_head.and_then(|m| m.span.of(page.text)).unwrap_or(title);
                let body =
                    self.inner_organ(mentions, &state).unwrap_or_else(|| self.lexicon.office_body(&state, office));
                if let Some(holder) = self.lexicon.holder(title, &state, self.day) {
                    return Some(self.known(&holder.id.clone(), phrase));
                }
                let of_organ = self.inner_organ(mentions, &state).is_some();
                let side =
                    if self.lexicon.office_speaks(office) || of_organ { self.side(&body) } else { Side::Unknown };
                return Some(Who {
                    name: written.to_owned(),
                    party: self.lexicon.party(&body).cloned(),
                    actor: Some(body),
                    side,
                    span: phrase,
                    outlet: false,
                    public: false,
                });
            }
            let actor = organ.map_or_else(|| state.clone(), |o| self.lexicon.organ_of(&state, o));
            // "the command of the Norian peacekeepers" speaks for them; "Norian positions" speak for nobody.
            let of_body = institution
                && self
                    .lexicon
                    .actor(&state)
                    .is_some_and(|a| !matches!(a.kind, ActorKind::State | ActorKind::Person | ActorKind::Public));
            let side = if organ.is_some() || possessed || of_body { self.side(&actor) } else { Side::Unknown };
            if organ.is_some() || possessed || self.acts_for_state(head) {
                return Some(Who {
                    name: self.name_of(&actor, written),
                    party: self.lexicon.party(&actor).cloned(),
                    actor: Some(actor),
                    side,
                    span: phrase,
                    outlet: false,
                    public: false,
                });
            }
            // "a member of the Arian parliament": somebody of an organ speaks from its side.
            let of_organ = self
                .lexicon
                .actor(&state)
                .is_some_and(|a| !matches!(a.kind, ActorKind::State | ActorKind::Person | ActorKind::Public));
            if of_organ
                && matches!(
                    page.lemma(head),
                    "member"
                        | "official"
                        | "representative"
                        | "employee"
                        | "head"
                        | "chief"
                        | "source"
                        | "statement"
                        | "report"
                        | "press"
                        | "bulletin"
                        | "office"
                        | "service"
                        | "deputy"
                        | "officer"
                        | "commander"
                        | "spokesman"
                        | "spokesperson"
                )
            {
                return Some(Who {
                    name: written.to_owned(),
                    party: self.lexicon.party(&state).cloned(),
                    side: self.side(&state),
                    actor: Some(state),
                    span: phrase,
                    outlet: false,
                    public: false,
                });
            }
            // "Azerbaijani civilians", "an Armenian village": of the state, but not the state.
            let party = self.lexicon.party(&state).cloned();
            return Some(Who { party, public: true, ..self.unnamed(written, phrase) });
        }
        // A weapon is nobody, and "more than 2,500 vehicles" do nothing of themselves.
        if ["artillery", "materiel"].iter().any(|k| page.rules.is_kind(k, page.lemma(head))) {
            return None;
        }
        // A description that points back: "the ministry", "the aide". "Separatist forces", "the government army", "a
        // spokesman", "its troops" are others than those spoken of before.
        if let Some(found) = self.same_name(head).filter(|_| institution && organ.is_none()) {
            return Some(Who { span: phrase, ..found });
        }
        // "These men": those who were spoken of.
        let these = page.children_by(head, &[Dep::Det]).any(|d| matches!(page.lemma(d), "these" | "those"))
            && page.children(head).len() == 1
            && ["people", "forces", "group"].iter().any(|k| page.is_kind(head, k));
        if these && let Some(found) = self.those(head).filter(|w| w.party.is_some()) {
            return Some(Who { span: phrase, ..found });
        }
        // "a soldier from the Borian barracks", "fighters of the Borian militia": whose he is.
        if page.is_kind(head, "forces") || page.rules.is_kind("attackers", page.lemma(head)) {
            let whose = page.prep_objects(head, &["from", "of", "with"]).into_iter().filter(|&o| self.is_armed(o));
            if let Some(of) = whose.filter_map(|o| self.who(o)).find(|w| w.party.is_some()) {
                return Some(Who { party: of.party, public: true, ..self.unnamed(written, phrase) });
            }
        }
        let bare = page
            .children_by(head, &[Dep::Amod, Dep::Compound, Dep::Nmod, Dep::Poss, Dep::Nummod])
            .all(|c| on_head.is_some_and(|m| m.span.overlaps(page.span(c))))
            && !page
                .children_by(head, &[Dep::Det])
                .any(|d| !matches!(page.lemma(d), "the" | "this" | "these" | "that"))
            && page.prep_objects(head, &["of", "for"]).is_empty();
        if bare {
            if let (Some(organ), Some(home)) = (organ, &self.home) {
                let own = self.lexicon.organ_of(home, organ);
                if own != *home {
                    return Some(self.known(&own, phrase));
                }
            }
            if let Some(found) = self.forces_before(head, true) {
                return Some(Who { span: phrase, ..found });
            }
            let of_state = organ.is_some_and(|o| self.lexicon.is_whole(o));
            if (organ.is_some() || office.is_some())
                && !of_state
                && let Some(found) = self.back_reference(head, organ.is_some())
            {
                // "the army" is no mission; where one was spoken of last, nobody knows whose army it is.
                let watches = matches!(self.kind_of(&found), Some(ActorKind::Organisation | ActorKind::Mission));
                let army = watches && page.is_kind(head, "forces");
                return Some(if army { Who { public: true, ..self.unnamed(written, phrase) } } else { found });
            }
            if let Some(found) = self.publisher_itself(head) {
                return Some(Who { span: phrase, ..found });
            }
            if let Some(found) = self.forces_before(head, false) {
                return Some(Who { span: phrase, ..found });
            }
        }
        // A name that the lexicon does not have.
        let kind = page.entity(head);
        if matches!(kind, Some(EntityKind::Person | EntityKind::Org | EntityKind::Norp | EntityKind::Gpe)) {
            let tokens = page.entity_tokens(head).unwrap_or(head..head + 1);
            let span = page.cover(tokens.start, tokens.end - 1);
            let name = span.of(page.text).unwrap_or(written).trim_start_matches("the ").to_owned();
            // "the Borian officer Ivan X": the state beside a person gives the side only if an office stands there too.
            let state = mentions.iter().flat_map(|m| &m.senses).find_map(|s| match s {
                Sense::Office(o) if self.lexicon.office_speaks(*o) => self.state_in(mentions),
                _ => None,
            });
            return Some(Who {
                name,
                actor: None,
                party: state.as_ref().and_then(|s| self.lexicon.party(s).cloned()),
                side: state.map_or(Side::Unknown, |s| self.side(&s)),
                span,
                outlet: false,
                public: false,
            });
        }
        let person_like = page.is_kind(head, "people")
            || page.is_kind(head, "forces")
            || office.is_some()
            || organ.is_some()
            || matches!(
                page.lemma(head),
                "source" | "official" | "report" | "medium" | "outlet" | "agency" | "group" | "youth" | "coalition"
            );
        person_like.then(|| Who { public: true, ..self.unnamed(written, phrase) })
    }

    /// What stands in a phrase, as it is written: "a car", "two farmers".
    pub fn thing(&self, head: usize) -> Who {
        let (first, last) = self.page.noun_phrase(head);
        let span = self.page.cover(first, last);
        Who { public: true, ..self.unnamed(span.of(self.page.text).unwrap_or_default(), span) }
    }

    fn unnamed(&self, written: &str, span: Span) -> Who {
        Who {
            name: written.to_owned(),
            actor: None,
            party: None,
            side: Side::Unknown,
            span,
            outlet: false,
            public: false,
        }
    }

    /// Whether a phrase names more than one state or body as those it speaks of: "the armies of Aria and Boria".
    fn several(&self, head: usize, mentions: &[Mention]) -> bool {
        let at = self.page.span(head).start();
        let wholes = |before: bool| {
            let beside = mentions.iter().filter(move |m| (m.span.start() < at) == before);
            let named = beside.filter_map(|m| self.state_in(std::slice::from_ref(m)));
            named.map(|id| self.lexicon.whole(&id)).collect::<std::collections::BTreeSet<_>>().len()
        };
        // "Arian residents of Boria": the adjective tells whose.
        wholes(true) > 1 || wholes(true) == 0 && wholes(false) > 1
    }

    /// The state in whose capital a body sits: "the Defence Ministry in Gen", "In Gen the Defence Ministry".
    fn seat(&self, head: usize) -> Option<ActorId> {
        let page = self.page;
        let sentence = page.sentence_tokens(head);
        let (first, last) = page.noun_phrase(head);
        let capital = |t: usize| {
            let mention = self.mentions_in(page.span(t)).first()?;
            let id =
                mention.senses.iter().find_map(|s| if let Sense::Capital(id) = s { Some(id.clone()) } else { None })?;
            Some((page.tokens_in(mention.span).start, id))
        };
        let is_in = |t: usize| page.word(t).eq_ignore_ascii_case("in");
        let behind = (last + 2 < sentence.end && is_in(last + 1)).then(|| capital(last + 2)).flatten();
        // In front only where it opens the clause.
        let before = || {
            let comma = first > sentence.start && page.word(first - 1) == ",";
            let at = first.checked_sub(1 + usize::from(comma)).filter(|&t| t > sentence.start)?;
            let (start, id) = capital(at)?;
            let open = start.checked_sub(1).filter(|&t| t >= sentence.start && is_in(t))?;
            let opens = open == sentence.start || matches!(page.pos(open - 1), Pos::Punct | Pos::Cconj);
            opens.then_some((start, id))
        };
        behind.or_else(before).map(|(_, id)| id)
    }

    /// The organ that a word names by itself: of the state in its phrase or its capital, else of the home press.
    fn organ_at(&self, mention: &Mention, head: usize) -> Option<Who> {
        let organ = mention.senses.iter().find_map(|s| if let Sense::Organ(o) = s { Some(*o) } else { None })?;
        let (first, last) = self.page.noun_phrase(head);
        let phrase = self.page.cover(first, last);
        let indefinite =
            self.page.children_by(head, &[Dep::Det]).any(|d| !matches!(self.page.lemma(d), "the" | "this" | "that"));
        let state = self.state_in(self.mentions_in(phrase)).or_else(|| self.seat(head));
        let state = state.or_else(|| self.home.clone().filter(|_| !indefinite))?;
        let own = self.lexicon.organ_of(&self.lexicon.whole(&state), organ);
        Some(self.known(&own, mention.span))
    }

    /// "the ministry", "the same office": the last one before whose name ends with that word.
    fn same_name(&self, head: usize) -> Option<Who> {
        const LOOKED_AT: usize = 60;
        let page = self.page;
        let children = page.children(head);
        let bare =
            children.iter().all(|&c| page.dep(c) == Dep::Det || page.dep(c) == Dep::Amod && page.lemma(c) == "same");
        let definite = children.iter().any(|&c| matches!(page.lemma(c), "the" | "this" | "that" | "same"));
        if !(bare && definite) {
            return None;
        }
        let noun = page.word(head).to_lowercase().replace("centre", "center");
        let to = page.mentions.partition_point(|m| m.span.end() <= page.span(head).start());
        let named = page.mentions[..to].iter().rev().take(LOOKED_AT).filter_map(|m| {
            // "Prosecutor's Office of Boria", "InfoCenter": the head of the name, or its end.
            let is = |t: usize| page.word(t).to_lowercase().replace("centre", "center").ends_with(&noun);
            let last = [page.root_of(m.span), page.tokens_in(m.span).next_back()?].into_iter().find(|&t| is(t))?;
            let who = self.named(m, m.span).or_else(|| self.organ_at(m, last))?;
            Some((self.prominence(last), who))
        });
        // Who did or said something is spoken of again, rather than whom somebody else spoke of.
        let mut best: Option<(u8, Who)> = None;
        for found in named {
            if best.as_ref().is_none_or(|b| found.0 > b.0) {
                best = Some(found);
            }
        }
        best.map(|b| b.1)
    }

    /// Whether a bare noun beside a nationality acts for its state: "the Armenian side", "Azerbaijani artillery".
    fn acts_for_state(&self, head: usize) -> bool {
        self.page.is_kind(head, "forces")
            || matches!(
                self.page.lemma(head),
                "side"
                    | "drone"
                    | "jet"
                    | "aircraft"
                    | "helicopter"
                    | "fire"
                    | "position"
                    | "sniper"
                    | "gunner"
                    | "post"
                    | "command"
                    | "commander"
                    | "official"
                    | "shelling"
                    | "attack"
                    | "aggression"
                    | "occupation"
                    | "leadership"
            )
    }

    fn side(&self, id: &ActorId) -> Side {
        self.lexicon.actor(id).map_or(Side::Unknown, |a| a.side.clone())
    }

    fn name_of(&self, id: &ActorId, written: &str) -> String {
        self.lexicon.actor(id).map_or_else(|| written.to_owned(), |a| a.name.clone())
    }

    pub fn known(&self, id: &ActorId, span: Span) -> Who {
        Who {
            name: self.name_of(id, id.as_str()),
            party: self.lexicon.party(id).cloned(),
            side: self.side(id),
            actor: Some(id.clone()),
            span,
            outlet: false,
            public: false,
        }
    }

    fn named(&self, mention: &Mention, phrase: Span) -> Option<Who> {
        let senses = &mention.senses;
        let names: Vec<&ActorId> = senses
            .iter()
            .filter_map(|s| if let Sense::Name(id) | Sense::Capital(id) = s { Some(id) } else { None })
            .collect();
        match names.as_slice() {
            [] => {}
            [one] => return Some(self.known(one, phrase)),
            // Two of one name: the one in office on that day.
            many => {
                let in_office = |id: &ActorId| {
                    self.lexicon.actor(id).is_some_and(|a| {
                        a.offices.iter().any(|o| {
                            self.day.is_none_or(|d| o.from.is_none_or(|f| f <= d) && o.to.is_none_or(|t| d <= t))
                        })
                    })
                };
                let mut fit = many.iter().filter(|id| in_office(id));
                if let (Some(one), None) = (fit.next(), fit.next()) {
                    return Some(self.known(one, phrase));
                }
            }
        }
        senses.iter().find_map(|s| match s {
            Sense::Outlet(i) => {
                let source = self.lexicon.source_number(*i);
                Some(Who {
                    name: source.name.clone(),
                    actor: None,
                    party: source.side.party().cloned(),
                    side: source.side.clone(),
                    span: mention.span,
                    outlet: true,
                    public: false,
                })
            }
            Sense::Demonym(id) => {
                let mut who = self.known(id, phrase);
                who.name = mention.span.of(self.page.text).unwrap_or_default().to_owned();
                who.public = true;
                Some(who)
            }
            // "the Armenians": an adjective as head is a demonym.
            Sense::Adjective(id)
                if self
                    .page
                    .tokens_in(mention.span)
                    .last()
                    .is_some_and(|t| self.page.span(t).end() == phrase.end() && self.page.is_nominal(t)) =>
            {
                let mut who = self.known(id, phrase);
                who.name = mention.span.of(self.page.text).unwrap_or_default().to_owned();
                who.public = true;
                Some(who)
            }
            _ => None,
        })
    }

    /// The state or body named in a phrase beside its head.
    fn state_in(&self, mentions: &[Mention]) -> Option<ActorId> {
        mentions.iter().flat_map(|m| &m.senses).find_map(|s| match s {
            Sense::Adjective(id) | Sense::Name(id) | Sense::Capital(id) | Sense::Demonym(id) => Some(id.clone()),
            _ => None,
        })
    }

    /// "a spokesman for the Borian army": for whom somebody speaks.
    fn on_behalf_of(&self, head: usize) -> Option<Who> {
        let behind = self.page.prep_objects(head, &["for", "with"]).into_iter().find_map(|o| self.who(o))?;
        (behind.actor.is_some() && !behind.public).then_some(behind)
    }

    /// "the Mission verified": the word that a monitor has for itself in a report of its own.
    fn publisher_itself(&self, head: usize) -> Option<Who> {
        let page = self.page;
        let own = matches!(page.lemma(head), "mission" | "monitor" | "mechanism" | "committee" | "commission" | "team");
        let definite = page.children_by(head, &[Dep::Det]).any(|d| page.lemma(d) == "the");
        (own && definite && self.outlet.side == Side::Mandated).then(|| Who {
            name: self.outlet.name.clone(),
            actor: self.outlet.actor.clone(),
            party: None,
            side: self.outlet.side.clone(),
            span: page.span(head),
            outlet: true,
            public: false,
        })
    }

    fn body_beside(&self, head: usize, mentions: &[Mention]) -> Option<ActorId> {
        let head_span = self.page.span(head);
        let beside: Vec<Mention> = mentions.iter().filter(|m| !m.span.overlaps(head_span)).cloned().collect();
        self.state_in(&beside)
    }

    /// "spokesman of the Borian Defence Ministry": the organ within the phrase.
    fn inner_organ(&self, mentions: &[Mention], state: &ActorId) -> Option<ActorId> {
        mentions.iter().flat_map(|m| &m.senses).find_map(|s| match s {
            Sense::Organ(o) => Some(self.lexicon.organ_of(state, *o)),
            Sense::Name(id)
                if self.lexicon.actor(id).is_some_and(|a| a.part_of.is_some() && a.kind != ActorKind::Person) =>
            {
                Some(id.clone())
            }
            _ => None,
        })
    }

    /// The voice that a span of source words names.
    pub fn voice(&self, source: Span) -> Option<Who> {
        let page = self.page;
        let tokens = page.tokens_in(source);
        // The head of the phrase: the token whose head lies outside.
        let head = tokens.clone().find(|&t| {
            page.head(t).is_none_or(|h| !tokens.contains(&h)) && page.pos(t) != Pos::Punct && page.tag(t) != Tag::Dt
        })?;
        self.who(head).or_else(|| {
            // A long source with a clause before the speaker is a slip of the parser.
            let name = source.of(page.text)?.trim().rsplit(", and ").next()?;
            Some(self.unnamed(name, source))
        })
    }
}
