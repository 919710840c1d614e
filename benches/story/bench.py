"""Stories: speed and memory on made-up reports (see made_news.py), 10,000 and 100,000 of them, both cores.

    cargo build --release -p servanda-incidents --example stories
    python benches/story/bench.py [--count 10000 100000]

The figure for pairs only shows that the right reports met: made-up news is far easier than real news.
"""
import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import made_news  # noqa: E402


def pairs(labels):
    return sum(n * (n - 1) // 2 for n in collections.Counter(labels).values())


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    ap.add_argument("--count", type=int, nargs="+", default=[10_000, 100_000])
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--binary", default=os.path.join(HERE, "../../target/release/examples/stories"))
    o = ap.parse_args()
    for count in o.count:
        reports = made_news.stories(o.seed, count)
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf8") as f:
            for r in reports:
                f.write(json.dumps(r, ensure_ascii=False) + "\n")
            f.flush()
            out = json.loads(subprocess.run([o.binary, f.name], check=True, capture_output=True, text=True).stdout)
        gold = [r["incident"] for r in reports]
        hit, found, true = pairs(zip(gold, out["labels"])), pairs(out["labels"]), pairs(gold)
        print(f"{count} reports, {sum(len(r['text'].split()) for r in reports) / count:.0f} words each: "
              f"{out['seconds']:.2f} s ({out['processor_seconds']:.2f} s of processor time), peak memory {out['peak_memory']} (reports themselves included), "
              f"pairs precision {hit / max(1, found):.3f} recall {hit / true:.3f}")


if __name__ == "__main__":
    main()
