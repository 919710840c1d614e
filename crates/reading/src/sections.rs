//! Very long documents are read section by section, so that no step of reading can take more than linear time in all.
//!
//! A news report is far shorter than a section and is never cut. Of a book or a dump of a site each section is read as
//! a document of its own: speakers and places are not carried over from one to the next.

use servanda_model::{Claim, ClaimId, Participant, Position, ReportId, Retraction, Route, Span, StanceObject, Voice};

use crate::reader::Reading;

/// Most bytes of a section: some 5,500 words.
pub(crate) const LONGEST: usize = 1 << 15;

/// The sections of a text, one after another: cut between paragraphs, else lines, else sentences, else words.
pub(crate) fn sections(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    while text.len() - start > LONGEST {
        let mut most = start + LONGEST;
        while !text.is_char_boundary(most) {
            most -= 1;
        }
        let mut least = start + LONGEST / 2;
        while !text.is_char_boundary(least) {
            least += 1;
        }
        let late = &text[least..most];
        let end = ["\n\n", "\n", ". ", " "].iter().find_map(|cut| Some(least + late.rfind(cut)? + cut.len()));
        let end = end.unwrap_or(most);
        found.push(Span::new(start, end));
        start = end;
    }
    found.push(Span::new(start, text.len()));
    found
}

/// Adds what a section that begins at `start` says to what was read before it.
pub(crate) fn append(reading: &mut Reading, section: Reading, start: usize, report: &ReportId) {
    let first = reading.claims.len();
    for mut claim in section.claims {
        moved(&mut claim, start);
        claim.id = ClaimId::new(format!("{report}#{}", reading.claims.len() + 1));
        reading.claims.push(claim);
    }
    for mut route in section.routes {
        route_moved(&mut route, start);
        reading.routes.push(route);
    }
    for mut retraction in section.retractions {
        retraction_moved(&mut retraction, start);
        for claim in &mut retraction.claims {
            let number = claim.as_str().rsplit_once('#').and_then(|(_, n)| n.parse::<usize>().ok()).unwrap_or(0);
            *claim = ClaimId::new(format!("{report}#{}", first + number));
        }
        reading.retractions.push(retraction);
    }
    for mut position in section.positions {
        let known = reading.positions.iter().any(|p| {
            p.holder.actor == position.holder.actor && p.stance == position.stance && p.about == position.about
        });
        if !known {
            position_moved(&mut position, start);
            reading.positions.push(position);
        }
    }
}

fn by(span: Span, start: usize) -> Span {
    Span::new(span.start() + start, span.end() + start)
}

fn each<'s>(spans: impl IntoIterator<Item = &'s mut Span>, start: usize) {
    spans.into_iter().for_each(|s| *s = by(*s, start));
}

fn voice(voice: &mut Voice, start: usize) {
    each(&mut voice.span, start);
}

fn participant(participant: &mut Participant, start: usize) {
    each(&mut participant.span, start);
}

fn moved(claim: &mut Claim, start: usize) {
    each([&mut claim.span, &mut claim.cue], start);
    claim.actor.iter_mut().chain(&mut claim.target).for_each(|p| participant(p, start));
    claim.attribution.speaker.iter_mut().chain(&mut claim.attribution.relays).for_each(|v| voice(v, start));
    each(&mut claim.attribution.cue, start);
    each(claim.place.iter_mut().filter_map(|p| p.span.as_mut()), start);
    each(claim.when.iter_mut().filter_map(|w| w.span.as_mut()), start);
    each(claim.quantities.iter_mut().filter_map(|q| q.span.as_mut()), start);
}

fn retraction_moved(retraction: &mut Retraction, start: usize) {
    each([&mut retraction.span], start);
    retraction.by.iter_mut().for_each(|v| voice(v, start));
}

fn route_moved(route: &mut Route, start: usize) {
    each([&mut route.span], start);
    let places = route.origin.iter_mut().chain(&mut route.via).chain(&mut route.destination);
    each(places.filter_map(|p| p.span.as_mut()), start);
    route.proposed_by.iter_mut().for_each(|p| participant(p, start));
    route.said_by.iter_mut().for_each(|v| voice(v, start));
    each(route.when.iter_mut().filter_map(|w| w.span.as_mut()), start);
}

fn position_moved(position: &mut Position, start: usize) {
    each([&mut position.span], start);
    participant(&mut position.holder, start);
    if let StanceObject::Actor(actor) = &mut position.about {
        participant(actor, start);
    }
    position.said_by.iter_mut().for_each(|v| voice(v, start));
    each(position.when.iter_mut().filter_map(|w| w.span.as_mut()), start);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_one_section_and_a_long_text_is_cut_between_paragraphs() {
        assert_eq!(sections(&"a".repeat(LONGEST)), [Span::new(0, LONGEST)]);
        let text = format!("{}\n\n{}. {}", "a ".repeat(LONGEST / 3), "b ".repeat(LONGEST / 3), "c".repeat(LONGEST));
        let cut = sections(&text);
        assert_eq!(cut[0].end(), LONGEST / 3 * 2 + 2, "between the paragraphs");
        assert!(text[..cut[1].end()].ends_with("b . "), "after the sentence");
    }

    #[test]
    fn the_sections_of_any_script_follow_one_another_on_character_bounds() {
        for piece in ["я", "中文 ", "👩‍👩‍👧‍👦", "a\n", "\n\n\n"] {
            let text = piece.repeat(3 * LONGEST / piece.len());
            let joined: String = sections(&text).iter().map(|s| s.of(&text).unwrap()).collect();
            assert_eq!(joined, text);
            assert!(sections(&text).iter().all(|s| (1..=LONGEST).contains(&s.len())));
        }
    }
}
