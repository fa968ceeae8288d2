"""Stage 7: the encoder of the chosen student as files in DETENTE_TUNE/NAME/files: model.safetensors, config.json and vocab.txt
of the HF layout (f32), and model.onnx (int8 per channel, by export.py). python export_student.py --name student1"""
import argparse
import shutil

import torch
from safetensors.torch import load_file, save_file

from config import WORK, base_dir, write_log
from export import export_int8, plain_tokenizer
from loop import load_weights
from model import Detente
from student import exported


def encoder_state(model: Detente) -> dict:
    """HF BertModel names; the base model's pooler is kept, unused, for readers that demand one."""
    state = {k: v.detach().clone().contiguous() for k, v in model.encoder.state_dict().items()}
    base = load_file(base_dir() / "model.safetensors")
    return state | {k: v.float() for k, v in base.items() if k.startswith("pooler")}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True)
    name = parser.parse_args().name
    torch.set_num_threads(1)
    model = load_weights(Detente("student"), WORK / name / "final.pt")
    folder = exported(name)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(encoder_state(model), folder / "model.safetensors", {"format": "pt"})
    for file in ("config.json", "vocab.txt"):
        shutil.copyfile(base_dir() / file, folder / file)
    plain_tokenizer(base_dir() / "tokenizer.json", folder / "tokenizer.json")
    export_int8(folder, folder / "model.onnx", folder / "onnx")
    write_log(f"{name}_files", {p.name: p.stat().st_size for p in sorted(folder.iterdir()) if p.is_file()})


if __name__ == "__main__":
    main()
