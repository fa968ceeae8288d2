"""A plain f32 ONNX encoder to int8, in the operators that rten fuses.

Linear layers: weights int8, symmetric, one scale per output channel, rounded by rounding.py; activations u8 by
DynamicQuantizeLinear (one scale for the tensor), MatMulInteger, Cast, Mul. The word table: int8,
symmetric, one scale per word (Gather, Cast, Mul). Everything else stays f32.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from rounding import round_again


def quantize_rows(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """f32 [rows, width] -> int8 [rows, width] and f32 scale [rows, 1], with table ~ int8 * scale."""
    scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-12) / 127.0
    rows = np.clip(np.rint(table / scale), -127, 127).astype(np.int8)
    return rows, scale.astype(np.float32)


def quantize_word_table(model: onnx.ModelProto) -> None:
    """Replaces Gather(f32 table, input_ids) by int8 rows and a scale per row, in place."""
    graph = model.graph
    tables = {tensor.name: tensor for tensor in graph.initializer}
    gathers = [
        node
        for node in graph.node
        if node.op_type == "Gather" and node.input[0] in tables and node.input[1] == "input_ids"
    ]
    if len(gathers) != 1:
        raise ValueError(f"expected one Gather of the word table by input_ids, found {len(gathers)}")
    gather = gathers[0]
    table = tables[gather.input[0]]
    rows, scale = quantize_rows(numpy_helper.to_array(table))
    graph.initializer.remove(table)
    graph.initializer.extend(
        [numpy_helper.from_array(rows, "words.int8"), numpy_helper.from_array(scale, "words.scale")]
    )
    at = list(graph.node).index(gather)
    graph.node.remove(gather)
    new = [
        helper.make_node("Gather", ["words.int8", "input_ids"], ["words.rows"], axis=0),
        helper.make_node("Cast", ["words.rows"], ["words.rows_f32"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["words.scale", "input_ids"], ["words.row_scale"], axis=0),
        helper.make_node("Mul", ["words.rows_f32", "words.row_scale"], [gather.output[0]]),
    ]
    for offset, node in enumerate(new):
        node.name = f"words/{node.op_type}_{offset}"
        graph.node.insert(at + offset, node)


def quantize_file(source: Path, target: Path, moments: dict[str, np.ndarray], reduce_range: bool) -> None:
    """Writes the int8 form of the f32 model ``source`` to ``target``; ``moments`` are those of rounding.py.

    ``reduce_range`` keeps weights to 7 bits, so that the u8*i8 pair sums of CPUs without VNNI
    cannot saturate 16 bits.
    """
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        linear = Path(folder) / "linear.onnx"
        quant_pre_process(source, prepared, skip_optimization=True, skip_symbolic_shape=True)
        quantize_dynamic(
            prepared,
            linear,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=reduce_range,
            weight_type=QuantType.QInt8,
        )
        model = onnx.load(linear)
    round_again(source, model, moments)
    quantize_word_table(model)
    del model.graph.value_info[:]
    onnx.checker.check_model(model)
    onnx.save(model, target)
