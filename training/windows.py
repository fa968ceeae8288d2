"""Sentences -> windows of token ids -> one vector per sentence. Rust implements the same contract.

The contract
------------
1. Every sentence, and the title, is tokenized on its own without special tokens. Whitespace,
   newlines included, is only whitespace. Token type is 0 everywhere.
2. The prefix of every window is [CLS], then, when the title has at least one token, its first
   ``title_tokens`` tokens and [SEP]. Every window ends with [SEP] and holds at most ``max_tokens``
   tokens. ``room = max_tokens - len(prefix) - 1``.
3. Sentences are packed greedily in document order, across section borders. When the next sentence
   does not fit beside what the window holds, the window is closed and a new one starts.
4. A new window that follows a closed one begins with context: going back from the sentence before
   the new one, whole sentences as long as together they have at most ``context_tokens`` tokens and
   together with the new sentence at most ``room``; the first that does not fit ends the search.
   They stand in document order and are not scored again. A sentence of more than ``room`` tokens
   is never context.
5. A sentence of more than ``room`` tokens closes the open window and is cut into pieces of ``room``
   tokens. Each full piece is a window of its own, without context. The last piece (1 to ``room``
   tokens) opens the next window, without context, and packing goes on after it.
6. A sentence without tokens is in no window (nor does it end a search for context).
7. Windows are encoded one at a time, without padding (dynamic int8 quantization scales over a
   whole tensor). A sentence's vector is the mean of last_hidden_state over its own scored tokens,
   over all its pieces, not normalised; zero when it has none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from tokenizers import Tokenizer

from config import MAX_CONTEXT, MAX_TITLE, MAX_WINDOW

Encode = Callable[[list[int]], np.ndarray]
"""Token ids of one window -> last_hidden_state [length, hidden] f32."""


@dataclass(frozen=True)
class Limits:
    """Window sizes in tokens, and the two special ids (config.json holds them)."""

    cls_id: int
    sep_id: int
    max_tokens: int = MAX_WINDOW
    title_tokens: int = MAX_TITLE
    context_tokens: int = MAX_CONTEXT

    @classmethod
    def of(cls, tokenizer: Tokenizer) -> Limits:
        """The product's limits, with the special tokens of a BERT tokenizer."""
        return cls(tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]"))


@dataclass
class Window:
    """Token ids, and which token ranges are scored for which sentence: (sentence, start, end)."""

    ids: list[int]
    spans: list[tuple[int, int, int]] = field(default_factory=list)


def plan(sentences: Sequence[Sequence[int]], title: Sequence[int], limits: Limits) -> list[Window]:
    """Packs tokenized sentences into windows, by the contract above."""
    prefix = [limits.cls_id]
    if title:
        prefix += [*title[: limits.title_tokens], limits.sep_id]
    room = limits.max_tokens - len(prefix) - 1
    windows: list[Window] = []
    open_window: Window | None = None

    def close() -> None:
        nonlocal open_window
        if open_window is not None:
            open_window.ids.append(limits.sep_id)
            windows.append(open_window)
            open_window = None

    def add(window: Window, index: int, tokens: Sequence[int]) -> None:
        start = len(window.ids)
        window.ids.extend(tokens)
        window.spans.append((index, start, start + len(tokens)))

    for index, tokens in enumerate(sentences):
        if not tokens:
            continue
        if len(tokens) > room:
            close()
            for start in range(0, len(tokens), room):
                close()
                open_window = Window(list(prefix))
                add(open_window, index, tokens[start : start + room])
            continue
        if open_window is not None and len(open_window.ids) + len(tokens) + 1 > limits.max_tokens:
            close()
            budget = min(limits.context_tokens, room - len(tokens))
            open_window = Window(prefix + context(sentences[:index], budget))
        if open_window is None:
            open_window = Window(list(prefix))
        add(open_window, index, tokens)
    close()
    return windows


def context(before: Sequence[Sequence[int]], budget: int) -> list[int]:
    """Tokens of the last whole sentences of ``before`` that together fit in ``budget``."""
    chosen: list[int] = []
    for tokens in reversed(before):
        if len(chosen) + len(tokens) > budget:
            break
        chosen = [*tokens, *chosen]
    return chosen


def pool(windows: Sequence[Window], hidden: Sequence[np.ndarray], count: int, width: int) -> np.ndarray:
    """Sentence vectors f32 [count, width] from the hidden states of the windows."""
    sums = np.zeros((count, width), dtype=np.float64)
    tokens = np.zeros(count, dtype=np.int64)
    for window, states in zip(windows, hidden, strict=True):
        for sentence, start, end in window.spans:
            sums[sentence] += states[start:end].sum(axis=0, dtype=np.float64)
            tokens[sentence] += end - start
    return (sums / np.maximum(tokens, 1)[:, None]).astype(np.float32)


def sentence_vectors(
    sentences: Sequence[Sequence[int]],
    title: Sequence[int],
    limits: Limits,
    encode: Encode,
    width: int,
) -> np.ndarray:
    """The whole way from tokenized sentences to vectors f32 [sentences, width]."""
    windows = plan(sentences, title, limits)
    return pool(windows, [encode(window.ids) for window in windows], len(sentences), width)
