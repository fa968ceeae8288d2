"""An ONNX encoder through onnxruntime."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import torch


class OnnxEncoder:
    """Encodes one window at a time; ids -> last_hidden_state f32 [length, hidden]."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        if not path.exists():
            raise SystemExit(f"{path} is missing: run the stages of training/README.md first")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def __call__(self, ids: list[int]) -> np.ndarray:
        tokens = np.array([ids], dtype=np.int64)
        feed = {"input_ids": tokens, "attention_mask": np.ones_like(tokens)}
        return self.session.run(None, feed)[0][0]


class Batched(torch.nn.Module):
    """An ONNX encoder behind the same call as bert.Bert: windows one at a time, without padding, as in production."""

    def __init__(self, path: Path, d: int) -> None:
        super().__init__()
        self.encode, self.d = OnnxEncoder(path), d

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        out = torch.zeros(*ids.shape, self.d)
        for i, n in enumerate(mask.sum(1).tolist()):
            out[i, :n] = torch.from_numpy(self.encode(ids[i, :n].tolist()))
        return out
