"""Tried, not used for what is shipped: what a student says of unlabelled training text, for `train_student.py --pseudo NAME`.
python pseudo.py --name soup3 [--part 0/2]

Writes cache/NAME.PART.pkl: {sentence: five probabilities} of the CNN training stories and of the documents around the gold
sections, and {story id: [(first, end, five probabilities)]} of section-like pieces. All of it is leak-checked.
"""
import argparse
import pickle
import random

import numpy as np
import torch

import leaks
from config import CACHE, SEED, WORK
from docs import chunk
from loop import load_weights
from measure import run, softmax
from model import Detente
from train_student import prepared


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True)
    parser.add_argument("--part", default="0/1")
    parser.add_argument("--stories", type=int, default=3000)
    parser.add_argument("--most", type=int, default=60, help="sentences of a document that are labelled")
    args = parser.parse_args()
    torch.set_num_threads(1)
    part, parts = map(int, args.part.split("/"))
    model = load_weights(Detente("student"), WORK / args.name / "final.pt")
    _, _, stories, documents = prepared()
    stories = random.Random(SEED).sample(stories, min(args.stories, len(stories)))
    docs = stories + [d for k, d in sorted(documents.items()) if d.source != "cnn"]
    docs = leaks.keep(docs[part::parts], "pseudo")
    rng, sentences, sections = random.Random(SEED), {}, {}
    for a in range(0, len(docs), 64):
        block = docs[a : a + 64]
        for d in block:
            d.sentences = d.sentences[: args.most]
            n = len(d.sentences)
            d.tone, d.mode, d.sections = d.tone[:n], d.mode[:n], [(c.first, c.first + len(c.sentences), 0) for c in chunk(d, rng)]
            if len(d.tone) < n:
                d.tone, d.mode = np.zeros((n, 5), np.float32), np.zeros(n, np.int64)
        for d, r in zip(block, run(model, block)):
            sentences |= dict(zip(d.sentences, softmax(r["tone"]).astype(np.float16)))
            sections[d.id] = [(s, e, p.astype(np.float32)) for (s, e, _), p in zip(d.sections, softmax(r["sections"]))]
        print(f"{a + len(block)} of {len(docs)}", flush=True)
    (CACHE / f"{args.name}.{part}.pkl").write_bytes(pickle.dumps((sentences, sections)))


if __name__ == "__main__":
    main()
