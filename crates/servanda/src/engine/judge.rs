//! What was read, judged: claims → incidents → findings, as of an instant and under the judgements of people.

use std::collections::BTreeMap;

use jiff::Timestamp;
use servanda_ledger::Operation;
use servanda_model::ActorId;
use servanda_reading::Reader;

use super::archive::Archive;
use super::reports::Readings;
use crate::pipeline::Outcome;
use crate::terms::Terms;

/// Judges the agreement by what was published until `as_of` (`None`: until the last report), under those of the
/// `operations` that are in force. Without an agreement it only tells what was read.
#[must_use]
pub fn judge(
    readings: &Readings,
    reader: &Reader,
    terms: Option<&Terms>,
    operations: &[Operation],
    as_of: Option<Timestamp>,
) -> Outcome {
    let mut archive = Archive::new(reader, terms);
    archive.update(readings.known_at(as_of), readings, operations, reader);
    archive.outcome(as_of, &readings.notices)
}

/// A sentence with the names of actors in place of their identifiers: who reads it knows no `ARM`.
pub(super) fn named(says: &str, names: &BTreeMap<ActorId, String>) -> String {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let mut out = String::with_capacity(says.len());
    let mut rest = says;
    while let Some(start) = rest.find(part) {
        let word = &rest[start..];
        let end = word.find(|c| !part(c)).unwrap_or(word.len());
        // A full stop after an identifier ends the sentence.
        let id = word[..end].trim_end_matches('.');
        out.push_str(&rest[..start]);
        out.push_str(names.get(id).map_or(id, String::as_str));
        out.push_str(&word[id.len()..end]);
        rest = &word[end..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_in_a_sentence_become_names_and_other_words_stay() {
        let names = BTreeMap::from([
            (ActorId::new("ARI"), "Aria".to_owned()),
            (ActorId::new("ARI.MOD"), "Defence Ministry of Aria".to_owned()),
        ]);
        assert_eq!(named("some lay it to ARI, others to BOR", &names), "some lay it to Aria, others to BOR");
        assert_eq!(named("ARI.MOD and ARI.", &names), "Defence Ministry of Aria and Aria.");
        assert_eq!(named("ARIA says “Ärger – ARI”", &names), "ARIA says “Ärger – Aria”");
        assert_eq!(named("", &names), "");
    }
}
