//! Our analyses against stored ones of the original (`conformance/original.py` makes them) on texts of our own.

use std::sync::Arc;

use servanda_syntax::{Analysis, Model, Pos, Scratch, Watch, WordSet};

const TEXTS: &str = include_str!("conformance/texts.txt");
const ORIGINAL: &str = include_str!("conformance/original.tsv");

fn model() -> Model {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/models/en/en_core_web_sm.bin");
    Model::from_bytes(&std::fs::read(path).expect("the model is part of the repository")).expect("a valid model")
}

fn texts() -> Vec<&'static str> {
    TEXTS.trim_end_matches('\n').split("\n%%\n").collect()
}

/// Agreements out of comparisons.
#[derive(Default)]
struct Tally {
    agree: usize,
    all: usize,
    differences: Vec<String>,
}

impl Tally {
    fn count(&mut self, ours: &str, original: &str, context: impl Fn() -> String) {
        self.all += 1;
        if ours == original {
            self.agree += 1;
        } else {
            self.differences.push(format!("{}: {ours}, original {original}", context()));
        }
    }

    fn at_least(&self, what: &str, share: f64) {
        let found = self.agree as f64 / self.all as f64;
        assert!(self.all > 100, "{what}: too few comparisons");
        assert!(found >= share, "{what}: {found:.4} < {share}:\n{}", self.differences.join("\n"));
    }
}

#[test]
fn analyses_agree_with_the_original() {
    let model = model();
    let mut scratch = Scratch::default();
    let [mut tokens, mut heads, mut deps, mut tags, mut pos, mut starts, mut lemmas, mut entities]: [Tally; 8] =
        Default::default();
    let stored: Vec<&str> = ORIGINAL.trim_end_matches("%%\n").split("%%\n").collect();
    assert_eq!(texts().len(), stored.len());
    for (text, stored) in texts().into_iter().zip(stored) {
        let a = model.analyse_with(text, &mut scratch);
        let points = |byte: usize| text[..byte].chars().count();
        let bounds: Vec<String> =
            a.tokens.iter().map(|t| format!("{} {}", points(t.span.start()), points(t.span.end()))).collect();
        let mut original_entities = Vec::new();
        let mut count = 0;
        for line in stored.lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            if let ["@", from, to, kind] = fields[..] {
                original_entities.push(format!("{from} {to} {kind}"));
                continue;
            }
            let [start, end, head, dep, tag, part, first, lemma] = fields[..] else { panic!("{line:?}") };
            let i = count;
            count += 1;
            let at = || format!("{:?} in {:?}", a.text(i, text), text.chars().take(40).collect::<String>());
            tokens.count(bounds.get(i).map_or("", |b| b), &format!("{start} {end}"), at);
            let Some(token) = a.tokens.get(i) else { continue };
            if head != "-1" {
                heads.count(&token.head.to_string(), head, at);
                deps.count(token.dep.as_str(), dep, at);
            }
            tags.count(token.tag.as_str(), tag, at);
            pos.count(token.pos.as_str(), part, at);
            starts.count(if a.sentences.iter().any(|s| s.start == i) { "1" } else { "0" }, first, at);
            lemmas.count(a.lemma(i), lemma, at);
        }
        assert_eq!(a.tokens.len(), count, "{text}");
        let ours: Vec<String> =
            a.entities.iter().map(|e| format!("{} {} {}", e.tokens.start, e.tokens.end, e.kind)).collect();
        for entity in &ours {
            let same = original_entities.contains(entity);
            entities.count(if same { entity } else { "" }, entity, || text.to_owned());
        }
        for entity in original_entities {
            let same = ours.contains(&entity);
            entities.count(if same { &entity } else { "" }, &entity, || text.to_owned());
        }
    }
    tokens.at_least("tokens", 1.0);
    heads.at_least("heads", 0.995);
    deps.at_least("dependencies", 0.995);
    tags.at_least("tags", 0.995);
    pos.at_least("parts of speech", 0.995);
    starts.at_least("sentence starts", 0.995);
    lemmas.at_least("lemmas", 0.995);
    entities.at_least("entities", 0.995);
}

/// What must hold of any analysis of any text.
fn check(a: &Analysis, text: &str) {
    let mut at = 0;
    for (i, t) in a.tokens.iter().enumerate() {
        assert!(t.span.start() >= at && !t.span.is_empty(), "tokens ascend");
        let word = t.span.of(text).expect("spans lie on character bounds");
        assert!(!word.chars().all(char::is_whitespace), "white space is no token");
        assert!(t.head < a.tokens.len());
        assert!(a.subtree(i).contains(&i));
        assert!(a.children(i).all(|c| a.tokens[c].head == i && c != i));
        assert!(a.ancestors(i).last().is_none_or(|root| a.tokens[root].head == root), "every token has a root");
        at = t.span.end();
    }
    let mut next = 0;
    for (s, range) in a.sentences.iter().enumerate() {
        assert!(range.start == next && range.end > next, "sentences follow one another");
        assert_eq!(a.sentence_of(range.start), s);
        next = range.end;
    }
    assert_eq!(next, a.tokens.len());
    let mut next = 0;
    for e in &a.entities {
        assert!(e.tokens.start >= next && !e.tokens.is_empty() && e.tokens.end <= a.tokens.len());
        next = e.tokens.end;
    }
}

#[test]
fn any_text_gives_a_well_formed_analysis() {
    let model = model();
    let mut scratch = Scratch::default();
    let long_word = "x".repeat(40_000);
    let odd = [
        "",
        " ",
        "\n",
        "\n\n\n",
        "\u{a0}",
        "\u{200b}",
        "a",
        ".",
        "...",
        "…",
        "\u{feff}",
        "\0",
        "(((((",
        ")))))",
        "'",
        "''",
        "\u{202e}abc",
        "e\u{301}\u{301}\u{301}",
        "👩‍👩‍👧‍👦🏳️‍🌈",
        "日本語のテキスト",
        "اَلسَّلَامُ عَلَيْكُمْ",
        "ǅ İstanbul ß ﬁ",
        "http://",
        "@@@@",
        "://a.b",
        "a@b@c.d",
        "5km. 5km",
        "10.10.10.10 8.8.8.8:53/x",
        "don't (don't) \"don't\"",
        ":) :-( ;)",
        "a\tb\r\nc\u{2028}d",
        " \n \n word \n \n ",
        "-----",
        "a--b—c–d~e",
        "1,000,000.00",
        "US$5 C$5 A$ +5 5+",
        &long_word,
    ];
    for text in odd {
        check(&model.analyse_with(text, &mut scratch), text);
    }
    // Cutting our own texts anywhere, at characters, makes odd beginnings and ends.
    for text in texts() {
        for (i, _) in text.char_indices().step_by(23) {
            check(&model.analyse_with(&text[i..], &mut scratch), &text[i..]);
            check(&model.analyse_with(&text[..i], &mut scratch), &text[..i]);
        }
    }
}

#[test]
fn an_analysis_does_not_depend_on_what_was_read_before() {
    let model = model();
    let mut scratch = Scratch::default();
    let all = texts();
    let fresh: Vec<Analysis> = all.iter().map(|t| model.analyse(t)).collect();
    for (text, fresh) in all.iter().zip(&fresh).rev().chain(all.iter().zip(&fresh)) {
        assert_eq!(model.analyse_with(text, &mut scratch), *fresh, "{text}");
    }
    let plain = model.syntax_with(all[0], &mut scratch);
    assert_eq!((&plain.tokens, &plain.sentences), (&fresh[0].tokens, &fresh[0].sentences));
    assert!(plain.entities.is_empty() && !fresh[0].entities.is_empty());
}

#[test]
fn a_text_too_long_to_be_kept_leaves_nothing_to_the_next() {
    let model = model();
    let mut scratch = Scratch::default();
    let long = "Soldiers shelled the town. ".repeat(4000);
    assert!(!model.paragraphs(&long, &mut scratch).is_empty());
    assert!(model.paragraphs("", &mut scratch).is_empty());
    assert!(model.analyse_with("", &mut scratch).tokens.is_empty());
}

#[test]
fn tokens_alone_are_those_of_the_analysis() {
    let model = model();
    for text in texts() {
        let spans: Vec<_> = model.analyse(text).tokens.iter().map(|t| t.span).collect();
        assert_eq!(model.tokenise(text), spans);
    }
}

#[test]
fn a_long_text_without_any_stop_is_read_in_chunks() {
    let model = model();
    let mut scratch = Scratch::default();
    let text = "shells fell near the bridge and then ".repeat(2_000);
    let a = model.syntax_with(&text, &mut scratch);
    assert_eq!(a.tokens.len(), 14_000);
    assert!(a.tokens.iter().enumerate().all(|(i, t)| t.head.abs_diff(i) < 2048));
}

#[test]
fn a_file_that_is_cut_short_is_refused_with_a_remedy() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/models/en/en_core_web_sm.bin");
    let bytes = std::fs::read(path).expect("the model is part of the repository");
    for len in [0, 4, 8, 100, 10_000, bytes.len() / 2, bytes.len() - 1] {
        let error = Model::from_bytes(&bytes[..len]).err().expect("a cut file is no model");
        assert!(error.to_string().contains("export.py"), "{error}");
    }
}

#[test]
fn paragraphs_analysed_together_give_what_each_gives_alone() {
    let model = model();
    let mut scratch = Scratch::default();
    let told = |a: &Analysis, by: usize| -> Vec<String> {
        let token = |(i, t): (usize, &servanda_syntax::Token)| {
            let head = t.head as isize - i as isize;
            format!("{} {head} {:?} {:?} {:?} {}", t.span.start() + by, t.dep, t.tag, t.pos, a.lemma(i))
        };
        let entity = |e: &servanda_syntax::Entity| {
            let span = a.span(e.tokens.clone());
            format!("{} {} {:?}", span.start() + by, span.end() + by, e.kind)
        };
        a.tokens.iter().enumerate().map(token).chain(a.entities.iter().map(entity)).collect()
    };
    // Several batches, with paragraphs of every length.
    let texts: Vec<String> = texts().iter().map(|t| t.replace("\n\n", "\n")).collect();
    let whole = texts.join("\n\n").repeat(3);
    let together = model.paragraphs_with(&whole, &mut scratch);
    let mut alone = Vec::new();
    let mut at = 0;
    for paragraph in whole.split_inclusive("\n\n") {
        alone.extend(told(&model.paragraphs_with(paragraph, &mut scratch), at));
        at += paragraph.len();
    }
    let mut together = told(&together, 0);
    together.sort();
    alone.sort();
    assert!(together.len() > 3000, "{} lines are no test of batches", together.len());
    assert_eq!(together, alone);
}

#[test]
fn a_sentence_without_an_end_is_cut() {
    let analysis = model().paragraphs_with(&"troops took Dal and ".repeat(1000), &mut Scratch::default());
    assert_eq!(analysis.tokens.len(), 4000);
    assert!(analysis.sentences.iter().all(|s| s.len() <= 400));
}

/// Paragraphs of every length, enough for several batches; some hold white space where a sentence may begin.
fn many_paragraphs() -> String {
    let texts: Vec<String> = texts().iter().map(|t| t.replace(". ", ".  ")).collect();
    texts.join("\n\n").repeat(3)
}

#[test]
fn paragraphs_that_are_analysed_and_named_first_change_nothing() {
    let (model, whole) = (model(), many_paragraphs());
    let mut scratch = Scratch::default();
    let expected = model.paragraphs_with(&whole, &mut scratch);
    assert!(expected.tokens.len() > 3000 && expected.entities.len() > 100);
    for every in [1, 2, 3, 7] {
        let mut some = model.some_paragraphs_with(&whole, &mut scratch, |n| n % every == 0);
        assert!(some.entities.is_empty() && !some.tokens.is_empty());
        model.name_with(&whole, &mut scratch, &mut some);
        let names = |a: &Analysis| -> Vec<_> {
            let inside = |s: &servanda_model::Span| !some.tokens_in(*s).is_empty();
            let spans = a.entities.iter().map(|e| (a.span(e.tokens.clone()), e.kind));
            spans.filter(|(s, _)| inside(s)).collect()
        };
        assert_eq!(names(&some), names(&expected));
        assert!(model.other_paragraphs_with(&whole, &mut scratch, &some) == expected, "every {every}th");
    }
}

#[test]
fn what_words_may_be_by_their_tags_holds_what_they_are() {
    let (model, whole) = (model(), many_paragraphs());
    let all = model.paragraphs_with(&whole, &mut Scratch::default());
    let lemmas: Vec<String> = (0..all.tokens.len()).map(|i| all.lemma(i).to_lowercase()).collect();
    // Every third lemma, so that there are windows of every width.
    let watched = lemmas.iter().filter(|l| l.len() % 3 == 1).map(String::as_str);
    let watch = Arc::new(Watch::new(watched.clone()));
    let mut scratch = Scratch::watching(watch.clone());
    let paragraphs = model.paragraphs(&whole, &mut scratch);
    let asked: Vec<WordSet> = (0..paragraphs.len())
        .map(|n| if n % 5 == 0 { WordSet::default() } else { watch.set(watched.clone()) })
        .collect();
    let classes = model.word_classes(&whole, &mut scratch, &asked);
    let (mut verbs, mut nouns, mut left) = (0, 0, 0);
    for (n, paragraph) in paragraphs.iter().enumerate().filter(|(n, _)| n % 5 != 0) {
        for i in all.tokens_in(paragraph.span) {
            let Some(number) = watch.number(&lemmas[i]) else { continue };
            assert!(paragraph.words.contains(number), "{}", lemmas[i]);
            let token = &all.tokens[i];
            if matches!(token.pos, Pos::Verb | Pos::Adj) || token.pos == Pos::Aux && token.tag.is_verbal() {
                assert!(classes[n].verbs.contains(number), "{} {:?}", lemmas[i], all.tokens[i]);
                verbs += 1;
            }
            if matches!(all.tokens[i].pos, Pos::Noun | Pos::Propn | Pos::Verb) {
                assert!(classes[n].nouns.contains(number), "{} {:?}", lemmas[i], all.tokens[i]);
                nouns += 1;
            }
            left += usize::from(!classes[n].verbs.contains(number));
        }
    }
    assert!(verbs > 200 && nouns > 200 && left > 100, "{verbs} {nouns} {left}");
}
