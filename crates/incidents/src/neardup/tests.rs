use super::{Copying, Index, Kind, Options, Sketch, groups, links};
use proptest::prelude::*;

const BULLETIN: &str = "The defence ministry said that two of its soldiers were wounded near the village of Korvan \
    late on Tuesday when their post came under mortar fire from across the line. The wounded men were taken to a \
    field hospital and their lives are not in danger, the ministry added. It called the shelling a breach of the \
    third paragraph of the agreement and asked the monitors to visit the site before noon.";

const OTHER: &str = "Farmers of the upper valley began to bring in the apple harvest this week, a month later than \
    usual, after rain had kept the roads closed. The co-operative expects nine thousand tonnes, most of which will \
    be sold at the market of the regional capital before the winter.";

fn filler() -> String {
    (0..90).map(|n| format!("item{n} ")).collect()
}

fn one_group(texts: &[&str]) -> Vec<Vec<usize>> {
    groups(texts, &Options::default()).into_iter().map(|g| g.members).collect()
}

#[test]
fn a_copy_with_a_new_credit_and_small_edits_is_the_same_text() {
    let copy = format!("(Agency) {} Reporting by our staff.", BULLETIN.replace("late on Tuesday", "on Tuesday night"));
    assert_eq!(one_group(&[BULLETIN, OTHER, &copy]), vec![vec![0, 2]]);
}

#[test]
fn different_texts_are_not_joined() {
    assert!(one_group(&[BULLETIN, OTHER]).is_empty());
}

#[test]
fn a_text_inside_a_longer_one_is_found_and_named_contained() {
    let longer = format!("{OTHER} {BULLETIN} {}", filler());
    let found = links(&[BULLETIN, &longer], &Options::default());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].kind, Kind::Contained);
    assert!(found[0].containment() > 0.95 && found[0].resemblance() < 0.5);
}

#[test]
fn a_round_up_does_not_join_the_items_it_contains() {
    let round_up = format!("{} {BULLETIN} {OTHER} {}", filler(), filler().replace("item", "news"));
    let found = links(&[BULLETIN, OTHER, &round_up], &Options::default());
    assert_eq!(found.iter().map(|l| (l.a, l.b)).collect::<Vec<_>>(), vec![(0, 2), (1, 2)]);
    assert!(one_group(&[BULLETIN, OTHER, &round_up]).is_empty());
}

#[test]
fn a_text_carried_by_hundreds_is_one_group() {
    let copies: Vec<String> = (0..300).map(|n| format!("{BULLETIN} Edition {n}.")).collect();
    let texts: Vec<&str> = copies.iter().map(String::as_str).collect();
    let found = one_group(&texts);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].len(), 300);
}

#[test]
fn headlines_and_empty_texts_are_left_alone() {
    assert!(one_group(&["", "", "Read more here", "Read more here", "…", "…"]).is_empty());
}

#[test]
fn the_evidence_counts_the_shared_runs() {
    let found = links(&[BULLETIN, BULLETIN], &Options::default());
    assert_eq!((found[0].shared, found[0].of_a, found[0].of_b), (found[0].of_a, found[0].of_b, found[0].of_a));
    assert_eq!(found[0].resemblance(), 1.0);
}

#[test]
fn the_index_finds_what_the_batch_finds() {
    let copy = BULLETIN.replace("mortar", "artillery");
    let longer = format!("{OTHER} {BULLETIN} {}", filler());
    let mut index = Index::new(Options::default());
    assert!(index.is_empty());
    for text in [BULLETIN, OTHER, &longer] {
        index.insert(text);
    }
    let found = index.query(&copy);
    assert_eq!(
        found.iter().map(|m| (m.id, m.kind)).collect::<Vec<_>>(),
        vec![(0, Kind::Resembles), (2, Kind::Contained)]
    );
    assert_eq!(found[0].link(3).b, 3);
    assert!(index.query("quite another matter, of which nobody has yet written one single word here").is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_texts_are_read_without_panic_and_twice_alike(texts in prop::collection::vec("\\PC{0,120}", 0..8)) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let options = Options { least_shingles: 0, ..Options::default() };
        prop_assert_eq!(groups(&texts, &options), groups(&texts, &options));
        let mut index = Index::new(options);
        for text in &texts {
            index.insert(text);
            index.query(text);
        }
    }

    #[test]
    fn the_order_of_the_texts_does_not_change_the_groups(cuts in prop::collection::vec(0..60_usize, 2..8), turn in 0..8_usize) {
        let words: Vec<&str> = BULLETIN.split(' ').collect();
        let texts: Vec<String> = cuts.iter().map(|&c| words[c.min(words.len())..].join(" ")).collect();
        let forward: Vec<&str> = texts.iter().map(String::as_str).collect();
        let turn = turn % forward.len();
        let mut turned = forward.clone();
        turned.rotate_left(turn);
        let back = |i: usize| (i + turn) % forward.len();
        let mut expected = one_group(&forward);
        let mut got: Vec<Vec<usize>> = one_group(&turned)
            .into_iter()
            .map(|g| { let mut g: Vec<usize> = g.into_iter().map(back).collect(); g.sort_unstable(); g })
            .collect();
        expected.sort();
        got.sort();
        prop_assert_eq!(got, expected);
    }

    #[test]
    fn texts_added_in_any_order_and_number_make_the_families_of_all_at_once(
        cuts in prop::collection::vec((0..60_usize, 0..3_usize), 2..30),
        parts in prop::collection::vec(1..20_usize, 1..6),
        turn in 0..30_usize,
        full in any::<bool>(),
        leaving in prop::collection::vec(any::<prop::sample::Index>(), 0..24),
    ) {
        let words: Vec<&str> = BULLETIN.split(' ').collect();
        let mut texts: Vec<String> = cuts
            .iter()
            .map(|&(c, tail)| format!("{} {}", words[c.min(words.len())..].join(" "), words[..tail * 12].join(" ")))
            .collect();
        if full {
            // One text carried everywhere fills its buckets.
            texts.extend((0..70).map(|n| format!("{BULLETIN} Seen at desk {n}.")));
        }
        let named = |i: usize| (format!("t{i:03}"), Sketch::of(&texts[i]));
        let text = |name: &String| texts.get(name[1..].parse::<usize>().ok()?).cloned();
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.rotate_left(turn % texts.len());
        let mut growing = Copying::new(Options::default());
        for part in &parts {
            let some: Vec<usize> = order.drain(..(*part).min(order.len())).collect();
            growing.add(some.into_iter().map(named), &text);
        }
        growing.add(order.into_iter().map(named), &text);
        // Some leave, and of those some come back.
        let out: std::collections::BTreeSet<usize> = leaving.iter().map(|i| i.index(texts.len())).collect();
        growing.remove(&out.iter().map(|&i| named(i).0).collect(), &text);
        let mut rest = Copying::new(Options::default());
        rest.add((0..texts.len()).filter(|i| !out.contains(i)).map(named), &text);
        prop_assert_eq!(growing.families(), rest.families());
        growing.add(out.iter().copied().map(named), &text);
        let mut whole = Copying::new(Options::default());
        whole.add((0..texts.len()).map(named), &text);
        prop_assert_eq!(growing.families(), whole.families());
        let all: Vec<&str> = texts.iter().map(String::as_str).collect();
        let mut expected: Vec<Vec<String>> = groups(&all, &Options::default())
            .into_iter()
            .map(|g| g.members.into_iter().map(|i| format!("t{i:03}")).collect())
            .collect();
        expected.sort();
        prop_assert_eq!(whole.families().into_iter().map(|f| f.members).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_sketch_is_kept_as_bytes_and_other_bytes_are_none() {
    let sketch = Sketch::of(BULLETIN);
    let bytes = sketch.to_bytes();
    assert_eq!(Sketch::from_bytes(&bytes), Some(sketch));
    assert_eq!(Sketch::from_bytes(&bytes[1..]), None);
    assert_eq!(Sketch::from_bytes(&[]), None);
}
