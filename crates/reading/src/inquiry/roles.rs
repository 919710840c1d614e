//! What the sections of a report are for, told by their headings.

use servanda_model::Claim;
use servanda_syntax::{Dep, Tag};

use crate::claims::Assembly;
use crate::page::Page;

use super::named_as;

/// What a section of a report is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// What was long known.
    Background,
    /// What is to be checked.
    Allegation,
    /// What was found, and how; a section of no known heading too.
    Findings,
}

/// A heading has at most so many words.
const HEADING: usize = 8;

/// A title within the text has at most so many words.
const TITLE: usize = 5;

/// A finding older than this before the report is no news even of an inquiry. Inquiries report after weeks or months.
const RECALLED_AFTER_HOURS: i64 = 400 * 24;

/// Where each section with a known heading begins. Without any heading there are none.
pub(super) fn sections(page: &Page<'_>) -> Vec<(usize, Role)> {
    let mut found: Vec<(usize, Role)> = Vec::new();
    let mut number = None;
    let mut at = 0;
    for paragraph in page.text.split("\n\n") {
        let start = at;
        at += paragraph.len() + 2;
        let mut words: Vec<&str> = paragraph.split_whitespace().collect();
        let digits = |w: &str| w.split('.').next().and_then(|n| n.parse::<u32>().ok());
        let marked = words.first().and_then(|w| digits(w));
        if marked.is_some() {
            words.remove(0);
        }
        let heading =
            (1..=HEADING).contains(&words.len()) && words.last().is_some_and(|w| !w.ends_with(['.', ';', '?']));
        let role = heading.then(|| role_of(page, &words)).flatten();
        if let Some(role) = role {
            found.push((start, role));
            number = marked;
        } else if let (Some(own), Some(of_section)) = (marked, number)
            && own != of_section
            && paragraph.contains('.')
        {
            // "1.1 Background … 2.1 On 3 May": the heading of the second section is lost, its number is not.
            if found.last().is_some_and(|(_, r)| *r != Role::Findings) {
                found.push((start, Role::Findings));
            }
            number = Some(own);
        }
    }
    found
}

/// Whether a sentence tells of no deed: a heading, or what the report says of itself ("this report covers …").
pub(super) fn tells_nothing(page: &Page<'_>, token: usize) -> bool {
    let sentence = page.sentence_tokens(token);
    let finite = |t: usize| matches!(page.tag(t), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md);
    let words = sentence.clone().filter(|&t| page.word(t).chars().any(char::is_alphabetic)).count();
    let heading = words <= TITLE && !sentence.clone().any(finite);
    let kind = |t: usize, kind: &str| page.rules.is_kind(kind, page.lemma(t));
    let of_itself = sentence
        .filter(|&t| kind(t, "verb of scope"))
        .any(|t| page.child(t, &[Dep::Nsubj]).is_some_and(|s| kind(s, "the report itself")));
    heading || of_itself
}

/// What the section is for in which a byte lies.
pub(super) fn at(sections: &[(usize, Role)], byte: usize) -> Option<Role> {
    let after = sections.partition_point(|(start, _)| *start <= byte);
    after.checked_sub(1).map(|i| sections[i].1)
}

fn role_of(page: &Page<'_>, words: &[&str]) -> Option<Role> {
    let is = |kind: &str| words.iter().any(|w| named_as(page, w, kind));
    [
        ("heading of allegation", Role::Allegation),
        ("heading of background", Role::Background),
        ("heading of findings", Role::Findings),
    ]
    .into_iter()
    .find_map(|(kind, role)| is(kind).then_some(role))
}

pub(super) fn long_ago(assembly: &Assembly<'_>, claim: &Claim) -> bool {
    let horizon =
        assembly.context.published.and_then(|p| p.0.checked_sub(jiff::Span::new().hours(RECALLED_AFTER_HOURS)).ok());
    claim.when.as_ref().and_then(|w| w.to()).zip(horizon).is_some_and(|(to, horizon)| to < horizon)
}
