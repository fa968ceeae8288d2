"""The tiny random encoder of the tests: tests/goldens/tiny/{model.onnx, model.safetensors (f32),
tokenizer.json, config.json, heads.onnx}.

Two layers, hidden 32, four heads, a WordPiece vocabulary of about 250 pieces. It has the shape of
the real model folder, so tests load it by the same code. Also writes, beside it,
``tiny_hidden.json`` (PyTorch f32 states; Rust must agree to 1e-5) and ``windows.json`` (the window
contract on token lengths alone).

    python tiny.py
"""

from __future__ import annotations

import json
import random
import string
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import BertConfig

from base import PlainBert, encode_reference, random_bert
from config import GOLDENS, SEED, base_dir, write_json
from export import export_f32
from heads import Salience, Section, Tone
from model_folder import Graph, config, export_heads, section_head
from windows import Limits, plan

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = """the of and to in a that we is for on with as our by not be will this it its are all from at
an have has was were he she they his her their said say talks peace war treaty border minister
president government country nations people meeting visit agreed accused condemned warned welcomed
threat attack force troops sanctions dialogue cooperation agreement ceasefire envoy ambassador
statement united states council security foreign north south east west new old two three first last
day week month year after before against both sides side no if but or when which who would could
must may can do did does trade river port sea bridge island army law vote chair committee report
thanks apology release prisoners aid support""".split()
ENDINGS = ["##s", "##ed", "##ing", "##er", "##ly", "##ion"]
TEXTS = [
    "Both sides agreed to a ceasefire on the river.",
    "The envoy warned that any attack will be met with force!",
    "“No talks,” said the minister — not now, not ever.",
    "TROOPS CROSSED THE BRIDGE AT 5 A.M.",
    "Zürich, 東京 and 7,5 % of\n\ttrade…",
    "a",
]
LENGTH_CASES = [
    {"name": "empty", "title": 0, "sentences": []},
    {"name": "one", "title": 0, "sentences": [5]},
    {"name": "exact_fit", "title": 0, "sentences": [10, 12]},
    {"name": "one_too_many", "title": 0, "sentences": [10, 13]},
    {"name": "context_two", "title": 0, "sentences": [9, 4, 4, 6, 3]},
    {"name": "context_trimmed_by_new", "title": 0, "sentences": [12, 4, 4, 17, 2]},
    {"name": "title_cut", "title": 9, "sentences": [8, 8, 3, 3]},
    {"name": "oversized_middle", "title": 0, "sentences": [4, 50, 5, 20, 1]},
    {"name": "oversized_exact", "title": 0, "sentences": [44, 2, 22, 3]},
    {"name": "oversized_with_title", "title": 3, "sentences": [19, 18, 40]},
    {"name": "zero_tokens", "title": 0, "sentences": [0, 10, 4, 0, 10, 0, 0]},
    {"name": "many", "title": 2, "sentences": [3, 7, 1, 9, 2, 2, 2, 8, 11, 5, 4, 4, 17, 1, 6]},
]
SMALL = Limits(cls_id=2, sep_id=3, max_tokens=24, title_tokens=4, context_tokens=8)


def vocabulary() -> list[str]:
    """Special tokens, characters (whole and continuing), endings, words; no doubles."""
    letters = list(string.ascii_lowercase + string.digits)
    pieces = SPECIAL + letters + ["##" + c for c in letters] + list(string.punctuation)
    return list(dict.fromkeys(pieces + ["“", "”", "’", "—", "…"] + ENDINGS + WORDS))


def tiny_tokenizer(vocab: dict[str, int]) -> dict:
    """The real tokenizer.json with another vocabulary and without padding and truncation."""
    tokenizer = json.loads((base_dir() / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer["truncation"] = tokenizer["padding"] = None
    tokenizer["model"]["vocab"] = vocab
    for token in tokenizer["added_tokens"]:
        token["id"] = vocab[token["content"]]
    for name, token in tokenizer["post_processor"]["special_tokens"].items():
        token["ids"] = [vocab[name]]
    return tokenizer


def window_case(case: dict) -> dict:
    """A length case with its windows. Token ids are made up: 10 for the title, 100 + sentence index."""
    sentences = [[100 + i] * n for i, n in enumerate(case["sentences"])]
    windows = plan(sentences, [10] * case["title"], SMALL)
    return {**case, "windows": [{"ids": w.ids, "spans": w.spans} for w in windows]}


def random_case(seed: int) -> dict:
    """A seeded length case."""
    rng = random.Random(seed)
    lengths = [rng.choice([0, 1, 2, 3, 5, 8, 13, 21, 34]) for _ in range(rng.randint(5, 20))]
    return {"name": f"random_{seed}", "title": rng.choice([0, 2, 6]), "sentences": lengths}


def random_heads(folder: Path, hidden: int) -> dict:
    """heads.onnx with random weights, small but of the real shape; returns the section head for config.json."""
    torch.manual_seed(SEED)
    tone, section, salience = Tone(hidden, 16), Section(hidden, 8), Salience(hidden, layers=1, heads=4, inner=32)
    export_heads(Graph(tone, section, salience), folder / "heads.onnx", hidden)
    return section_head(section)


def main() -> None:
    folder = GOLDENS / "tiny"
    folder.mkdir(parents=True, exist_ok=True)
    vocab = {piece: i for i, piece in enumerate(vocabulary())}
    write_json(folder / "tokenizer.json", tiny_tokenizer(vocab), indent=None)
    section = random_heads(folder, 32)
    shape = BertConfig(
        vocab_size=len(vocab),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=512,
        layer_norm_eps=1e-12,
    )
    known = shape.to_dict() | {"base_model": "random"}
    write_json(folder / "config.json", config("tiny-random", known, vocab, True, section))
    full = random_bert(shape, SEED)
    state = {name: value.contiguous() for name, value in full.state_dict().items()}
    save_file(state, folder / "model.safetensors", {"format": "pt"})
    bert = PlainBert(full).eval()
    export_f32(bert, folder / "model.onnx")

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    rows = []
    for text in [*TEXTS, " ".join(TEXTS * 3)]:
        ids = tokenizer.encode(text).ids
        hidden = encode_reference(bert, ids)
        if len(ids) > 100:  # a long input: the first and last rows say enough
            rows.append({"text": text, "ids": ids, "rows": [0, len(ids) - 1],
                         "hidden": [hidden[0].tolist(), hidden[-1].tolist()]})
        else:
            rows.append({"text": text, "ids": ids, "rows": list(range(len(ids))), "hidden": hidden.tolist()})
    write_json(GOLDENS / "tiny_hidden.json", {"tolerance": 1e-5, "cases": rows}, indent=None)

    cases = [window_case(case) for case in [*LENGTH_CASES, *(random_case(i) for i in range(12))]]
    write_json(GOLDENS / "windows.json", {"limits": SMALL.__dict__, "cases": cases}, indent=None)
    print(f"{folder}: vocabulary {len(vocab)}, model {(folder / 'model.onnx').stat().st_size} bytes")


if __name__ == "__main__":
    main()
