"""A simple sentence splitter for training text (the product has its own, in Rust)."""

from __future__ import annotations

import re

ABBREVIATIONS = frozenset(
    """mr mrs ms dr gen col lt sgt capt maj adm cmdr sen rep gov pres prof rev hon amb secy st jr sr
    vs no inc corp co ltd jan feb mar apr jun jul aug sept sep oct nov dec u.s u.n u.k e.u d.c a.m p.m
    i.e e.g""".split()
)
END = re.compile(r"[.!?…]+[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])")


def split_sentences(paragraph: str) -> list[str]:
    """Sentences of one paragraph; splits at .!? before a capital or a digit, not after abbreviations."""
    sentences, start = [], 0
    for match in END.finditer(paragraph):
        words = paragraph[start : match.start()].split()
        last = words[-1].lstrip("\"'“‘(").lower() if words else ""
        initial = len(last) == 1 and last.isalpha()
        if match.group().startswith(".") and (initial or last in ABBREVIATIONS):
            continue
        sentences.append(paragraph[start : match.end()].strip())
        start = match.end()
    sentences.append(paragraph[start:].strip())
    return [sentence for sentence in sentences if sentence]
