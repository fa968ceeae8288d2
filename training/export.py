"""Base weights -> models/detente-v1/{model.onnx, tokenizer.json, config.json}, int8 per channel.

The f32 ONNX stays outside the repository. Activations are smoothed (smooth.py) with maxima over
200 training sections of diplomatic_tone. Weights have 7 bits (reduced range): rten's AVX2 kernel
adds pairs of u8*i8 products in 16 bits, which 8-bit weights can overflow on a CPU without
AVX512-VNNI; with 7 bits every CPU gives the same integers.

    python training/export.py [--eight-bits] [--encoder FOLDER] [--work /work/py/cache]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import onnx
import torch

from base import BASE_MODEL, LOGS, MODEL_DIR, PlainBert, base_folder, load_bert, write_json
from data import load_sections
from encoder import Vectorizer
from quantize import quantize_file
from smooth import channel_maxima, smooth
from windows import plan

LABELS = ["confrontational", "neutral", "conciliatory"]
CALIBRATION_SECTIONS = 200
SMOOTHING = 0.8
WINDOW = {"max_tokens": 512, "title_tokens": 64, "context_tokens": 64}


def export_f32(model: PlainBert, target: Path) -> None:
    """Traces the encoder to plain ONNX, opset 17, dynamic batch and length."""
    example = torch.tensor([[2, 5, 6, 7, 3], [2, 5, 6, 3, 0]])
    axes = {0: "batch", 1: "length"}
    torch.onnx.export(
        model,
        (example, (example != 0).long()),
        target,
        input_names=["input_ids", "attention_mask"],
        output_names=["last_hidden_state"],
        dynamic_axes={
            "input_ids": axes,
            "attention_mask": axes,
            "last_hidden_state": axes,
        },
        opset_version=17,
        dynamo=False,
    )
    onnx.checker.check_model(onnx.load(target))


def plain_tokenizer(source: Path, target: Path) -> dict[str, int]:
    """Copies tokenizer.json without padding and truncation; returns the vocabulary."""
    tokenizer = json.loads(source.read_text(encoding="utf-8"))
    tokenizer["truncation"] = None
    tokenizer["padding"] = None
    target.write_text(json.dumps(tokenizer, ensure_ascii=False) + "\n", encoding="utf-8")
    return tokenizer["model"]["vocab"]


def config(name: str, base_model: str, hidden: int, vocab: dict[str, int]) -> dict[str, object]:
    """The top of config.json; heads.py adds "heads"."""
    return {
        "name": name,
        "version": 1,
        "base_model": base_model,
        "hidden": hidden,
        **WINDOW,
        "cls_id": vocab["[CLS]"],
        "sep_id": vocab["[SEP]"],
        "labels": LABELS,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eight-bits", action="store_true", help="full range of weights")
    parser.add_argument("--encoder", type=Path, help="folder of a fine-tuned encoder (default: base)")
    parser.add_argument("--work", type=Path, default=Path("/work/py/cache"), help="folder of the f32 ONNX")
    args = parser.parse_args()

    args.work.mkdir(parents=True, exist_ok=True)
    MODEL_DIR.mkdir(parents=True, exist_ok=True)
    f32, smoothed = args.work / "model_f32.onnx", args.work / "model_smooth.onnx"
    int8 = MODEL_DIR / "model.onnx"
    bert = load_bert(args.encoder)
    export_f32(PlainBert(bert).eval(), f32)
    vocab = plain_tokenizer(base_folder() / "tokenizer.json", MODEL_DIR / "tokenizer.json")
    write_json(MODEL_DIR / "config.json", config("detente-v1", BASE_MODEL, bert.config.hidden_size, vocab))
    smooth(f32, smoothed, channel_maxima(f32, calibration_windows()), SMOOTHING)
    quantize_file(smoothed, int8, reduce_range=not args.eight_bits)
    report = {
        "bytes": int8.stat().st_size,
        "weight_bits": 8 if args.eight_bits else 7,
        "smoothing": SMOOTHING,
        "calibration_sections": CALIBRATION_SECTIONS,
        "operators": operators(int8),
    }
    write_json(LOGS / "export.json", report)
    print(report)


def calibration_windows() -> list[list[int]]:
    """Windows of evenly chosen training sections."""
    vectorizer = Vectorizer(encode=None)
    sections = load_sections("train")
    windows = []
    for section in sections[:: len(sections) // CALIBRATION_SECTIONS]:
        ids = [vectorizer.tokens(sentence) for sentence in section.sentences]
        windows += plan(ids, vectorizer.tokens(section.title), vectorizer.limits)
    return [window.ids for window in windows]


def operators(path: Path) -> dict[str, int]:
    """How often each operator occurs in a model file."""
    counts: dict[str, int] = {}
    for node in onnx.load(path).graph.node:
        counts[node.op_type] = counts.get(node.op_type, 0) + 1
    return dict(sorted(counts.items()))


if __name__ == "__main__":
    main()
