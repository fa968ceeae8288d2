"""The training loop: a clock-bound schedule (training ends cfg["minutes"] after cfg["start"]), EMA, resumable checkpoints."""
import json
import os
import random
import time
from pathlib import Path

import torch

from model import Detente, groups_lr, losses


class Exchange:
    """Local SGD between processes: every `every` seconds of training the ranks average their weights through files."""

    def __init__(self, folder: Path, rank: int, ranks: int, every: float):
        self.folder, self.rank, self.ranks, self.every = folder, rank, ranks, every
        self.round, self.next = 0, every
        folder.mkdir(parents=True, exist_ok=True)

    @torch.no_grad()
    def maybe(self, model, spent: float, patience: float = 90.0) -> bool:
        if self.ranks == 1 or spent < self.next:
            return False
        self.round, self.next = int(spent // self.every), (spent // self.every + 1) * self.every
        save(self.folder / f"{self.round}.{self.rank}.pt", trainable(model))
        others = [self.folder / f"{self.round}.{r}.pt" for r in range(self.ranks) if r != self.rank]
        deadline = time.time() + patience
        while not all(o.exists() for o in others) and time.time() < deadline:
            time.sleep(0.5)
        states = [torch.load(o, weights_only=False) for o in others if o.exists()]
        for k, p in model.named_parameters():
            if p.requires_grad:
                p.copy_(torch.stack([p, *(s[k] for s in states)]).mean(0))
        old = self.folder / f"{self.round - 2}.{self.rank}.pt"
        old.unlink(missing_ok=True)
        print(f"exchange {self.round}: {len(states) + 1} ranks", flush=True)
        return True


class Ema:
    def __init__(self, model, rate: float):
        self.rate, self.steps = rate, 0
        self.state = {k: p.detach().clone() for k, p in model.named_parameters() if p.requires_grad}

    @torch.no_grad()
    def update(self, model):
        self.steps += 1
        rate = min(self.rate, self.steps / (self.steps + 9))
        for k, p in model.named_parameters():
            if k in self.state:
                self.state[k].lerp_(p.detach(), 1 - rate)


def save(path: Path, value) -> None:
    torch.save(value, str(path) + ".tmp")
    os.replace(str(path) + ".tmp", path)


def schedule(progress: float, warm: float = 0.06) -> float:
    return progress / warm if progress < warm else max(0.0, (1 - progress) / (1 - warm)) * 0.98 + 0.02


def train(model: Detente, stream, cfg: dict, folder: Path, exchange: Exchange | None = None) -> dict:
    """`stream(rng)` yields batches for ever; stops cfg["minutes"] of wall time after cfg["start"] or at cfg["steps"] batches.
    Returns the EMA weights, also written to folder/final.pt."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(cfg["seed"])
    optimizer = torch.optim.AdamW(groups_lr(model, cfg["lr"], cfg["head_lr"], cfg["decay"]), fused=True, betas=(0.9, 0.98))
    ema, step, spent, tokens = Ema(model, cfg.get("ema", 0.99)), 0, 0.0, 0
    last = folder / "last.pt"
    if last.exists():
        state = torch.load(last, weights_only=False)
        model.load_state_dict(state["model"], strict=False)
        optimizer.load_state_dict(state["optimizer"])
        ema.state, ema.steps, step, spent = state["ema"], state["ema_steps"], state["step"], state["spent"]
        print(f"resumed at step {step}, {spent / 60:.1f} min", flush=True)
    batches = stream(random.Random(cfg["seed"] * 1000 + step))
    model.train()
    mark, saved, sums = time.time(), time.time(), {}
    while True:
        progress = max((time.time() - cfg["start"]) / (60 * cfg["minutes"]), step / cfg["steps"])
        if progress >= 1:
            break
        items = next(batches)
        rate = schedule(progress)
        for g in optimizer.param_groups:
            g["lr"] = g["base"] * rate
        parts = losses(model, items, cfg["weights"])
        sum(parts.values()).backward()
        torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.grad is not None], 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        ema.update(model)
        step += 1
        now = time.time()
        spent, mark = spent + now - mark, now
        if exchange and exchange.maybe(model, now - cfg["start"]):
            mark = time.time()
        tokens += sum(e.size for e in items)
        for k, v in parts.items():
            total = sums.setdefault(k, [0.0, 0])
            total[0] += float(v.detach())
            total[1] += 1
        if step % 20 == 0:
            shown = {k: round(a / n, 3) for k, (a, n) in sums.items()}
            print(json.dumps({"step": step, "min": round(spent / 60, 2), "tokens": tokens, **shown}), flush=True)
            sums = {}
        if now - saved > cfg.get("save", 420):
            saved = now
            save(last, {"model": trainable(model), "optimizer": optimizer.state_dict(), "ema": ema.state,
                        "ema_steps": ema.steps, "step": step, "spent": spent})
            mark = time.time()
    save(folder / "raw.pt", trainable(model))
    save(folder / "final.pt", ema.state)
    return ema.state


def trainable(model) -> dict:
    return {k: p.detach() for k, p in model.named_parameters() if p.requires_grad}


def load_weights(model: Detente, path: Path) -> Detente:
    model.load_state_dict(torch.load(path, weights_only=False), strict=False)
    return model.eval()


def merge(paths: list[Path], out: Path, patience: float = 120.0) -> None:
    """Mean of the weights in `paths` (waits a while for the other ranks)."""
    deadline = time.time() + patience
    while not all(p.exists() for p in paths) and time.time() < deadline:
        time.sleep(1)
    states = [torch.load(p, weights_only=False) for p in paths if p.exists()]
    save(out, {k: torch.stack([s[k] for s in states]).mean(0) for k in states[0]})
