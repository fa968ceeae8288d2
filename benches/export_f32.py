"""model.safetensors -> plain f32 ONNX, the graph that the int8 one is made from: python export_f32.py MODEL_DIR TARGET.onnx

Needs training/requirements (torch, transformers, onnx). The f32 weights are those of the folder, in half precision there.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "training"))

import torch  # noqa: E402
from base import PlainBert  # noqa: E402
from config import base_dir  # noqa: E402
from safetensors.torch import load_file  # noqa: E402
from transformers import BertConfig, BertModel  # noqa: E402


def main(folder: Path, target: Path) -> None:
    from export import export_f32

    config = BertConfig.from_pretrained(base_dir())
    config._attn_implementation = "eager"
    bert = BertModel(config, add_pooling_layer=False).float().eval()
    weights = load_file(folder / "model.safetensors")
    bert.load_state_dict({name: value.float() for name, value in weights.items() if not name.startswith(("heads.", "pooler."))}, strict=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    with torch.inference_mode():
        export_f32(PlainBert(bert).eval(), target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
