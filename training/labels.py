"""Stage 4: what the teacher says of training text, for `train_student.py --labels NAME`.
python labels.py --name teacher1 [--part 0/2]

Writes cache/NAME.PART.pkl, the fields of a `Labels`: five probabilities of every labelled training sentence and section, in the section
as the teacher saw it, and of section-like pieces of training documents that nobody has labelled. All of it is leak-checked.
"""
import argparse
import copy
import pickle
import random
from dataclasses import dataclass, field

import numpy as np
import torch

import leaks
from calibrate import fit_temperature
from config import CACHE, SEED, WORK
from docs import Doc, chunk, cnn, corpus, target, tone_sections
from loop import load_weights
from measure import run, softmax
from model import TAUGHT, Detente

PIECES = {"cnn": 700, "white_house_foreign": 400, "un_general_debate_2014_2024": 400}
LONGEST = 1800  # characters of a piece: longer ones are lists and tables that were not split


@dataclass
class Labels:
    """By the text of a sentence; by the first and last sentence of a section; and pieces of documents with labels in them."""

    sentences: dict = field(default_factory=dict)
    sections: dict = field(default_factory=dict)
    pieces: list[Doc] = field(default_factory=list)

    @classmethod
    def load(cls, name: str) -> "Labels":
        """All parts together."""
        out = cls()
        for path in sorted(CACHE.glob(f"{name}.*.pkl")):
            part = cls(**pickle.loads(path.read_bytes()))
            out.sentences |= part.sentences
            out.sections |= part.sections
            out.pieces += part.pieces
        return out

    def mixed(self, d: Doc, share: float) -> Doc:
        """The document with `share` of every reader's label replaced by the teacher's."""
        d = copy.copy(d)
        d.tone, d.sections = d.tone.copy(), list(d.sections)
        for i, sentence in enumerate(d.sentences):
            if d.mode[i] == 1 and sentence in self.sentences:
                d.tone[i] = (1 - share) * d.tone[i] + share * self.sentences[sentence]
        for k, (a, b, y) in enumerate(d.sections):
            p = self.sections.get(ends(d, a, b))
            if p is not None:
                d.sections[k] = (a, b, (1 - share) * target(y) + share * p)
        return d


def ends(d: Doc, a: int, b: int) -> tuple[str, str]:
    return d.sentences[a], d.sentences[b - 1]


def pieces(rng: random.Random) -> list[Doc]:
    """Section-like pieces of the news, statements and speeches, PIECES of each; the section's label is still to come."""
    out = []
    for name, count in PIECES.items():
        docs = leaks.keep(cnn("train") if name == "cnn" else corpus(name), name)
        found = [c for d in rng.sample(docs, min(count, len(docs))) for c in chunk(d, rng)]
        found = [c for c in found if len(c.sentences) > 2 and sum(map(len, c.sentences)) < LONGEST]
        out += rng.sample(found, min(count, len(found)))
    for d in out:
        d.sections = [(0, len(d.sentences), 0)]
    return out


def temperatures(model: Detente) -> tuple[float, float]:
    """Of sentences and sections, on valid."""
    docs = tone_sections("valid")
    rows = run(model, docs)
    join = lambda key: np.concatenate([r[key] for r in rows])
    return (fit_temperature(join("tone"), np.array([y for d in docs for y in d.label]))[0],
            fit_temperature(join("sections"), np.array([d.sections[0][2] for d in docs]))[0])


def say(model: Detente, docs: list[Doc], t: tuple[float, float]):
    """(document, probabilities of its sentences, of its section), a block at a time."""
    for a in range(0, len(docs), 256):
        block = docs[a : a + 256]
        for d, r in zip(block, run(model, block)):
            yield d, softmax(r["tone"], t[0]).astype(np.float32), softmax(r["sections"], t[1])[0].astype(np.float32)
        print(f"{a + len(block)} of {len(docs)}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True)
    parser.add_argument("--part", default="0/1")
    args = parser.parse_args()
    torch.set_num_threads(1)
    part, parts = map(int, args.part.split("/"))
    model = load_weights(Detente("teacher"), WORK / args.name / "final.pt")
    t = temperatures(model)
    print(f"temperatures: sentences {t[0]:.3f}, sections {t[1]:.3f}", flush=True)
    out = Labels()
    gold = leaks.keep(tone_sections("train"), "tone")
    for d, tone, section in say(model, gold[part::parts], t):
        out.sentences |= dict(zip(d.sentences, tone))
        out.sections[ends(d, *d.sections[0][:2])] = section
    for d, tone, section in say(model, pieces(random.Random(SEED))[part::parts], t):
        d.tone, d.mode = tone, np.full(len(tone), 3)
        d.sections = [(0, len(tone), TAUGHT * section)]
        out.pieces.append(d)
    (CACHE / f"{args.name}.{part}.pkl").write_bytes(pickle.dumps(vars(out)))


if __name__ == "__main__":
    main()
