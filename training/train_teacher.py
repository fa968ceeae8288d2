"""Stage 1: the teacher. python train_teacher.py --name teacher1 --minutes 40 --seed 1"""
import argparse
import random
import time

import torch

import leaks
from batch import batches, encode_docs
from config import WORK, write_log
from docs import event_rows, tone_sections
from loop import load_weights, train
from measure import tone_report
from model import Detente
from own_tone import own_docs


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", default="teacher1")
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--budget", type=int, default=2500)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    model = Detente("teacher", drop=0.0, frozen=4)
    docs = leaks.keep(tone_sections("train"), "tone") + leaks.keep(event_rows("train"), "event")

    def stream(rng: random.Random):
        while True:
            epoch = docs + own_docs(rng.randrange(10**6), 2)
            leaks.check(epoch)
            yield from batches(encode_docs(epoch, model.tokenizer, model.limits), args.budget, rng)

    per_epoch = 760_000 / args.budget
    cfg = dict(seed=args.seed, start=time.time(), lr=5e-5, head_lr=4e-4, decay=0.92, minutes=args.minutes, steps=int(args.epochs * per_epoch),
               ema=0.985, weights=dict(tone_norm=70.0, section=0.4, section_norm=13.0))
    folder = WORK / args.name
    train(model, stream, cfg, folder)
    load_weights(model, folder / "final.pt")
    write_log(args.name, {"config": cfg, "valid": tone_report(model)})


if __name__ == "__main__":
    main()
