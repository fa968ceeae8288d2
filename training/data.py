"""Loaders of the public data (DETENTE_DATA, default ../shared/data) and the check against leakage.

Rule: nothing that a head trains on may occur in what detente is measured on. Held out are the test
rows of event_tone and PLOVER (PLV and AW), all of unsc_conflicts and summeval_100, the valid and test
stories of cnn_stories, and the valid part of diplomatic_tone. Both ways, by document: a tone
section from a CNN story of valid or test is not trained on, nor is a CNN training story of which a
section is in the tone valid part. Then by sentence, on normalised text (letters and digits,
lower case): a document with a held-out sentence of six words or more is dropped whole; shorter
formulas ("Thank you.") are no evidence. ``dropped`` counts what went.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from base import LOGS, REPO, write_json
from sentences import split_sentences

SHORT = 6
dropped: Counter[str] = Counter()


@dataclass(frozen=True)
class Story:
    """A CNN story: its sentences and the highlights that serve as reference summary."""

    document: str
    sentences: list[str]
    highlights: list[str]


@dataclass(frozen=True)
class Section:
    """Sentences with tone labels in -2..2 and the section's own label."""

    document: str
    source: str
    title: str | None
    sentences: list[str]
    labels: list[int]
    section_label: int


@dataclass(frozen=True)
class Event:
    """A single event sentence with a class 0 confrontational, 1 neutral, 2 conciliatory."""

    sentence: str
    label: int


CLASSES = {"confrontational": 0, "neutral": 1, "conciliatory": 2}


def data_folder() -> Path:
    """The data folder; leaves with a clear message when it is missing."""
    folder = Path(os.environ.get("DETENTE_DATA", REPO.parent / "shared" / "data"))
    if not (folder / "salience" / "cnn_stories.jsonl").exists():
        raise SystemExit(f"no training data in {folder}: set DETENTE_DATA to the folder that holds salience/ and tone/")
    return folder


def read_jsonl(path: Path) -> Iterator[dict]:
    """Rows of a JSON-lines file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_tsv(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a tab-separated file without quoting."""
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def normalise(text: str) -> str:
    """Lower-case words (letters and digits) joined by single spaces."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def held_out_texts() -> Iterator[str]:
    """Every sentence that must not be trained on."""
    folder = data_folder()
    for row in read_tsv(folder / "tone/event_tone/event_tone.tsv"):
        if row["suggested"] == "test":
            yield row["sentence"]
    for name in ("PLV_test.tsv", "AW_test.tsv"):
        for row in read_tsv(folder / "tone/plover/datasets" / name):
            yield row["sentence"]
    for row in read_tsv(folder / "tone/unsc_conflicts/unsc_conflicts.tsv"):
        yield row["Text (Sentence-split)"] or ""
    for row in read_jsonl(folder / "salience/summeval_100/data.jsonl"):
        yield from re.split(r"(?<= [.!?]) ", row["src"])
    for row in read_jsonl(folder / "salience/cnn_stories.jsonl"):
        if row["split"] != "train":
            yield from (s for p in row["paragraphs"] for s in split_sentences(p))
    for row in read_jsonl(folder / "tone/diplomatic_tone/valid.jsonl"):
        yield from row["sentences"]


@cache
def held_out() -> frozenset[str]:
    """Normalised held-out sentences of six words or more."""
    texts = (normalise(text) for text in held_out_texts())
    return frozenset(text for text in texts if text.count(" ") >= SHORT - 1)


@cache
def held_out_documents() -> frozenset[str]:
    """Ids of the documents of cnn_stories valid/test and of diplomatic_tone valid."""
    folder = data_folder()
    stories = read_jsonl(folder / "salience/cnn_stories.jsonl")
    tone = read_jsonl(folder / "tone/diplomatic_tone/valid.jsonl")
    ids = {row["id"] for row in stories if row["split"] != "train"}
    return frozenset(ids | {row["document"] for row in tone})


def leaks(sentences: Iterable[str]) -> bool:
    """Whether one of the sentences is held out."""
    return any(normalise(sentence) in held_out() for sentence in sentences)


def keep(kind: str, document: str | None, sentences: list[str]) -> bool:
    """False (and counted) when a training item would leak."""
    if document in held_out_documents():
        dropped[f"{kind}: held-out document"] += 1
        return False
    if leaks(sentences):
        dropped[f"{kind}: held-out sentence"] += 1
        return False
    return True


def load_stories(split: str) -> list[Story]:
    """CNN stories of a split with at least four sentences and a highlight."""
    stories = []
    for row in read_jsonl(data_folder() / "salience/cnn_stories.jsonl"):
        if row["split"] != split:
            continue
        sentences = [s for p in row["paragraphs"] for s in split_sentences(p)]
        if split == "train" and not keep("cnn_stories", row["id"], sentences):
            continue
        if len(sentences) > 3 and row["highlights"]:
            stories.append(Story(row["id"], sentences, row["highlights"]))
    return stories


def load_sections(split: str) -> list[Section]:
    """Sections of diplomatic_tone; ``split`` is train or valid."""
    sections = []
    for row in read_jsonl(data_folder() / f"tone/diplomatic_tone/{split}.jsonl"):
        if split == "train" and not keep("diplomatic_tone", row["document"], row["sentences"]):
            continue
        names = ("document", "source", "title", "sentences", "labels", "section_label")
        sections.append(Section(**{name: row[name] for name in names}))
    return sections


def load_events(split: str) -> list[Event]:
    """Sentences of event_tone by its suggested split, without the conflicting ones."""
    events = []
    for row in read_tsv(data_folder() / "tone/event_tone/event_tone.tsv"):
        if row["suggested"] != split or row["tone3"] not in CLASSES:
            continue
        if split == "train" and not keep("event_tone", None, [row["sentence"]]):
            continue
        events.append(Event(row["sentence"], CLASSES[row["tone3"]]))
    return events


def main() -> None:
    """Writes and prints what is loaded and what the leakage check dropped."""
    counts = {
        "stories": {split: len(load_stories(split)) for split in ("train", "valid")},
        "sections": {split: len(load_sections(split)) for split in ("train", "valid")},
        "events": {split: len(load_events(split)) for split in ("train", "test")},
        "dropped": dict(dropped),
    }
    write_json(LOGS / "data.json", counts)
    print(json.dumps(counts, indent=2))


if __name__ == "__main__":
    main()
