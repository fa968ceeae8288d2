"""Stage 10: every row of the issue's table for the chosen model, once, with 95% bootstrap intervals.
python evaluate.py --name soup4 --encoder int8|f32 --splits valid|all"""
import argparse
import json

import numpy as np
import torch
from rouge_score import rouge_scorer
from sklearn.metrics import average_precision_score, f1_score

from config import write_log
from docs import Doc, event_rows, jsonl, re, tone_sections, tsv
from evaluate_valid import choose
from measure import ece_floor, run, softmax, three_p, tone_metrics
from model import Detente
from oracle import labelled
from student import ENCODERS, load

CLASS = {"confrontational": 0, "neutral": 1, "conciliatory": 2}


def interval(f, n: int, groups: np.ndarray | None = None, rounds: int = 1000, seed: int = 7) -> list[float]:
    """Percentile interval of f(indices), resampling rows or whole groups (documents)."""
    rng = np.random.default_rng(seed)
    out = []
    members = None if groups is None else [np.flatnonzero(groups == g) for g in np.unique(groups)]
    for _ in range(rounds):
        if members is None:
            index = rng.integers(0, n, n)
        else:
            index = np.concatenate([members[k] for k in rng.integers(0, len(members), len(members))])
        out.append(f(index))
    return [round(float(x), 4) for x in np.percentile(out, [2.5, 97.5])]


def tone_valid(model) -> dict:
    docs = tone_sections("valid")
    rows = run(model, docs)
    out = {}
    for name, z, y, owner in (
        ("sentence", np.concatenate([r["tone"] for r in rows]), [v for d in docs for v in d.label],
         [d.id.split("|")[1] for d in docs for _ in d.label]),
        ("section", np.concatenate([r["sections"] for r in rows]), [d.sections[0][2] for d in docs],
         [d.id.split("|")[1] for d in docs]),
    ):
        y, owner = np.array(y), np.array(owner)
        m = tone_metrics(z, y) | {"ece_floor": ece_floor(three_p(softmax(z)))}
        for k in ("macro_f1", "kappa"):
            m[k + "_ci"] = interval(lambda i, k=k: tone_metrics(z[i], y[i])[k], len(y), owner, 300)
        out[name] = m
    return out


def classes(model, texts: list[str]) -> np.ndarray:
    """[n, 3] probabilities of single sentences."""
    rows = run(model, [Doc(f"s{i}", "single", None, [s]) for i, s in enumerate(texts)])
    return three_p(softmax(np.concatenate([r["tone"] for r in rows])))


def f1_ci(gold: np.ndarray, said: np.ndarray) -> dict:
    present = np.unique(gold)  # a class without gold rows (neutral in event_tone test) has no F1 to average
    score = lambda i: f1_score(gold[i], said[i], average="macro", labels=present, zero_division=0)
    return {"macro_f1": score(np.arange(len(gold))), "ci": interval(score, len(gold)), "n": len(gold)}


def event_test(model) -> dict:
    docs = event_rows("test")
    p = classes(model, [d.sentences[0] for d in docs])
    gold = np.array([CLASS[d.label[0]] for d in docs])
    present = sorted(set(gold.tolist()))
    said = np.array(present)[p[:, present].argmax(1)]
    return {"three_way": f1_ci(gold, p.argmax(1)), "classes_in_gold": present, "two_way_forced": f1_ci(gold, said)}


def plv_product(model) -> dict:
    rows = tsv("tone/plover/datasets/PLV_test.tsv")
    p = classes(model, [r["sentence"] for r in rows])
    gold = np.array([int(int(r["gold_penta"]) >= 3) for r in rows])
    return f1_ci(gold, (p[:, 0] > p[:, 2]).astype(int))


def unsc(model) -> dict:
    speeches = {}
    for r in tsv("tone/unsc_conflicts/unsc_conflicts.tsv"):
        speeches.setdefault(r["Speech-ID filename"], []).append(r)
    rows = run(model, [Doc(k, "unsc", None, [r["Text (Sentence-split)"] for r in v]) for k, v in speeches.items()])
    p = three_p(softmax(np.concatenate([r["tone"] for r in rows])))[:, 0]
    gold = np.array([bool(r["Conflict Type"]) for v in speeches.values() for r in v])
    owner = np.array([k for k, v in speeches.items() for _ in v])
    ap = lambda i: average_precision_score(gold[i], p[i]) if gold[i].any() else 0.0
    return {"average_precision": ap(np.arange(len(gold))), "ci": interval(ap, len(gold), owner), "n": len(gold),
            "base_rate": float(gold.mean()), "in_training": False}


def detok(text: str) -> str:
    """PTB tokens closer to running text, for the encoder only."""
    text = re.sub(r" ([.,;:!?%)\]'’]|'s|n't|'re|'ve|'ll|'d|'m)(?= |$)", r"\1", text)
    return re.sub(r"([($#\[]) ", r"\1", text.replace("-LRB-", "(").replace("-RRB-", ")"))


def ptb_sentences(text: str) -> list[str]:
    parts = re.split(r"(?<= [.!?]) (?=[^a-z])|(?<= [.!?] ['\"”]) (?=[^a-z])", text)
    return [p.strip() for p in parts if p.strip()]


def rouge_table(docs, picks, sentences, references) -> np.ndarray:
    scorer = rouge_scorer.RougeScorer(["rouge1", "rouge2", "rougeLsum"], use_stemmer=True)
    out = []
    for s, pick, ref in zip(sentences, picks, references):
        r = scorer.score("\n".join(ref), "\n".join(s[i] for i in pick))
        out.append([100 * r[k].fmeasure for k in ("rouge1", "rouge2", "rougeLsum")])
    return np.array(out)


def summaries(model, docs, sentences, references, selection) -> dict:
    rows = run(model, docs)
    ours = [choose(r["salience"], s, selection["sentences"], selection["trigram_blocking"]) for r, s in zip(rows, sentences)]
    a = rouge_table(docs, ours, sentences, references)
    b = rouge_table(docs, [list(range(min(3, len(s)))) for s in sentences], sentences, references)
    names, out = ("rouge1", "rouge2", "rougeLsum"), {"n": len(docs)}
    for k, name in enumerate(names):
        out[name] = {"ours": a[:, k].mean(), "ci": interval(lambda i, k=k: a[i, k].mean(), len(a)), "lead3": b[:, k].mean(),
                     "difference_ci": interval(lambda i, k=k: (a[i, k] - b[i, k]).mean(), len(a), rounds=5000)}
    return out


def summeval(model, selection) -> dict:
    rows = jsonl("salience/summeval_100/data.jsonl")
    sentences = [ptb_sentences(r["src"]) for r in rows]
    docs = [Doc(r["id"], "summeval", None, [detok(s) for s in ss]) for r, ss in zip(rows, sentences)]
    return summaries(model, docs, sentences, [ptb_sentences(r["ref_summ"]) for r in rows], selection)


def stories(model, split: str, selection) -> dict:
    from docs import cnn
    docs = cnn(split) if split == "test" else labelled(split)
    return summaries(model, docs, [d.sentences for d in docs], [d.highlights for d in docs], selection)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True)
    parser.add_argument("--encoder", choices=ENCODERS, default="int8")
    parser.add_argument("--splits", choices=["valid", "all"], default="valid")
    args = parser.parse_args()
    torch.set_num_threads(1)
    model, selection = load(args.name, args.encoder)
    out = {"encoder": args.encoder, "selection": selection, "tone_valid": tone_valid(model),
           "cnn_valid": stories(model, "valid", selection)}
    if args.splits == "all":
        out |= {"event_test": event_test(model), "plv_test_product": plv_product(model), "unsc_conflicts": unsc(model),
                "summeval_100": summeval(model, selection), "cnn_test": stories(model, "test", selection)}
    out = json.loads(json.dumps(out, default=float))
    write_log(f"{args.name}_{args.encoder}_{args.splits}", out)
    print(json.dumps(out, indent=1))


if __name__ == "__main__":
    main()
