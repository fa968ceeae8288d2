"""The shipped model as a checkpoint to train on from, or to fall back to: models/detente-vN -> DETENTE_TUNE/NAME/final.pt.
The weights there are f16. python unpack.py --name soup3"""
import argparse

from safetensors.torch import load_file

from config import MODEL_DIR, WORK
from loop import save


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True)
    folder = WORK / parser.parse_args().name
    folder.mkdir(exist_ok=True)
    state = {k: v.float() for k, v in load_file(MODEL_DIR / "model.safetensors").items() if not k.startswith("pooler")}
    heads = "heads."
    save(folder / "final.pt", {k.removeprefix(heads) if k.startswith(heads) else f"encoder.{k}": v for k, v in state.items()})


if __name__ == "__main__":
    main()
