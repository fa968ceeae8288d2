"""Stage 8: both tone heads calibrated on diplomatic_tone valid, with the int8 encoder that is shipped, and folded into their
last layers: a temperature for sentences; a temperature and a bias for each label for sections. python calibrate.py --name soup4"""
import argparse
import json

import numpy as np
import torch
from scipy.optimize import minimize, minimize_scalar

import leaks
from config import SEED, WORK, write_log
from docs import tone_sections
from heads import Section
from loop import save
from measure import ece, run, softmax, three_p, tone_metrics
from model import Detente
from student import ENCODERS, load

FOLDS = 5
RIDGE = 0.03  # on ln(temperature) and the biases: a few hundred sections do not say more than that


def nll(logits: np.ndarray, gold5: np.ndarray) -> float:
    """Negative log-likelihood of the three classes."""
    p = three_p(softmax(logits))
    return float(-np.log(p[np.arange(len(p)), np.sign(gold5) + 1] + 1e-9).mean())


def fit_temperature(logits: np.ndarray, gold5: np.ndarray) -> tuple[float, np.ndarray]:
    """(temperature, no bias)."""
    t = minimize_scalar(lambda t: nll(logits / t, gold5), bounds=(0.3, 4.0), method="bounded").x
    return float(t), np.zeros(logits.shape[1])


def fit_bias(logits: np.ndarray, gold5: np.ndarray) -> tuple[float, np.ndarray]:
    """(temperature, bias of each label)."""
    loss = lambda x: nll(logits * np.exp(x[0]) + x[1:], gold5) + RIDGE * np.square(x).sum()
    x = minimize(loss, np.zeros(1 + logits.shape[1])).x
    return float(np.exp(-x[0])), x[1:]


def crossfit(fit, logits: np.ndarray, gold5: np.ndarray, fold: np.ndarray) -> float:
    """ECE of every fold with what was fitted on the documents of the others."""
    p = np.zeros((len(logits), 3))
    for k in range(FOLDS):
        t, bias = fit(logits[fold != k], gold5[fold != k])
        p[fold == k] = three_p(softmax(logits[fold == k] / t + bias))
    return ece(p, np.sign(gold5) + 1)


class Valid:
    """Sentence vectors, tone logits and labels of the valid sections, computed once."""

    def __init__(self, model: Detente):
        self.docs = tone_sections("valid")
        rows = run(model, self.docs)
        self.h, self.z = (np.concatenate([r[k] for r in rows]) for k in ("h", "tone"))
        self.owner = np.array([i for i, d in enumerate(self.docs) for _ in d.sentences])
        self.labels = np.array([d.sections[0][2] for d in self.docs])
        self.sentence_labels = np.array([v for d in self.docs for v in d.label])

    @torch.no_grad()
    def sections(self, head: Section, z: np.ndarray) -> np.ndarray:
        """Logits of the sections, given those of the sentences."""
        p = torch.from_numpy(softmax(z))
        return head(torch.from_numpy(self.h), p, torch.from_numpy(self.owner), len(self.docs))[0].numpy()

    def folds(self) -> np.ndarray:
        """A fold for each section; a document is in one."""
        ids = [leaks.document_id(d) for d in self.docs]
        names = sorted(set(ids))
        fold = dict(zip(names, np.random.default_rng(SEED).permutation(len(names)) % FOLDS))
        return np.array([fold[i] for i in ids])


@torch.no_grad()
def fold_in(layer: torch.nn.Linear, t: float, bias: np.ndarray) -> None:
    layer.weight.div_(t)
    layer.bias.div_(t).add_(torch.from_numpy(bias).float())


def calibrate(model: Detente) -> dict:
    """Changes the last layers of both heads; returns the valid metrics."""
    valid = Valid(model)
    y, ys, fold = valid.sentence_labels, valid.labels, valid.folds()
    t, none = fit_temperature(valid.z, y)
    z = valid.z / t
    before = valid.sections(model.section, z)
    section_t, bias = fit_bias(before, ys)
    zs = before / section_t + bias
    fold_in(model.tone.out, t, none)
    fold_in(model.section.out, section_t, bias)
    source = np.array([d.source for d in valid.docs])[valid.owner]
    return {
        "tone_t": t, "section_t": section_t, "section_bias": bias.tolist(),
        "sentence": {**tone_metrics(z, y), "ece_crossfit": crossfit(fit_temperature, valid.z, y, fold[valid.owner])},
        "section": {**tone_metrics(zs, ys), "ece_crossfit": crossfit(fit_bias, before, ys, fold),
                    "ece_crossfit_temperature_alone": crossfit(fit_temperature, before, ys, fold)},
        "by_source": {s: tone_metrics(z[source == s], y[source == s]) for s in sorted(set(source))},
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True)
    parser.add_argument("--encoder", choices=ENCODERS, default="int8")
    args = parser.parse_args()
    torch.set_num_threads(1)
    path = WORK / args.name / "final.pt"
    model, _ = load(args.name, args.encoder)
    report = calibrate(model)
    heads = {k: v for k, v in model.state_dict().items() if not k.startswith("encoder")}
    save(path, torch.load(path, weights_only=False) | heads)
    report = json.loads(json.dumps({"encoder": args.encoder, **report}, default=float))
    write_log(f"{args.name}_calibration", report)
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
