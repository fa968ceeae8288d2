"""Stage 2b: a soup of students (the weighted mean of their weights) and what it says of unlabelled training text.
python pseudo.py --name soup3 --of student1:0.2,student2:0.3,student3:0.5 [--part 0/2]

Writes NAME/final.pt and cache/NAME.PART.pkl: {sentence: five probabilities} of the CNN training stories and of the documents
around the gold sections, and {story id: [(first, end, five probabilities)]} of section-like pieces. All of it is leak-checked.
"""
import argparse
import os
import pickle
import random

import numpy as np
import torch

import leaks
from config import CACHE, SEED, WORK
from loop import load_weights, save
from measure import run, softmax
from model import Detente
from train_student import prepared


def soup(parts: list[tuple[str, float]]) -> dict:
    """The weighted mean of the students' weights."""
    states = [(torch.load(WORK / name / "final.pt", weights_only=False), weight) for name, weight in parts]
    return {k: sum(weight * state[k] for state, weight in states) for k in states[0][0] if all(k in s for s, _ in states)}


def pieces(count: int, rng: random.Random) -> list[tuple[int, int]]:
    """Section-like runs of 4 to 9 sentences that cover the document."""
    out, i = [], 0
    while i < count:
        n = rng.randint(4, 9)
        out.append((i, min(i + n, count)))
        i += n
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", default="soup3")
    parser.add_argument("--of", default="student1:0.2,student2:0.3,student3:0.5")
    parser.add_argument("--part", default="0/1")
    parser.add_argument("--stories", type=int, default=3000)
    parser.add_argument("--most", type=int, default=60, help="sentences of a document that are labelled")
    args = parser.parse_args()
    torch.set_num_threads(1)
    folder = WORK / args.name
    folder.mkdir(exist_ok=True)
    part, parts = map(int, args.part.split("/"))
    save(folder / f"part{part}.pt", soup([(n, float(w)) for n, w in (p.split(":") for p in args.of.split(","))]))
    model = load_weights(Detente("student"), folder / f"part{part}.pt")
    _, _, stories, documents = prepared()
    stories = random.Random(SEED).sample(stories, min(args.stories, len(stories)))
    docs = stories + [d for k, d in sorted(documents.items()) if d.source != "cnn"]
    docs = docs[part::parts]
    docs = leaks.keep(docs, "pseudo")
    rng, sentences, sections = random.Random(SEED), {}, {}
    for a in range(0, len(docs), 64):
        block = docs[a : a + 64]
        for d in block:
            d.sentences = d.sentences[: args.most]
            n = len(d.sentences)
            d.tone, d.mode, d.sections = d.tone[:n], d.mode[:n], [(*p, 0) for p in pieces(n, rng)]
            if len(d.tone) < n:
                d.tone, d.mode = np.zeros((n, 5), np.float32), np.zeros(n, np.int64)
        for d, r in zip(block, run(model, block)):
            sentences |= dict(zip(d.sentences, softmax(r["tone"]).astype(np.float16)))
            sections[d.id] = [(s, e, p.astype(np.float32)) for (s, e, _), p in zip(d.sections, softmax(r["sections"]))]
        print(f"{a + len(block)} of {len(docs)}", flush=True)
    os.replace(folder / f"part{part}.pt", folder / "final.pt")  # the same in every part
    (CACHE / f"{args.name}.{part}.pkl").write_bytes(pickle.dumps((sentences, sections)))


if __name__ == "__main__":
    main()
