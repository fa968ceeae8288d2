"""The valid report every student gets: tone, and ROUGE of the top 3 sentences against LEAD-3 on cnn_stories valid."""
import numpy as np

from measure import run, tone_report
from oracle import f1, grams, labelled, words


def rouge(sentences: list[str], highlights: list[str]) -> tuple[float, float]:
    """ROUGE-1 and ROUGE-2 F1 (stemmed, n-grams within sentences)."""
    a, b = [words(s) for s in sentences], [words(h) for h in highlights]
    out = []
    for n in (1, 2):
        x, y = (sum((grams(t, n) for t in part), grams([], n)) for part in (a, b))
        out.append(f1(x, y, sum(x.values()), sum(y.values())))
    return tuple(out)


def trigrams(text: str) -> set:
    w = words(text)
    return set(zip(w, w[1:], w[2:]))


def choose(logits: np.ndarray, sentences: list[str], k: int = 3, block: bool = True, shortest: int = 4) -> list[int]:
    """Indices of the k best sentences in document order; a sentence that repeats a chosen trigram is passed over."""
    chosen, seen = [], set()
    for i in np.argsort(-logits, kind="stable"):
        t = trigrams(sentences[i])
        if len(words(sentences[i])) < shortest or (block and t & seen):
            continue
        chosen.append(int(i))
        seen |= t
        if len(chosen) == k:
            break
    return sorted(chosen)


def salience_report(model, limit: int = 240, block: bool = True) -> dict:
    docs = labelled("valid")[:limit]
    rows = run(model, docs)
    ours, lead, oracle = [], [], []
    for d, r in zip(docs, rows):
        pick = choose(r["salience"], d.sentences, block=block)
        ours.append(rouge([d.sentences[i] for i in pick], d.highlights))
        lead.append(rouge(d.sentences[:3], d.highlights))
        oracle.append(rouge([s for s, y in zip(d.sentences, d.salience) if y], d.highlights))
    out = {k: [round(100 * x, 2) for x in np.mean(v, 0)] for k, v in (("ours", ours), ("lead3", lead), ("oracle", oracle))}
    print(out, flush=True)
    return out


def valid_report(model) -> dict:
    return {**tone_report(model), "salience": salience_report(model)}
