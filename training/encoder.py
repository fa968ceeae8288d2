"""The shipped ONNX encoder through onnxruntime, and whole documents to sentence vectors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from base import MODEL_DIR
from windows import Encode, Limits, sentence_vectors


class OnnxEncoder:
    """Encodes one window at a time; ids -> last_hidden_state f32 [length, hidden]."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        if not path.exists():
            raise SystemExit(f"{path} is missing: run python training/export.py first")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def __call__(self, ids: list[int]) -> np.ndarray:
        tokens = np.array([ids], dtype=np.int64)
        feed = {"input_ids": tokens, "attention_mask": np.ones_like(tokens)}
        return self.session.run(None, feed)[0][0]


class Vectorizer:
    """Title and sentences -> (vectors f32 [n, hidden], token counts int32 [n])."""

    def __init__(self, encode: Encode | None, folder: Path = MODEL_DIR) -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.encode = encode  # None: tokens only
        self.hidden: int = config["hidden"]
        self.limits = Limits.from_config(config)
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def tokens(self, text: str | None) -> list[int]:
        """Token ids of a text without special tokens."""
        return self.tokenizer.encode(text or "", add_special_tokens=False).ids

    def __call__(self, title: str | None, sentences: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        ids = [self.tokens(sentence) for sentence in sentences]
        vectors = sentence_vectors(ids, self.tokens(title), self.limits, self.encode, self.hidden)
        return vectors, np.array([len(tokens) for tokens in ids], dtype=np.int32)
