"""The one training record, Doc, and the readers of the public data that make it. Nothing here writes into the repository."""
import csv
import json
import random
import re
from dataclasses import dataclass, field

import numpy as np

from config import CLASSES, DATA
from text import split_sentences

GROUPS = {"confrontational": [0, 1], "neutral": [2], "conciliatory": [3, 4]}


@dataclass
class Doc:
    """Sentences of one document (or section) with whatever labels are known.

    tone: [n, 5] target distribution, or a 0/1 mask of allowed classes; mode: 0 no label, 1 distribution, 2 mask, 3 the teacher's distribution.
    label: -2..2 or None. sections: (start, end, label). salience: [n] 0/1, rouge: [n]; empty when unknown.
    first / total: position of sentence 0 in the whole document and the document's length (truncated documents).
    """

    id: str
    source: str
    title: str | None
    sentences: list[str]
    tone: np.ndarray = None
    mode: np.ndarray = None
    label: list = field(default_factory=list)
    sections: list = field(default_factory=list)
    salience: np.ndarray = None
    rouge: np.ndarray = None
    weight: float = 1.0
    first: int = 0
    total: int = 0

    def __post_init__(self):
        n = len(self.sentences)
        if self.tone is None:
            self.tone, self.mode = np.zeros((n, CLASSES), np.float32), np.zeros(n, np.int64)
        self.label = self.label or [None] * n
        self.total = self.total or n


def jsonl(path: str) -> list[dict]:
    with open(DATA / path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def tsv(path: str) -> list[dict]:
    with open(DATA / path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, delimiter="\t"))


def key(text: str) -> str:
    """What two copies of one sentence share."""
    return re.sub(r"[^a-z0-9]+", "", text.lower())


def target(label: int, flags: str = "") -> np.ndarray:
    """Ordinal smoothing: some mass on the neighbours; a mixed sentence also keeps some on the mirrored side."""
    t = np.zeros(CLASSES, np.float32)
    c = label + 2
    neighbours = [k for k in (c - 1, c + 1) if 0 <= k < CLASSES]
    t[c] += 0.92
    for k in neighbours:
        t[k] += 0.08 / len(neighbours)
    if "m" in flags and label:
        t *= 0.86
        t[2 - int(np.sign(label))] += 0.14
    return t


def tone_sections(split: str) -> list[Doc]:
    out = []
    for r in jsonl(f"tone/diplomatic_tone/{split}.jsonl"):
        tone = np.stack([target(y, f) for y, f in zip(r["labels"], r["flags"])])
        mode = np.ones(len(tone), np.int64)
        out.append(
            Doc(r["id"] + "|" + r["document"], r["source"], r["title"] or None, r["sentences"], tone, mode, r["labels"],
                [(0, len(tone), r["section_label"])])
        )
    return out


def event_rows(split: str) -> list[Doc]:
    out = []
    for i, r in enumerate(tsv("tone/event_tone/event_tone.tsv")):
        if r["suggested"] == split and r["tone3"] in GROUPS:
            mask = np.zeros((1, CLASSES), np.float32)
            mask[0, GROUPS[r["tone3"]]] = 1
            out.append(Doc(f"event{i}", "event_tone", None, [r["sentence"]], mask, np.full(1, 2), [r["tone3"]], weight=0.5))
    return out


def cnn(split: str) -> list[Doc]:
    out = []
    for r in jsonl("salience/cnn_stories.jsonl"):
        if r["split"] == split:
            doc = Doc(r["id"], "cnn", None, [s for p in r["paragraphs"] for s in split_sentences(p)])
            doc.highlights = r["highlights"]
            out.append(doc)
    return out


def clean(text: str) -> list[str]:
    """Paragraphs of a corpus text: links to their words, emphasis and hyphenated line ends undone."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("*", "")
    text = re.sub(r"^#+\s.*$", "", text, flags=re.M)
    text = re.sub(r"(\w)-\s*\n(\w)", r"\1\2", text)
    return [p for p in re.split(r"\n\s*\n", text) if len(p.split()) >= 5]


def corpus(name: str) -> list[Doc]:
    out = []
    for r in jsonl(f"corpora/{name}.jsonl"):
        sentences = [s for p in clean(r["text"]) for s in split_sentences(p)]
        if sentences:
            out.append(Doc(r["id"], name, r["title"], sentences))
    return out


def chunk(doc: Doc, rng: random.Random, low: int = 4, high: int = 9) -> list[Doc]:
    """Section-like pieces in document order."""
    out, i = [], 0
    while i < len(doc.sentences):
        n = rng.randint(low, high)
        out.append(Doc(f"{doc.id}#{i}", doc.source, doc.title, doc.sentences[i : i + n], first=i, total=len(doc.sentences)))
        i += n
    return out


def in_context(section: Doc, document: Doc, before: int, after: int) -> Doc:
    """The labelled section inside its document: `before` and `after` unlabelled sentences around it (title dropped for
    sources without titles is the caller's choice). Returns the section itself when it cannot be found."""
    text = " ".join(document.sentences)
    head, tail = section.sentences[0], section.sentences[-1]
    a = text.find(head)
    b = text.find(tail, a) if a >= 0 else -1
    if a < 0 or b < 0:
        return section
    pre = split_sentences(text[:a])[-before:] if before else []
    post = split_sentences(text[b + len(tail) :])[:after]
    n = len(section.sentences)
    pad = lambda x, k: np.concatenate([np.zeros((len(pre),) + x.shape[1:], x.dtype), x, np.zeros((k,) + x.shape[1:], x.dtype)])
    return Doc(
        section.id, section.source, section.title, pre + section.sentences + post, pad(section.tone, len(post)),
        pad(section.mode, len(post)), [None] * len(pre) + list(section.label) + [None] * len(post),
        [(len(pre), len(pre) + n, section.sections[0][2])], weight=section.weight,
    )
