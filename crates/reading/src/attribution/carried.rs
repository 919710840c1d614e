//! Plain forms of reports on ceasefires that the fitted model, made on campaign news, tends to miss: a sentence that
//! says who reported the one before, "as was reported by", and a clause of saying set behind what is said.

use servanda_model::{Channel, Span};
use servanda_syntax::{Dep, Pos, Tag};

use super::{Quotation, cues};
use crate::page::Page;

/// Verbs that carry such forms. Closed and few, so that no deed is taken for a word.
const CARRY: &[&str] =
    &["report", "say", "write", "tweet", "post", "state", "announce", "confirm", "declare", "tell", "note", "add"];

/// Adds the plain forms where no attribution holds their content yet.
pub(super) fn add(page: &Page<'_>, found: &mut Vec<Quotation>) {
    for cue in 0..page.len() {
        // The words are asked first: looking through all quotations for each verb would take ages on long texts.
        let set = (page.pos(cue) == Pos::Verb).then(|| called(page, cue).or_else(|| asked(page, cue))).flatten();
        let set = set.filter(|_| !found.iter().any(|q| q.cue_token == Some(cue)));
        if let Some((source, content)) = set {
            let kind = if CALL.contains(&page.lemma(cue)) { cues::CueKind::Say } else { cues::CueKind::Demand };
            found.push(plain(page, cue, source, vec![content], kind));
        }
        if page.pos(cue) != Pos::Verb || !CARRY.contains(&page.lemma(cue)) || page.dep(cue) == Dep::Amod {
            continue;
        }
        let known = found.iter().any(|q| q.cue_token == Some(cue));
        let form = before(page, cue).or_else(|| aside(page, cue)).or_else(|| {
            behind(page, cue).or_else(|| beside(page, cue)).or_else(|| closing(page, cue)).filter(|_| !known)
        });
        if let Some((source, content)) = form {
            found.retain(|q| q.cue_token != Some(cue));
            found.push(plain(page, cue, source, content, cues::CueKind::Say));
        }
    }
}

/// What a source says in words that aren't quoted, with the verb that tells so.
fn plain(page: &Page<'_>, cue: usize, source: usize, content: Vec<Span>, kind: cues::CueKind) -> Quotation {
    let (first, last) = page.noun_phrase(source);
    Quotation {
        source: Some(page.cover(first, last)),
        source_head: Some(source),
        cue: Some(page.span(cue)),
        cue_token: Some(cue),
        content,
        direct: false,
        denies: false,
        channel: match page.lemma(cue) {
            "tweet" | "post" => Channel::Post,
            _ => channel_beside(page, cue),
        },
        kind,
        nested: false,
        inherited: false,
        score: 0.0,
    }
}

/// Verbs by which somebody says what something is.
const CALL: &[&str] = &["call", "brand", "term", "label", "describe"];

/// "Boria called it a breach of the truce": what it is called.
fn called(page: &Page<'_>, cue: usize) -> Option<(usize, Span)> {
    if !CALL.contains(&page.lemma(cue)) || page.is_passive(cue) {
        return None;
    }
    let source = page.subject(cue)?;
    let name = page.child(cue, &[Dep::Oprd]).or_else(|| page.prep_objects(cue, &["as"]).into_iter().next())?;
    page.child(cue, &[Dep::Dobj])?;
    let (_, last) = page.edges(name);
    Some((source, page.cover(cue + 1, last.max(cue + 1))))
}

/// "Boria asked the mission to open the road", "called on Aria to withdraw": what is to be done.
fn asked(page: &Page<'_>, cue: usize) -> Option<(usize, Span)> {
    if !matches!(page.lemma(cue), "ask" | "call" | "urge" | "demand" | "request") || page.is_passive(cue) {
        return None;
    }
    let source = page.subject(cue)?;
    let wanted = page.children_by(cue, &[Dep::Xcomp, Dep::Ccomp, Dep::Advcl]).find(|&c| c > cue)?;
    let to = page.children_by(wanted, &[Dep::Aux, Dep::Mark]).any(|a| matches!(page.lemma(a), "to" | "that"));
    let (_, last) = page.edges(wanted);
    to.then(|| (source, page.cover(cue + 1, last)))
}

fn channel_beside(page: &Page<'_>, cue: usize) -> Channel {
    let objects = page.prep_objects(cue, &["on", "in", "via"]);
    objects.into_iter().find_map(|o| cues::channel_noun(page.lemma(o))).unwrap_or(Channel::Unspecified)
}

/// "This was reported by Reuters": what the sentence before says.
fn before(page: &Page<'_>, cue: usize) -> Option<(usize, Vec<Span>)> {
    let subject = page.child(cue, &[Dep::Nsubjpass])?;
    if !matches!(page.lemma(subject), "this" | "that" | "it") || page.child(cue, &[Dep::Ccomp]).is_some() {
        return None;
    }
    let source = page.prep_objects(cue, &["by"]).into_iter().next()?;
    let sentence = page.syntax.sentences.get(page.sentence(cue).checked_sub(1)?)?;
    Some((source, vec![page.cover(sentence.start, sentence.end.saturating_sub(1))]))
}

/// "…, as was reported by Reuters", "…, as Reuters reported": the clause it hangs on.
fn aside(page: &Page<'_>, cue: usize) -> Option<(usize, Vec<Span>)> {
    if page.dep(cue) != Dep::Advcl || !page.children_by(cue, &[Dep::Mark, Dep::Advmod]).any(|m| page.lemma(m) == "as") {
        return None;
    }
    let source = if page.is_passive(cue) {
        page.prep_objects(cue, &["by"]).into_iter().next()?
    } else {
        page.child(cue, &[Dep::Nsubj])?
    };
    // Behind a comma it speaks of the whole sentence, whatever the parser hung it on.
    let (first, last) = page.edges(page.ancestors(cue).last()?);
    let (cut_from, cut_to) = page.edges(cue);
    let mut content = Vec::new();
    if first < cut_from {
        content.push(page.cover(first, cut_from - 1));
    }
    if cut_to < last {
        content.push(page.cover(cut_to + 1, last));
    }
    Some((source, content))
}

/// "Kel is under fire, the mayor wrote on Monday": the clause before the comma.
fn behind(page: &Page<'_>, cue: usize) -> Option<(usize, Vec<Span>)> {
    if !matches!(page.tag(cue), Tag::Vbd | Tag::Vbz | Tag::Vbp) {
        return None;
    }
    let source = page.child(cue, &[Dep::Nsubj]).filter(|&s| s < cue)?;
    let clause = page.child(cue, &[Dep::Ccomp, Dep::Parataxis]).filter(|&c| c < source)?;
    let (first, last) = page.edges(clause);
    (last < source).then(|| (source, vec![page.cover(first, last)]))
}

/// The same where the clause of saying hangs on what is said: "Kel is under fire, the mayor said, …".
fn beside(page: &Page<'_>, cue: usize) -> Option<(usize, Vec<Span>)> {
    if page.dep(cue) != Dep::Parataxis || !matches!(page.tag(cue), Tag::Vbd | Tag::Vbz | Tag::Vbp) {
        return None;
    }
    let said = page.head(cue).filter(|&h| h < cue && page.pos(h) == Pos::Verb)?;
    let source = page.child(cue, &[Dep::Nsubj]).filter(|&s| said < s && s < cue)?;
    let (first, opening) = (page.edges(said).0, page.edges(source).0);
    (first < opening).then(|| (source, vec![page.cover(first, opening - 1)]))
}

/// "…, the press centre of the army reported on Monday.", where the parser takes the last clause for an object of the
/// verb before the comma.
fn closing(page: &Page<'_>, cue: usize) -> Option<(usize, Vec<Span>)> {
    if page.dep(cue) != Dep::Acl || page.tag(cue) != Tag::Vbd || page.child(cue, &[Dep::Agent, Dep::Dobj]).is_some() {
        return None;
    }
    let sentence = page.sentence_tokens(cue);
    let source = page.ancestors(cue).take(4).find(|&n| {
        let opening = page.edges(n).0;
        page.is_nominal(n) && opening > sentence.start && page.word(opening - 1) == ","
    })?;
    let (opening, verb) = (page.edges(source).0, page.head(source)?);
    let last = page.edges(source).1.max(page.edges(cue).1);
    let ends = last + 2 >= sentence.end;
    (ends && verb < opening && page.pos(verb) == Pos::Verb)
        .then(|| (source, vec![page.cover(sentence.start, opening - 1)]))
}
