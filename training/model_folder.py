"""Stage 7: the exported student becomes the model folder: model.onnx, heads.onnx, tokenizer.json, config.json and
model.safetensors (f16). python model_folder.py --student FOLDER   (the folder that export_student.py wrote)

heads.onnx: vectors f32 [n, d], first, relative, length int32 [n] (bucket numbers) -> salience f32 [n] (logits),
tone f32 [n, 5] (logits over the temperature), attention f32 [n] (softmax over a section's sentences gives their weights).
The section head is small and goes into config.json: p = softmax(weight [sum a q, score] + bias), its temperature folded in.
model.safetensors holds the encoder under the names of the HF layout and the heads under "heads.".
"""
import argparse
import json
import shutil
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn

from config import BASE_MODEL, MAX_CONTEXT, MAX_TITLE, MAX_WINDOW, MODEL_DIR, WORK, write_json
from export import plain_tokenizer
from heads import Salience, Section, Tone

FORMAT = 2  # src/model/config.rs reads this version
BLOCK = 256  # sentences judged together
COSINE = 0.95  # of two sentence vectors, above which they say the same
LABELS = ["confrontational", "neutral", "conciliatory"]


class Graph(nn.Module):
    """All that is computed for each sentence."""

    def __init__(self, tone: Tone, section: Section, salience: Salience, temperature: float):
        super().__init__()
        self.tone, self.section, self.salience, self.t = tone, section, salience, temperature
        self.eval()

    def forward(self, vectors, first, relative, length):
        z = self.tone(vectors) / self.t
        p = torch.softmax(z, -1)
        attention = self.section.v(torch.tanh(self.section.w(self.section.norm(vectors)))) + self.section.u(p)
        s = self.salience
        x = (s.norm(vectors) + s.first(first) + s.relative(relative) + s.length(length))[None]
        for layer in s.layers:
            x = self.layer(layer, x)
        salience = s.out(s.final(x))[0, :, 0] + s.lead[first] + s.brevity[length]
        return salience, z, attention[:, 0]

    @staticmethod
    def layer(block, x):
        """As heads.Block.forward for one document without padding."""
        d = x.shape[-1]
        q, k, v = block.qkv(block.norm1(x)).split(d, -1)
        heads = lambda t: t.reshape(1, -1, block.heads, d // block.heads).transpose(1, 2)
        weights = torch.softmax(heads(q) @ heads(k).transpose(-1, -2) * (d // block.heads) ** -0.5, -1)
        x = x + block.proj((weights @ heads(v)).transpose(1, 2).reshape(1, -1, d))
        return x + block.down(F.gelu(block.up(block.norm2(x))))


def load_graph(state: dict, settings: dict) -> Graph:
    """The heads of an exported student (heads.safetensors, heads.json)."""
    d, s = settings["hidden"], settings["salience"]
    parts = {"tone": Tone(d), "section": Section(d), "salience": Salience(d, s["layers"], s["heads"])}
    for name, module in parts.items():
        module.load_state_dict({k.split(".", 1)[1]: v for k, v in state.items() if k.startswith(name + ".")})
    return Graph(**parts, temperature=settings["tone"]["temperature"])


def export_heads(graph: Graph, target: Path, d: int) -> None:
    names = ["vectors", "first", "relative", "length"]
    example = (torch.randn(5, d), *(torch.tensor([0, 1, 2, 3, 4], dtype=torch.int32) for _ in range(3)))
    outputs = ["salience", "tone", "attention"]
    torch.onnx.export(
        graph, example, target, input_names=names, output_names=outputs, opset_version=17, dynamo=False,
        dynamic_axes={name: {0: "sentences"} for name in names + outputs},
    )


def section_head(state: dict, temperature: float) -> dict:
    fold = lambda name: (state[f"section.out.{name}"].double() / temperature).tolist()
    return {"weight": fold("weight"), "bias": fold("bias")}


def config(name: str, base_model: str, hidden: int, vocab: dict[str, int], salience: dict, section: dict) -> dict:
    """config.json; `salience` holds the edges of the buckets and trigram_blocking."""
    edges = {k: salience[k] for k in ("first_edges", "length_edges", "relative_buckets")}
    redundancy = {"trigrams": salience["trigram_blocking"], "cosine": COSINE}
    return {
        "name": name, "version": FORMAT, "base_model": base_model, "hidden": hidden, "max_tokens": MAX_WINDOW,
        "title_tokens": MAX_TITLE, "context_tokens": MAX_CONTEXT, "cls_id": vocab["[CLS]"], "sep_id": vocab["[SEP]"],
        "labels": LABELS, "heads": {"block": BLOCK, **edges, "redundancy": redundancy, "section": section},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--student", type=Path, default=WORK / "final", help="folder that export_student.py wrote")
    folder = parser.parse_args().student
    settings, state = json.loads((folder / "heads.json").read_text()), load_file(folder / "heads.safetensors")
    MODEL_DIR.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(folder / "model.onnx", MODEL_DIR / "model.onnx")
    vocab = plain_tokenizer(folder / "tokenizer.json", MODEL_DIR / "tokenizer.json")
    export_heads(load_graph(state, settings), MODEL_DIR / "heads.onnx", settings["hidden"])
    section = section_head(state, settings["section"]["temperature"])
    write_json(MODEL_DIR / "config.json", config(MODEL_DIR.name, BASE_MODEL, settings["hidden"], vocab, settings["salience"], section))
    both = load_file(folder / "model.f16.safetensors") | {f"heads.{k}": v.half() for k, v in state.items()}
    save_file(both, MODEL_DIR / "model.safetensors", {"format": "pt"})


if __name__ == "__main__":
    main()
