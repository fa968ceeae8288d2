"""The heads on frozen sentence vectors: formulas, reference application, and the command that fits them.

Rust mirrors these formulas. Arithmetic is f32 with f64 sums or better; goldens agree to 1e-5.

Input of a document: for sentence i = 0..n-1 the vector v_i [384] (windows.py, not normalised) and
its token count t_i. Unit vector: u_i = v_i / |v_i|, or 0 when |v_i| = 0. cos(a, b) is 0 when either
is the zero vector.

Salience (a logit; higher is more salient; compare only inside one document)
    c       = (1/n) sum_i u_i
    f_i     = [ cos(v_i, c), cos(v_i, v_0), 1/(1+i), i/n, ln(1+n), ln(1+t_i) ]
    logit_i = salience.weight . [v_i, f_i] + salience.bias

Summary of k sentences
    Candidates by logit, highest first (ties: lower index). A candidate is skipped when, with a
    sentence already chosen, it shares a word trigram (only if redundancy.trigrams), or its cosine
    (of v) is above redundancy.cosine. Words: maximal runs of alphanumeric characters, lower case.
    When candidates run out, the skipped ones fill up in the same order. Output in document order.

Tone of a sentence (labels k = -2, -1, 0, 1, 2 are rows 0..4)
    q_i     = softmax(tone.weight v_i + tone.bias)            the temperature is folded in
    p_i     = [ q_i(-2) + q_i(-1), q_i(0), q_i(1) + q_i(2) ]  confrontational, neutral, conciliatory
    s_i     = sum_k k q_i(k) / 2                              in [-1, 1]
    label   = argmax p_i (ties: lower index), confidence = max p_i
    A sentence with t_i = 0 has p_i = [0, 1, 0], s_i = 0.

Tone of a section, or of a document, over its sentences
    r_i     = (eps + 1 - p_i(neutral))^gamma * t_i^alpha
    w_i     = r_i / sum_j r_j      (a sentence with t_i = 0 has r_i = 0)
    score   = sum_i w_i s_i        so the contributions w_i s_i add up to the score
    g       = [ sum_i w_i p_i (three numbers), score, min_i s_i, max_i s_i ]   (t_i > 0 only)
    p       = softmax(section.weight g + section.bias)
    label   = argmax p, confidence = max p
    Without a sentence with tokens: p = [0, 1, 0], score = 0.

    python training/heads.py      (after features.py; writes heads.safetensors and config.json)
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from base import LOGS, MODEL_DIR, write_json

SALIENCE_FEATURES = [
    "centroid_cosine",
    "first_sentence_cosine",
    "reciprocal_position",
    "relative_position",
    "log_sentences",
    "log_tokens",
]
SECTION_FEATURES = [
    "weighted_confrontational",
    "weighted_neutral",
    "weighted_conciliatory",
    "score",
    "lowest_sentence_score",
    "highest_sentence_score",
]
POINTS = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])


def softmax(logits: np.ndarray) -> np.ndarray:
    """Softmax over the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


def unit(vectors: np.ndarray) -> np.ndarray:
    """Rows divided by their length; zero rows stay zero."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.divide(vectors, length, out=np.zeros_like(vectors), where=length > 0)


def salience_features(vectors: np.ndarray, tokens: np.ndarray) -> np.ndarray:
    """f_i [n, 6] of one document."""
    n = len(vectors)
    units = unit(vectors.astype(np.float64))
    index = np.arange(n)
    return np.column_stack(
        [
            units @ unit(units.mean(axis=0)),
            units @ units[0],
            1.0 / (1.0 + index),
            index / n,
            np.full(n, np.log1p(n)),
            np.log1p(tokens),
        ]
    )


def coarse(fine: np.ndarray) -> np.ndarray:
    """Five-point probabilities [..., 5] -> three classes [..., 3]."""
    return np.stack([fine[..., 0] + fine[..., 1], fine[..., 2], fine[..., 3] + fine[..., 4]], axis=-1)


@dataclass(frozen=True)
class Weighting:
    """Exponents of the sentence weights in a section."""

    eps: float
    gamma: float
    alpha: float

    def weights(self, neutral: np.ndarray, tokens: np.ndarray) -> np.ndarray:
        """w_i [n] from p_i(neutral) and t_i of sentences with tokens."""
        raw = (self.eps + 1.0 - neutral) ** self.gamma * tokens.astype(np.float64) ** self.alpha
        return raw / raw.sum()


def section_features(fine: np.ndarray, tokens: np.ndarray, weighting: Weighting) -> np.ndarray:
    """g [6] of a section from q_i [n, 5] and t_i [n]; needs a sentence with tokens."""
    fine, tokens = fine[tokens > 0], tokens[tokens > 0]
    classes, scores = coarse(fine), fine @ POINTS / 2.0
    weights = weighting.weights(classes[:, 1], tokens)
    return np.array([*(weights @ classes), weights @ scores, scores.min(), scores.max()])


@dataclass(frozen=True)
class Heads:
    """All heads with standardisation and temperature folded in."""

    salience_weight: np.ndarray
    salience_bias: np.ndarray
    tone_weight: np.ndarray
    tone_bias: np.ndarray
    section_weight: np.ndarray
    section_bias: np.ndarray
    weighting: Weighting

    @classmethod
    def load(cls, folder: Path = MODEL_DIR) -> Heads:
        """Reads heads.safetensors and config.json."""
        path = folder / "heads.safetensors"
        if not path.exists():
            raise SystemExit(f"{path} is missing: run python training/heads.py first")
        tensors = load_file(path)
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        parts = {name.replace(".", "_"): tensor.astype(np.float64) for name, tensor in tensors.items()}
        return cls(**parts, weighting=Weighting(**config["heads"]["weighting"]))

    def salience(self, vectors: np.ndarray, tokens: np.ndarray) -> np.ndarray:
        """Salience logits [n] of a document."""
        inputs = np.column_stack([vectors, salience_features(vectors, tokens)])
        return inputs @ self.salience_weight + self.salience_bias[0]

    def tone(self, vectors: np.ndarray) -> np.ndarray:
        """q_i [n, 5] of sentences with tokens."""
        return softmax(vectors.astype(np.float64) @ self.tone_weight.T + self.tone_bias)

    def section(self, fine: np.ndarray, tokens: np.ndarray) -> tuple[float, np.ndarray]:
        """Score and class probabilities [3] of a section."""
        features = section_features(fine, tokens, self.weighting)
        return float(features[3]), softmax(self.section_weight @ features + self.section_bias)


def save(folder: Path, tensors: dict[str, np.ndarray], section: dict[str, object]) -> None:
    """Writes heads.safetensors and puts ``section`` under "heads" in config.json."""
    weights = folder / "heads.safetensors"
    save_file(
        {name: np.ascontiguousarray(tensor, dtype=np.float32) for name, tensor in tensors.items()},
        weights,
    )
    weights.chmod(0o644)
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config["heads"] = section
    write_json(path, config)


def settings(redundancy: dict[str, object], weighting: Weighting) -> dict[str, object]:
    """What config.json says under "heads"."""
    return {
        "salience_features": SALIENCE_FEATURES,
        "redundancy": redundancy,
        "tone_points": [int(point) for point in POINTS],
        "section_features": SECTION_FEATURES,
        "weighting": asdict(weighting),
    }


def main() -> None:
    """Fits salience, then tone, then the section calibrator; writes weights and metrics."""
    from fit_salience import fit_salience
    from fit_section import fit_section
    from fit_tone import fit_tone

    salience, redundancy, salience_report = fit_salience()
    tone, cross_fitted, tone_report = fit_tone()
    section, weighting, section_report = fit_section(tone, cross_fitted)
    save(MODEL_DIR, {**salience, **tone, **section}, settings(redundancy, weighting))
    for name, report in (
        ("salience", salience_report),
        ("tone", tone_report),
        ("section", section_report),
    ):
        write_json(LOGS / f"{name}.json", report)


if __name__ == "__main__":
    main()
