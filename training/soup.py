"""Stages 2 and 6: a soup of students, the weighted mean of their weights, as NAME/final.pt.
python soup.py --name soup3 --of student1:0.2,student2:0.3,student3:0.5"""
import argparse

import torch

from config import WORK
from loop import save


def soup(parts: list[tuple[str, float]]) -> dict:
    """The weighted mean of the weights that all of the students have."""
    states = [(torch.load(WORK / name / "final.pt", weights_only=False), weight) for name, weight in parts]
    return {k: sum(weight * state[k] for state, weight in states) for k in states[0][0] if all(k in s for s, _ in states)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True)
    parser.add_argument("--of", required=True, help="NAME:WEIGHT,...; the weights sum to 1")
    args = parser.parse_args()
    folder = WORK / args.name
    folder.mkdir(exist_ok=True)
    save(folder / "final.pt", soup([(n, float(w)) for n, w in (p.split(":") for p in args.of.split(","))]))


if __name__ == "__main__":
    main()
