//! The two hashes the weights were trained with: strings to 64-bit ids, ids to rows of an embedding table.
//!
//! Both are Austin Appleby's MurmurHash (public domain): `MurmurHash64A`, and the x64 128-bit form of version 3 fed
//! with one 64-bit word.

/// Id of a string: `MurmurHash64A` with seed 1; the empty string is 0.
pub(crate) fn string_id(s: &str) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    if s.is_empty() {
        return 0;
    }
    let mut h = 1 ^ (s.len() as u64).wrapping_mul(M);
    let mut words = s.as_bytes().chunks_exact(8);
    for word in &mut words {
        let mut raw = [0; 8];
        raw.copy_from_slice(word);
        let mut k = u64::from_le_bytes(raw).wrapping_mul(M);
        k ^= k >> 47;
        h = (h ^ k.wrapping_mul(M)).wrapping_mul(M);
    }
    let tail = words.remainder();
    if !tail.is_empty() {
        for (i, b) in tail.iter().enumerate() {
            h ^= u64::from(*b) << (8 * i);
        }
        h = h.wrapping_mul(M);
    }
    h ^= h >> 47;
    h = h.wrapping_mul(M);
    h ^ h >> 47
}

/// The four table rows (before reduction to the table's size) that embed an id.
pub(crate) fn rows(id: u64, seed: u32) -> [u32; 4] {
    fn mix(mut h: u64) -> u64 {
        h = (h ^ h >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
        h = (h ^ h >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        h ^ h >> 33
    }
    let k = id.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f);
    let mut h1 = u64::from(seed) ^ k ^ 8;
    let mut h2 = u64::from(seed) ^ 8;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    h1 = mix(h1);
    h2 = mix(h2);
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    [h1 as u32, (h1 >> 32) as u32, h2 as u32, (h2 >> 32) as u32]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_have_the_ids_of_the_original() {
        // Values printed by the original's string store.
        assert_eq!(string_id(""), 0);
        assert_eq!(string_id("apple"), 8_566_208_034_543_834_098);
    }
}
