"""The tone head: multinomial logistic regression on five ordinal labels.

Five-point labels of diplomatic_tone train; event_tone train knows only the class, so its loss is
the negative log of the class probability (the sum over the class's points), at a lower weight.
L2, that weight and the temperature are chosen on diplomatic_tone valid.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import product

import numpy as np
import torch
from scipy.optimize import minimize_scalar
from sklearn.model_selection import GroupKFold

from base import SEED
from data import Section, load_events, load_sections
from features import load_features
from heads import POINTS, coarse, softmax
from metrics import bootstrap, calibration_error, log_loss, macro_f1, quadratic_kappa

PENALTIES = (0.003, 0.01, 0.03)
EVENT_WEIGHTS = (0.1, 0.3, 1.0)
FOLDS = 5
MEMBERS = torch.tensor([[1, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 1]], dtype=torch.float64)


@dataclass(frozen=True)
class Events:
    """Vectors of the event sentences and their classes 0..2."""

    vectors: np.ndarray
    classes: np.ndarray


@dataclass(frozen=True)
class Settings:
    """L2 penalty on standardised weights, and the weight of an event sentence in the loss."""

    penalty: float
    event_weight: float


@dataclass(frozen=True)
class Linear:
    """Logits = x W' + b on raw vectors: standardisation is folded in."""

    weight: np.ndarray
    bias: np.ndarray

    def logits(self, x: np.ndarray) -> np.ndarray:
        """Logits [rows, 5]."""
        return x @ self.weight.T + self.bias


def fit(x: np.ndarray, y: np.ndarray, events: Events, settings: Settings) -> Linear:
    """One fit by L-BFGS in f64 on vectors x [rows, 384] with labels y in 0..4."""
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-8
    fine_x = torch.tensor((x - mean) / scale, dtype=torch.float64)
    fine_y = torch.tensor(y)
    event_x = torch.tensor((events.vectors - mean) / scale, dtype=torch.float64)
    event_members = MEMBERS[torch.tensor(events.classes)]
    weight = torch.zeros(x.shape[1], 5, dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(5, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        total = torch.nn.functional.cross_entropy(fine_x @ weight + bias, fine_y, reduction="sum")
        event_p = torch.log_softmax(event_x @ weight + bias, dim=1)
        marginal = torch.logsumexp(event_p + torch.log(event_members), dim=1)
        total = total - settings.event_weight * marginal.sum()
        total = total / (len(fine_x) + settings.event_weight * len(event_x))
        total = total + 0.5 * settings.penalty * (weight**2).sum()
        total.backward()
        return total

    optimiser.step(loss)
    folded = weight.detach().numpy().T / scale
    return Linear(folded, bias.detach().numpy() - folded @ mean)


def flat_labels(sections: list[Section]) -> tuple[np.ndarray, np.ndarray]:
    """Sentence labels as 0..4 and their documents."""
    labels = np.array([label + 2 for section in sections for label in section.labels])
    documents = np.array([section.document for section in sections for _ in section.labels])
    return labels, documents


def to_class(points: np.ndarray) -> np.ndarray:
    """Points -2..2 -> classes 0..2."""
    return np.sign(points).astype(int) + 1


def temperature(logits: np.ndarray, gold: np.ndarray) -> float:
    """Divisor of the logits with the lowest three-class log loss."""
    found = minimize_scalar(
        lambda t: log_loss(gold, coarse(softmax(logits / t))), bounds=(0.5, 3.0), method="bounded"
    )
    return float(found.x)


def with_interval(value: float, documents: np.ndarray, metric: Callable[[np.ndarray], float]) -> dict[str, object]:
    """A metric with its 95% bootstrap interval by document."""
    return {"value": round(value, 4), "interval": bootstrap(documents, metric)}


def tone_metrics(points: np.ndarray, fine: np.ndarray, documents: np.ndarray) -> dict[str, object]:
    """Sentence metrics from gold points -2..2 and q [rows, 5]."""
    gold, classes = to_class(points), coarse(fine)
    rounded = np.rint(fine @ POINTS).astype(int)
    measures = {
        "macro_f1": lambda r: macro_f1(gold[r], classes[r].argmax(axis=1)),
        "accuracy": lambda r: float(np.mean(gold[r] == classes[r].argmax(axis=1))),
        "quadratic_kappa": lambda r: quadratic_kappa(points[r], rounded[r]),
        "calibration_error": lambda r: calibration_error(gold[r], classes[r]),
    }
    everything = np.arange(len(points))
    return {name: with_interval(m(everything), documents, m) for name, m in measures.items()}


def cross_fit(
    x: np.ndarray, y: np.ndarray, documents: np.ndarray, events: Events, settings: Settings
) -> np.ndarray:
    """Logits [rows, 5] of each training sentence by a model that did not see its document."""
    logits = np.zeros((len(y), 5))
    for seen, unseen in GroupKFold(FOLDS).split(y, groups=documents):
        logits[unseen] = fit(x[seen], y[seen], events, settings).logits(x[unseen])
    return logits


def fit_tone() -> tuple[dict[str, np.ndarray], np.ndarray, dict[str, object]]:
    """Returns the tensors, cross-fitted q [train rows, 5] for the section calibrator, and the report."""
    torch.manual_seed(SEED)
    train, valid = load_sections("train"), load_sections("valid")
    x, x_valid = load_features("sections_train").vectors, load_features("sections_valid").vectors
    labels, documents = flat_labels(train)
    valid_labels, valid_documents = flat_labels(valid)
    classes = np.array([event.label for event in load_events("train")])
    events = Events(load_features("events_train").vectors, classes)
    gold = to_class(valid_labels - 2)

    trials: list[dict[str, float]] = []
    lowest, best, model = np.inf, None, None
    for event_weight, penalty in product(EVENT_WEIGHTS, PENALTIES):
        settings = Settings(penalty, event_weight)
        candidate = fit(x, labels, events, settings)
        predicted = coarse(softmax(candidate.logits(x_valid)))
        loss, f1 = log_loss(gold, predicted), macro_f1(gold, predicted.argmax(axis=1))
        trials.append({**asdict(settings), "log_loss": round(loss, 4), "macro_f1": round(f1, 4)})
        print(trials[-1], flush=True)
        if loss < lowest:
            lowest, best, model = loss, settings, candidate

    divisor = temperature(model.logits(x_valid), gold)
    crossed = cross_fit(x, labels, documents, events, best)
    final = Linear(model.weight / divisor, model.bias / divisor)
    report = {
        "train_sentences": len(labels),
        "train_events": len(classes),
        "valid_sentences": len(valid_labels),
        "valid_documents": len(set(valid_documents)),
        **asdict(best),
        "temperature": round(divisor, 4),
        "valid": tone_metrics(valid_labels - 2, softmax(final.logits(x_valid)), valid_documents),
        "trials": trials,
    }
    tensors = {"tone.weight": final.weight, "tone.bias": final.bias}
    return tensors, softmax(crossed / divisor), report
