"""Docs -> token windows -> tensors. Windows of one batch are run in groups of like length, so that padding stays small."""
import random
from dataclasses import dataclass

import torch

from docs import Doc
from text import encode
from windows import Limits, Window, plan

GROUP_TOKENS = 4096  # padded tokens of one encoder call


@dataclass
class Encoded:
    doc: Doc
    tokens: list[list[int]]
    windows: list[Window]

    @property
    def size(self) -> int:
        return sum(len(w.ids) for w in self.windows)


def encode_docs(docs: list[Doc], tokenizer, limits: Limits, max_windows: int = 99) -> list[Encoded]:
    """Tokenizes and packs; sentences beyond `max_windows` windows are cut off (doc.total keeps the full count)."""
    titles = encode(tokenizer, [d.title or "." for d in docs])
    flat = encode(tokenizer, [s for d in docs for s in d.sentences])
    out, i = [], 0
    for d, title in zip(docs, titles):
        tokens = flat[i : i + len(d.sentences)]
        i += len(d.sentences)
        windows = plan(tokens, title if d.title else [], limits)[:max_windows]
        kept = windows[-1].spans[-1][0] + 1
        out.append(Encoded(d, tokens[:kept], windows))
    return out


def batches(items: list[Encoded], budget: int, rng: random.Random, pool: int = 40) -> list[list[Encoded]]:
    """Random batches of about `budget` tokens whose members are of like length; their order is random."""
    items = list(items)
    rng.shuffle(items)
    out = []
    step = max(1, pool * 24)
    for a in range(0, len(items), step):
        part = sorted(items[a : a + step], key=lambda e: e.size)
        current, used = [], 0
        for e in part:
            if current and used + e.size > budget:
                out.append(current)
                current, used = [], 0
            current.append(e)
            used += e.size
        if current:
            out.append(current)
    rng.shuffle(out)
    return out


def groups(windows: list, limit: int = GROUP_TOKENS) -> list[list]:
    """(offset, Window) pairs sorted by length and cut where the padded size would pass `limit`."""
    windows = sorted(windows, key=lambda w: len(w[1].ids))
    out, current = [], []
    for w in windows:
        if current and (len(current) + 1) * len(w[1].ids) > limit:
            out.append(current)
            current = []
        current.append(w)
    return out + [current]


def sentence_vectors(encoder, items: list[Encoded], pad: int) -> torch.Tensor:
    """[all sentences of the batch, d]: the mean of each sentence's own tokens of the last hidden state, f32."""
    offset, windows, count = 0, [], 0
    for e in items:
        windows += [(offset, w) for w in e.windows]
        offset += len(e.tokens)
    out, count = None, [0] * offset
    for group in groups(windows):
        n = max(len(w.ids) for _, w in group)
        ids = torch.full((len(group), n), pad)
        mask = torch.zeros(len(group), n, dtype=torch.long)
        rows, owner = [], []
        for r, (start, w) in enumerate(group):
            ids[r, : len(w.ids)] = torch.tensor(w.ids)
            mask[r, : len(w.ids)] = 1
            for s, a, b in w.spans:
                rows += range(r * n + a, r * n + b)
                owner += [start + s] * (b - a)
                count[start + s] += b - a
        h = encoder(ids, mask)
        if out is None:
            out = torch.zeros(offset, h.shape[-1])
        out = out.index_add(0, torch.tensor(owner), h.reshape(-1, h.shape[-1])[torch.tensor(rows)])
    return out / torch.tensor(count).clamp(min=1)[:, None]


def padded(values: torch.Tensor, sizes: list[int]) -> torch.Tensor:
    """[sum sizes, ...] -> [docs, max, ...] with zeros after each document."""
    return torch.nn.utils.rnn.pad_sequence(list(values.split(sizes)), batch_first=True)
