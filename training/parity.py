"""tests/goldens/model_hidden.json from PyTorch f32, and how close the shipped int8 model comes.

For each document of golden_documents.json: windows (ids and scored spans) and the f32 mean-pooled
sentence vectors, six digits. Cosine of the int8 model (onnxruntime) by sentence goes to
training/logs/parity.json; the command fails below .985 for one or .99 in the mean.

    python training/parity.py [--encoder FOLDER]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from base import GOLDENS, LOGS, MODEL_DIR, PlainBert, encode_reference, load_bert, write_json
from encoder import OnnxEncoder, Vectorizer
from windows import plan, pool

DOCUMENTS = Path(__file__).with_name("golden_documents.json")
LOWEST, MEAN = 0.985, 0.99


def cosines(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Cosine by row."""
    return (a * b).sum(1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--encoder", type=Path, help="folder of a fine-tuned encoder (default: base)")
    bert = PlainBert(load_bert(parser.parse_args().encoder)).eval()
    int8 = Vectorizer(OnnxEncoder(MODEL_DIR / "model.onnx"))
    rows, close = [], []
    for document in json.loads(DOCUMENTS.read_text(encoding="utf-8")):
        ids = [int8.tokens(sentence) for sentence in document["sentences"]]
        windows = plan(ids, int8.tokens(document["title"]), int8.limits)
        hidden = [encode_reference(bert, window.ids).numpy() for window in windows]
        vectors = pool(windows, hidden, len(ids), int8.hidden)
        close.extend(cosines(vectors, int8(document["title"], document["sentences"])[0]))
        rows.append(
            {
                **document,
                "windows": [{"ids": w.ids, "spans": w.spans} for w in windows],
                "vectors": [[round(float(x), 6) for x in vector] for vector in vectors],
            }
        )
    write_json(GOLDENS / "model_hidden.json", {"tolerance_f32": 1e-5, "documents": rows}, indent=None)
    report = {
        "sentences": len(close),
        "cosine_mean": round(float(np.mean(close)), 5),
        "cosine_lowest": round(float(np.min(close)), 5),
    }
    write_json(LOGS / "parity.json", report)
    print(report)
    if report["cosine_lowest"] < LOWEST or report["cosine_mean"] < MEAN:
        raise SystemExit(f"int8 is too far from f32: need {LOWEST} each and {MEAN} in the mean")


if __name__ == "__main__":
    main()
