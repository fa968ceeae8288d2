"""The published comparison: all-MiniLM-L6-v2 fine-tuned on PLV train alone (4 classes, actors marked), PLV test.
Seeds vote by mean probability. python plv.py [--seeds 3] [--epochs 8]"""
import argparse
import random

import numpy as np
import torch
from sklearn.metrics import f1_score
from torch import nn

from batch import batches, encode_docs, sentence_vectors
from config import write_log
from docs import Doc, tsv
from evaluate import f1_ci
from loop import schedule
from model import Detente


def mark(text: str) -> str:
    for a, b in (("<s>", "* "), ("</s>", " *"), ("<t>", "# "), ("</t>", " #")):
        text = text.replace(a, b)
    return text


def rows(split: str) -> list[Doc]:
    out = []
    for i, r in enumerate(tsv(f"tone/plover/datasets/PLV_{split}.tsv")):
        out.append(Doc(f"{split}{i}", "plv", None, [mark(r["marked_sentence"])], label=[int(r["gold_penta"]) - 1]))
    return out


def probabilities(model, head, items) -> np.ndarray:
    out = []
    model.eval()
    with torch.no_grad():
        for i in range(0, len(items), 64):
            h = sentence_vectors(model.encoder, items[i : i + 64], model.pad)
            out.append(torch.softmax(head(h), -1).numpy())
    model.train()
    return np.concatenate(out)


def train(seed: int, epochs: int, train_docs, test_docs) -> np.ndarray:
    torch.manual_seed(seed)
    rng = random.Random(seed)
    model = Detente("student", drop=0.1).train()
    head = nn.Sequential(nn.LayerNorm(384), nn.Dropout(0.1), nn.Linear(384, 4))
    encode = lambda docs: encode_docs(docs, model.tokenizer, model.limits)
    items, test = encode(train_docs), encode(test_docs)
    encoder = [p for p in model.encoder.parameters() if p.requires_grad]
    opt = torch.optim.AdamW([{"params": encoder, "lr": 1e-4, "base": 1e-4}, {"params": head.parameters(), "lr": 1e-3, "base": 1e-3}],
                            weight_decay=0.01, fused=True)
    plan = [b for _ in range(epochs) for b in batches(items, 1200, rng)]
    for step, part in enumerate(plan):
        for g in opt.param_groups:
            g["lr"] = g["base"] * schedule(step / len(plan), 0.1)
        h = sentence_vectors(model.encoder, part, model.pad)
        y = torch.tensor([e.doc.label[0] for e in part])
        z = head(h)
        binary = torch.log_softmax(torch.stack([z[:, :2].logsumexp(1), z[:, 2:].logsumexp(1)], 1), 1)
        loss = nn.functional.cross_entropy(z, y, label_smoothing=0.05) + nn.functional.nll_loss(binary, (y >= 2).long())
        loss.backward()
        nn.utils.clip_grad_norm_(encoder, 1.0)
        opt.step()
        opt.zero_grad()
        if step % 50 == 0:
            print(seed, step, len(plan), round(float(loss.detach()), 3), flush=True)
    return probabilities(model, head, test)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=8)
    args = parser.parse_args()
    torch.set_num_threads(1)
    train_docs, test_docs = rows("train"), rows("test")
    gold = np.array([d.label[0] for d in test_docs])
    binary = lambda p: (p[:, 2] + p[:, 3] > p[:, 0] + p[:, 1]).astype(int)
    each = [train(seed, args.epochs, train_docs, test_docs) for seed in range(args.seeds)]
    mean = np.mean(each, 0)
    out = {"single_seeds_binary": [f1_score(gold >= 2, binary(p), average="macro") for p in each],
           "vote_binary": f1_ci((gold >= 2).astype(int), binary(mean)), "vote_quad": f1_ci(gold, mean.argmax(1)),
           "single_seeds_quad": [f1_score(gold, p.argmax(1), average="macro") for p in each], "actors_marked": True}
    write_log("plv_only", out)
    print(out)


if __name__ == "__main__":
    main()
