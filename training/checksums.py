"""models/detente-v3/checksums.txt in the format of sha256sum, for every file that a runtime of the program loads.

The model card is not among them: the model's id, which is the checksum of this list, does not change with its words.

    python checksums.py     (last; check with: cd models/detente-v3 && sha256sum -c checksums.txt)
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from config import MODEL_DIR

NAME = "checksums.txt"
LOADED = ("config.json", "heads.onnx", "model.onnx", "model.safetensors", "tokenizer.json")


def write_checksums(folder: Path) -> str:
    """The list of a model folder, written into it."""
    files = [folder / name for name in LOADED]
    lines = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)
    (folder / NAME).write_text(lines, encoding="ascii")
    return lines


def main() -> None:
    print(write_checksums(MODEL_DIR), end="")


if __name__ == "__main__":
    main()
