"""Metrics of the model card: macro-F1, quadratic kappa, calibration error, ROUGE, bootstrap."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from rouge_score import rouge_scorer

from base import SEED

RESAMPLES = 1000
ROUGE = ("rouge1", "rouge2", "rougeLsum")


def macro_f1(gold: np.ndarray, predicted: np.ndarray, classes: int = 3) -> float:
    """Mean F1 over the classes; a class without gold and predictions counts 0."""
    scores = []
    for k in range(classes):
        hit = np.sum((gold == k) & (predicted == k))
        total = np.sum(gold == k) + np.sum(predicted == k)
        scores.append(2.0 * hit / total if total else 0.0)
    return float(np.mean(scores))


def quadratic_kappa(gold: np.ndarray, predicted: np.ndarray) -> float:
    """Quadratic weighted kappa of integer ratings."""
    observed = np.mean((gold - predicted) ** 2.0)
    expected = np.mean((gold[:, None] - predicted[None, :]) ** 2.0)
    return float(1.0 - observed / expected) if expected else 0.0


def calibration_error(gold: np.ndarray, probabilities: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error of the top label, bins of equal width."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == gold
    bucket = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(np.sum(right[bucket == b]) - np.sum(confidence[bucket == b])) for b in np.unique(bucket)
    ]
    return float(np.sum(gaps) / len(gold))


def log_loss(gold: np.ndarray, probabilities: np.ndarray) -> float:
    """Mean negative log probability of the gold class."""
    picked = probabilities[np.arange(len(gold)), gold]
    return float(-np.mean(np.log(np.maximum(picked, 1e-12))))


def bootstrap(
    groups: Sequence[str], metric: Callable[[np.ndarray], float], resamples: int = RESAMPLES
) -> list[float]:
    """95% interval of ``metric(row indices)``, resampling whole groups (documents), seeded."""
    names, inverse = np.unique(np.asarray(groups), return_inverse=True)
    members = [np.flatnonzero(inverse == g) for g in range(len(names))]
    rng = np.random.default_rng(SEED)
    values = [
        metric(np.concatenate([members[g] for g in rng.integers(len(names), size=len(names))]))
        for _ in range(resamples)
    ]
    return [round(float(x), 4) for x in np.percentile(values, [2.5, 97.5])]


def paired_bootstrap(a: np.ndarray, b: np.ndarray, resamples: int = 10_000) -> float:
    """One-sided p-value that the mean of ``a`` is not above that of ``b`` (paired by document)."""
    rng = np.random.default_rng(SEED)
    difference = a - b
    picks = rng.integers(len(difference), size=(resamples, len(difference)))
    worse = np.sum(difference[picks].mean(axis=1) <= 0.0)
    return float((worse + 1) / (resamples + 1))


class Rouge:
    """ROUGE-1, -2 and -Lsum F1 with stemmer, summary and highlights one sentence a line."""

    def __init__(self) -> None:
        self.scorer = rouge_scorer.RougeScorer(list(ROUGE), use_stemmer=True)

    def __call__(self, highlights: Sequence[str], summary: Sequence[str]) -> tuple[float, ...]:
        scores = self.scorer.score("\n".join(highlights), "\n".join(summary))
        return tuple(scores[name].fmeasure for name in ROUGE)
