"""Near-duplicates: our MinHash-LSH against rensa (PyPI), one core, the same 10,000 made-up texts.

    cargo build --release -p servanda-incidents --example neardup
    pip install rensa
    taskset -c 0 python benches/neardup/bench.py [--count 10000] [--seed 1]

Truth is exact: pairs of one family of copies that share at least half of their three-word runs. Found pairs are
checked exactly too, so precision is measured on all of them. rensa gets its shingles ready-made in one row and cut
from the text (in Python) in the other; ours always reads plain text. Times are processor time, the mean
of several runs. A text is "found" if any copy of it is.
"""
import argparse
import collections
import json
import os
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import made_news  # noqa: E402

WORD = re.compile(r"[^\W_]+")


def shingles(text):
    w = WORD.findall(text.lower())
    return [" ".join(x) for x in zip(w, w[1:], w[2:])]


def jaccard(a, b):
    return len(a & b) / len(a | b) if a or b else 0.0


def truth(texts, sets):
    families = collections.defaultdict(list)
    for i, (family, _, _) in enumerate(texts):
        families[family].append(i)
    return {(a, b) for f in families.values() for a in f for b in f if a < b and jaccard(sets[a], sets[b]) >= 0.5}


def row(name, found, true, sets, seconds, count):
    good = {p for p in found if p in true or jaccard(sets[p[0]], sets[p[1]]) >= 0.5}
    in_true = {x for p in true for x in p}
    in_found = {x for p in found for x in p}
    print(f"{name:52s} pairs: recall {len(good & true) / len(true):.4f} precision {len(good) / max(1, len(found)):.4f}"
          f"   texts: recall {len(in_true & in_found) / len(in_true):.4f} precision"
          f" {len(in_true & in_found) / max(1, len(in_found)):.4f}   {count / seconds:9,.0f} texts/s")


def timed(runs, work):
    """The result of `work` and its processor time, so that other work on the machine counts little."""
    start = time.process_time()
    for _ in range(runs):
        out = work()
    return out, (time.process_time() - start) / runs


def rensa_rows(texts, sets, true, runs):
    import rensa
    count = len(texts)
    tokens, cutting = timed(1, lambda: [shingles(t) for _, _, t in texts])
    in_true = {x for p in true for x in p}

    def pairs(bands, verified):
        hashes = []
        for t in tokens:
            m = rensa.RMinHash(num_perm=128, seed=42)
            m.update(t)
            hashes.append(m)
        lsh = rensa.RMinHashLSH(threshold=0.5, num_perm=128, num_bands=bands)
        lsh.insert_many(hashes)
        return {(i, j) for i, near in enumerate(lsh.query_all(hashes)) for j in near
                if j > i and (not verified or hashes[i].jaccard(hashes[j]) >= 0.5)}

    def flags(bands):
        # The bulk call tells only which texts have a copy, not of what.
        matrix = rensa.RMinHash.digest_matrix_from_token_sets(tokens, 128, 42)
        return rensa.RMinHashLSH(threshold=0.5, num_perm=128, num_bands=bands).insert_matrix_and_query_duplicate_flags(matrix)

    for bands in (16, 32):
        for verified in (False, True):
            found, seconds = timed(runs, lambda: pairs(bands, verified))
            what = f"rensa, {bands} bands" + (", estimate >= 0.5" if verified else "")
            row(what + ", shingles ready", found, true, sets, seconds, count)
            row(what + ", from text", found, true, sets, seconds + cutting, count)
        got, seconds = timed(runs, lambda: flags(bands))
        got = {i for i, f in enumerate(got) if f}
        print(f"{f'rensa, {bands} bands, bulk flags, shingles ready':52s} no pairs;{'':32s}"
              f"texts: recall {len(got & in_true) / len(in_true):.4f} precision"
              f" {len(got & in_true) / max(1, len(got)):.4f}   {count / seconds:9,.0f} texts/s")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    ap.add_argument("--count", type=int, default=10_000)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--binary", default=os.path.join(HERE, "../../target/release/examples/neardup"))
    o = ap.parse_args()
    os.environ["RAYON_NUM_THREADS"] = "1"
    texts = made_news.copies(o.seed, o.count)
    sets = [set(shingles(t)) for _, _, t in texts]
    true = truth(texts, sets)
    n = sum(len(t.split()) for _, _, t in texts)
    print(f"{len(texts)} texts, {n / len(texts):.0f} words each, {len(true)} true pairs, one core")
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf8") as f:
        for _, _, t in texts:
            f.write(json.dumps(t, ensure_ascii=False) + "\n")
        f.flush()
        out = json.loads(subprocess.run([o.binary, f.name], check=True, capture_output=True, text=True).stdout)
    row("ours, from text, pairs verified exactly", {tuple(p) for p in out["pairs"]}, true, sets, out["seconds"], len(texts))
    print(f"{'ours, index':52s} insert {1e6 * out['insert_seconds'] / len(texts):.1f} µs, query "
          f"{1e6 * out['query_seconds'] / len(texts):.1f} µs, slowest {1e6 * out['query_slowest']:.0f} µs, "
          f"pairs found {len({tuple(p) for p in out['index_pairs']} & true) / len(true):.4f}")
    rensa_rows(texts, sets, true, 3)


if __name__ == "__main__":
    main()
