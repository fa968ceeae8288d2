"""Every figure of a report computed again from its predictions, with scikit-learn and rouge-score.
python3 scripts/check_eval.py DIR [--intervals]     (DIR: what `detente eval --out DIR` wrote, with texts)

Fails at the first figure that differs by more than 1e-6. --intervals draws the bootstrap's samples again as well, and so
checks the ends of all intervals, the p-values and the slices.
pip install -r scripts/check_eval.txt
"""
import argparse
import json
import math
import re
import sys
import tomllib
import warnings
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from rouge_score import rouge_scorer
from sklearn import metrics as sk

CLASSES = ["confrontational", "neutral", "conciliatory"]
SUITES = Path(__file__).resolve().parent.parent / "eval" / "suites"
NEAR = 1e-6
ROUGE = rouge_scorer.RougeScorer(["rouge1", "rouge2", "rougeL", "rougeLsum"], use_stemmer=True)
QUICK = rouge_scorer.RougeScorer(["rouge1", "rouge2"], use_stemmer=True)


def words(text: str) -> list[str]:
    """Longest runs of letters and digits, in small letters."""
    return [w.lower() for w in re.findall(r"[^\W_]+", text)]


def splitmix(seed: int):
    mask = (1 << 64) - 1
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) & mask
        z = seed
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        yield z ^ (z >> 31)


def samples(cluster: np.ndarray, resamples: int, seed: int) -> list[np.ndarray]:
    """Weights of the units in each sample of the bootstrap."""
    n, bits, out = int(cluster.max()) + 1, splitmix(seed), []
    for _ in range(resamples):
        times = np.zeros(n)
        for _ in range(n):
            times[(next(bits) * n) >> 64] += 1
        out.append(times[cluster])
    return out


class Tone:
    """Metrics of the tone jobs; a unit is a target."""

    def __init__(self, suite: dict, rows: list[dict]):
        binary = suite["job"] == "tone-binary"
        against = suite.get("against", "rest")
        self.binary, self.k = binary, 2 if binary else 3
        pairs = [(g, t) for r in rows for g, t in zip(r["gold"], r["tone"], strict=True)]
        self.units = [i for i, r in enumerate(rows) for _ in r["gold"]]
        self.gold = np.array([CLASSES.index(g["class"]) for g, _ in pairs])
        self.said = np.array([CLASSES.index(t["class"]) for _, t in pairs])
        self.score = np.array([t["score"] for _, t in pairs])
        p = None if any(t["probabilities"] is None for _, t in pairs) else np.array([t["probabilities"] for _, t in pairs])
        if binary:
            self.gold = np.minimum(self.gold, 1)
            if against == "conciliatory":
                if p is not None:
                    both = p[:, 0] + p[:, 2]
                    one = np.where(both > 0, p[:, 0] / np.where(both > 0, both, 1), 0.5)
                    p = np.stack([one, 1 - one], 1)
                    self.said = (one <= 0.5).astype(int)
                else:
                    self.said = (self.score >= 0).astype(int)
            else:
                p = None if p is None else np.stack([p[:, 0], 1 - p[:, 0]], 1)
                self.said = np.minimum(self.said, 1)
        self.p = p
        grades = [(g["grade"], t["grade"]) for g, t in pairs]
        self.grades = None if any(None in pair for pair in grades) else np.array(grades)
        self.confidence = None if p is None else p[np.arange(len(p)), self.said]

    def rank(self, c: int) -> np.ndarray:
        return self.p[:, c] if self.p is not None else (-self.score if c == 0 else self.score)

    def area(self, function, c: int, w: np.ndarray):
        y = self.gold == c
        if not w[y].sum() or (function is sk.roc_auc_score and not w[~y].sum()):
            return None
        return function(y[w > 0], self.rank(c)[w > 0], sample_weight=w[w > 0])

    def compute(self, name: str, w: np.ndarray):
        use = w > 0
        gold, said, own = self.gold[use], self.said[use], w[use]
        if name == "macro_f1":
            return sk.f1_score(gold, said, labels=np.unique(self.gold), average="macro", sample_weight=own, zero_division=0)
        if name == "accuracy":
            return sk.accuracy_score(gold, said, sample_weight=own)
        if name == "mcc":
            return sk.matthews_corrcoef(gold, said, sample_weight=own)
        if name in ("kappa", "mae"):
            if self.grades is None:
                return None
            a, b = self.grades[use].T
            if name == "mae":
                return sk.mean_absolute_error(a, b, sample_weight=own)
            value = sk.cohen_kappa_score(a, b, labels=[-2, -1, 0, 1, 2], weights="quadratic", sample_weight=own)
            return None if math.isnan(value) else value
        if name in ("average_precision", "ap_conciliatory"):
            return self.area(sk.average_precision_score, 0 if name == "average_precision" else 2, w)
        if name in ("roc_confrontational", "roc_conciliatory"):
            return self.area(sk.roc_auc_score, 0 if name == "roc_confrontational" else 2, w)
        if self.p is None:
            return None
        if name == "brier":
            distance = ((self.p - np.eye(self.k)[self.gold]) ** 2).sum(1)
            return np.average(distance, weights=w)
        right = self.gold == self.said
        if name == "ece":
            bins = np.minimum((self.confidence * 15).astype(int), 14)
            gap = [abs((w * (self.confidence - right))[bins == b].sum()) for b in range(15)]
            return sum(gap) / w.sum()
        if name == "aurc":
            order = np.argsort(-self.confidence, kind="stable")
            seen, wrong = np.cumsum(w[order]), np.cumsum((w * ~right)[order])
            drawn = w[order] > 0
            return (w[order][drawn] * wrong[drawn] / seen[drawn]).sum() / w.sum()
        raise KeyError(name)

    def details(self, system: dict, place: str) -> None:
        names = CLASSES[:1] + ["other"] if self.binary else CLASSES
        labels = range(self.k)
        near(system["confusion"], sk.confusion_matrix(self.gold, self.said, labels=labels).tolist(), f"{place} confusion")
        p, r, f, n = sk.precision_recall_fscore_support(self.gold, self.said, labels=labels, zero_division=np.nan)
        for i, own in enumerate(system["classes"]):
            near(own["class"], names[i], f"{place} class")
            near(own["gold"], int(n[i]), f"{place} {names[i]} gold")
            for key, value in (("precision", p[i]), ("recall", r[i]), ("f1", f[i])):
                near(own[key], None if math.isnan(value) else value, f"{place} {names[i]} {key}")
        if self.p is not None:
            right, all_bins = self.gold == self.said, np.minimum((self.confidence * 15).astype(int), 14)
            for b in system["reliability"]:
                use = all_bins == round(b["low"] * 15)
                near(b["units"], int(use.sum()), f"{place} reliability units")
                near(b["confidence"], self.confidence[use].mean(), f"{place} reliability confidence")
                near(b["accuracy"], right[use].mean(), f"{place} reliability accuracy")
            near(sum(b["units"] for b in system["reliability"]), len(right), f"{place} reliability: all units")
            order = np.argsort(-self.confidence, kind="stable")
            for point in system["risk"]:
                n = round(point["coverage"] * len(order))
                near(point["risk"], 1 - right[order[:n]].mean(), f"{place} risk at {n}")


class PerItem:
    """Metrics that are means over items, or ratios of sums over them."""

    def __init__(self, suite: dict, rows: list[dict]):
        self.units = list(range(len(rows)))
        self.values = getattr(self, suite["job"])(suite, rows)

    def compute(self, name: str, w: np.ndarray):
        value = self.values[name]
        if callable(value):
            return value(w)
        use = np.array([v is not None for v in value])
        v = np.array([0.0 if x is None else x for x in value])
        return float((v * w)[use].sum() / w[use].sum()) if w[use].sum() > 0 else None

    def details(self, system: dict, place: str) -> None:
        pass

    def summary(self, suite: dict, rows: list[dict]) -> dict:
        out = defaultdict(list)
        for r in rows:
            text = r.get("summary", r.get("picked"))
            references = ["\n".join(x) for x in r["gold"]["references"]]
            scores = [ROUGE.score(reference, text) for reference in references]
            for key, name in (("rouge1", "rouge1"), ("rouge2", "rouge2"), ("rouge_l", "rougeL"), ("rouge_lsum", "rougeLsum")):
                out[key].append(100 * scores[0][name].fmeasure)
            out["rouge1_recall"].append(100 * scores[0]["rouge1"].recall)
            out["rouge1_best"].append(max(100 * s["rouge1"].fmeasure for s in scores) if len(scores) > 1 else None)
            tokens = words(text)
            threes = list(zip(tokens, tokens[1:], tokens[2:]))
            out["redundancy"].append((len(threes) - len(set(threes))) / max(len(threes), 1))
            out["words"].append(len(tokens))
            picks, selected = r.get("picks"), r["gold"]["selected"]
            out["precision_at_k"].append(None if not picks or selected is None else len(set(picks) & set(selected)) / len(picks))
            best = None if picks is None else oracle(r["gold"]["sentences"], references[0], suite.get("sentences", 3))
            out["oracle_overlap"].append(None if picks is None else len(set(picks) & set(best)) / max(len(best), 1))
        return out

    def splitting(self, suite: dict, rows: list[dict]) -> dict:
        def ends(sentences):
            at = np.cumsum([len("".join(s.split())) for s in sentences]).tolist()
            return set(at) - {at[-1]} if at else set()

        both = [(ends(r["gold"]), ends(r["sentences"])) for r in rows]
        right = np.array([len(g & s) for g, s in both])
        said, gold = np.array([len(s) for _, s in both]), np.array([len(g) for g, _ in both])
        ratio = lambda a, b: lambda w: float((a * w).sum() / (b * w).sum()) if (b * w).sum() > 0 else None
        return {"f1": ratio(2 * right, said + gold), "precision": ratio(right, said), "recall": ratio(right, gold),
                "exact": [float(r["gold"] == r["sentences"]) for r in rows]}

    def html(self, suite: dict, rows: list[dict]) -> dict:
        bag = lambda tokens, n: Counter(zip(*(tokens[i:] for i in range(n)))) if tokens else Counter()
        share = lambda part, whole, other: part / whole if whole else float(other == 0)
        f, p, r = [], [], []
        for row in rows:
            gold, said = words(row["gold"]), words(row["body"])
            one = bag(gold, 1) & bag(said, 1)
            f.append(2 * one.total() / (len(gold) + len(said)))
            a, b = bag(gold, min(4, len(gold) or 1)), bag(said, min(4, len(said) or 1))
            p.append(share((a & b).total(), b.total(), a.total()))
            r.append(share((a & b).total(), a.total(), b.total()))
        mean = lambda v, w: float(np.average(v, weights=w))
        both = lambda w: 2 * mean(p, w) * mean(r, w) / (mean(p, w) + mean(r, w)) if mean(p, w) + mean(r, w) > 0 else None
        return {"word_f1": f, "shingle_precision": p, "shingle_recall": r, "shingle_f1": both}


class Lines:
    """Metrics of the anatomy job; a unit is a line."""

    def __init__(self, suite: dict, rows: list[dict]):
        self.units = [i for i, r in enumerate(rows) for _ in r["gold"]]
        self.gold = np.array([k for r in rows for k in r["gold"]])
        self.said = np.array([k for r in rows for k in r["lines"]])

    def compute(self, name: str, w: np.ndarray):
        if name == "accuracy":
            return sk.accuracy_score(self.gold, self.said, sample_weight=w)
        labels = np.unique(self.gold) if name == "macro_f1" else [name.removesuffix("_f1")]
        drawn = np.concatenate([self.gold[w > 0], self.said[w > 0]])
        if name != "macro_f1" and labels[0] not in drawn:
            return None
        return sk.f1_score(self.gold, self.said, labels=labels, average="macro", sample_weight=w, zero_division=0)

    def details(self, system: dict, place: str) -> None:
        for own in system["classes"]:
            value = sk.precision_recall_fscore_support(self.gold, self.said, labels=[own["class"]], zero_division=np.nan)
            for key, found in zip(("precision", "recall", "f1", "gold"), value):
                near(own[key], None if math.isnan(found[0]) else found[0], f"{place} {own['class']} {key}")


def oracle(sentences: list[str], reference: str, most: int) -> list[int]:
    taken, best = [], 0.0
    value = lambda picks: sum(s.fmeasure for s in QUICK.score(reference, "\n".join(sentences[i] for i in sorted(picks))).values())
    while len(taken) < most:
        left = [(value([*taken, i]), -i) for i in range(len(sentences)) if i not in taken]
        if not left or max(left)[0] <= best + 1e-15:
            break
        best, i = max(left)
        taken.append(-i)
    return taken


def near(reported, computed, place: str) -> None:
    """Stops where a figure of the report is not what was computed."""
    near.checked += 1
    if isinstance(reported, list):
        same = len(reported) == len(computed)
        for a, b in zip(reported, computed):
            near(a, b, place)
    elif isinstance(reported, float) or isinstance(computed, float):
        same = reported is not None and computed is not None and abs(reported - computed) <= NEAR
    else:
        same = reported == computed
    if not same:
        sys.exit(f"{place}: the report says {reported}, computed {computed}")


near.checked = 0


class System:
    """One system's judges, one a run."""

    def __init__(self, suite: dict, rows: list[dict]):
        kind = {"anatomy": Lines}.get(suite["job"], Tone if suite["job"].startswith("tone") else PerItem)
        runs = defaultdict(list)
        for r in rows:
            runs[r.get("run", 0)].append(r)
        self.judges = [kind(suite, own) for _, own in sorted(runs.items())]
        self.rows = runs[0]
        self.units = self.judges[0].units

    def compute(self, name: str, w: np.ndarray):
        values = [j.compute(name, w) for j in self.judges]
        return None if any(v is None for v in values) else float(np.mean(values))


def interval(figure: dict, value, values: list, clusters: int, place: str) -> None:
    near(figure["value"], value, place)
    defined = [v for v in values if v is not None]
    if value is None or clusters < 2 or not defined or 2 * len(defined) < len(values):
        near([figure["low"], figure["high"]], [None, None], f"{place}: no interval")
    else:
        near([figure["low"], figure["high"]], np.percentile(defined, [2.5, 97.5]).tolist(), f"{place}: interval")


def p_value(differences: list):
    d = np.array([x for x in differences if x is not None])
    return float(min(1.0, 2 * min((1 + (d <= 0).sum()), (1 + (d >= 0).sum())) / (1 + len(d))))


def check(report: dict, own: dict, rows: dict, intervals: bool) -> None:
    suite = tomllib.loads((SUITES / f"{own['name']}.toml").read_text(encoding="utf-8"))
    systems = {s["name"]: System(suite, rows[own["name"], s["name"]]) for s in own["systems"]}
    first = next(iter(systems.values()))
    known = {}
    cluster = [known.setdefault(r["cluster"], len(known)) for r in first.rows]
    unit = np.array([cluster[i] for i in first.units])
    near([own["items"], own["units"], own["clusters"]], [len(first.rows), len(unit), len(known)], f"{own['name']}: counts")
    draws = samples(unit, report["resamples"], report["seed"]) if intervals else []
    ones = np.ones(len(unit))
    drawn = {}
    for s in own["systems"]:
        for metric in own["metrics"]:
            name, place = metric["name"], f"{own['name']}, {s['name']}, {metric['name']}"
            value = systems[s["name"]].compute(name, ones)
            if not intervals:
                near(s["figures"][name]["value"], value, place)
                continue
            drawn[s["name"], name] = [None if value is None else systems[s["name"]].compute(name, w) for w in draws]
            interval(s["figures"][name], value, drawn[s["name"], name], len(known), place)
        systems[s["name"]].judges[0].details(s, f"{own['name']}, {s['name']}")
    less = lambda a, b: None if a is None or b is None else a - b
    for pair in own["pairs"]:
        a, b, name = pair["a"], pair["b"], pair["metric"]
        place = f"{own['name']}, {a} less {b}, {name}"
        value = less(*(systems[x].compute(name, ones) for x in (a, b)))
        near(pair["difference"]["value"], value, place)
        if intervals and len(known) > 1:
            differences = [less(x, y) for x, y in zip(drawn[a, name], drawn[b, name])]
            interval(pair["difference"], value, differences, len(known), place)
            near(pair["p"], p_value(differences), f"{place}: p")
    for piece in own["slices"]:
        inside = np.array([first.rows[i]["slices"].get(piece["field"]) == piece["value"] for i in first.units], float)
        near(piece["units"], int(inside.sum()), f"{own['name']}, {piece['field']} {piece['value']}: units")
        count = len({r["cluster"] for r in first.rows if r["slices"].get(piece["field"]) == piece["value"]})
        for system, figures in piece["systems"].items():
            for name, figure in figures.items():
                place = f"{own['name']}, {piece['value']}, {system}, {name}"
                value = systems[system].compute(name, inside)
                if not intervals:
                    near(figure["value"], value, place)
                    continue
                values = [systems[system].compute(name, w * inside) if (w * inside).any() else None for w in draws]
                interval(figure, value, values, count, place)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--intervals", action="store_true")
    args = parser.parse_args()
    warnings.filterwarnings("ignore")
    report = json.loads((args.folder / "report.json").read_text(encoding="utf-8"))
    rows = defaultdict(list)
    with open(args.folder / "predictions.jsonl", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            rows[row["suite"], row["system"]].append(row)
    for own in report["suites"]:
        check(report, own, rows, args.intervals)
        print(f"{own['name']}: as computed again", flush=True)
    print(f"{near.checked} figures checked")


if __name__ == "__main__":
    main()
