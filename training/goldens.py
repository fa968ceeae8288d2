"""tests/goldens/scores.json: what the heads say on the vectors stored in model_hidden.json.

The Rust heads are tested on the same stored f32 vectors, apart from the encoder, to 1e-5. Each
document counts as one section.

    python training/goldens.py       (after parity.py and heads.py)
"""

from __future__ import annotations

import json

import numpy as np

from base import GOLDENS, MODEL_DIR, write_json
from fit_salience import choose
from heads import Heads, coarse


def sentence_tokens(document: dict) -> np.ndarray:
    """Token count of each sentence from the scored spans."""
    tokens = np.zeros(len(document["sentences"]), dtype=np.int64)
    for window in document["windows"]:
        for sentence, start, end in window["spans"]:
            tokens[sentence] += end - start
    return tokens


def scores(document: dict, heads: Heads, redundancy: dict) -> dict[str, object]:
    """Expected values of one document."""
    vectors = np.array(document["vectors"], dtype=np.float32)
    tokens = sentence_tokens(document)
    logits, fine = heads.salience(vectors, tokens), heads.tone(vectors)
    classes = coarse(fine)
    score, section = heads.section(fine, tokens)
    chosen = choose(
        logits, document["sentences"], vectors, redundancy["cosine"], redundancy["trigrams"]
    )
    return {
        "name": document["name"],
        "tokens": tokens.tolist(),
        "salience_logits": logits.round(7).tolist(),
        "tone_points": fine.round(7).tolist(),
        "weights": heads.weighting.weights(classes[:, 1], tokens).round(7).tolist(),
        "section_score": round(score, 7),
        "section_probabilities": section.round(7).tolist(),
        "summary_3": chosen,
    }


def main() -> None:
    heads = Heads.load()
    config = json.loads((MODEL_DIR / "config.json").read_text(encoding="utf-8"))
    stored = json.loads((GOLDENS / "model_hidden.json").read_text(encoding="utf-8"))["documents"]
    rows = [scores(document, heads, config["heads"]["redundancy"]) for document in stored]
    write_json(GOLDENS / "scores.json", {"tolerance": 1e-5, "documents": rows}, indent=None)
    for row in rows:
        print(row["name"], row["section_score"], row["section_probabilities"], row["summary_3"])


if __name__ == "__main__":
    main()
