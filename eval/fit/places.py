#!/usr/bin/env python3
"""Fits the weights of crates/reading/src/places/weights.rs on an annotated set; needs numpy. Not run by the build.

    places.py mentions RECORDS.jsonl OBSERVATIONS.tsv OUT.json     # OBSERVATIONS from `observe_places … mentions`
    places.py readings RECORDS.jsonl PLACES.jsonl OUT.json         # PLACES from `observe_places … readings`

Mentions: logistic regression, L2 penalty 1.5, adjectives of GeoVirus left out because its annotators left them out.
Readings: softmax regression, L2 penalty 3; half the target goes to the annotated place, half to all readings within
161 km of it. Both print five-fold figures (folds by document). Weights are printed as JSON, times 100 in weights.rs.
"""
import collections
import json
import math
import sys
import zlib

import numpy as np


def adam(gradient, size, steps, rate):
    w, m, v = np.zeros(size), np.zeros(size), np.zeros(size)
    for t in range(1, steps + 1):
        g = gradient(w)
        m, v = 0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g * g
        w -= (rate if t < 0.6 * steps else rate / 4) * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.99**t)) + 1e-8)
    return w


def fold_of(ident):
    return zlib.crc32(ident.encode()) % 5


def mentions(records, observations, out, l2=1.5):
    rows, right, ids, spans, adjective = [], [], [], [], []
    for line in open(observations):
        ident, y, start, end, adj, numbers = line.rstrip("\n").split("\t")
        ids.append(ident)
        right.append(int(y))
        spans.append((int(start), int(end)))
        adjective.append(int(adj))
        rows.append([int(x) for x in numbers.split()])
    n, size = len(rows), max(map(max, rows)) + 1
    y = np.array(right, float)
    index = np.concatenate([np.array(r) for r in rows])
    row = np.repeat(np.arange(n), [len(r) for r in rows])
    geovirus = np.array([i.startswith("geovirus/") for i in ids])
    left_out = geovirus & np.array(adjective, bool)
    fold = np.array([fold_of(i) for i in ids])

    def scores(w):
        return np.bincount(row, weights=w[index], minlength=n) + w[size]

    def fit(used):
        weight = np.where(geovirus, 1.6, 1.0) * used * ~left_out

        def gradient(w):
            g = (1 / (1 + np.exp(-scores(w))) - y) * weight
            total = np.bincount(index, weights=g[row], minlength=size + 1)
            total[size] = g.sum()
            total[:size] += l2 * w[:size]
            return total

        return adam(gradient, size + 1, 150, 0.15)

    z = np.zeros(n)
    for k in range(5):
        s = scores(fit(fold != k))
        z[fold == k] = s[fold == k]
    gold = {r["id"]: {(t["start"], t["end"]) for t in r["toponyms"]} for r in records}
    found = collections.defaultdict(list)
    for k in np.argsort(-z):
        if z[k] < -0.2:
            break
        a, b = spans[k]
        if not left_out[k] and all(b <= c or a >= d for c, d in found[ids[k]]):
            found[ids[k]].append((a, b))
    for part in sorted({i.split("/")[0] for i in gold}):
        some = [i for i in gold if i.startswith(part + "/")]
        hit = sum(len(gold[i] & set(found[i])) for i in some)
        said, there = sum(len(found[i]) for i in some), sum(len(gold[i]) for i in some)
        print(f"{part}: five-fold exact F1 {200 * hit / (said + there):.1f}")
    w = fit(np.ones(n))
    json.dump({"w": w[:size].round(3).tolist(), "b": float(w[size])}, open(out, "w"))


def km(a, b, c, d):
    p = math.pi / 180
    h = 0.5 - math.cos((c - a) * p) / 2 + math.cos(a * p) * math.cos(c * p) * (1 - math.cos((d - b) * p)) / 2
    return 12742 * math.asin(min(1, math.sqrt(h)))


def readings(records, places, out, l2=3.0):
    gold = {r["id"]: r["toponyms"] for r in records}
    numbers, starts, label, near, fold, part = [], [], [], [], [], []
    for line in open(places):
        record = json.loads(line)
        for t, choices in zip(gold[record["id"]], record["places"]):
            if t["lat"] is None and not t["geonameid"] or not choices:
                continue
            best = None
            starts.append(len(numbers))
            for k, (lat, lon, ident, f) in enumerate(choices):
                same = bool(t["geonameid"]) and ident == t["geonameid"]
                d = km(lat, lon, t["lat"], t["lon"]) if t["lat"] is not None else 1e9
                near.append(same or d <= 161)
                if near[-1] and (best is None or (not same, d) < best[0]):
                    best = ((not same, d), k)
                numbers.append(f)
            label.append(best[1] if best else -1)
            fold.append(fold_of(record["id"]))
            part.append(record["id"].split("/")[0])
    x, near = np.array(numbers, float), np.array(near)
    begin, label, fold, part = np.array(starts), np.array(label), np.array(fold), np.array(part)
    segment = np.repeat(np.arange(len(begin)), np.diff(np.append(begin, len(x))))
    target = np.zeros(len(x))
    target[(begin + label)[label >= 0]] = 1

    def shares(w):
        z = x @ w
        e = np.exp(z - np.maximum.reduceat(z, begin)[segment])
        return e / np.add.reduceat(e, begin)[segment]

    def fit(used):
        weight = np.where(part == "geovirus", 0.5, 1.0) * (used & (label >= 0))

        def gradient(w):
            p = shares(w)
            right = p * near
            right /= np.maximum(np.add.reduceat(right, begin), 1e-9)[segment]
            return x.T @ ((p - 0.5 * right - 0.5 * target) * weight[segment]) + l2 * w

        return adam(gradient, x.shape[1], 300, 0.05)

    ok = np.zeros(len(begin), bool)
    ends = np.append(begin[1:], len(x))
    for k in range(5):
        p = shares(fit(fold != k))
        for i in np.flatnonzero(fold == k):
            ok[i] = near[begin[i] + np.argmax(p[begin[i]:ends[i]])]
    for name in sorted(set(part)):
        print(f"{name}: five-fold accuracy of names the gazetteer knows {ok[part == name].mean():.3f}")
    json.dump(fit(fold >= 0).round(3).tolist(), open(out, "w"))


if __name__ == "__main__":
    if len(sys.argv) != 5 or sys.argv[1] not in ("mentions", "readings"):
        sys.exit(__doc__)
    loaded = [json.loads(line) for line in open(sys.argv[2])]
    {"mentions": mentions, "readings": readings}[sys.argv[1]](loaded, *sys.argv[3:])
