"""Articles of about 400 words for measuring speed, the same for the same seed: none was ever published.

A relevant one is put together from paragraphs of the shipped example, with days, numbers and names varied. The others
are made of the sentences below: weather, markets, sport, culture, science. They hold the words that mislead ("attack",
"fire", "deal", "talks") about as often as such pages do. Only the Python standard library is used.
"""
import pathlib
import random
import re

EXAMPLE = pathlib.Path(__file__).parents[2] / "examples/karabakh-2020/reports"
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
NAMES = "Alvin Dorsa Emre Farid Gagik Hovik Ilgar Jora Karim Levon Mardan Narek Orkhan Petros Rashad Samvel Tigran".split()

OPENINGS = [
    "Rain is expected to spread across the north on {day}, with gusts of up to {n} kilometres an hour near the coast.",
    "Shares of the retailer rose {n} percent on {day} after it published its results for the last quarter.",
    "The home side came from behind to win {small} to two in front of {n} thousand spectators on {day}.",
    "A new exhibition of watercolours opens in the old town hall on {day} and will stay until {month}.",
    "Researchers have sequenced the genome of a rare orchid that grows on only {small} mountains.",
    "The council approved a plan to renew {n} kilometres of water pipes in the eastern quarter of the city.",
    "Bakers in the valley say the price of flour has gone up by {n} percent since {month}.",
    "The orchestra ends its season on {day} with a programme of late romantic music.",
]
SENTENCES = [
    "{name} {name2}, who has run the shop for {n} years, remembers colder winters.",
    "The bank expects the economy to grow by {small} percent this year.",
    "Visitors can park near the station and walk through the gardens.",
    "The goalkeeper saved a penalty in the {n}th minute and left the pitch to applause.",
    "Her second novel tells of a family of sailmakers in a harbour that no longer exists.",
    "Temperatures drop below zero at night, and drivers should expect ice on the bridges.",
    "The company employs {n} people in {small} countries and plans to hire more engineers.",
    "Tickets cost {small} to {n} crowns, and children pay half.",
    "A spokeswoman for the museum said the painting had been cleaned with great care.",
    "Analysts had forecast a loss of {n} million.",
    "The valley is known for its apples, its chapels and a narrow-gauge railway.",
    "Volunteers counted {n} herons along the river, more than in any {month} on record.",
    "The coach praised the midfield and said that the young striker {name} {name2} would start on {day}.",
    "The telescope will map a billion stars over the next {small} years.",
    "Oil lost {small} percent, and the crown was little changed against the euro.",
    "The recipe needs {small} eggs, two cups of flour and a spoon of honey.",
    "In the second half the visitors pressed higher up and found more space on the wings.",
    "The library is being repaired and will not be back before {month}.",
    "A study of {n} patients found that a short walk after dinner improves sleep.",
    "The mayor thanked the volunteers and promised new benches along the lake.",
    "The choir sings in the cathedral every {day} evening, and everybody may listen.",
    "The play was written in {small} weeks on a small island.",
    "House prices in the suburbs have risen faster than wages for {small} years.",
    "The university offers {n} courses in geology, botany and the history of science.",
    "The train from the capital was late again because of leaves on the line.",
    "Scientists measured the salt in the bay at {n} points and found less of it than in {month}.",
    "The garden was laid out by {name} {name2} in the style of the time.",
    "She won the race by a wheel after {n} kilometres in the hills.",
    "Its harvest of grapes is likely to be the largest in {n} years, growers told the newspaper.",
    "{name} {name2} teaches chemistry at a school in the suburbs and paints at weekends.",
    "The new phone is thinner than the last one and costs {n} crowns more.",
    "A pair of storks has built its nest on the chimney of the old brewery.",
    "Doctors recommend the vaccine to everybody over {n}.",
    "The bridge was designed by {name} {name2} and finished in {small} years.",
    "On {day} the band plays songs from its third album.",
    "The airline added {small} flights a week to the islands.",
]
# What looks like an act and is none, or is one of no interest: one sentence in 33.
MISLEADING = [
    "The champions will attack from the first minute, said {name} {name2}.",
    "The two companies are in talks about a deal worth {n} million.",
    "The storm hit the harbour and tore {n} boats from their moorings.",
    "The firm agreed to buy its rival after months of talks.",
    "A fire destroyed a barn near the village; nobody was hurt.",
    "The board rejected the offer and called it too low.",
    "The film was shot in black and white with a crew of {n}.",
    "Children get in free, and a pound of cherries costs {small} crowns.",
    "The town hall was closed after the fall of a chandelier.",
    "He died at the age of {n}.",
    "The court released him on {day}.",
    "The two leaders of the league meet on {day}.",
]


def fill(rng, sentence):
    return sentence.format(day=rng.choice(DAYS), month=rng.choice(MONTHS), n=rng.randint(11, 96),
                           small=rng.randint(3, 9), name=rng.choice(NAMES), name2=rng.choice(NAMES) + "ov")


def other(rng, words=400):
    """An article on something else."""
    paragraphs, count = [], 0
    while count < words:
        block = [fill(rng, rng.choice(OPENINGS if not paragraphs else SENTENCES))]
        for _ in range(rng.randint(1, 3)):
            block.append(fill(rng, rng.choice(MISLEADING if rng.random() < 0.03 else SENTENCES)))
        paragraphs.append(" ".join(block))
        count += len(paragraphs[-1].split())
    return "\n\n".join(paragraphs)


def example_paragraphs():
    """The paragraphs of the shipped example in plain text."""
    found = []
    for path in sorted(EXAMPLE.glob("*.md")):
        if "sport" in path.name or "business" in path.name:
            continue
        body = path.read_text(encoding="utf-8").split("---", 2)[2]
        found += [" ".join(p.split()) for p in body.strip().split("\n\n") if len(p.split()) > 8]
    return found


def vary(rng, paragraph):
    """Other days, other numbers: no two articles say the same."""
    paragraph = re.sub(r"\b(" + "|".join(DAYS) + r")\b", lambda _: rng.choice(DAYS), paragraph)
    return re.sub(r"\b([2-9]|[1-9]\d)\b(?! (?:%s))" % "|".join(MONTHS), lambda _: str(rng.randint(2, 96)), paragraph)


def relevant(rng, paragraphs, words=400):
    """An article on the ceasefire."""
    out, count = [], 0
    while count < words:
        out.append(vary(rng, rng.choice(paragraphs)))
        count += len(out[-1].split())
    return "\n\n".join(out)


def articles(seed, count, share=1.0):
    """`count` articles of which `share` are relevant."""
    rng = random.Random(seed)
    paragraphs = example_paragraphs()
    return [relevant(rng, paragraphs) if rng.random() < share else other(rng) for _ in range(count)]
