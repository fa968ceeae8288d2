"""Greedy ROUGE oracle labels (R1 + R2 F1, up to 3 sentences) and per-sentence ROUGE of the CNN stories, cached.
python oracle.py"""
import json
from collections import Counter
from functools import lru_cache

import numpy as np
from nltk.stem.porter import PorterStemmer

from config import CACHE
from docs import Doc, cnn, re

STEMMER = PorterStemmer()


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    return STEMMER.stem(word) if len(word) > 3 else word


def words(text: str) -> list[str]:
    return [stem(w) for w in re.findall(r"[a-z0-9]+", text.lower())]


def grams(tokens: list[str], n: int) -> Counter:
    return Counter(zip(*(tokens[i:] for i in range(n))))


def f1(a: Counter, b: Counter, na: int, nb: int) -> float:
    hit = sum(min(v, b[k]) for k, v in a.items() if k in b)
    return 2 * hit / (na + nb) if hit else 0.0


def labels(sentences: list[str], highlights: list[str], limit: int = 3) -> tuple[list[int], list[float]]:
    """Indices the greedy search picks, and (R1 + R2) / 2 of each sentence alone."""
    reference = [words(h) for h in highlights]
    ref = [sum((grams(h, n) for h in reference), Counter()) for n in (1, 2)]
    ref_n = [sum(r.values()) for r in ref]
    each = [[grams(words(s), n) for n in (1, 2)] for s in sentences]

    def score(chosen: list[int]) -> float:
        total = 0.0
        for k in (0, 1):
            c = sum((each[i][k] for i in chosen), Counter())
            total += f1(c, ref[k], sum(c.values()), ref_n[k])
        return total / 2

    alone = [score([i]) for i in range(len(sentences))]
    chosen, best = [], 0.0
    candidates = sorted(range(len(sentences)), key=lambda i: -alone[i])[:25]
    for _ in range(limit):
        options = [(score(chosen + [i]), -i) for i in candidates if i not in chosen]
        if not options or max(options)[0] <= best:
            break
        best, i = max(options)
        chosen.append(-i)
    return chosen, alone


def build(split: str) -> None:
    out = {}
    for d in cnn(split):
        chosen, alone = labels(d.sentences, d.highlights)
        out[d.id] = [chosen, [round(x, 4) for x in alone]]
    (CACHE / f"oracle_{split}.json").write_text(json.dumps(out))


def labelled(split: str) -> list[Doc]:
    known, out = json.loads((CACHE / f"oracle_{split}.json").read_text()), []
    for d in cnn(split):
        chosen, alone = known[d.id]
        if chosen and len(d.sentences) >= 5:
            d.salience = np.zeros(len(d.sentences), np.float32)
            d.salience[chosen] = 1
            d.rouge = np.array(alone, np.float32)
            out.append(d)
    return out


if __name__ == "__main__":
    for split in ("valid", "train"):
        build(split)
