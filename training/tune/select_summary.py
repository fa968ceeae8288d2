"""Number of sentences and trigram blocking, on cnn_stories valid. python select_summary.py --name student1"""
import argparse
import json

import numpy as np
import torch

from config import WORK, write_log
from evaluate_valid import choose, rouge
from loop import load_weights
from measure import run
from model import Detente
from oracle import labelled


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", default="student1")
    name = parser.parse_args().name
    torch.set_num_threads(1)
    model = load_weights(Detente("student"), WORK / name / "final.pt")
    docs = labelled("valid")
    rows = run(model, docs)
    table = {}
    for k in (2, 3, 4):
        for block in (False, True):
            picks = [choose(r["salience"], d.sentences, k, block) for r, d in zip(rows, docs)]
            score = np.mean([rouge([d.sentences[i] for i in p], d.highlights) for p, d in zip(picks, docs)], 0)
            table[f"{k}{' blocked' if block else ''}"] = [round(100 * x, 2) for x in score]
    table["lead3"] = [round(100 * x, 2) for x in np.mean([rouge(d.sentences[:3], d.highlights) for d in docs], 0)]
    best = max((sum(table[f"3{b}"]), b != "") for b in ("", " blocked"))[1]
    (WORK / name / "selection.json").write_text(json.dumps({"sentences": 3, "trigram_blocking": best, "shortest_words": 4}))
    write_log(f"{name}_selection", table)
    print(json.dumps(table, indent=1))


if __name__ == "__main__":
    main()
