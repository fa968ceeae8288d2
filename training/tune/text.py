"""Sentence splitting of the unlabelled corpora (training only) and the windows of the contract with the Rust side."""
import re
from dataclasses import dataclass, field

from tokenizers import Tokenizer

from config import MAX_CONTEXT, MAX_TITLE, MAX_WINDOW

ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Gov|Sen|Rep|Sgt|Col|Lt|Capt|Maj|Adm|Amb|Prof|St|Jr|Sr|No|vs|etc|Inc|Corp|Co|Ltd|Jan|Feb|Mar"
    r"|Apr|Aug|Sept|Oct|Nov|Dec|Rev|Hon|Brig|Pres|Messrs|Secy|art|para)|\b[A-Z]|\b[ap]\.m|\be\.g|\bi\.e)\.$"
)
BOUNDARY = re.compile(r"[.!?…][\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9])")


def split_sentences(paragraph: str) -> list[str]:
    """Sentences of one paragraph, whitespace normalised."""
    text = " ".join(paragraph.split())
    out, start = [], 0
    for match in BOUNDARY.finditer(text):
        head = text[start : match.start() + 1]
        if text[match.start()] == "." and ABBREVIATION.search(head):
            continue
        out.append(text[start : match.end()].strip())
        start = match.end()
    if text[start:].strip():
        out.append(text[start:].strip())
    return out


def load_tokenizer(path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def encode(tokenizer: Tokenizer, texts: list[str]) -> list[list[int]]:
    """Token ids of each text on its own, without special tokens; an empty text becomes one [UNK]-free placeholder."""
    if not texts:
        return []
    dot = tokenizer.token_to_id(".")
    return [e.ids or [dot] for e in tokenizer.encode_batch(texts, add_special_tokens=False)]


@dataclass
class Window:
    """Token ids of one encoder pass and, for each scored sentence, (sentence index, first token, end token)."""

    ids: list[int]
    spans: list[tuple[int, int, int]] = field(default_factory=list)


def pack(sentences: list[list[int]], title: list[int] | None, cls: int, sep: int, limit: int = MAX_WINDOW) -> list[Window]:
    """[CLS] (title [SEP])? context sentences [SEP]; greedy, in document order."""
    head = [cls] + (title[:MAX_TITLE] + [sep] if title else [])
    room = limit - len(head) - 1
    windows, i = [], 0
    while i < len(sentences):
        ids, used = list(head), 0
        if windows:
            j, context = i, 0
            while j > 0 and context + len(sentences[j - 1]) <= MAX_CONTEXT:
                j -= 1
                context += len(sentences[j])
            for k in range(j, i):
                ids += sentences[k]
            used = context
        window = Window(ids)
        while i < len(sentences):
            tokens = sentences[i][: room - used] if not window.spans else sentences[i]
            if used + len(tokens) > room:
                break
            start = len(window.ids)
            window.ids += tokens
            window.spans.append((i, start, len(window.ids)))
            used += len(tokens)
            i += 1
        window.ids.append(sep)
        windows.append(window)
    return windows
