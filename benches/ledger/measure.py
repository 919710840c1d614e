"""Measures the program on a large ledger: `python3 benches/ledger/measure.py SERVANDA LEDGER [SECONDS OF SOAK]`.

Seconds are those of the processors (user and system). Only the Python standard library is used.
"""
import json
import os
import resource
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
        claim = json.loads(ask("claims?limit=1&act=shelling")[1])["items"][0]["id"]
        before = spent(pid)
        done = json.loads(ask("operations", {"action": "retract_claim", "claim": claim, "reason": "measured"})[1])
        print(f"POST a judgement: {spent(pid) - before:.2f} s")
        before = spent(pid)
        ask(f"operations/{done['sequence']}/undo", {"reason": "measured"})
        print(f"POST its undoing: {spent(pid) - before:.2f} s")
        for n in range(3):
            before = spent(pid)
            report(n)
            awaited(known["reports"] + n + 1)
            print(f"POST a report, until it is on the board: {spent(pid) - before:.2f} s")
        soak(pid)
    finally:
        server.kill()
        server.wait()


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
