"""A running student's EMA weights (mean over its ranks) as NAME_snap/final.pt. python snapshot.py --name student1"""
import argparse

import torch

from config import WORK
from loop import save

parser = argparse.ArgumentParser()
parser.add_argument("--name", default="student1")
name = parser.parse_args().name
states = [torch.load(p, weights_only=False) for p in sorted((WORK / name).glob("rank*/last.pt"))]
target = WORK / f"{name}_snap"
target.mkdir(exist_ok=True)
print([s["step"] for s in states])
save(target / "final.pt", {k: torch.stack([s["ema"][k] for s in states]).mean(0) for k in states[0]["ema"]})
