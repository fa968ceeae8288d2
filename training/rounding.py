"""Rounding of weights to the int8 grid so that each input channel makes good the error of those before it (GPTQ, Frantar et
al. 2022). Plain rounding loses more than the activations do; this costs nothing when the model runs.

For y = x W with the second moments H = E[x x'] of calibration texts: after channel j is rounded, its error e_j moves the
channels not yet rounded by -e_j U[j, k] / U[j, j], where U'U is the Cholesky form of the inverse of H.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from smooth import linear_inputs, linear_nodes

DAMPING = 0.01  # of the mean of H's diagonal, added to it


def second_moments(path: Path, windows: Iterable[list[int]]) -> dict[str, np.ndarray]:
    """Sum of x x' by input tensor of the linear layers."""
    sums: dict[str, np.ndarray] = {}
    for inputs in linear_inputs(path, windows):
        for name, state in inputs.items():
            x = state.reshape(-1, state.shape[-1])
            sums[name] = sums.get(name, 0.0) + x.T @ x
    return sums


def compensated(weight: np.ndarray, scale: np.ndarray, moments: np.ndarray, limit: int) -> np.ndarray:
    """int8 [in, out] for the f32 weight [in, out] and the scale of each output channel."""
    h = moments.astype(np.float64)
    h[np.diag_indices_from(h)] += DAMPING * np.diag(h).mean()
    order = np.argsort(-np.diag(h), kind="stable")  # the channels that matter most are rounded first, while all others can help
    upper = np.linalg.cholesky(np.linalg.inv(h[np.ix_(order, order)])).T
    rest, out = weight.astype(np.float64)[order] / scale, np.zeros(weight.shape, np.int8)
    for j, channel in enumerate(order):
        rounded = np.clip(np.rint(rest[j]), -limit, limit)
        out[channel] = rounded
        rest[j + 1 :] -= np.outer(upper[j, j + 1 :] / upper[j, j], rest[j] - rounded)
    return out


def round_again(f32: Path, int8: onnx.ModelProto, moments: dict[str, np.ndarray]) -> None:
    """Replaces the integers of the linear layers of `int8`, which onnxruntime made of the model `f32`, in place."""
    source, tensors = onnx.load(f32), {t.name: t for t in int8.graph.initializer}
    weights = {t.name: t for t in source.graph.initializer}
    for node in linear_nodes(source):
        name = node.input[1]
        weight, target = numpy_helper.to_array(weights[name]), tensors[f"{name}_quantized"]
        scale, plain = numpy_helper.to_array(tensors[f"{name}_scale"]), numpy_helper.to_array(target)
        limit = int(np.abs(plain.astype(np.int32)).max())
        ints = compensated(weight, scale.astype(np.float64), moments[node.input[0]], limit)
        target.CopyFrom(numpy_helper.from_array(ints, target.name))
