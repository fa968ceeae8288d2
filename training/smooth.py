"""Activation smoothing (SmoothQuant, Xiao et al. 2023) of a plain ONNX encoder before int8.

For a linear layer X W with input channels j: X_j is divided by s_j and row j of W multiplied by
s_j, s_j = max|X_j|^alpha / max|W_j|^(1 - alpha). The function stays the same in f32; the outlier
channels no longer set the scale of the whole tensor. Costs one Mul for each distinct input.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper


def linear_nodes(model: onnx.ModelProto) -> list[onnx.NodeProto]:
    """MatMul nodes whose right side is a weight."""
    weights = {tensor.name for tensor in model.graph.initializer}
    return [n for n in model.graph.node if n.op_type == "MatMul" and n.input[1] in weights]


def linear_inputs(path: Path, windows: Iterable[list[int]]) -> Iterator[dict[str, np.ndarray]]:
    """For each window of the calibration texts the inputs [1, length, width] of the linear layers, by name of the tensor."""
    model = onnx.load(path)
    names = list(dict.fromkeys(node.input[0] for node in linear_nodes(model)))
    for name in names:
        model.graph.output.append(onnx.ValueInfoProto(name=name))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    for ids in windows:
        tokens = np.array([ids], dtype=np.int64)
        states = session.run(names, {"input_ids": tokens, "attention_mask": np.ones_like(tokens)})
        yield dict(zip(names, states, strict=True))


def channel_maxima(path: Path, windows: Iterable[list[int]]) -> dict[str, np.ndarray]:
    """max|X_j| by input tensor of the linear layers."""
    maxima: dict[str, np.ndarray] = {}
    for inputs in linear_inputs(path, windows):
        for name, state in inputs.items():
            maxima[name] = np.maximum(maxima.get(name, 0.0), np.abs(state).max(axis=(0, 1)))
    return maxima


def smooth(path: Path, target: Path, maxima: dict[str, np.ndarray], alpha: float) -> None:
    """Writes the smoothed f32 model."""
    model = onnx.load(path)
    graph = model.graph
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    nodes = linear_nodes(model)
    for number, (name, high) in enumerate(maxima.items()):
        users = [node for node in nodes if node.input[0] == name]
        weights = {node.input[1]: numpy_helper.to_array(tensors[node.input[1]]) for node in users}
        low = np.max([np.abs(w).max(axis=1) for w in weights.values()], axis=0)
        scale = np.maximum(high, 1e-5) ** alpha / np.maximum(low, 1e-5) ** (1.0 - alpha)
        scale = (scale / np.exp(np.log(scale).mean())).astype(np.float32)
        for weight_name, weight in weights.items():
            tensors[weight_name].CopyFrom(numpy_helper.from_array(weight * scale[:, None], weight_name))
        graph.initializer.append(numpy_helper.from_array(1.0 / scale, f"smooth.{number}"))
        mul = helper.make_node("Mul", [name, f"smooth.{number}"], [f"smooth.{number}.out"])
        mul.name = f"smooth/{number}"
        first = min(list(graph.node).index(node) for node in users)
        graph.node.insert(first, mul)
        for node in users:
            node.input[0] = mul.output[0]
    onnx.checker.check_model(model)
    onnx.save(model, target)
