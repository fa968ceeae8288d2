"""Stage 3: the section head refitted on frozen vectors, then the temperatures of both tone heads on diplomatic_tone valid.
The encoder runs once over valid and once over --sections training sections. python calibrate.py --name student1"""
import argparse
import json
import random

import numpy as np
import torch
import torch.nn.functional as F
from scipy.optimize import minimize_scalar

import leaks
from config import SEED, WORK, write_log
from docs import target, tone_sections
from heads import Section
from loop import load_weights, save
from measure import ece, run, softmax, three_p, tone_metrics
from model import Detente


def nll(logits: np.ndarray, gold5: np.ndarray, t: float) -> float:
    """Negative log-likelihood of the three classes."""
    p = three_p(softmax(logits, t))
    return float(-np.log(p[np.arange(len(p)), np.sign(gold5) + 1] + 1e-9).mean())


def fit(logits: np.ndarray, gold5: np.ndarray) -> float:
    return float(minimize_scalar(lambda t: nll(logits, gold5, t), bounds=(0.3, 4.0), method="bounded").x)


def crossfit(logits: np.ndarray, gold5: np.ndarray, half: np.ndarray) -> float:
    """ECE with the temperature fitted on the other half of the documents."""
    p = np.zeros((len(logits), 3))
    for h in (0, 1):
        p[half == h] = three_p(softmax(logits[half == h], fit(logits[half != h], gold5[half != h])))
    return ece(p, np.sign(gold5) + 1)


class Frozen:
    """Sentence vectors, tone logits and labels of sections, computed once."""

    def __init__(self, model: Detente, docs: list):
        rows = run(model, docs)
        self.docs = docs
        self.h, self.z = (np.concatenate([r[k] for r in rows]) for k in ("h", "tone"))
        self.owner = torch.tensor([i for i, d in enumerate(docs) for _ in d.sentences])
        self.labels = np.array([d.sections[0][2] for d in docs])
        self.sentence_labels = np.array([v for d in docs for v in d.label])

    def logits(self, head: Section, t: float, drop: float = 0.0) -> torch.Tensor:
        p = torch.softmax(torch.from_numpy(self.z) / t, -1)
        return head(F.dropout(torch.from_numpy(self.h), drop, drop > 0), p, self.owner, len(self.docs))[0]


def refit_section(model: Detente, train: Frozen, valid: Frozen, steps: int = 300) -> dict:
    """Trains the section head alone on `train`; keeps the weights with the best three-class likelihood on `valid`."""
    torch.manual_seed(SEED)
    head, goal = model.section, torch.tensor(np.stack([target(y) for y in train.labels]))
    score = lambda: nll(z := valid.logits(head, model.tone_t).detach().numpy(), valid.labels, fit(z, valid.labels))
    first = best = score()
    kept = {k: v.clone() for k, v in head.state_dict().items()}
    optimizer = torch.optim.AdamW(head.parameters(), lr=2e-3, weight_decay=0.05)
    for step in range(steps):
        loss = -(goal * torch.log_softmax(train.logits(head, model.tone_t, 0.2), -1)).sum(-1).mean()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        if step % 20 == 19 and (now := score()) < best:
            best, kept = now, {k: v.clone() for k, v in head.state_dict().items()}
    head.load_state_dict(kept)
    return {"nll_before": first, "nll_after": best, "sections": len(train.docs)}


def calibrate(model: Detente, sections: int) -> dict:
    """Sets model.tone_t, model.section_t and the section head; returns the valid metrics."""
    model.tone_t = 1.0
    valid = Frozen(model, tone_sections("valid"))
    docs, z, y = valid.docs, valid.z, valid.sentence_labels
    model.tone_t = fit(z, y)
    report = {}
    if sections:
        train_docs = leaks.keep(tone_sections("train"), "tone")
        random.Random(SEED).shuffle(train_docs)
        report["refit"] = refit_section(model, Frozen(model, train_docs[:sections]), valid)
    zs, ys = valid.logits(model.section, model.tone_t).detach().numpy(), valid.labels
    model.section_t = fit(zs, ys)
    order = {n: i % 2 for i, n in enumerate(sorted({leaks.document_id(d) for d in docs}))}
    halves = np.array([order[leaks.document_id(d)] for d in docs])
    half = halves[valid.owner.numpy()]
    source = np.array([d.source for d in docs])[valid.owner.numpy()]
    return report | {
        "tone_t": model.tone_t, "section_t": model.section_t,
        "sentence": {**tone_metrics(z, y, model.tone_t), "ece_crossfit": crossfit(z, y, half)},
        "section": {**tone_metrics(zs, ys, model.section_t), "ece_crossfit": crossfit(zs, ys, halves)},
        "by_source": {s: tone_metrics(z[source == s], y[source == s], model.tone_t) for s in sorted(set(source))},
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", default="student1")
    parser.add_argument("--sections", type=int, default=1800, help="training sections for the refit; 0: none")
    args = parser.parse_args()
    torch.set_num_threads(1)
    folder = WORK / args.name
    model = load_weights(Detente("student"), folder / "final.pt")
    report = calibrate(model, args.sections)
    save(folder / "final.pt", {k: v for k, v in model.state_dict().items()})
    (folder / "temperatures.json").write_text(json.dumps({"tone_t": model.tone_t, "section_t": model.section_t}))
    write_log(f"{args.name}_calibration", json.loads(json.dumps(report, default=float)))
    print(json.dumps(report, indent=1, default=float))


if __name__ == "__main__":
    main()
