"""Measures the program on a large ledger: `python3 benches/ledger/measure.py SERVANDA LEDGER [SECONDS OF SOAK]`.

Seconds are those of the processors (user and system). Only the Python standard library is used.
"""
import datetime
import json
import os
import resource
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

SERVANDA, LEDGER = sys.argv[1], sys.argv[2]
SOAK = float(sys.argv[3]) if len(sys.argv) > 3 else 20
PORT = 7399
TICK = os.sysconf("SC_CLK_TCK")
PATHS = [
    "board", "claims", "claims?act=shelling", "claims?q=shelled", "incidents", "incidents?sort=killed", "incidents?q=Talish",
    "map/incidents?limit=100", "control", "timeline?bucket=month", "sources", "reports", "reports?outlet=Outlet%207", "review",
    "search?q=water%20bread&limit=20", "search?q=drone&limit=20", "operations?in_force=true", "provisions/1",
]


def spent(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def memory(pid, key="VmRSS"):
    return next(int(line.split()[1]) >> 10 for line in open(f"/proc/{pid}/status") if line.startswith(key))


def ask(path, body=None):
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}/api/v1/{path}")
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("content-type", "application/json")
    with urllib.request.urlopen(request, timeout=600) as answer:
        return answer.status, answer.read()


def command():
    subprocess.run([SERVANDA, "assess", "karabakh-2020", "--db", LEDGER], check=True, stdout=subprocess.DEVNULL)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"assess --db: {used.ru_utime + used.ru_stime:.2f} s, most memory {used.ru_maxrss >> 10} MiB")


def report(n):
    text = f"The Armenian Defence Ministry said that Azerbaijani forces shelled Talish on 12 March 2023. Number {n}."
    ask("reports", {"title": f"New report {n}", "text": text, "outlet": "Outlet 3", "published": "2023-03-13T08:00:00+04:00"})


def awaited(n):
    before = time.monotonic()
    while json.loads(ask("board")[1])["known"]["reports"] < n and time.monotonic() - before < 120:
        time.sleep(0.01)


def main():
    command()
    server = subprocess.Popen([SERVANDA, "serve", "--port", str(PORT), "--db", LEDGER, "karabakh-2020"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    pid = server.pid
    try:
        for _ in range(6000):
            try:
                ask("board")
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        print(f"serve, to the first board: {spent(pid):.2f} s, memory {memory(pid)} MiB, at most {memory(pid, 'VmHWM')} MiB")
        known = json.loads(ask("board")[1])["known"]
        print("known:", known)
        for path in PATHS:
            times, size = [], 0
            for _ in range(3):
                before = spent(pid)
                try:
                    size = len(ask(path)[1])
                except urllib.error.HTTPError as error:
                    size = -error.code
                times.append(spent(pid) - before)
            print(f"GET /{path}: first {times[0]:.2f} s, then {min(times[1:]):.2f} s, {size} bytes")
        last = known["last"][:10]
        for told, path in [("after the last report", "board?as_of=2030-01-01"), ("later still", "board?as_of=2030-01-02"),
                           (f"on the last day, {last}", f"board?as_of={last}T00:00:00Z"),
                           ("a day before", "board?as_of=" + earlier(last, 1)), ("a month before", "board?as_of=" + earlier(last, 31)),
                           ("a day later", "board?as_of=" + earlier(last, 30))]:
            print(f"GET /board as of {told}: {taken(pid, lambda: ask(path)):.2f} s")
        claims = json.loads(ask("claims?limit=4&act=shelling")[1])["items"]
        judgements = [
            ("a claim retracted", {"action": "retract_claim", "claim": claims[0]["id"]}),
            ("a claim misread", {"action": "misread", "claim": claims[1]["id"]}),
            ("two incidents merged", merge()),
            ("a name for a place", {"action": "alias", "of": "place", "name": "Qwertyville", "means": "hadrut"}),
        ]
        for told, body in judgements:
            done = []
            body["reason"] = "measured"
            cost = taken(pid, lambda: done.append(json.loads(ask("operations", body)[1])["sequence"]))
            back = taken(pid, lambda: ask(f"operations/{done[0]}/undo", {"reason": "measured"}))
            print(f"POST {told}: {cost:.2f} s, its undoing: {back:.2f} s")
        for n in range(3):
            def told():
                report(n)
                awaited(known["reports"] + n + 1)
            print(f"POST a report, until it is on the board: {taken(pid, told):.2f} s")
        soak(pid)
        print(f"most memory so far: {memory(pid, 'VmHWM')} MiB")
        killed(server)
    finally:
        server.kill()
        server.wait()


def taken(pid, what):
    before = spent(pid)
    what()
    return spent(pid) - before


def earlier(day, days):
    return f"{datetime.date.fromisoformat(day) - datetime.timedelta(days)}T00:00:00Z"


def merge():
    one, other = (json.loads(ask("incidents?limit=2")[1])["items"])
    return {"action": "merge", "into": one["id"], "incidents": [other["id"]]}


def killed(server):
    """What was answered is there after `kill -9`."""
    done = [json.loads(ask("operations", {"action": "note", "about": f"kept {n}", "reason": "r"})[1])["sequence"] for n in range(20)]
    server.kill()
    server.wait()
    check = subprocess.run([SERVANDA, "check", LEDGER], stdout=subprocess.DEVNULL)
    with sqlite3.connect(f"file:{LEDGER}?mode=ro", uri=True) as db:
        kept = [seq for (seq,) in db.execute("SELECT seq FROM operations ORDER BY seq DESC LIMIT 20")]
    print(f"kill -9: {'nothing lost' if sorted(kept) == done else 'LOST'}, check ends with {check.returncode}")


def soak(pid):
    """Reads by four, judgements by one, for some seconds: no error, and memory stays."""
    until, errors, counts = time.monotonic() + SOAK, [], [0] * 5
    before = memory(pid)

    def read(k):
        while time.monotonic() < until:
            try:
                ask(PATHS[(counts[k] * 5 + k) % len(PATHS)])
            except Exception as error:  # every error is told
                errors.append(repr(error))
            counts[k] += 1

    def write():
        while time.monotonic() < until:
            try:
                ask("operations", {"action": "note", "about": "soak", "reason": f"note {counts[4]}"})
            except Exception as error:
                errors.append(repr(error))
            counts[4] += 1

    threads = [threading.Thread(target=read, args=(k,)) for k in range(4)] + [threading.Thread(target=write)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    print(f"soak of {SOAK:.0f} s: {sum(counts[:4])} reads, {counts[4]} writes, {len(errors)} errors {errors[:2]}; "
          f"memory {before} -> {memory(pid)} MiB")


main()
