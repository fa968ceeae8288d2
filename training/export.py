"""An encoder in HF layout -> ONNX, int8 per channel, as rten runs it.

Activations are smoothed (smooth.py) with maxima over 120 training sections of diplomatic_tone, and weights rounded
(rounding.py) with second moments over the same. Weights have 7 bits
(reduced range): rten's AVX2 kernel adds pairs of u8*i8 products in 16 bits, which 8-bit weights can overflow on a CPU
without AVX512-VNNI; with 7 bits every CPU gives the same integers.
"""

from __future__ import annotations

import json
from pathlib import Path

import onnx
import torch

import leaks
from base import PlainBert, load_bert
from config import base_dir
from docs import tone_sections
from quantize import quantize_file
from rounding import second_moments
from smooth import channel_maxima, smooth
from text import load_tokenizer
from windows import Limits, plan

CALIBRATION_SECTIONS = 120
SMOOTHING = 0.8


def export_f32(model: PlainBert, target: Path) -> None:
    """Traces the encoder to plain ONNX, opset 17, dynamic batch and length."""
    example = torch.tensor([[2, 5, 6, 7, 3], [2, 5, 6, 3, 0]])
    axes = {0: "batch", 1: "length"}
    names = ["input_ids", "attention_mask", "last_hidden_state"]
    torch.onnx.export(
        model, (example, (example != 0).long()), target, input_names=names[:2], output_names=names[2:],
        dynamic_axes={name: axes for name in names}, opset_version=17, dynamo=False,
    )
    onnx.checker.check_model(onnx.load(target))


def plain_tokenizer(source: Path, target: Path) -> dict[str, int]:
    """Copies tokenizer.json without padding and truncation; returns the vocabulary."""
    tokenizer = json.loads(source.read_text(encoding="utf-8"))
    tokenizer["truncation"] = None
    tokenizer["padding"] = None
    target.write_text(json.dumps(tokenizer, ensure_ascii=False) + "\n", encoding="utf-8")
    return tokenizer["model"]["vocab"]


def calibration_windows() -> list[list[int]]:
    """Token ids of the windows of evenly chosen training sections."""
    tokenizer = load_tokenizer(base_dir() / "tokenizer.json")
    limits = Limits.of(tokenizer)
    tokens = lambda text: tokenizer.encode(text or "", add_special_tokens=False).ids
    sections = leaks.keep(tone_sections("train"), "calibration")
    windows = []
    for section in sections[:: len(sections) // CALIBRATION_SECTIONS]:
        windows += plan([tokens(sentence) for sentence in section.sentences], tokens(section.title), limits)
    return [window.ids for window in windows]


def export_int8(folder: Path, target: Path, work: Path) -> None:
    """The encoder in `folder` as int8 ONNX in `target`; the f32 graphs stay in `work`."""
    work.mkdir(parents=True, exist_ok=True)
    f32, smoothed = work / "f32.onnx", work / "smooth.onnx"
    export_f32(PlainBert(load_bert(folder)).eval(), f32)
    windows = calibration_windows()
    smooth(f32, smoothed, channel_maxima(f32, windows), SMOOTHING)
    quantize_file(smoothed, target, second_moments(smoothed, windows), reduce_range=True)
