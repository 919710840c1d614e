//! What the model of syntax and names says of a stretch: one vote beside the gazetteer's and the neighbours'.

use servanda_model::Span;
use servanda_syntax::{Analysis, Dep, EntityKind, Pos};

use super::gazetteer::Gazetteer;
use super::resolve::readings_of;
use super::spans::{Shape, Spot, hash_of};
use super::words::Words;

/// Classes of [`entity_vote`].
pub(super) const ENTITY: usize = 16;
/// Classes of [`dependency_vote`].
pub(super) const DEPENDENCY: usize = 14;

/// The tokens under a span; empty if there are none.
fn tokens(analysis: &Analysis, start: u32, end: u32) -> std::ops::Range<usize> {
    let from = analysis.tokens.partition_point(|t| t.span.end() <= start as usize);
    let to = analysis.tokens.partition_point(|t| t.span.start() < end as usize);
    from..to.max(from)
}

/// Bytes of an entity without a leading article and a trailing "'s".
fn bare(analysis: &Analysis, entity: std::ops::Range<usize>) -> Option<Span> {
    let (mut from, mut to) = (entity.start, entity.end);
    while from < to && matches!(analysis.lower(from), "the" | "a" | "an") {
        from += 1;
    }
    while from < to && matches!(analysis.lower(to - 1), "'s" | "’s" | "'" | "’") {
        to -= 1;
    }
    (from < to).then(|| analysis.span(from..to))
}

/// What entity the stretch is, or lies in, or cuts.
pub(super) fn entity_vote(analysis: &Analysis, spot: &Spot) -> usize {
    let under = tokens(analysis, spot.start, spot.end);
    let first = analysis.entities.partition_point(|e| e.tokens.end <= under.start);
    let Some(e) = analysis.entities.get(first).filter(|e| e.tokens.start < under.end) else { return 0 };
    let exact = bare(analysis, e.tokens.clone()).is_some_and(|s| {
        s.start() == spot.start as usize
            && (s.end() == spot.end as usize || s.end() == spot.end as usize + 1 || s.end() + 1 == spot.end as usize)
    });
    let kind = match e.kind {
        EntityKind::Gpe => 1,
        EntityKind::Loc => 3,
        EntityKind::Fac => 5,
        EntityKind::Norp => 7,
        EntityKind::Person => 9,
        EntityKind::Org => 11,
        _ => 13,
    };
    kind + usize::from(!exact)
}

/// How the last token of the stretch hangs on its head.
pub(super) fn dependency_vote(analysis: &Analysis, spot: &Spot) -> usize {
    let under = tokens(analysis, spot.start, spot.end);
    let Some(last) = under.clone().next_back() else { return 0 };
    let token = &analysis.tokens[last];
    let head = &analysis.tokens[token.head];
    let name_above = head.pos == Pos::Propn;
    match token.dep {
        Dep::Pobj => match analysis.lower(token.head) {
            "in" | "at" | "near" | "from" | "to" | "into" | "across" | "around" | "outside" | "throughout" => 1,
            "of" => 2,
            _ => 3,
        },
        Dep::Compound if under.contains(&token.head) => 13,
        Dep::Compound if name_above => 4,
        Dep::Compound => 5,
        Dep::Poss => 6,
        Dep::Nsubj | Dep::Nsubjpass => 7,
        Dep::Appos => 8,
        Dep::Conj if name_above => 9,
        Dep::Conj => 10,
        Dep::Amod | Dep::Nmod => 11,
        Dep::Root => 12,
        _ => 0,
    }
}

/// What the tagger takes the last token for.
pub(super) fn tag_vote(analysis: &Analysis, spot: &Spot) -> usize {
    let Some(last) = tokens(analysis, spot.start, spot.end).next_back() else { return 0 };
    match analysis.tokens[last].pos {
        Pos::Propn => 1,
        Pos::Adj => 2,
        Pos::Noun => 3,
        _ => 4,
    }
}

/// Adds the places and facilities the model sees where the gazetteer offered nothing with the same bounds.
pub(super) fn add_entities(analysis: &Analysis, words: &Words, gaz: &Gazetteer, spots: &mut Vec<Spot>) {
    let mut added = Vec::new();
    for e in &analysis.entities {
        if !matches!(e.kind, EntityKind::Gpe | EntityKind::Loc | EntityKind::Fac) {
            continue;
        }
        let Some(span) = bare(analysis, e.tokens.clone()) else { continue };
        let first = words.list.partition_point(|w| w.end as usize <= span.start());
        let after = words.list.partition_point(|w| (w.start as usize) < span.end());
        if first >= after {
            continue;
        }
        let (start, end) = (span.start() as u32, span.end() as u32);
        let known = spots.partition_point(|s| (s.start, s.end) < (start, 0));
        let same = spots[known..].iter().take_while(|s| s.start == start).any(|s| s.end.abs_diff(end) <= 1);
        // A name without a capital is no name.
        if same || !words.list[first..after].iter().any(|w| w.capital) || after - first > 6 {
            continue;
        }
        let last = after - 1;
        let readings = readings_of(words, first, last, gaz);
        added.push(Spot {
            first,
            last,
            start,
            end,
            shape: Shape::Unknown,
            readings,
            hash: hash_of(words, first, last),
        });
    }
    if !added.is_empty() {
        spots.append(&mut added);
        spots.sort_by_key(|s| (s.start, s.end));
    }
}
