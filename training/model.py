"""Encoder and heads as one module, and the multi-task loss."""
import json

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from batch import Encoded, padded, sentence_vectors
from bert import load_bert
from config import CLASSES, base_dir, teacher_dir
from heads import SCORES, Salience, Section, Tone
from text import load_tokenizer
from windows import Limits


class Detente(nn.Module):
    def __init__(self, kind: str, drop: float = 0.1, frozen: int = 3):
        super().__init__()
        self.kind = kind
        folder = base_dir() if kind == "student" else teacher_dir()
        self.tokenizer = load_tokenizer(folder / "tokenizer.json")
        ids = ("[CLS]", "[SEP]", "[PAD]") if kind == "student" else ("<s>", "</s>", "<pad>")
        cls, sep, self.pad = (self.tokenizer.token_to_id(t) for t in ids)
        self.limits = Limits(cls, sep)
        self.encoder = load_bert(folder, drop, 0 if kind == "student" else frozen)
        d = self.encoder.d
        self.tone, self.section = Tone(d), Section(d)
        self.salience = Salience(d) if kind == "student" else None

    def forward(self, items: list[Encoded]) -> dict:
        """Per batch: h [s, d], tone logits [s, 5], probabilities, and (student) salience logits [s]."""
        h = sentence_vectors(self.encoder, items, self.pad)
        logits = self.tone(h)
        out = {"h": h, "tone": logits, "p": torch.softmax(logits, -1)}
        if self.salience is not None:
            sizes = [len(e.tokens) for e in items]
            index = torch.cat([torch.arange(n) + e.doc.first for n, e in zip(sizes, items)])
            tokens = torch.tensor([len(t) for e in items for t in e.tokens])
            mask = padded(torch.ones(sum(sizes)), sizes)
            total = torch.tensor([max(e.doc.total, n) for n, e in zip(sizes, items)])
            s = self.salience(padded(h, sizes), padded(index, sizes), total, padded(tokens, sizes), mask)
            out["salience"] = s[mask.bool()]
        return out

    def sections(self, out: dict, items: list[Encoded]):
        """(logits, weights, scores, labels) of the labelled sections of the batch, or None."""
        rows, owner, labels, offset = [], [], [], 0
        for e in items:
            for a, b, y in e.doc.sections:
                if b <= len(e.tokens):
                    rows += range(offset + a, offset + b)
                    owner += [len(labels)] * (b - a)
                    labels.append(y)
            offset += len(e.tokens)
        if not labels:
            return None
        rows = torch.tensor(rows)
        return (*self.section(out["h"][rows], out["p"][rows], torch.tensor(owner), len(labels)), labels)


TAUGHT = 0.5  # weight of the teacher's label, where it stands alone, beside a reader's


def tone_loss(logits, target, mode, weight):
    """Cross-entropy to a distribution (mode 1, and 3 for the teacher's; plus the squared error of the expected score) or to
    a set (mode 2)."""
    logp = torch.log_softmax(logits, -1)
    soft = -(target * logp).sum(-1) + 0.3 * ((logp.exp() - target) @ SCORES).square()
    group = -torch.logsumexp(logp + (target.clamp(min=1e-9)).log(), -1)
    each = torch.where(mode == 2, group, soft) * (mode > 0) * weight
    each = torch.where(mode == 3, TAUGHT * each, each)
    return each.sum()


def losses(model: Detente, items: list[Encoded], weights: dict) -> dict:
    out = model(items)
    cut = [len(e.tokens) for e in items]
    cat = lambda name: torch.from_numpy(np.concatenate([getattr(e.doc, name)[:n] for e, n in zip(items, cut)]))
    mode = cat("mode")
    w = torch.cat([torch.full((n,), e.doc.weight) for e, n in zip(items, cut)])
    result = {}
    if (mode > 0).any():
        result["tone"] = tone_loss(out["tone"], cat("tone"), mode, w) / weights["tone_norm"]
    found = model.sections(out, items)
    if found:
        logits, _, _, labels = found
        soft = torch.tensor(np.stack([y if isinstance(y, np.ndarray) else section_target(y) for y in labels]))
        result["section"] = weights["section"] * -(soft * torch.log_softmax(logits, -1)).sum() / weights["section_norm"]
    if model.salience is not None and any(e.doc.salience is not None for e in items):
        total, offset = 0.0, 0
        for e, n in zip(items, cut):
            if e.doc.salience is not None:
                s = out["salience"][offset : offset + n]
                y, r = torch.from_numpy(e.doc.salience[:n]), torch.from_numpy(e.doc.rouge[:n])
                rank = -(torch.softmax(r * 12.0, 0) * torch.log_softmax(s, 0)).sum()
                total = total + F.binary_cross_entropy_with_logits(s, y, reduction="sum") / 3.0 + 0.3 * rank
            offset += n
        result["salience"] = weights["salience"] * total / weights["doc_norm"]
    return result


def section_target(y: int) -> np.ndarray:
    from docs import target

    return target(y)


def groups_lr(model: Detente, lr: float, head_lr: float, decay: float) -> list[dict]:
    """AdamW parameter groups with layer-wise learning rates; norms and biases without weight decay."""
    layers = 6 if model.kind == "student" else 12
    out = {}
    for name, p in model.named_parameters():
        if not p.requires_grad:
            continue
        if not name.startswith("encoder"):
            rate = head_lr
        elif ".layer." in name:
            rate = lr * decay ** (layers - 1 - int(name.split(".layer.")[1].split(".")[0]))
        else:
            rate = lr * decay**layers
        wd = 0.0 if p.ndim < 2 else 0.01
        out.setdefault((rate, wd), {"params": [], "lr": rate, "weight_decay": wd, "base": rate})["params"].append(p)
    return list(out.values())
