//! Texts that no news desk would print: reading takes bounded, about linear time, never panics, and what it gives lies
//! within the text.
#![allow(clippy::disallowed_methods, reason = "these tests measure")]

use std::sync::OnceLock;
use std::time::Instant;

use proptest::prelude::*;
use servanda_model::{Claim, Span};

use crate::Reader;
use crate::examples::{context, invented, shipped_rules};

fn reader() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER.get_or_init(|| invented(shipped_rules()))
}

/// Pieces that make hard texts when repeated: each with what it is.
const HARD: &[(&str, &str)] = &[
    ("one sentence without an end", "Borian troops shelled Kel and "),
    ("no punctuation", "troops took Dal soldiers died the ministry said "),
    ("opening brackets", "("),
    ("brackets nested", "[(troops "),
    ("closing brackets", "))]"),
    ("brackets within a word", "a(b)"),
    ("quotations", "\"We took Dal,\" said Boria. "),
    ("quotations never closed", "“We took Dal "),
    ("quotations nested", "‘“Dal fell "),
    ("paragraphs of quotations", "“We took Dal.\n\n"),
    ("apostrophes", "'s'"),
    ("right to left", "قالت وزارة الدفاع إن القوات قصفت البلدة "),
    ("mixed scripts", "Войска Boria обстреляли Kel 军队 "),
    ("emoji", "👩‍👩‍👧‍👦🇦🇲🚀"),
    ("zero width", "Bo\u{200b}ri\u{200d}a\u{feff} "),
    ("combining marks", "e\u{301}\u{302}\u{303}"),
    ("noise of scanning", "B0r|an tr00ps ~ sh3lIed K.e,l — #% "),
    ("capitals", "BORIAN TROOPS SHELLED KEL ON MONDAY, THE MINISTRY SAID. "),
    ("nested clauses", "Boria said that Aria said that "),
    ("according to", "according to Boria, "),
    ("numbers", "1,234.5 "),
    ("numbers in words", "twenty-two hundred and "),
    ("one number", "7"),
    ("one word", "a"),
    ("hyphens", "a-"),
    ("addresses", "http://a.b/c?d=e&"),
    ("dots", "."),
    ("abbreviations", "U.S. Lt. Gen. "),
    ("commas", ", "),
    ("spaces", "  \t"),
    ("lines", "Kel\n"),
    ("empty paragraphs", "\n\n"),
    ("dates", "on 4 March 2020 and "),
    ("names of places", "Kel, Dal and Gen, "),
    ("tolls", "two soldiers were killed and three wounded, "),
];

/// Claims and positions with every span that they hold.
#[track_caller]
fn sound(text: &str) {
    let spans = |c: &Claim| -> Vec<Span> {
        let mut spans = vec![c.span, c.cue];
        spans.extend(c.actor.iter().chain(&c.target).filter_map(|p| p.span));
        spans.extend(c.place.as_ref().and_then(|p| p.span));
        spans.extend(c.when.as_ref().and_then(|w| w.span));
        spans.extend(c.attribution.cue);
        spans.extend(c.attribution.speaker.as_ref().and_then(|s| s.span));
        spans.extend(c.quantities.iter().filter_map(|q| q.span));
        spans
    };
    let reading = reader().read_whole(text, &[], &context());
    for claim in &reading.claims {
        assert_eq!(claim.span.of(text), Some(claim.quote.as_str()), "the quote is the text");
        for span in spans(claim) {
            assert!(span.of(text).is_some(), "{span:?} is no stretch of the text");
        }
        assert!(claim.span.contains(claim.cue), "{:?} lies outside {:?}", claim.cue, claim.span);
    }
    for position in &reading.positions {
        assert_eq!(position.span.of(text), Some(position.quote.as_str()), "the quote is the text");
    }
    let first = reader().read(text, &[], &context());
    assert_eq!((first.claims, first.positions), (reading.claims, reading.positions), "the first pass loses nothing");
}

/// Seconds that this thread computes, so that other work on the machine does not count; elapsed time where the system
/// does not tell.
fn seconds(work: impl Fn()) -> f64 {
    let spent = || {
        let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        Some(stat.split(' ').next()?.parse::<f64>().ok()? / 1e9)
    };
    let (clock, start) = (Instant::now(), spent());
    work();
    spent().zip(start).map_or_else(|| clock.elapsed().as_secs_f64(), |(end, start)| end - start)
}

#[test]
fn three_times_the_text_takes_about_three_times_the_time() {
    // One section of the reader and three: within a section the time is bounded by `HARDEST`.
    const SECTION: usize = crate::sections::LONGEST;
    // Where a quadratic step would come to nine: caches and first meetings with words blur the ratio.
    const MOST: f64 = 5.5;
    // A hard text may take so many times the time of plain prose of as many bytes: marks are a token each.
    const HARDEST: f64 = 10.0;
    let time = |text: &str| seconds(|| drop(reader().read_whole(text, &[], &context())));
    let prose =
        "The garden is open every day, and the roses are in bloom until late in the summer. ".repeat(SECTION / 83);
    let usual = time(&prose).min(time(&prose));
    let mut slow = Vec::new();
    for (what, piece) in HARD {
        let short = piece.repeat(SECTION / piece.len());
        let (once, thrice) = (time(&short), time(&short.repeat(3)));
        let told = format!("{what}: {:.0} ms, then {:.0} ms (prose {:.0})", 1e3 * once, 1e3 * thrice, 1e3 * usual);
        println!("{told}");
        // Below a few milliseconds the ratio is noise.
        if thrice > MOST * once.max(0.01) || once > HARDEST * usual {
            slow.push(told);
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

#[test]
fn hard_texts_give_sound_claims() {
    for (_, piece) in HARD {
        sound(&piece.repeat(60));
        sound(&format!("Borian troops shelled Kel on Monday. {}", piece.repeat(40)));
    }
}

#[test]
fn a_sentence_of_a_million_characters_is_read() {
    let text = "Borian troops shelled Kel and ".repeat(33_334);
    assert!(text.len() > 1_000_000);
    let reading = reader().read_whole(&text, &[], &context());
    assert!(!reading.claims.is_empty());
    assert!(reading.claims.iter().all(|c| c.span.of(&text) == Some(c.quote.as_str())));
}

#[test]
fn ten_thousand_quotations_are_read() {
    let text = "\"We took Dal,\" said Boria. ".repeat(10_000);
    let reading = reader().read_whole(&text, &[], &context());
    assert!(reading.claims.iter().all(|c| c.span.of(&text) == Some(c.quote.as_str())));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn what_is_read_lies_within_any_text(text in "\\PC{0,400}") {
        sound(&text);
    }

    #[test]
    fn what_is_read_lies_within_any_mixture_of_hard_pieces(
        pieces in prop::collection::vec((prop::sample::select(HARD), 1usize..6), 1..25)
    ) {
        sound(&pieces.iter().map(|((_, piece), times)| piece.repeat(*times)).collect::<String>());
    }
}
