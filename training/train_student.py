"""Stages 2 and 5: the student. python train_student.py --name student1 --minutes 45, then --name student2 --init student1;
with --labels it is distilled from the teacher that labels.py asked."""
import argparse
import copy
import pickle
import random
import re
import time

import torch

import leaks
from batch import batches, encode_docs
from config import CACHE, WORK, write_log
from docs import Doc, cnn, corpus, event_rows, in_context, tone_sections
from evaluate_valid import valid_report
from labels import Labels
from loop import Exchange, load_weights, merge, train
from model import Detente
from oracle import labelled
from own_tone import own_docs, vary


def prepared() -> tuple:
    """Leak-checked (sections, events, stories with gold sections attached, documents by id), cached."""
    path = CACHE / "student.pkl"
    if not path.exists():
        sections = leaks.keep(tone_sections("train"), "tone")
        events = leaks.keep(event_rows("train"), "event")
        stories = leaks.keep(labelled("train"), "stories")
        attach(stories, sections)
        wanted = {leaks.document_id(d) for d in sections}
        documents = {d.id.removesuffix(".txt"): d for name in ("white_house_foreign", "un_general_debate_2014_2024")
                     for d in corpus(name)} | {d.id: d for d in cnn("train")}
        save_pickle(path, (sections, events, stories, {k: d for k, d in documents.items() if k in wanted}))
    return pickle.loads(path.read_bytes())


def save_pickle(path, value) -> None:
    path.with_suffix(".tmp").write_bytes(pickle.dumps(value))
    path.with_suffix(".tmp").rename(path)


def gold_epoch(sections, events, documents, rng: random.Random) -> list:
    """Sections alone, in their document (with or without the title), and single sentences in varied dress."""
    out = list(events) + own_docs(rng.randrange(10**6), 16)
    for d in sections:
        document = documents.get(leaks.document_id(d))
        kind = rng.random()
        if document is not None and kind < (0.2 if d.source == "cnn" else 0.5):
            d = in_context(d, document, rng.randint(0, 6), rng.randint(0, 4))
        if d.source == "cnn" and rng.random() < 0.35 or rng.random() < 0.1:
            d = Doc(d.id, d.source, None, d.sentences, d.tone, d.mode, d.label, d.sections)
        out.append(d)
        if rng.random() < 0.35:
            i = rng.randrange(len(d.sentences))
            if d.mode[i] == 1 and len(d.sentences[i].split()) > 5:
                text = vary(d.sentences[i], rng) if rng.random() < 0.6 else d.sentences[i]
                out.append(Doc(d.id + "|" + leaks.document_id(d), d.source, None, [text], d.tone[i : i + 1], d.mode[i : i + 1], weight=0.5))
    return out


def attach(stories, sections) -> None:
    """Gold tone labels of the sections that lie in a story, where sentence boundaries agree: seen in full windows."""
    by_id, found = {d.id: d for d in stories}, 0
    for s in sections:
        d = by_id.get(leaks.document_id(s))
        if d is None or s.sentences[0] not in d.sentences:
            continue
        a = d.sentences.index(s.sentences[0])
        if d.sentences[a : a + len(s.sentences)] == s.sentences:
            b = a + len(s.sentences)
            d.tone[a:b], d.mode[a:b] = s.tone, s.mode
            d.sections.append((a, b, s.sections[0][2]))
            found += 1
    print(f"sections inside stories: {found} of {sum(s.source == 'cnn' for s in sections)}", flush=True)


def stories_epoch(stories, rng: random.Random, one: float, undated: float) -> list:
    """Each story once; cut to one window with probability `one`, else to three; with probability `undated` without the
    agency's dateline, which no other publisher's articles open with."""
    return [(without_dateline(d) if rng.random() < undated else d, 1 if rng.random() < one else 3) for d in stories]


def without_dateline(d: Doc) -> Doc:
    first = re.sub(r"^[^()]{0,40}\(CNN[^)]*\)\s*(--|—|-)?\s*", "", d.sentences[0])
    if first == d.sentences[0] or not first:
        return d
    d = copy.copy(d)
    d.sentences = [first[0].upper() + first[1:], *d.sentences[1:]]
    return d


def masked(items: list, mask: int, special: set, rng: random.Random, rate: float, share: float = 0.5) -> list:
    """Word dropout: in a `share` of the windows, `rate` of the tokens become [MASK]."""
    for e in items:
        for w in e.windows:
            if rng.random() < share:
                w.ids = [mask if i not in special and rng.random() < rate else i for i in w.ids]
    return items


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--init", default=None)
    parser.add_argument("--labels", default=None, help="teacher whose labels (labels.py) are learned from")
    parser.add_argument("--share", type=float, default=0.5, help="the teacher's share of the label where a reader gave one")
    parser.add_argument("--pieces", type=int, default=1600, help="pieces labelled by the teacher alone, per pass over the tone data")
    parser.add_argument("--lr", type=float, default=1.5e-4)
    parser.add_argument("--head-lr", type=float, default=6e-4)
    parser.add_argument("--budget", type=int, default=2500)
    parser.add_argument("--stories", type=int, default=1500, help="stories per pass over the tone data")
    parser.add_argument("--mask", type=float, default=0.1, help="word dropout: share of tokens masked in half of the windows")
    parser.add_argument("--undated", type=float, default=0.7, help="share of the stories that lose their dateline")
    parser.add_argument("--one", type=float, default=0.75)
    parser.add_argument("--rank", type=int, default=0)
    parser.add_argument("--ranks", type=int, default=1)
    parser.add_argument("--every", type=float, default=150, help="seconds between exchanges of the ranks")
    parser.add_argument("--start", type=float, default=0, help="unix time at which the schedule starts")
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)  # the same on every rank: one initialisation
    model = Detente("student", drop=0.0)
    if args.init:
        load_weights(model, WORK / args.init / "final.pt").salience.plain()
    sections, events, stories, documents = prepared()
    labels = Labels.load(args.labels) if args.labels else Labels()
    sections, stories = ([labels.mixed(d, args.share) for d in docs] for docs in (sections, stories))

    def stream(rng: random.Random):
        queue = []
        while True:
            epoch = gold_epoch(sections, events, documents, rng)
            epoch += rng.sample(labels.pieces, min(args.pieces, len(labels.pieces)))
            epoch = leaks.keep(epoch, "epoch")
            items = encode_docs(epoch, model.tokenizer, model.limits)
            if len(queue) < args.stories:
                queue += stories_epoch(rng.sample(stories, len(stories)), rng, args.one, args.undated)
            part, queue = queue[: args.stories], queue[args.stories :]
            for k in (1, 3):
                items += encode_docs([d for d, w in part if w == k], model.tokenizer, model.limits, k)
            if args.mask:
                token = model.tokenizer.token_to_id("[MASK]")
                items = masked(items, token, {model.limits.cls_id, model.limits.sep_id}, rng, args.mask)
            yield from batches(items, args.budget, rng)

    cfg = dict(seed=args.seed + 100 * args.rank, start=args.start or time.time(), lr=args.lr, head_lr=args.head_lr, decay=0.85, minutes=args.minutes, steps=10**6, ema=0.99,
               weights=dict(tone_norm=40.0, section=0.4, section_norm=7.0, salience=1.0, doc_norm=2.5), args=vars(args))
    folder = WORK / args.name
    exchange = Exchange(folder / "exchange", args.rank, args.ranks, args.every)
    train(model, stream, cfg, folder / f"rank{args.rank}", exchange)
    if args.rank == 0:
        merge([folder / f"rank{r}" / "final.pt" for r in range(args.ranks)], folder / "final.pt")
        load_weights(model, folder / "final.pt")
        write_log(args.name, {"config": cfg, "valid": valid_report(model)})


if __name__ == "__main__":
    main()
