//! Other spellings of a name: romanisations of Azerbaijani, Armenian, Russian, Arabic and Persian differ by a few letters.
//!
//! Tried only when the name itself is unknown, and at most two changes deep, so that "Agdham" finds Aghdam but a surname
//! does not turn into a village by chance.

/// Letters that romanisations take for each other; each pair is tried both ways.
const SWAPS: [(&str, &str); 31] = [
    ("gh", "g"),
    ("kh", "h"),
    ("kh", "x"),
    ("kh", "k"),
    ("x", "h"),
    ("dzh", "j"),
    ("dj", "j"),
    ("j", "c"),
    ("zh", "j"),
    ("sh", "s"),
    ("ch", "c"),
    ("tch", "ch"),
    ("q", "g"),
    ("q", "k"),
    ("gh", "q"),
    ("c", "k"),
    ("w", "v"),
    ("y", "i"),
    ("iy", "i"),
    ("yy", "y"),
    ("ou", "u"),
    ("ou", "o"),
    ("oo", "u"),
    ("ee", "i"),
    ("e", "a"),
    ("o", "u"),
    ("ts", "c"),
    ("ts", "tz"),
    ("ya", "ia"),
    ("ph", "f"),
    ("th", "t"),
];

/// Names shorter than this have too many neighbours.
const SHORTEST: usize = 4;
/// How many spellings are tried at most.
const MOST: usize = 400;

/// The other spellings of a folded name, nearest first.
pub(super) fn spellings(key: &str) -> Vec<String> {
    if key.len() < SHORTEST || key.len() > 40 {
        return Vec::new();
    }
    let mut found = vec![key.to_owned()];
    let mut from = 0;
    for _ in 0..2 {
        let to = found.len();
        for i in from..to {
            for next in one_change(&found[i]) {
                if found.len() >= MOST {
                    break;
                }
                if next.len() >= SHORTEST && !found.contains(&next) {
                    found.push(next);
                }
            }
        }
        from = to;
    }
    found.remove(0);
    found
}

fn one_change(key: &str) -> Vec<String> {
    let mut out = Vec::new();
    // A doubled letter made single.
    let bytes = key.as_bytes();
    for i in 1..bytes.len() {
        if bytes[i] == bytes[i - 1] && bytes[i].is_ascii_alphabetic() {
            out.push(format!("{}{}", &key[..i], &key[i + 1..]));
        }
    }
    // A single one doubled between vowels: "Raqa" is Raqqa.
    let vowel = |b: u8| matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    for i in 1..bytes.len().saturating_sub(1) {
        if bytes[i].is_ascii_lowercase() && !vowel(bytes[i]) && vowel(bytes[i - 1]) && vowel(bytes[i + 1]) {
            out.push(format!("{}{}{}", &key[..i], char::from(bytes[i]), &key[i..]));
        }
    }
    for (a, b) in SWAPS {
        for (from, to) in [(a, b), (b, a)] {
            for (at, _) in key.match_indices(from) {
                out.push(format!("{}{to}{}", &key[..at], &key[at + from.len()..]));
            }
            if key.matches(from).nth(1).is_some() {
                out.push(key.replace(from, to));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn romanisations_reach_each_other() {
        for (a, b) in [
            ("raqa", "raqqa"),
            ("agdam", "aghdam"),
            ("kelbajar", "kalbajar"),
            ("terter", "tartar"),
            ("khojavend", "xojavend"),
        ] {
            assert!(spellings(a).iter().any(|s| s == b), "{a} should reach {b}");
            assert!(spellings(b).iter().any(|s| s == a), "{b} should reach {a}");
        }
    }

    #[test]
    fn short_names_have_no_other_spellings() {
        assert!(spellings("goa").is_empty());
    }

    #[test]
    fn the_number_of_spellings_is_bounded() {
        assert!(spellings(&"ghkh".repeat(10)).len() <= MOST);
    }
}
