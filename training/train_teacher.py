"""Stage 3: the teacher, all-mpnet-base-v2 with the same tone heads; its labels are what the student is distilled from
(labels.py). python train_teacher.py --name teacher1 --minutes 43 --seed 1"""
import argparse
import random
import time

import torch

import leaks
from batch import batches, encode_docs
from config import WORK, write_log
from docs import Doc, event_rows, tone_sections
from loop import load_weights, train
from measure import tone_report
from model import Detente
from own_tone import own_docs

UNTITLED = {"cnn": 0.35}  # share of the sections that are seen without the title, by source; a tenth elsewhere


def untitled(d: Doc, rng: random.Random) -> Doc:
    """The section, now and then without its title, as it is often met in the wild."""
    if rng.random() >= UNTITLED.get(d.source, 0.1):
        return d
    return Doc(d.id, d.source, None, d.sentences, d.tone, d.mode, d.label, d.sections)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", default="teacher1")
    parser.add_argument("--minutes", type=float, default=43)
    parser.add_argument("--start", type=float, default=0, help="unix time at which the schedule starts")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--frozen", type=int, default=4, help="lower layers that keep their weights")
    parser.add_argument("--lr", type=float, default=5e-5)
    parser.add_argument("--budget", type=int, default=2000)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    model = Detente("teacher", drop=0.0, frozen=args.frozen)
    sections, events = leaks.keep(tone_sections("train"), "tone"), leaks.keep(event_rows("train"), "event")

    def stream(rng: random.Random):
        while True:
            epoch = [untitled(d, rng) for d in sections] + events + own_docs(rng.randrange(10**6), 2)
            leaks.check(epoch)
            yield from batches(encode_docs(epoch, model.tokenizer, model.limits), args.budget, rng)

    cfg = dict(seed=args.seed, start=args.start or time.time(), lr=args.lr, head_lr=4e-4, decay=0.92, minutes=args.minutes,
               steps=10**6, ema=0.985, weights=dict(tone_norm=60.0, section=0.4, section_norm=11.0), args=vars(args))
    folder = WORK / args.name
    train(model, stream, cfg, folder)
    load_weights(model, folder / "final.pt")
    write_log(args.name, {"config": cfg, "valid": tone_report(model)})


if __name__ == "__main__":
    main()
