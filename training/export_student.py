"""Stage 5: the chosen student as files: model.safetensors (HF BERT layout, f32 and f16), heads.safetensors, heads.json and
model.onnx (int8 per channel, by export.py). python export_student.py --name student1 [--out FOLDER]"""
import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from config import WORK, base_dir, write_log
from export import export_int8, plain_tokenizer
from heads import FIRST, LENGTHS, RELATIVE
from loop import load_weights
from model import Detente


def encoder_state(model: Detente) -> dict:
    """HF BertModel names; the base model's pooler is kept, unused, for readers that demand one."""
    state = {k: v.detach().clone().contiguous() for k, v in model.encoder.state_dict().items()}
    base = load_file(base_dir() / "model.safetensors")
    return state | {k: v.float() for k, v in base.items() if k.startswith("pooler")}


def heads_state(model: Detente) -> dict:
    parts = {"tone": model.tone, "section": model.section, "salience": model.salience}
    return {f"{n}.{k}": v.detach().clone().contiguous() for n, m in parts.items() for k, v in m.state_dict().items()}


def heads_json(model: Detente, selection: dict) -> dict:
    return {
        "hidden": model.encoder.d, "layer_norm_eps": 1e-5, "labels": [-2, -1, 0, 1, 2],
        "tone": {"temperature": model.tone_t, "formula": "z = out(gelu(hidden(norm(h)))); p = softmax(z / temperature); "
                 "score = sum(p * [-1, -0.5, 0, 0.5, 1]); three classes = [p0 + p1, p2, p3 + p4]"},
        "section": {"temperature": model.section_t, "formula": "a = softmax over the section's sentences of "
                    "v(tanh(w(norm(h)))) + u(p); pooled = sum a p; score = sum a score; "
                    "p = softmax(out([pooled, score]) / temperature); three classes as for a sentence"},
        "salience": {"layers": len(model.salience.layers), "heads": model.salience.layers[0].heads,
                     "first_edges": FIRST, "length_edges": LENGTHS, "relative_buckets": RELATIVE,
                     "formula": "x = norm(h) + first[b(index)] + relative[min(9, 10 * index / total)] + length[b(tokens)]; "
                     "b(v) = number of edges[1:] that are <= v; per layer: q, k, v = qkv(norm1(x)) in three blocks of d, heads "
                     "contiguous; x += proj(softmax(q k / sqrt(d / heads)) v); x += down(gelu(up(norm2(x)))); "
                     "logit = out(final(x)) + lead[b(index)] + brevity[b(tokens)]; gelu is the erf form", **selection},
    }


class Int8(torch.nn.Module):
    """An ONNX encoder behind the same call as Bert: windows one at a time, without padding, as in production."""

    def __init__(self, path: Path, d: int):
        super().__init__()
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session, self.d = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"]), d

    def forward(self, ids, mask):
        out = torch.zeros(*ids.shape, self.d)
        for i, n in enumerate(mask.sum(1).tolist()):
            row = ids[i : i + 1, :n].numpy().astype(np.int64)
            out[i, :n] = torch.from_numpy(self.session.run(None, {"input_ids": row, "attention_mask": np.ones_like(row)})[0][0])
        return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", default="student1")
    parser.add_argument("--out", type=Path, default=WORK / "final")
    args = parser.parse_args()
    torch.set_num_threads(1)
    model = load_weights(Detente("student"), WORK / args.name / "final.pt")
    for k, v in json.loads((WORK / args.name / "temperatures.json").read_text()).items():
        setattr(model, k, v)
    selection = WORK / args.name / "selection.json"
    selection = json.loads(selection.read_text()) if selection.exists() else {"sentences": 3, "trigram_blocking": True}
    args.out.mkdir(parents=True, exist_ok=True)
    state = encoder_state(model)
    save_file(state, args.out / "model.safetensors", {"format": "pt"})
    save_file({k: v.half() for k, v in state.items()}, args.out / "model.f16.safetensors", {"format": "pt"})
    save_file(heads_state(model), args.out / "heads.safetensors", {"format": "pt"})
    (args.out / "heads.json").write_text(json.dumps(heads_json(model, selection), indent=1) + "\n")
    for name in ("config.json", "vocab.txt"):
        shutil.copy(base_dir() / name, args.out / name)
    plain_tokenizer(base_dir() / "tokenizer.json", args.out / "tokenizer.json")
    export_int8(args.out, args.out / "model.onnx", args.out / "onnx")
    for path in args.out.iterdir():
        path.chmod(0o755 if path.is_dir() else 0o644)
    write_log(f"{args.name}_files", {p.name: p.stat().st_size for p in sorted(args.out.iterdir()) if p.is_file()})


if __name__ == "__main__":
    main()
