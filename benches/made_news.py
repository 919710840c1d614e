"""Made-up news, the same for the same seed: no line of it was ever published.

Words are built from syllables and drawn by Zipf's law, names are capitalised, so that texts share common words and
differ in rare ones, as news does. Only the Python standard library is used.
"""
import itertools
import random

ONSETS = "b br d dr f g gr h j k kl l m n p pr r s sh st t tr v z".split()
VOWELS = "a e i o u ai ou".split()
CODAS = ["", "", "n", "r", "l", "s", "t", "m"]


def words(rng, count):
    """`count` different made-up words, the most frequent first."""
    seen = {}
    while len(seen) < count:
        n = 1 + min(int(rng.expovariate(0.8)) + (len(seen) > 300), 3)
        seen["".join(rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS) for _ in range(n))] = None
    return list(seen)


class Writer:
    """Writes sentences over a fixed vocabulary."""

    def __init__(self, seed, vocabulary=30_000):
        self.rng = random.Random(seed)
        self.vocabulary = words(self.rng, vocabulary)
        self.weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(vocabulary)))

    def draw(self, n):
        return self.rng.choices(self.vocabulary, cum_weights=self.weights, k=n)

    def sentence(self, names=()):
        out = self.draw(self.rng.randint(9, 26))
        out[0] = out[0].capitalize()
        for name in names:
            out.insert(self.rng.randint(1, len(out)), name)
        return " ".join(out) + "."

    def name(self):
        return self.rng.choice(self.vocabulary[300:]).capitalize()

    def article(self, length):
        """About `length` words in paragraphs."""
        out, n = [], 0
        while n < length:
            s = self.sentence([self.name()] if self.rng.random() < 0.4 else [])
            out.append(s)
            n += s.count(" ") + 1
        return out


def edited(writer, sentences):
    """A copy as outlets make it: credits, changed words, cuts, moved paragraphs. Returns the kind and the text."""
    rng = writer.rng
    out = list(sentences)
    kind = rng.choice(["credit", "edits", "cut", "moved", "mixed"])
    if kind in ("edits", "mixed"):
        share = rng.uniform(0.01, 0.14)
        out = [" ".join(rng.choice(writer.draw(1)) if rng.random() < share else w for w in s.split(" ")) for s in out]
    if kind in ("cut", "mixed"):
        out = out[: max(3, round(len(out) * rng.uniform(0.45, 0.95)))]
    if kind in ("moved", "mixed"):
        at = rng.randrange(1, len(out) - 1) if len(out) > 2 else 1
        out = out[at:] + out[:at]
    if kind in ("credit", "mixed") or rng.random() < 0.3:
        agency = writer.name()
        out.insert(0, f"{writer.name().upper()} ({agency}) —")
        out.append(f"Reporting by {agency} and {writer.name()}; this text was shortened by the desk.")
    return kind, " ".join(out)


def copies(seed, count):
    """`count` texts in families of one to six: a list of (family, kind, text), shuffled."""
    writer = Writer(seed)
    out, family = [], 0
    while len(out) < count:
        source = writer.article(int(min(900, max(60, writer.rng.lognormvariate(5.6, 0.5)))))
        out.append((family, "source", " ".join(source)))
        if writer.rng.random() < 0.4:
            for _ in range(writer.rng.randint(1, 5)):
                out.append((family, *edited(writer, source)))
        family += 1
    out = out[:count]
    writer.rng.shuffle(out)
    return out


def stories(seed, count):
    """`count` reports of made-up happenings over three years: dicts with id, date, title, text, incident."""
    import datetime
    writer = Writer(seed)
    rng = writer.rng
    start = datetime.date(2021, 1, 1)
    places = [writer.name() for _ in range(400)]
    out, incident = [], 0
    while len(out) < count:
        place, street, day = rng.choice(places), writer.name(), start + datetime.timedelta(rng.randrange(1000))
        people = [(f"{writer.name()} {writer.name()}", rng.randint(16, 80)) for _ in range(rng.randint(1, 3))]
        topic = writer.draw(12)
        for _ in range(1 + min(int(rng.expovariate(0.9)), 12)):
            gap = int(rng.expovariate(0.4)) if rng.random() < 0.9 else rng.randrange(400)
            text = []
            for _ in range(rng.randint(8, 22)):
                names = [place] if rng.random() < 0.3 else []
                if rng.random() < 0.4:
                    name, age = rng.choice(people)
                    names.append(f"{name}, {age},")
                if rng.random() < 0.2:
                    names.append(f"{street} Road")
                names += rng.sample(topic, 2)
                text.append(writer.sentence(names))
            out.append({"id": f"r{len(out)}", "date": str(day + datetime.timedelta(gap)),
                        "title": f"{place} {' '.join(rng.sample(topic, 4))}", "text": " ".join(text), "incident": incident})
        incident += 1
    out = out[:count]
    rng.shuffle(out)
    return out
