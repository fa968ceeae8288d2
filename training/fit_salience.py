"""The salience head: logistic regression on greedy ROUGE-oracle labels of CNN stories."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from rouge_score.tokenizers import DefaultTokenizer
from sklearn.linear_model import LogisticRegression

from base import SEED
from data import Story, load_stories
from features import Features, load_features
from heads import salience_features, unit
from metrics import ROUGE, Rouge, bootstrap, paired_bootstrap

SUMMARY = 3
STRENGTHS = (0.0003, 0.003, 0.03)
COSINES = (1.0, 0.9, 0.8, 0.7, 0.6)
TOKENIZER = DefaultTokenizer(use_stemmer=True)


def bags(text: str) -> tuple[Counter, Counter]:
    """Unigrams and bigrams of a text, stemmed."""
    words = TOKENIZER.tokenize(text)
    return Counter(words), Counter(zip(words, words[1:]))


class Overlap:
    """F1 of a growing bag of n-grams against a reference bag."""

    def __init__(self, reference: Counter) -> None:
        self.reference = reference
        self.size = reference.total()
        self.held: Counter = Counter()
        self.hit = 0

    def gain(self, bag: Counter) -> int:
        """How many more reference n-grams are hit when ``bag`` is added."""
        return sum(
            min(count, max(self.reference[gram] - self.held[gram], 0))
            for gram, count in bag.items()
            if gram in self.reference
        )

    def f1_with(self, bag: Counter) -> float:
        """F1 when ``bag`` is added."""
        total = self.size + self.held.total() + bag.total()
        return 2.0 * (self.hit + self.gain(bag)) / total if total else 0.0

    def add(self, bag: Counter) -> None:
        """Adds a bag."""
        self.hit += self.gain(bag)
        self.held += bag


def oracle(story: Story) -> set[int]:
    """Greedy choice of at most three sentences by ROUGE-1 + ROUGE-2 F1 against the highlights."""
    overlaps = [Overlap(sum(parts, Counter())) for parts in zip(*map(bags, story.highlights))]
    sentences = [bags(sentence) for sentence in story.sentences]
    chosen: set[int] = set()
    best = 0.0
    while len(chosen) < SUMMARY:
        scores = {
            i: sum(overlap.f1_with(bag) for overlap, bag in zip(overlaps, parts))
            for i, parts in enumerate(sentences)
            if i not in chosen
        }
        winner = max(scores, key=scores.get, default=None)
        if winner is None or scores[winner] <= best:
            break
        best = scores[winner]
        chosen.add(winner)
        for overlap, bag in zip(overlaps, sentences[winner]):
            overlap.add(bag)
    return chosen


def trigrams(sentence: str) -> set[tuple[str, ...]]:
    """Word trigrams, as in the summary rule of heads.py."""
    words = re.findall(r"[^\W_]+", sentence.lower())
    return set(zip(words, words[1:], words[2:]))


def choose(
    logits: np.ndarray, sentences: Sequence[str], vectors: np.ndarray, cosine: float, block: bool
) -> list[int]:
    """Three sentences by the summary rule of heads.py."""
    units = unit(vectors)
    order = np.argsort(-logits, kind="stable")
    chosen: list[int] = []
    seen: set[tuple[str, ...]] = set()
    for i in order:
        grams = trigrams(sentences[i]) if block else set()
        close = any(units[i] @ units[j] > cosine for j in chosen)
        if not close and not (grams & seen):
            chosen.append(int(i))
            seen |= grams
        if len(chosen) == SUMMARY:
            break
    chosen += [int(i) for i in order if i not in chosen][: SUMMARY - len(chosen)]
    return sorted(chosen)


def inputs(features: Features) -> np.ndarray:
    """[v_i, f_i] of all sentences of a set, f32."""
    extra = [
        salience_features(features.vectors[rows], features.tokens[rows])
        for rows in map(features.rows, range(len(features)))
    ]
    return np.hstack([features.vectors, np.concatenate(extra)]).astype(np.float32)


def rouge_table(stories: Sequence[Story], picks: Sequence[Sequence[int]], rouge: Rouge) -> np.ndarray:
    """ROUGE F1 [stories, 3]."""
    return np.array(
        [rouge(s.highlights, [s.sentences[i] for i in pick]) for s, pick in zip(stories, picks)]
    )


def summary_row(table: np.ndarray, stories: Sequence[Story]) -> dict[str, object]:
    """Means in per cent with 95% bootstrap intervals by document."""
    ids = [story.document for story in stories]
    row: dict[str, object] = {}
    for column, name in enumerate(ROUGE):
        values = table[:, column] * 100.0
        row[name] = round(float(values.mean()), 2)
        row[f"{name}_95"] = [round(x, 2) for x in bootstrap(ids, lambda rows: values[rows].mean())]
    return row


def fit_salience() -> tuple[dict[str, np.ndarray], dict[str, object], dict[str, object]]:
    """Fits and tunes on valid; returns tensors, the redundancy rule and the report."""
    train, valid = load_stories("train"), load_stories("valid")
    train_set, valid_set = load_features("stories_train"), load_features("stories_valid")
    labels = np.concatenate(
        [np.isin(np.arange(len(story.sentences)), list(oracle(story))) for story in train]
    )
    x = inputs(train_set)
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-8
    x = (x - mean) / scale
    x_valid = (inputs(valid_set) - mean) / scale
    rouge = Rouge()

    def picks(scores: np.ndarray, cosine: float, block: bool) -> list[list[int]]:
        return [
            choose(scores[rows], story.sentences, valid_set.vectors[rows], cosine, block)
            for story, rows in zip(valid, map(valid_set.rows, range(len(valid))))
        ]

    trials, best = [], (-1.0, None)
    for strength in STRENGTHS:
        model = LogisticRegression(C=strength, max_iter=300, random_state=SEED).fit(x, labels)
        scores = model.decision_function(x_valid)
        table = rouge_table(valid, picks(scores, 1.0, False), rouge)
        trials.append({"c": strength, "rouge": (table.mean(axis=0) * 100).round(2).tolist()})
        print(trials[-1], flush=True)
        if table.mean() > best[0]:
            best = (table.mean(), (strength, model, scores))
    strength, model, scores = best[1]

    redundancy, best_table = None, None
    for block in (False, True):
        for cosine in COSINES:
            table = rouge_table(valid, picks(scores, cosine, block), rouge)
            trials.append(
                {"trigrams": block, "cosine": cosine, "rouge": (table.mean(axis=0) * 100).round(2).tolist()}
            )
            print(trials[-1], flush=True)
            if best_table is None or table.mean() > best_table.mean() + 1e-6:
                redundancy, best_table = {"trigrams": block, "cosine": cosine}, table

    lead = rouge_table(valid, [list(range(SUMMARY))] * len(valid), rouge)
    ceiling = rouge_table(valid, [sorted(oracle(story)) for story in valid], rouge)
    weight = model.coef_[0] / scale
    report = {
        "train_documents": len(train),
        "train_sentences": len(labels),
        "valid_documents": len(valid),
        "c": strength,
        "redundancy": redundancy,
        "lead_3": summary_row(lead, valid),
        "detente": summary_row(best_table, valid),
        "oracle": summary_row(ceiling, valid),
        "p_against_lead_3": {
            name: paired_bootstrap(best_table[:, i], lead[:, i]) for i, name in enumerate(ROUGE)
        },
        "trials": trials,
    }
    tensors = {
        "salience.weight": weight,
        "salience.bias": np.array([model.intercept_[0] - weight @ mean]),
    }
    return tensors, redundancy, report
