"""Sentence splitting of training text (the product has its own, in Rust), and tokenizing."""
import re

from tokenizers import Tokenizer

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
