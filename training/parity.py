"""Stage 13: tests/goldens/{model_hidden,scores}.json from PyTorch f32, and how close the shipped int8 model comes.

For each document of golden_documents.json: windows (ids and scored spans) and the f32 mean-pooled
sentence vectors, six digits. Cosine of the int8 model (onnxruntime) by sentence goes to
training/logs/parity.json; the command fails below .985 for one or .99 in the mean.

    python parity.py --name soup4
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from base import PlainBert, encode_reference, load_bert
from config import GOLDENS, LOGS, MODEL_DIR, write_json
from encoder import OnnxEncoder
from heads import FIRST, LENGTHS, RELATIVE, bucket
from model_folder import Graph
from student import exported, load
from text import load_tokenizer
from windows import Limits, plan, pool, sentence_vectors

DOCUMENTS = Path(__file__).with_name("golden_documents.json")
LOWEST, MEAN = 0.985, 0.99
POINTS = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])


def cosines(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Cosine by row."""
    return (a * b).sum(1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))


def places(tokens: np.ndarray) -> list[np.ndarray]:
    """Bucket numbers of a document's sentences: place from the start, relative place, length."""
    n = len(tokens)
    index = torch.arange(n)
    relative = (RELATIVE * index // max(n, 1)).clamp(max=RELATIVE - 1)
    columns = (bucket(index, FIRST), relative, bucket(torch.from_numpy(tokens), LENGTHS))
    return [column.numpy().astype(np.int32) for column in columns]


def sentence_tokens(document: dict) -> np.ndarray:
    """Token count of each sentence from the scored spans."""
    tokens = np.zeros(len(document["sentences"]), dtype=np.int64)
    for window in document["windows"]:
        for sentence, start, end in window["spans"]:
            tokens[sentence] += end - start
    return tokens


def scores(document: dict, graph: Graph, session, section: dict) -> dict:
    """Expected values of one document from its stored f32 vectors; the ONNX graph must say the same."""
    vectors, tokens = np.array(document["vectors"], dtype=np.float32), sentence_tokens(document)
    columns = places(tokens)
    with torch.no_grad():
        expected = [t.numpy() for t in graph(torch.from_numpy(vectors), *map(torch.from_numpy, columns))]
    found = session.run(None, dict(zip(("vectors", "first", "relative", "length"), (vectors, *columns))))
    assert all(np.abs(a - b).max() < 1e-4 for a, b in zip(expected, found)), document["name"]
    return judged(document["name"], tokens, expected, section)


def judged(name: str, tokens: np.ndarray, outputs: list[np.ndarray], section: dict) -> dict:
    """What is said of a document from the outputs of the heads' graph."""
    salience, z, attention = (x.astype(np.float64) for x in outputs)
    soft = lambda x: np.exp(x - x.max(-1, keepdims=True)) / np.exp(x - x.max(-1, keepdims=True)).sum(-1, keepdims=True)
    q, a = soft(z), soft(attention)
    score = float(a @ (q @ POINTS / 2.0))
    p = soft(np.array(section["weight"]) @ np.array([*(a @ q), score]) + np.array(section["bias"]))
    return {
        "name": name, "tokens": tokens.tolist(), "salience_logits": salience.round(6).tolist(),
        "tone_points": q.round(7).tolist(), "weights": a.round(7).tolist(), "section_score": round(score, 7),
        "section_probabilities": [round(float(x), 7) for x in (p[0] + p[1], p[2], p[3] + p[4])],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--name", required=True, help="the chosen student")
    name = parser.parse_args().name
    student, _ = load(name, "f32")
    width, bert = student.encoder.d, PlainBert(load_bert(exported(name))).eval()
    int8, tokenizer = OnnxEncoder(MODEL_DIR / "model.onnx"), load_tokenizer(MODEL_DIR / "tokenizer.json")
    limits = Limits.of(tokenizer)
    tokens = lambda text: tokenizer.encode(text or "", add_special_tokens=False).ids
    rows, close = [], []
    for document in json.loads(DOCUMENTS.read_text(encoding="utf-8")):
        ids, title = [tokens(sentence) for sentence in document["sentences"]], tokens(document["title"])
        windows = plan(ids, title, limits)
        vectors = pool(windows, [encode_reference(bert, window.ids).numpy() for window in windows], len(ids), width)
        close.extend(cosines(vectors, sentence_vectors(ids, title, limits, int8, width)))
        vectors = [[round(float(x), 6) for x in vector] for vector in vectors]
        rows.append({**document, "windows": [{"ids": w.ids, "spans": w.spans} for w in windows], "vectors": vectors})
    write_json(GOLDENS / "model_hidden.json", {"tolerance_f32": 1e-5, "documents": rows}, indent=None)
    graph = Graph(student.tone, student.section, student.salience)
    section = json.loads((MODEL_DIR / "config.json").read_text())["heads"]["section"]
    session = onnxruntime.InferenceSession(str(MODEL_DIR / "heads.onnx"), providers=["CPUExecutionProvider"])
    said = [scores(document, graph, session, section) for document in rows]
    write_json(GOLDENS / "scores.json", {"tolerance": 1e-4, "documents": said}, indent=None)
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
