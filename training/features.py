"""Sentence vectors of all training documents by the shipped int8 encoder, kept outside the repository.

Each set becomes one npz in the cache folder: vectors f16 [sentences, hidden], tokens int32
[sentences], offsets int64 [documents + 1]. A set is made anew when the encoder's checksum changes.

    python training/features.py [--cache /work/py/cache] [--threads 2]
"""

from __future__ import annotations

import argparse
import hashlib
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from base import MODEL_DIR
from data import load_events, load_sections, load_stories
from encoder import OnnxEncoder, Vectorizer

CACHE = Path("/work/py/cache")
SETS = ("sections_valid", "sections_train", "events_train", "events_test", "stories_valid", "stories_train")


@dataclass(frozen=True)
class Features:
    """Vectors of all sentences of a set; document d owns the rows offsets[d]..offsets[d + 1]."""

    vectors: np.ndarray
    tokens: np.ndarray
    offsets: np.ndarray

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def rows(self, document: int) -> slice:
        """Rows of a document."""
        return slice(int(self.offsets[document]), int(self.offsets[document + 1]))


def documents(name: str) -> list[tuple[str | None, list[str]]]:
    """Title and sentences of every document of a set, in the loader's order."""
    kind, split = name.split("_")
    if kind == "stories":
        return [(None, story.sentences) for story in load_stories(split)]
    if kind == "sections":
        return [(section.title, section.sentences) for section in load_sections(split)]
    return [(None, [event.sentence]) for event in load_events(split)]


def encoder_checksum() -> str:
    """First 16 hex digits of the SHA-256 of the shipped model."""
    return hashlib.sha256((MODEL_DIR / "model.onnx").read_bytes()).hexdigest()[:16]


def load_features(name: str, cache: Path = CACHE) -> Features:
    """A set from the cache; leaves with the command to run when it is missing or stale."""
    path = cache / f"{name}.npz"
    if not path.exists():
        raise SystemExit(f"{path} is missing: run python training/features.py first")
    with np.load(path) as saved:
        if str(saved["encoder"]) != encoder_checksum():
            raise SystemExit(f"{path} comes from another encoder: run python training/features.py again")
        return Features(saved["vectors"].astype(np.float32), saved["tokens"], saved["offsets"])


def is_fresh(path: Path) -> bool:
    """Whether a cached set belongs to the shipped encoder."""
    if not path.exists():
        return False
    with np.load(path) as saved:
        return str(saved["encoder"]) == encoder_checksum()


def extract(name: str, vectorizer: Vectorizer, target: Path) -> None:
    """Encodes a set and writes it in one go."""
    started = time.time()
    texts = documents(name)
    results = [vectorizer(title, sentences) for title, sentences in texts]
    np.savez(
        target,
        vectors=np.concatenate([vectors for vectors, _ in results]).astype(np.float16),
        tokens=np.concatenate([tokens for _, tokens in results]),
        offsets=np.cumsum([0] + [len(tokens) for _, tokens in results]),
        encoder=encoder_checksum(),
    )
    print(f"{name}: {len(texts)} documents in {time.time() - started:.0f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    args.cache.mkdir(parents=True, exist_ok=True)
    vectorizer = Vectorizer(OnnxEncoder(MODEL_DIR / "model.onnx", args.threads))
    for name in SETS:
        target = args.cache / f"{name}.npz"
        if not is_fresh(target):
            extract(name, vectorizer, target)


if __name__ == "__main__":
    main()
