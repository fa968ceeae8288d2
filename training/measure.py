"""Running a model over Docs, and the tone metrics."""
import numpy as np
import torch
from sklearn.metrics import cohen_kappa_score, f1_score

from batch import Encoded, encode_docs
from docs import Doc, tone_sections
from model import Detente


@torch.no_grad()
def run(model: Detente, docs: list[Doc], budget: int = 4096) -> list[dict]:
    """Per document: h, tone logits, salience logits (student), section logits; in the order of `docs`."""
    model.eval()
    items = encode_docs(docs, model.tokenizer, model.limits)
    order = sorted(range(len(items)), key=lambda i: items[i].size)
    out, i = [None] * len(items), 0
    while i < len(order):
        j, used = i, 0
        while j < len(order) and (j == i or used + items[order[j]].size <= budget):
            used += items[order[j]].size
            j += 1
        part = [items[k] for k in order[i:j]]
        y = model(part)
        found = model.sections(y, part)
        a, s = 0, 0
        for k, e in zip(order[i:j], part):
            b = a + len(e.tokens)
            row = {"h": y["h"][a:b].numpy(), "tone": y["tone"][a:b].numpy()}
            if "salience" in y:
                row["salience"] = y["salience"][a:b].numpy()
            row["sections"] = found[0][s : s + len(e.doc.sections)].numpy() if e.doc.sections else None
            s += len(e.doc.sections)
            a = b
            out[k] = row
        i = j
    return out


def three(labels) -> np.ndarray:
    return np.sign(np.asarray(labels))


def three_p(p: np.ndarray) -> np.ndarray:
    return np.stack([p[:, 0] + p[:, 1], p[:, 2], p[:, 3] + p[:, 4]], 1)


def softmax(z: np.ndarray, t: float = 1.0) -> np.ndarray:
    z = z / t
    z = np.exp(z - z.max(-1, keepdims=True))
    return z / z.sum(-1, keepdims=True)


def ece(p: np.ndarray, gold: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error of the top class; gold = class index."""
    top, right = p.max(1), p.argmax(1) == gold
    which = np.minimum((top * bins).astype(int), bins - 1)
    return float(sum(abs(top[which == b].mean() - right[which == b].mean()) * (which == b).mean() for b in set(which)))


def ece_floor(p: np.ndarray, rounds: int = 200, seed: int = 7) -> float:
    """What ece measures in the mean when the probabilities are exactly right: so much is the noise of a sample this small."""
    rng, edges = np.random.default_rng(seed), np.cumsum(p / p.sum(1, keepdims=True), 1)
    draw = lambda: np.minimum((rng.random((len(p), 1)) > edges).sum(1), p.shape[1] - 1)
    return float(np.mean([ece(p, draw()) for _ in range(rounds)]))


def tone_metrics(logits: np.ndarray, labels) -> dict:
    p, labels = softmax(logits), np.asarray(labels)
    p3, gold = three_p(p), np.sign(labels) + 1
    expected = p @ np.arange(-2, 3)
    return {
        "macro_f1": f1_score(gold, p3.argmax(1), average="macro"),
        "accuracy": float((gold == p3.argmax(1)).mean()),
        "kappa": cohen_kappa_score(labels, p.argmax(1) - 2, weights="quadratic"),
        "kappa_rounded": cohen_kappa_score(labels, np.clip(np.rint(expected), -2, 2).astype(int), weights="quadratic"),
        "ece": ece(p3, gold),
        "n": len(labels),
    }


def tone_report(model: Detente, split: str = "valid") -> dict:
    docs = tone_sections(split)
    rows = run(model, docs)
    logits = np.concatenate([r["tone"] for r in rows])
    out = {"sentence": tone_metrics(logits, [y for d in docs for y in d.label])}
    out["section"] = tone_metrics(np.concatenate([r["sections"] for r in rows]), [d.sections[0][2] for d in docs])
    print(out, flush=True)
    return out
