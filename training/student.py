"""A trained student: its checkpoint, with the encoder that is asked for, and what was chosen for its summaries."""
import json
from pathlib import Path

from config import WORK
from encoder import Batched
from loop import load_weights
from model import Detente

ENCODERS = ["int8", "f32", "bf16"]
PLAIN = {"sentences": 3, "trigram_blocking": True}  # before select_summary.py


def exported(name: str) -> Path:
    """The folder that export_student.py writes."""
    return WORK / name / "files"


def load(name: str, encoder: str) -> tuple[Detente, dict]:
    """int8: as deployed, through onnxruntime; f32 and bf16: PyTorch."""
    model = load_weights(Detente("student"), WORK / name / "final.pt")
    if encoder == "int8":
        model.encoder = Batched(exported(name) / "model.onnx", model.encoder.d)
    else:
        model.encoder.exact = encoder == "f32"
    path = WORK / name / "selection.json"
    return model, json.loads(path.read_text()) if path.exists() else PLAIN
