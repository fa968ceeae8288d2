"""Stage 12: the chosen student becomes the model folder: model.onnx, heads.onnx, tokenizer.json, config.json and
model.safetensors (f16). python model_folder.py --name soup4   (after export_student.py, calibrate.py, select_summary.py)

heads.onnx: vectors f32 [n, d], first, relative, length int32 [n] (bucket numbers) -> salience f32 [n] (logits),
tone f32 [n, 5] (logits), attention f32 [n] (softmax over a section's sentences gives their weights).
The section head is small and goes into config.json: p = softmax(weight [sum a q, score] + bias).
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

from config import BASE_MODEL, MAX_CONTEXT, MAX_TITLE, MAX_WINDOW, MODEL_DIR, write_json
from export import plain_tokenizer
from heads import FIRST, LENGTHS, RELATIVE, Salience, Section, Tone
from model import Detente
from student import exported, load

FORMAT = 3  # src/model/config.rs reads this version
BLOCK = 256  # sentences judged together
COSINE = 0.95  # of two sentence vectors, above which they say the same
LABELS = ["confrontational", "neutral", "conciliatory"]


class Graph(nn.Module):
    """All that is computed for each sentence."""

    def __init__(self, tone: Tone, section: Section, salience: Salience):
        super().__init__()
        self.tone, self.section, self.salience = tone, section, salience
        self.eval()

    def forward(self, vectors, first, relative, length):
        z = self.tone(vectors)
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


def export_heads(graph: Graph, target: Path, d: int) -> None:
    names = ["vectors", "first", "relative", "length"]
    example = (torch.randn(5, d), *(torch.tensor([0, 1, 2, 3, 4], dtype=torch.int32) for _ in range(3)))
    outputs = ["salience", "tone", "attention"]
    torch.onnx.export(
        graph, example, target, input_names=names, output_names=outputs, opset_version=17, dynamo=False,
        dynamic_axes={name: {0: "sentences"} for name in names + outputs},
    )


def section_head(section: Section) -> dict:
    return {"weight": section.out.weight.double().tolist(), "bias": section.out.bias.double().tolist()}


def encoder_shape(bert: dict) -> dict:
    """The block "encoder" of config.json from a config of the HF layout."""
    names = {"layers": "num_hidden_layers", "attention_heads": "num_attention_heads", "intermediate": "intermediate_size",
             "layer_norm_eps": "layer_norm_eps", "activation": "hidden_act"}
    return {own: bert[name] for own, name in names.items()}


def config(name: str, bert: dict, vocab: dict[str, int], trigrams: bool, section: dict) -> dict:
    """config.json; `bert`: the encoder's config of the HF layout; `trigrams`: a shared run of three words counts as repetition."""
    edges = {"first_edges": FIRST, "length_edges": LENGTHS, "relative_buckets": RELATIVE}
    redundancy = {"trigrams": trigrams, "cosine": COSINE}
    return {
        "name": name, "version": FORMAT, "base_model": bert["base_model"], "hidden": bert["hidden_size"], "max_tokens": MAX_WINDOW,
        "title_tokens": MAX_TITLE, "context_tokens": MAX_CONTEXT, "cls_id": vocab["[CLS]"], "sep_id": vocab["[SEP]"],
        "labels": LABELS, "encoder": encoder_shape(bert),
        "heads": {"block": BLOCK, **edges, "redundancy": redundancy, "section": section},
    }


def heads_state(model: Detente) -> dict:
    parts = {"tone": model.tone, "section": model.section, "salience": model.salience}
    return {f"heads.{n}.{k}": v for n, m in parts.items() for k, v in m.state_dict().items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--name", required=True, help="the chosen student")
    name = parser.parse_args().name
    model, selection = load(name, "f32")
    files, d = exported(name), model.encoder.d
    MODEL_DIR.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(files / "model.onnx", MODEL_DIR / "model.onnx")
    vocab = plain_tokenizer(files / "tokenizer.json", MODEL_DIR / "tokenizer.json")
    export_heads(Graph(model.tone, model.section, model.salience), MODEL_DIR / "heads.onnx", d)
    section = section_head(model.section)
    bert = json.loads((files / "config.json").read_text()) | {"base_model": BASE_MODEL}
    write_json(MODEL_DIR / "config.json", config(MODEL_DIR.name, bert, vocab, selection["trigram_blocking"], section))
    state = load_file(files / "model.safetensors") | heads_state(model)
    save_file({k: v.half().contiguous() for k, v in state.items()}, MODEL_DIR / "model.safetensors", {"format": "pt"})


if __name__ == "__main__":
    main()
