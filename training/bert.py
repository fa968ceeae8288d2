"""A lean BERT encoder with the parameter names of the HF layout: fused QKV, and plain matmul attention on short windows,
which trains faster than CPU flash attention there. Forward equals transformers' BertModel (checked by export)."""
import json
import math

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

MATMUL_LIMIT = 256


class Attention(nn.Module):
    def __init__(self, d: int, heads: int, eps: float):
        super().__init__()
        self.heads = heads
        self.self = nn.ModuleDict({k: nn.Linear(d, d) for k in ("query", "key", "value")})
        self.output = nn.ModuleDict({"dense": nn.Linear(d, d), "LayerNorm": nn.LayerNorm(d, eps=eps)})

    def forward(self, x, mask, drop):
        b, n, d = x.shape
        parts = [self.self[k] for k in ("query", "key", "value")]
        w = torch.cat([p.weight for p in parts])
        q, k, v = F.linear(x, w, torch.cat([p.bias for p in parts])).view(b, n, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mask = mask.to(q.dtype)
        if n <= MATMUL_LIMIT and torch.is_grad_enabled():
            s = torch.matmul(q, k.transpose(-1, -2)) * (q.shape[-1] ** -0.5) + mask
            y = torch.matmul(torch.softmax(s, -1, dtype=q.dtype), v)
        else:
            y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        y = self.output["dense"](y.transpose(1, 2).reshape(b, n, d))
        return self.output["LayerNorm"](x + (F.dropout(y, drop, self.training) if drop else y))


class Layer(nn.Module):
    def __init__(self, d: int, heads: int, inner: int, eps: float):
        super().__init__()
        self.attention = Attention(d, heads, eps)
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(d, inner)})
        self.output = nn.ModuleDict({"dense": nn.Linear(inner, d), "LayerNorm": nn.LayerNorm(d, eps=eps)})

    def forward(self, x, mask, drop):
        x = self.attention(x, mask, drop)
        y = self.output["dense"](F.gelu(self.intermediate["dense"](x)))
        return self.output["LayerNorm"](x + (F.dropout(y, drop, self.training) if drop else y))


class Bert(nn.Module):
    """ids [b, n], mask [b, n] (1 = token) -> last hidden state [b, n, d]. With model_type mpnet: positions start at 2, there
    are no token types, and one relative position bias is shared by all layers."""

    def __init__(self, config: dict, drop: float, frozen: int = 0):
        super().__init__()
        d, eps = config["hidden_size"], config.get("layer_norm_eps", 1e-12)
        self.drop, self.d, self.frozen = drop, d, frozen
        self.mpnet = config["model_type"] == "mpnet"
        self.embeddings = nn.ModuleDict({
            "word_embeddings": nn.Embedding(config["vocab_size"], d),
            "position_embeddings": nn.Embedding(config["max_position_embeddings"], d),
            "LayerNorm": nn.LayerNorm(d, eps=eps),
        })
        heads, inner = config["num_attention_heads"], config["intermediate_size"]
        self.encoder = nn.ModuleDict(
            {"layer": nn.ModuleList([Layer(d, heads, inner, eps) for _ in range(config["num_hidden_layers"])])}
        )
        if self.mpnet:
            self.encoder["relative_attention_bias"] = nn.Embedding(config["relative_attention_num_buckets"], heads)
        else:
            self.embeddings["token_type_embeddings"] = nn.Embedding(config["type_vocab_size"], d)
        parts = [self.embeddings, *self.encoder["layer"][:frozen]] if frozen else [self.embeddings["word_embeddings"]]
        if self.mpnet:  # a gradient of the bias would cost as much as that of the attention itself
            parts.append(self.encoder["relative_attention_bias"])
        for p in (q for part in parts for q in part.parameters()):
            p.requires_grad = False

    def forward(self, ids, mask):
        e, n = self.embeddings, ids.shape[1]
        start = 2 if self.mpnet else 0
        x = e["word_embeddings"](ids) + e["position_embeddings"].weight[start : start + n]
        if not self.mpnet:
            x = x + e["token_type_embeddings"].weight[0]
        x = F.dropout(e["LayerNorm"](x), self.drop, self.training)
        bias = (1.0 - mask.float())[:, None, None, :] * -1e4
        if self.mpnet:
            bias = bias + self.encoder["relative_attention_bias"](relative_bucket(n)).permute(2, 0, 1)[None]
        grad = torch.is_grad_enabled()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=not self.exact):
            bias = bias if self.exact else bias.to(torch.bfloat16)
            for i, layer in enumerate(self.encoder["layer"]):
                with torch.set_grad_enabled(grad and i >= self.frozen):
                    x = layer(x, bias, self.drop)
        return x.float()

    exact = False  # True: f32 throughout


def relative_bucket(n: int, buckets: int = 32, far: int = 128) -> torch.Tensor:
    """MPNet's symmetric log buckets of key minus query position, [n, n]."""
    position = torch.arange(n)
    away = -(position[None] - position[:, None])
    half = buckets // 2
    base = (away < 0).long() * half
    away = away.abs()
    exact = half // 2
    log = exact + (torch.log(away.float().clamp(min=1) / exact) / math.log(far / exact) * (half - exact)).long()
    return base + torch.where(away < exact, away, log.clamp(max=half - 1))


MPNET_NAMES = {".attention.attn.q.": ".attention.self.query.", ".attention.attn.k.": ".attention.self.key.",
               ".attention.attn.v.": ".attention.self.value.", ".attention.attn.o.": ".attention.output.dense.",
               ".attention.LayerNorm.": ".attention.output.LayerNorm."}


def load_bert(folder, drop: float, frozen: int = 0) -> Bert:
    model = Bert(json.loads((folder / "config.json").read_text()), drop, frozen)
    state = {}
    for k, v in load_file(folder / "model.safetensors").items():
        k = k.removeprefix("bert.").removeprefix("mpnet.")
        for a, b in MPNET_NAMES.items():
            k = k.replace(a, b)
        if not k.startswith("pooler") and not k.endswith("position_ids"):
            state[k] = v.float()
    model.load_state_dict(state)
    return model
