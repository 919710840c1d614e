//! Who says what: quotations, reported speech and "according to", from cue words and the grammar around them.

mod cues;

use servanda_model::{Channel, Span};
use servanda_syntax::{Dep, Pos, Tag};

use crate::page::Page;

/// One attribution: source, cue and content, as spans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quotation {
    /// Who says it; `None` where nobody is named.
    pub source: Option<Span>,
    /// Head token of the source.
    pub source_head: Option<usize>,
    /// The cue words.
    pub cue: Option<Span>,
    /// The token of the cue.
    pub cue_token: Option<usize>,
    /// What is said.
    pub content: Vec<Span>,
    /// Quoted directly.
    pub direct: bool,
    /// The cue denies the content.
    pub denies: bool,
    /// How it was said.
    pub channel: Channel,
}

/// All attributions of a page, in the order of their content.
pub(crate) fn quotations(page: &Page<'_>) -> Vec<Quotation> {
    let mut found = Vec::new();
    direct(page, &mut found);
    for i in 0..page.len() {
        match page.pos(i) {
            Pos::Verb | Pos::Aux => indirect(page, i, &mut found),
            Pos::Noun => by_noun(page, i, &mut found),
            _ => according_to(page, i, &mut found),
        }
    }
    found.sort_by_key(|q| (q.content.first().map(|c| (c.start(), c.end())), q.direct));
    found
}

fn quotation(page: &Page<'_>, source: Option<usize>, cue: usize, content: Vec<Span>, direct: bool) -> Quotation {
    let span = source.map(|s| {
        let (first, last) = page.noun_phrase(s);
        page.cover(first, last)
    });
    Quotation {
        source: span,
        source_head: source,
        cue: Some(page.span(cue)),
        cue_token: Some(cue),
        content,
        direct,
        denies: cues::denies(page.lemma(cue)),
        channel: channel(page, cue),
    }
}

/// The channel that cue and source words tell.
fn channel(page: &Page<'_>, cue: usize) -> Channel {
    if let Some(channel) = cues::channel_of(page.lemma(cue)) {
        return channel;
    }
    page.sentence_tokens(cue)
        .filter(|&t| page.is_nominal(t))
        .find_map(|t| cues::channel_noun(page.lemma(t)))
        .unwrap_or(Channel::Unspecified)
}

/// The subject of a cue, or the agent of a passive one.
fn speaker(page: &Page<'_>, cue: usize) -> Option<usize> {
    if page.is_passive(cue) {
        return page.prep_objects(cue, &["by"]).into_iter().next();
    }
    page.subject(cue).filter(|&s| page.tag(s) != Tag::Ex)
}

/// Spans between quotation marks, innermost text only; a quotation that runs over paragraphs is several spans.
fn quoted(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (i, c) in text.char_indices() {
        match (c, open) {
            ('\n', Some((start, mark))) if text[i..].starts_with("\n\n") => {
                // Each paragraph of a long quotation opens anew; without that the mark was a stray one.
                let rest = text[i..].trim_start();
                if rest.starts_with(mark) {
                    found.push(Span::new(start, i));
                }
                open = None;
            }
            ('“' | '«' | '„', _) => open = Some((i + c.len_utf8(), c)),
            ('”' | '»', Some((start, '“' | '«' | '„'))) => {
                found.push(Span::new(start, i));
                open = None;
            }
            ('“', Some((start, '„'))) => {
                found.push(Span::new(start, i));
                open = None;
            }
            ('"', None) => open = Some((i + 1, '"')),
            ('"', Some((start, '"'))) => {
                found.push(Span::new(start, i));
                open = None;
            }
            _ => {}
        }
    }
    found.retain(|s| !s.is_empty());
    found
}

/// A quotation of fewer words than this is a term in quotation marks, not speech, unless a cue takes it as its object.
const SPEECH_WORDS: usize = 4;

fn direct(page: &Page<'_>, found: &mut Vec<Quotation>) {
    let spans = quoted(page.text);
    let mut last: Option<(Span, usize)> = None;
    for span in spans {
        let tokens = page.tokens_in(span);
        if tokens.len() < SPEECH_WORDS {
            continue;
        }
        let cue = cue_after(page, span)
            .or_else(|| cue_before(page, span))
            .or_else(|| cue_across(page, span))
            .or_else(|| cue_inside_sentence(page, span));
        match cue {
            Some(cue) => {
                let source = speaker(page, cue).filter(|&s| !span.contains(page.span(s)));
                found.push(quotation(page, source, cue, vec![span], true));
                last = Some((span, found.len() - 1));
            }
            None => {
                // A quotation without a cue right after another goes on with the same speaker.
                let gap = last.and_then(|(s, i)| page.text.get(s.end()..span.start()).map(|g| (g, i)));
                if let Some((gap, i)) = gap.filter(|(g, _)| g.len() < 400) {
                    let mut next = found[i].clone();
                    next.content = vec![span];
                    if gap.matches("\n\n").count() <= 1 {
                        found.push(next);
                        last = Some((span, found.len() - 1));
                    }
                }
            }
        }
    }
}

/// "…," said X / X said, within the rest of the sentence or of the line.
fn cue_after(page: &Page<'_>, span: Span) -> Option<usize> {
    let from = page.token_at(span.end());
    let limit = line_end(page.text, span.end());
    (from..page.len())
        .take(14)
        .take_while(|&t| {
            page.span(t).start() < limit && !matches!(page.word(t), "." | "“" | "\"" | "!" | "?") || t <= from + 1
        })
        .find(|&t| matches!(page.pos(t), Pos::Verb) && cues::is_speech(page.lemma(t)))
}

/// X said: "…"
fn cue_before(page: &Page<'_>, span: Span) -> Option<usize> {
    let to = page.tokens_in(span).start;
    (to.saturating_sub(16)..to)
        .rev()
        .take_while(|&t| {
            !matches!(page.word(t), "." | "”" | "!" | "?")
                && !page.text[page.span(t).end()..span.start()].contains("\n\n")
        })
        .find(|&t| matches!(page.pos(t), Pos::Verb) && cues::is_speech(page.lemma(t)))
}

/// "…", … X also said in the next sentence of the paragraph? Only where that sentence opens with the cue's clause.
fn cue_across(page: &Page<'_>, span: Span) -> Option<usize> {
    let rest = page.text.get(span.end()..)?;
    let skipped = rest.len() - rest.trim_start_matches(['”', '"', ' ', ',']).len();
    let from = page.token_at(span.end() + skipped);
    (from..page.len().min(from + 6)).find(|&t| {
        matches!(page.pos(t), Pos::Verb)
            && cues::is_speech(page.lemma(t))
            && !rest[..page.span(t).start() - span.end()].contains('\n')
    })
}

/// A cue elsewhere in the sentence that the quotation is part of.
fn cue_inside_sentence(page: &Page<'_>, span: Span) -> Option<usize> {
    let first = page.tokens_in(span).start;
    page.sentence_tokens(first)
        .find(|&t| !span.overlaps(page.span(t)) && matches!(page.pos(t), Pos::Verb) && cues::is_speech(page.lemma(t)))
}

fn line_end(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |i| from + i)
}

fn indirect(page: &Page<'_>, cue: usize, found: &mut Vec<Quotation>) {
    let lemma = page.lemma(cue);
    if !cues::is_report(lemma) || page.dep(cue) == Dep::Amod {
        return;
    }
    let source = speaker(page, cue);
    // "This was reported by X": what the sentence before says.
    if let Some(subject) =
        page.child(cue, &[Dep::Nsubjpass]).filter(|&s| matches!(page.lemma(s), "this" | "that" | "it"))
    {
        if page.child(cue, &[Dep::Ccomp]).is_none()
            && page.is_passive(cue)
            && page.span(subject).start() < page.span(cue).start()
        {
            let sentence = page.sentence(cue);
            if let (Some(before), Some(_)) =
                (sentence.checked_sub(1).and_then(|s| page.syntax.sentences.get(s)), source)
            {
                let content = page.cover(before.start, before.end.saturating_sub(1));
                found.push(quotation(page, source, cue, vec![content], false));
            }
            return;
        }
    }
    // "…, as was reported by X", "as X reported": the clause it hangs on.
    if page.children_by(cue, &[Dep::Mark, Dep::Advmod]).any(|m| page.lemma(m) == "as") && page.dep(cue) == Dep::Advcl {
        if let Some(main) = page.head(cue) {
            let (first, last) = page.edges(main);
            let (cut_from, cut_to) = page.edges(cue);
            let mut content = Vec::new();
            if first < cut_from {
                content.push(page.cover(first, cut_from - 1));
            }
            if cut_to < last {
                content.push(page.cover(cut_to + 1, last));
            }
            found.push(quotation(page, source, cue, content, false));
            return;
        }
    }
    let clauses: Vec<usize> = page
        .children_by(cue, &[Dep::Ccomp, Dep::Parataxis, Dep::Xcomp])
        .filter(|&c| page.dep(c) != Dep::Xcomp || cues::takes_infinitive(lemma))
        .collect();
    for clause in clauses {
        found.push(quotation(page, source, cue, vec![page.subtree_span(clause)], false));
    }
    if cues::takes_of(lemma) {
        for prep in page.children_by(cue, &[Dep::Prep]).filter(|&p| matches!(page.lemma(p), "of" | "for")) {
            for inner in page.children_by(prep, &[Dep::Pcomp, Dep::Pobj]) {
                found.push(quotation(page, source, cue, vec![page.subtree_span(inner)], false));
            }
        }
    }
    if cues::takes_object(lemma) {
        for o in page.children_by(cue, &[Dep::Dobj, Dep::Nsubjpass]) {
            found.push(quotation(page, source, cue, vec![page.subtree_span(o)], false));
        }
    }
}

/// "the ministry's claim that …", "a statement that …".
fn by_noun(page: &Page<'_>, i: usize, found: &mut Vec<Quotation>) {
    if !cues::is_noun(page.lemma(i)) {
        return;
    }
    let source = page.child(i, &[Dep::Poss]).or_else(|| page.prep_objects(i, &["by", "from"]).into_iter().next());
    for clause in page
        .children_by(i, &[Dep::Acl, Dep::Ccomp, Dep::Relcl])
        .filter(|&c| page.children_by(c, &[Dep::Mark]).any(|m| page.lemma(m) == "that"))
    {
        found.push(quotation(page, source, i, vec![page.subtree_span(clause)], false));
    }
}

fn according_to(page: &Page<'_>, i: usize, found: &mut Vec<Quotation>) {
    if page.lemma(i) != "accord" && !page.word(i).eq_ignore_ascii_case("according") {
        return;
    }
    let Some(source) = page
        .children_by(i, &[Dep::Prep])
        .find_map(|p| page.child(p, &[Dep::Pobj]))
        .or_else(|| page.child(i, &[Dep::Pobj]))
    else {
        return;
    };
    let (first, last) = page.edges(i);
    let range = page.sentence_tokens(i);
    let mut content = Vec::new();
    if range.start < first {
        content.push(page.cover(range.start, first - 1));
    }
    if last + 1 < range.end {
        content.push(page.cover(last + 1, range.end - 1));
    }
    found.push(quotation(page, Some(source), i, content, false));
}
