//! Reports of inquiries: what their sections are for, what they leave open, and whom their witnesses recognise.
//!
//! An inquiry tells what it was set to check, what was long known, how it worked and what it found. Only the last is
//! its finding. The headings, and the words by which it says that it could not tell, are kinds in `kinds.toml`.

mod authors;
mod deeds;
mod doubt;
mod recognised;
mod roles;
#[cfg(test)]
mod tests;
mod voices;

use servanda_model::{Claim, Modality, Side};

use roles::Role;

use crate::claims::{Assembly, joint, token_of};
use crate::page::Page;

/// Puts the claims of a report with sections, or of a mandated monitor, into their place.
pub(crate) fn settle(assembly: &Assembly<'_>, claims: &mut Vec<Claim>) {
    let page = assembly.page;
    let sections = roles::sections(page);
    let monitor = assembly.context.outlet.side == Side::Mandated;
    for claim in claims.iter_mut() {
        match roles::at(&sections, claim.cue.start()) {
            Some(Role::Background) => claim.background = true,
            Some(Role::Allegation) if claim.attribution.own_voice => doubt::leave_open(claim),
            Some(_) => claim.background &= roles::long_ago(assembly, claim),
            None if monitor => claim.background &= roles::long_ago(assembly, claim),
            None => {}
        }
    }
    if !monitor {
        return;
    }
    for claim in claims.iter_mut() {
        claim.background |= roles::tells_nothing(page, token_of(page, claim));
    }
    // Whose words.
    for claim in claims.iter_mut() {
        voices::own_words(assembly, claim);
        if voices::concluded(page, claim) {
            claim.modality = Modality::Fact;
        }
    }
    // Who, as the sentence says it.
    authors::nearest_actors(assembly, claims);
    for claim in claims.iter_mut() {
        authors::led_by(assembly, claim);
    }
    joint::further_actors(assembly, claims);
    // What, and what is left open of it.
    for claim in claims.iter_mut() {
        deeds::settle(assembly, claim);
        if doubt::alleged(page, claim) || voices::hearsay(assembly, claim) {
            doubt::leave_open(claim);
        }
    }
    doubt::spread(page, claims);
    // Who, as other words of the report say it.
    authors::in_one_sentence(page, claims);
    authors::in_the_fighting(page, claims);
    recognised::identify(assembly, claims);
    recognised::sole_party(assembly, &sections, claims);
}

/// Whether somebody of a party says it.
fn sided(claim: &Claim) -> bool {
    claim.attribution.speaker.as_ref().is_some_and(|v| v.side.party().is_some())
}

/// Whether a word as written, singular or plural, is of a kind.
fn named_as(page: &Page<'_>, word: &str, kind: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let singular = |end: &str, with: &str| word.strip_suffix(end).map(|stem| format!("{stem}{with}"));
    let forms = [Some(word.clone()), singular("s", ""), singular("es", ""), singular("ies", "y")];
    forms.into_iter().flatten().any(|form| page.rules.is_kind(kind, &form))
}
