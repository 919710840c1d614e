//! Whether a token is a web address, host name or mail address: such a token isn't cut any further.
//!
//! The same language as the pattern of the original (after Diego Perini's), except that digits are ASCII digits.

use crate::chars::{CharTable, bit};

/// Whether the whole of `s` is an address.
pub(crate) fn matches(s: &str, chars: &CharTable) -> bool {
    if !s.contains('.') {
        return false;
    }
    let scheme = s.find(':').filter(|&i| s[i..].starts_with("://")).filter(|&i| {
        let name = &s[..i];
        name.chars().nth(1).is_some() && name.chars().all(|c| matches!(c, '+' | '-' | '.') || chars.is(c, bit::WORD))
    });
    let after_scheme = scheme.map(|i| i + 3);
    [Some(0), after_scheme].into_iter().flatten().any(|base| {
        // With or without a user name, which ends at any `@`.
        std::iter::once(base)
            .chain(s[base..].match_indices('@').map(|(i, _)| base + i + 1).filter(|&i| i > base + 1))
            .any(|i| address(&s[i..], chars))
    })
}

/// Host (or IP number), port and path.
fn address(s: &str, chars: &CharTable) -> bool {
    ip_number(s).is_some_and(tail) || host(s, chars)
}

/// What may follow a host: port and path.
fn tail(s: &str) -> bool {
    let path = |s: &str| s.is_empty() || s.starts_with(['/', '?', '#']);
    path(s)
        || s.strip_prefix(':').is_some_and(|rest| {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            (2..=5).contains(&digits) && path(&rest[digits..])
        })
}

/// Labels with a full stop after each, then a top-level domain in small letters.
fn host(s: &str, chars: &CharTable) -> bool {
    let outer = |c: char| c.is_ascii_alphanumeric() || ('\u{a1}'..='\u{ffff}').contains(&c);
    let inner = |c: char| outer(c) || c == '_' || c == '-';
    let mut rest = s;
    let mut labels = 0;
    loop {
        if labels > 0 {
            let (mut letters, mut len) = (0, 0);
            for c in rest.chars().take_while(|&c| chars.is(c, bit::LOWER)) {
                letters += 1;
                len += c.len_utf8();
            }
            if (2..=63).contains(&letters) && tail(&rest[len..]) {
                return true;
            }
        }
        let len: usize = rest.chars().take_while(|&c| inner(c)).map(char::len_utf8).sum();
        let (label, after) = rest.split_at(len);
        let well_formed = label.starts_with(outer) && label.ends_with(outer) && label.chars().count() <= 64;
        match after.strip_prefix('.') {
            Some(next) if well_formed => rest = next,
            _ => return false,
        }
        labels += 1;
    }
}

/// The rest after an IP number that isn't of a private, local or reserved network.
fn ip_number(s: &str) -> Option<&str> {
    let mut octets = [0u32; 4];
    let mut lengths = [0; 4];
    let mut rest = s;
    for (i, octet) in octets.iter_mut().enumerate() {
        if i > 0 {
            rest = rest.strip_prefix('.')?;
        }
        let len = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
        if !(1..=3).contains(&len) {
            return None;
        }
        *octet = rest[..len].parse().ok()?;
        lengths[i] = len;
        let zero = rest.starts_with('0');
        let fits = match i {
            0 => !zero && *octet <= 223,
            3 => !zero && *octet <= 254,
            _ => *octet <= 255 && !(zero && len == 3),
        };
        if !fits {
            return None;
        }
        rest = &rest[len..];
    }
    let private = matches!(octets, [10 | 127, ..] | [169, 254, ..] | [192, 168, ..] | [172, 16..=31, ..]);
    let padded = lengths[1] > 1 && s[lengths[0] + 1..].starts_with('0');
    (!private || padded && octets[0] != 10 && octets[0] != 127).then_some(rest)
}
