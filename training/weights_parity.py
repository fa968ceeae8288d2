"""Stage 13b: tests/goldens/weights.json, what PyTorch and onnxruntime make of the shipped model.safetensors and heads.onnx.

The weights are f16 on the disk and f32 here, so sentence vectors differ from those of model_hidden.json, which come from the f32
checkpoint, by up to 1e-3. A runtime that reads the same file must give these to 1e-5, and the scores to 1e-4. Needs no checkpoint.

    python weights_parity.py                     (after parity.py)
    python weights_parity.py --f32 ../target/f32   a model folder with the same weights as an f32 graph, for the ignored test of tests/runtimes.rs
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import onnxruntime
from safetensors.torch import load_file
from transformers import BertConfig, BertModel

from base import PlainBert, encode_reference
from checksums import LOADED, write_checksums
from config import GOLDENS, MODEL_DIR, write_json
from export import export_f32
from parity import judged, places, sentence_tokens
from windows import pool


def shipped() -> PlainBert:
    """The encoder of the model folder in f32, from its weights and its config.json."""
    config = json.loads((MODEL_DIR / "config.json").read_text())
    state = load_file(MODEL_DIR / "model.safetensors")
    state = {name: value.float() for name, value in state.items() if name.startswith(("embeddings.", "encoder."))}
    shape = config["encoder"]
    bert = BertConfig(
        vocab_size=len(state["embeddings.word_embeddings.weight"]),
        hidden_size=config["hidden"],
        num_hidden_layers=shape["layers"],
        num_attention_heads=shape["attention_heads"],
        intermediate_size=shape["intermediate"],
        layer_norm_eps=shape["layer_norm_eps"],
        hidden_act=shape["activation"],
    )
    bert._attn_implementation = "eager"
    model = BertModel(bert, add_pooling_layer=False).eval()
    model.load_state_dict(state)
    return PlainBert(model).eval()


def write_f32(bert: PlainBert, folder: Path) -> None:
    """The model folder with model.onnx in f32."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in LOADED:
        shutil.copyfile(MODEL_DIR / name, folder / name)
    export_f32(bert, folder / "model.onnx")
    write_checksums(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--f32", type=Path, metavar="DIR", help="write this model folder instead of the goldens")
    folder = parser.parse_args().f32
    bert = shipped()
    if folder:
        write_f32(bert, folder)
        return
    config = json.loads((MODEL_DIR / "config.json").read_text())
    session = onnxruntime.InferenceSession(str(MODEL_DIR / "heads.onnx"), providers=["CPUExecutionProvider"])
    rows, farthest = [], 0.0
    for document in json.loads((GOLDENS / "model_hidden.json").read_text())["documents"]:
        windows = [SimpleNamespace(**window) for window in document["windows"]]
        states = [encode_reference(bert, window.ids).numpy() for window in windows]
        vectors = pool(windows, states, len(document["sentences"]), config["hidden"]).astype(np.float32)
        farthest = max(farthest, float(np.abs(vectors - np.array(document["vectors"])).max()))
        tokens = sentence_tokens(document)
        inputs = dict(zip(("vectors", "first", "relative", "length"), (vectors, *places(tokens))))
        said = judged(document["name"], tokens, session.run(None, inputs), config["heads"]["section"])
        rows.append({**said, "vectors": [[round(float(x), 6) for x in vector] for vector in vectors]})
    write_json(GOLDENS / "weights.json", {"tolerance": 1e-5, "tolerance_scores": 1e-4, "documents": rows}, indent=None)
    print(f"{len(rows)} documents; at most {farthest:.1e} from the vectors of the checkpoint")


if __name__ == "__main__":
    main()
