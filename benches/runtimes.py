"""Who runs the encoder how fast, and what the machine could do: the section on the encoder in docs/performance.md.

Every contender is a process that stays (detente model probe, benches/probes.py). In a round each work is asked of all of them, one after the
other, in an order that changes from round to round; so a ratio is of two measurements that lie seconds apart, and its interval is
a bootstrap over rounds. Cold starts are processes of their own. Called by benches/runtimes.sh.
"""
import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import CORPORA, HERE, MODEL, head, machine
from page import write

SECONDS = 0.25  # of one measurement, at least
PER_SECOND = {"windows": "windows", "sentences": "documents", "articles": "tokens"}
DETENTE = ["rten", "native", "rust-bert"]
BASE = ["onnxruntime-int8", "onnxruntime-int8-side"]


class Probe:
    """A process that answers lines with what it timed."""

    def __init__(self, command: list[str], env: dict | None = None):
        began = time.perf_counter()
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=True, env={**os.environ, **(env or {})})
        self.printed: list[str] = []
        self.peak_kib = self.answer()["peak_kib"]
        self.cold_ms = (time.perf_counter() - began) * 1e3

    def ask(self, work: str, seconds: float = SECONDS) -> dict:
        self.process.stdin.write(f"{work} {seconds}\n")
        self.process.stdin.flush()
        found = self.answer()
        self.peak_kib = found["peak_kib"]
        return found["pace"]

    def answer(self) -> dict:
        """The next answer; what is printed before it, a profile for one, is kept."""
        self.printed = []
        for line in self.process.stdout:
            if line.startswith("{"):
                return json.loads(line)
            self.printed.append(line)
        raise LookupError(self.process.stderr.read().strip().splitlines()[-1:] or ["no answer"])

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait()


def busy(stat: str) -> int:
    """Ticks of processor time: of a process and its threads, or of the machine."""
    fields = Path(stat).read_text(encoding="ascii").rsplit(")", 1)[-1].split()
    return sum(map(int, fields[11:13])) if stat != "/proc/stat" else sum(map(int, fields[1:4])) + sum(map(int, fields[6:9]))


def contenders(args, works: str) -> dict[tuple[str, int], list[str]]:
    """The command of every contender, by system and threads."""
    commands = {}
    for threads in (1, 2):
        for runtime in DETENTE:
            binary = args.rust_bert if runtime == "rust-bert" and args.rust_bert else args.binary
            commands[runtime, threads] = [binary, "model", "probe", works, "--runtime", runtime, "--threads", str(threads), "--model", str(MODEL)]
        python = lambda system, path: [args.python, str(HERE / "probes.py"), system, path, works, str(threads)]
        commands["onnxruntime-int8", threads] = python("onnxruntime", str(MODEL / "model.onnx"))
        if threads > 1:
            commands["onnxruntime-int8-side", threads] = python("onnxruntime-side", str(MODEL / "model.onnx"))
        if args.f32:
            commands["onnxruntime-f32", threads] = python("onnxruntime", args.f32)
        commands["pytorch", threads] = python("pytorch", str(MODEL))
    return {key: command for key, command in commands.items() if not args.systems or key[0] in args.systems}


def started(commands: dict) -> dict[tuple[str, int], Probe]:
    probes, absent = {}, {}
    for key, command in commands.items():
        try:
            probes[key] = Probe(command)
        except LookupError as error:
            absent[key[0]] = str(error)
    for system, why in absent.items():
        print(f"{system}: not measured, {why}", file=sys.stderr)
    return probes


def cold_starts(commands: dict, rounds: int, rng: random.Random) -> dict[tuple[str, int], list[float]]:
    """Milliseconds from the start of a process until it has encoded its first article."""
    cold = {key: [] for key in commands}
    for _ in range(rounds):
        for key in rng.sample(list(commands), len(commands)):
            probe = Probe(commands[key])
            cold[key].append(probe.cold_ms)
            probe.end()
    return cold


def quantiles(values: list[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return ordered[int(0.025 * len(ordered))], ordered[int(0.975 * len(ordered))]


def ratio(own: list[float], base: list[float], rng: random.Random) -> dict:
    """The geometric mean over rounds of own / base, with a 95% bootstrap interval over rounds."""
    pairs = [a / b for a, b in zip(own, base, strict=True)]
    low, high = quantiles([statistics.geometric_mean(rng.choices(pairs, k=len(pairs))) for _ in range(2000)])
    return {"ratio": statistics.geometric_mean(pairs), "low": low, "high": high}


def spread(values: list[float]) -> dict:
    return {"median": statistics.median(values), "low": min(values), "high": max(values)}


def speed(args, works: str, seed: int = 17) -> dict:
    rng = random.Random(seed)
    commands = contenders(args, works)
    probes = started(commands)
    rates: dict = {key: {work: [] for work in PER_SECOND} for key in probes}
    mine = lambda: sum(busy(f"/proc/{process}/stat") for process in (os.getpid(), *(p.process.pid for p in probes.values())))
    began, before = time.perf_counter(), busy("/proc/stat") - mine()
    for number in range(args.rounds + 1):
        for work, unit in PER_SECOND.items():
            for key in rng.sample(list(probes), len(probes)):
                pace = probes[key].ask(work)
                # The first round warms up.
                if number:
                    rates[key][work].append(pace[unit] / pace["seconds"])
        print(f"round {number} of {args.rounds}, {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    elapsed = time.perf_counter() - began
    others = (busy("/proc/stat") - mine() - before) / os.sysconf("SC_CLK_TCK") / elapsed / (os.cpu_count() or 1)
    peaks = {key: probe.peak_kib / 1024 for key, probe in probes.items()}
    for probe in probes.values():
        probe.end()
    cold = cold_starts({key: commands[key] for key in probes}, args.cold, rng)
    bases = {(work, threads): max((k for k in rates if k[0] in BASE and k[1] == threads), default=None,
                                  key=lambda k: statistics.median(rates[k][work])) for work in PER_SECOND for threads in (1, 2)}
    rows = []
    for key in probes:
        row = {"system": key[0], "threads": key[1], "cold_ms": spread(cold[key]) if cold[key] else None, "peak_mib": peaks[key]}
        for work in PER_SECOND:
            base = bases[work, key[1]]
            compared = {"to": base[0], **ratio(rates[key][work], rates[base][work], rng)} if base else None
            row[work] = {**spread(rates[key][work]), "compared": compared}
        rows.append(row)
    given = json.loads(Path(works).read_text(encoding="utf-8"))
    size = {work: {"documents": len(d), "windows": sum(map(len, d)), "tokens": sum(len(w["ids"]) for x in d for w in x)} for work, d in given.items()}
    return {"machine": machine(), "rounds": args.rounds, "seconds": elapsed, "others": others, "works": size, "rows": rows}


KINDS = {
    "int8 products of the linear layers": ["MatMulIntegerToFloat", "DynamicQuantizeMatMul", "MatMulInteger"],
    "quantizing activations": ["DynamicQuantizeLinear"],
    "attention: queries by keys, weights by values": ["FusedMatMul", "MatMul", "TransformInputs(FusedMatMul)", "TransformInputs(MatMul)"],
    "softmax": ["Softmax", "AddSoftmax"],
    "GELU": ["Gelu", "Erf", "BiasGelu"],
    "layer norm": ["LayerNormalization", "SkipLayerNormalization"],
    "sums: bias, residual, mask": ["Add"],
    "scales": ["Mul"],
    "transposing": ["Transpose"],
}


def kinds(operators: dict[str, float], milliseconds: float) -> dict[str, float]:
    """Milliseconds of each kind of operator, so that they add up to what a window takes without the profiler."""
    kind = {operator: name for name, operators in KINDS.items() for operator in operators}
    found = dict.fromkeys([*KINDS, "all else"], 0.0)
    for operator, value in operators.items():
        found[kind.get(operator, "all else")] += value
    return {name: value * milliseconds / sum(operators.values()) for name, value in found.items()}


def rten_operators(printed: list[str]) -> dict[str, float]:
    """The medians over the runs that rten's own timing printed."""
    runs: list[dict] = []
    for line in printed:
        if "ops evaluated" in line:
            runs.append({})
        elif (match := re.match(r"(\S+)\s+([\d.]+)ms\s+\(", line)) and runs:
            runs[-1][match[1]] = float(match[2])
    return {name: statistics.median(run.get(name, 0.0) for run in runs) for name in {n for run in runs for n in run}}


def profile(args, folder: Path) -> list[dict]:
    rows = []
    article = json.loads((folder / "works.json").read_text(encoding="utf-8"))["windows"][0][0]["ids"]
    cut = lambda n: {"ids": [*article[: n - 1], article[-1]], "scored": {"start": 1, "end": n - 1}}
    works = {str(n): [[cut(n)]] for n in (128, 256, 512)}
    path = folder / "profile.json"
    for threads in (1, 2):
        path.write_text(json.dumps(works), encoding="utf-8")
        ort = subprocess.run([args.python, str(HERE / "probes.py"), "profile", "onnxruntime", str(MODEL / "model.onnx"), str(path), str(threads)],
                             capture_output=True, text=True, check=True).stdout
        for line in ort.splitlines():
            found = json.loads(line)
            rows.append({"system": "onnxruntime-int8", "threads": threads, "tokens": int(found["work"]), "ms": found["ms"],
                         "kinds": kinds(found["operators"], found["ms"])})
        path.write_text(json.dumps({**works, "articles": works["128"]}), encoding="utf-8")
        command = [args.binary, "model", "probe", str(path), "--runtime", "rten", "--threads", str(threads), "--model", str(MODEL)]
        plain, timed = Probe(command), Probe(command, {"RTEN_TIMING": "1"})
        for name in works:
            plain.ask(name)
            pace = plain.ask(name, 0.6)
            timed.ask(name)
            timed.ask(name, 0.6)
            ms = 1e3 * pace["seconds"] / pace["windows"]
            rows.append({"system": "rten", "threads": threads, "tokens": int(name), "ms": ms, "kinds": kinds(rten_operators(timed.printed), ms)})
        plain.end()
        timed.end()
    return rows


def works_of(args, folder: Path) -> Path:
    """The windows of some articles of both corpora."""
    articles = folder / "articles.jsonl"
    parts = []
    for name, count in CORPORA.items():
        head(args.data / "corpora" / f"{name}.jsonl", max(1, int(count * args.share)), folder / "part.jsonl")
        parts.append((folder / "part.jsonl").read_text(encoding="utf-8"))
    articles.write_text("".join(parts), encoding="utf-8")
    stages = Path(args.binary).parent / "stages"
    target = folder / "works.json"
    target.write_text(subprocess.run([str(stages), "--works", str(articles)], capture_output=True, text=True, check=True).stdout, encoding="utf-8")
    return target


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--python", required=True, help="Python with benches/requirements.txt")
    parser.add_argument("--f32", help="the encoder as plain f32 ONNX, by benches/export_f32.py")
    parser.add_argument("--rust-bert", help="a binary with the feature rust-bert, where the first one lacks it")
    parser.add_argument("--data", type=Path, default=os.environ.get("DETENTE_DATA", "../shared/data"))
    parser.add_argument("--share", type=float, default=0.02, help="share of measure.py's documents that are the articles")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--cold", type=int, default=5, help="cold starts of each contender")
    parser.add_argument("--systems", nargs="*", help="only these: " + ", ".join([*DETENTE, *BASE, "onnxruntime-f32", "pytorch"]))
    parser.add_argument("--only", nargs="*", choices=["speed", "profile", "roofline"], default=["speed", "profile", "roofline"],
                        help="measure these parts anew and keep the others of docs/performance.json")
    args = parser.parse_args()
    args.binary = str(Path(args.binary).resolve())
    target = HERE.parent / "docs/performance.json"
    found = json.loads(target.read_text(encoding="utf-8"))
    encoder = found.setdefault("encoder", {})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        works = works_of(args, folder)
        if "roofline" in args.only:
            roofline = [str(Path(args.binary).parent / "roofline"), str(MODEL)]
            encoder["roofline"] = json.loads(subprocess.run(roofline, capture_output=True, text=True, check=True).stdout)
        if "profile" in args.only:
            encoder["profile"] = profile(args, folder)
        if "speed" in args.only:
            encoder["speed"] = speed(args, str(works))
    target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    write()


if __name__ == "__main__":
    main()
