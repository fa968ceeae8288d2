"""The heads, in f32: tone of a sentence, tone of a section, salience over the whole document. The Rust side
implements the same formulas."""
import torch
import torch.nn.functional as F
from torch import nn

from config import CLASSES

FIRST = list(range(16)) + [16, 20, 30, 50, 100]  # lower edges of the position-from-start buckets (0..15 exact)
LENGTHS = [0, 5, 10, 15, 20, 30, 40, 60]  # lower edges of the token-count buckets
RELATIVE = 10  # floor(10 * index / total)
SCORES = torch.tensor([-1.0, -0.5, 0.0, 0.5, 1.0])


def bucket(values: torch.Tensor, edges: list[int]) -> torch.Tensor:
    return torch.bucketize(values, torch.tensor(edges[1:]), right=True)


class Tone(nn.Module):
    """Sentence logits: W2 gelu(W1 LN(h) + b1) + b2, five classes -2..2."""

    def __init__(self, d: int, hidden: int = 384):
        super().__init__()
        self.norm, self.hidden, self.out = nn.LayerNorm(d), nn.Linear(d, hidden), nn.Linear(hidden, CLASSES)

    def forward(self, h, drop: float = 0.1):
        return self.out(F.dropout(F.gelu(self.hidden(self.norm(h))), drop, self.training))


class Section(nn.Module):
    """Weights a = softmax(v . tanh(W LN(h) + b) + u . p) over the section; logits = M [sum a p, sum a score] + c."""

    def __init__(self, d: int, inner: int = 64):
        super().__init__()
        self.norm, self.w, self.v = nn.LayerNorm(d), nn.Linear(d, inner), nn.Linear(inner, 1, bias=False)
        self.u = nn.Linear(CLASSES, 1, bias=False)
        self.out = nn.Linear(CLASSES + 1, CLASSES)
        nn.init.zeros_(self.u.weight)
        with torch.no_grad():
            self.out.weight.copy_(torch.cat([3 * torch.eye(CLASSES), torch.zeros(CLASSES, 1)], 1))
            self.out.bias.zero_()

    def forward(self, h, p, owner, count: int):
        """h [s, d], p [s, 5], owner [s] = section of each sentence -> logits [count, 5], weights [s], scores [count]."""
        a = (self.v(torch.tanh(self.w(self.norm(h)))) + self.u(p)).squeeze(-1)
        top = torch.full((count,), -1e9).scatter_reduce(0, owner, a.detach(), "amax")
        e = torch.exp(a - top[owner])
        a = e / torch.zeros(count).index_add(0, owner, e)[owner]
        pooled = torch.zeros(count, CLASSES).index_add(0, owner, a[:, None] * p)
        score = pooled @ SCORES
        return self.out(torch.cat([pooled, score[:, None]], 1)), a, score


class Block(nn.Module):
    def __init__(self, d: int, heads: int, inner: int):
        super().__init__()
        self.heads = heads
        self.norm1, self.qkv, self.proj = nn.LayerNorm(d), nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.norm2, self.up, self.down = nn.LayerNorm(d), nn.Linear(d, inner), nn.Linear(inner, d)

    def forward(self, x, mask, drop: float):
        b, n, d = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(b, n, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        s = torch.matmul(q, k.transpose(-1, -2)) * (q.shape[-1] ** -0.5) + mask
        y = torch.matmul(torch.softmax(s, -1), v).transpose(1, 2).reshape(b, n, d)
        x = x + F.dropout(self.proj(y), drop, self.training)
        return x + F.dropout(self.down(F.gelu(self.up(self.norm2(x)))), drop, self.training)


class Salience(nn.Module):
    """x = LN(h) + E_first + E_relative + E_length; pre-norm layers over all sentences; logit = w . LN(x) + b
    + lead[first] + brevity[length]."""

    def __init__(self, d: int, layers: int = 2, heads: int = 6, inner: int = 768):
        super().__init__()
        self.norm, self.final, self.out = nn.LayerNorm(d), nn.LayerNorm(d), nn.Linear(d, 1)
        self.first, self.relative = nn.Embedding(len(FIRST), d), nn.Embedding(RELATIVE, d)
        self.length = nn.Embedding(len(LENGTHS), d)
        self.layers = nn.ModuleList([Block(d, heads, inner) for _ in range(layers)])
        for e in (self.first, self.relative, self.length):
            nn.init.normal_(e.weight, std=0.1)
        nn.init.constant_(self.out.bias, -2.0)
        # Not trained: what select_summary.py adds to the logit by place from the start and by length.
        self.register_buffer("lead", torch.zeros(len(FIRST)))
        self.register_buffer("brevity", torch.zeros(len(LENGTHS)))

    def plain(self) -> None:
        """Takes away what select_summary.py added: training and choosing begin without it."""
        self.lead.zero_()
        self.brevity.zero_()

    def forward(self, h, index, total, tokens, mask, drop: float = 0.1):
        """h [b, n, d]; index, tokens [b, n]; total [b]; mask [b, n] -> logits [b, n]."""
        relative = (RELATIVE * index // total[:, None]).clamp(max=RELATIVE - 1)
        place, size = bucket(index, FIRST), bucket(tokens, LENGTHS)
        x = self.norm(h) + self.first(place) + self.relative(relative) + self.length(size)
        bias = (1.0 - mask.float())[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias, drop)
        return self.out(self.final(x)).squeeze(-1) + self.lead[place] + self.brevity[size]
