"""Which documents and sentences may never be trained on, and the check every training set passes before it is used."""
import pickle
from functools import lru_cache

from config import CACHE
from docs import cnn, event_rows, jsonl, key, tone_sections, tsv


@lru_cache(maxsize=1)
def banned_documents() -> frozenset:
    """Documents of diplomatic_tone valid and of cnn_stories valid and test."""
    tone = {r["document"].removesuffix(".txt") for r in jsonl("tone/diplomatic_tone/valid.jsonl")}
    stories = {r["id"] for r in jsonl("salience/cnn_stories.jsonl") if r["split"] != "train"}
    return frozenset(tone | stories)


@lru_cache(maxsize=1)
def banned_sentences() -> frozenset:
    """Keys of every held-out sentence of six words or more, and of shorter ones of the labelled test sets; cached."""
    path = CACHE / "banned.pkl"
    if path.exists():
        return pickle.loads(path.read_bytes())
    keys = {key(s) for d in tone_sections("valid") + cnn("valid") + cnn("test") for s in d.sentences if len(s.split()) > 5}
    keys |= {key(d.sentences[0]) for d in event_rows("test")}
    keys |= {key(r["sentence"]) for r in tsv("tone/plover/datasets/PLV_test.tsv")}
    keys |= {key(r["Text (Sentence-split)"]) for r in tsv("tone/unsc_conflicts/unsc_conflicts.tsv")}
    for r in jsonl("salience/summeval_100/data.jsonl"):
        keys |= {key(s) for s in r["src"].split(" . ") if len(s.split()) > 5}
    path.write_bytes(pickle.dumps(frozenset(keys)))
    return frozenset(keys)


@lru_cache(maxsize=400_000)
def held(sentence: str) -> bool:
    return key(sentence) in banned_sentences()


def document_id(doc) -> str:
    return doc.id.split("|")[-1].split("#")[0].removesuffix(".txt")


def keep(docs: list, name: str) -> list:
    """`docs` without the held-out documents and without any document that repeats a held-out sentence."""
    documents = banned_documents()
    clean = [d for d in docs if document_id(d) not in documents and not any(held(s) for s in d.sentences)]
    print(f"leaks: {name}: {len(docs) - len(clean)} of {len(docs)} dropped", flush=True)
    return clean


def check(docs: list) -> None:
    """Stops the run if a held-out document or sentence got in."""
    documents = banned_documents()
    for d in docs:
        if document_id(d) in documents or any(held(s) for s in d.sentences):
            raise SystemExit(f"leak: {d.id}")
