"""The section calibrator: from sentence tones to the tone of a section.

Weights (eps, gamma, alpha) and the small multinomial regression are fitted on training sections with
cross-fitted sentence tones; the temperature is checked on valid.
"""

from __future__ import annotations

from dataclasses import asdict
from itertools import product

import numpy as np
from sklearn.linear_model import LogisticRegression

from base import SEED
from data import Section, load_sections
from features import Features, load_features
from fit_tone import Linear, to_class, with_interval
from heads import SECTION_FEATURES, Weighting, section_features, softmax
from metrics import calibration_error, log_loss, macro_f1, quadratic_kappa

EPS = (0.02, 0.1, 0.3)
GAMMA = (0.0, 0.5, 1.0, 1.5, 2.0)
ALPHA = (0.0, 0.25, 0.5, 1.0)
STRENGTH = 1.0


def design(fine: np.ndarray, features: Features, weighting: Weighting) -> np.ndarray:
    """g [sections, 6]."""
    rows = map(features.rows, range(len(features)))
    return np.array([section_features(fine[r], features.tokens[r], weighting) for r in rows])


def calibrator(g: np.ndarray, gold: np.ndarray) -> LogisticRegression:
    """The multinomial regression on g."""
    return LogisticRegression(C=STRENGTH, max_iter=1000, random_state=SEED).fit(g, gold)


def section_metrics(sections: list[Section], score: np.ndarray, probabilities: np.ndarray) -> dict[str, object]:
    """Section metrics with intervals by document."""
    points = np.array([section.section_label for section in sections])
    documents = np.array([section.document for section in sections])
    gold, predicted = to_class(points), probabilities.argmax(axis=1)
    rounded = np.rint(2.0 * score).astype(int)
    measures = {
        "macro_f1": lambda r: macro_f1(gold[r], predicted[r]),
        "accuracy": lambda r: float(np.mean(gold[r] == predicted[r])),
        "quadratic_kappa": lambda r: quadratic_kappa(points[r], rounded[r]),
        "score_correlation": lambda r: float(np.corrcoef(points[r], score[r])[0, 1]),
        "calibration_error": lambda r: calibration_error(gold[r], probabilities[r]),
    }
    everything = np.arange(len(points))
    return {name: with_interval(m(everything), documents, m) for name, m in measures.items()}


def fit_section(tone: dict[str, np.ndarray], crossed: np.ndarray) -> tuple[dict[str, np.ndarray], Weighting, dict[str, object]]:
    """Returns the tensors, the weighting and the report."""
    train, valid = load_sections("train"), load_sections("valid")
    train_set, valid_set = load_features("sections_train"), load_features("sections_valid")
    gold = to_class(np.array([section.section_label for section in train]))
    trials, best = [], (np.inf, None)
    for eps, gamma, alpha in product(EPS, GAMMA, ALPHA):
        weighting = Weighting(eps, gamma, alpha)
        g = design(crossed, train_set, weighting)
        loss = log_loss(gold, calibrator(g, gold).predict_proba(g))
        trials.append({**asdict(weighting), "train_log_loss": round(loss, 4)})
        if loss < best[0]:
            best = (loss, weighting)
    weighting = best[1]
    model = calibrator(design(crossed, train_set, weighting), gold)

    linear = Linear(tone["tone.weight"], tone["tone.bias"])
    g = design(softmax(linear.logits(valid_set.vectors)), valid_set, weighting)
    valid_gold = to_class(np.array([section.section_label for section in valid]))
    logits = g @ model.coef_.T + model.intercept_
    losses = {t: log_loss(valid_gold, softmax(logits / t)) for t in np.round(np.arange(0.6, 1.81, 0.05), 2)}
    divisor = min(losses, key=losses.get)
    report = {
        "train_sections": len(train),
        "valid_sections": len(valid),
        "weighting": asdict(weighting),
        "features": SECTION_FEATURES,
        "temperature": float(divisor),
        "log_loss_without_temperature": round(losses[1.0], 4),
        "valid": section_metrics(valid, g[:, 3], softmax(logits / divisor)),
        "trials": sorted(trials, key=lambda trial: trial["train_log_loss"])[:10],
    }
    return {"section.weight": model.coef_ / divisor, "section.bias": model.intercept_ / divisor}, weighting, report
