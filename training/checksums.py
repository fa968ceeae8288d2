"""models/detente-v3/checksums.txt in the format of sha256sum, for every file that a runtime of the program loads.

The model card is not among them: the model's id, which is the checksum of this list, does not change with its words.

    python checksums.py     (last; check with: cd models/detente-v3 && sha256sum -c checksums.txt)
"""

from __future__ import annotations

import hashlib

from config import MODEL_DIR

NAME = "checksums.txt"
LOADED = ("config.json", "heads.onnx", "model.onnx", "model.safetensors", "tokenizer.json")


def main() -> None:
    files = [MODEL_DIR / name for name in LOADED]
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (MODEL_DIR / NAME).write_text("".join(lines), encoding="ascii")
    print("".join(lines), end="")


if __name__ == "__main__":
    main()
