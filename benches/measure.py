"""Cold start, corpora, memory, stages: the measurements behind docs/performance.md. Called by benches/measure.sh.

Every row is a whole process of its own, and all rows of a table are measured one after another in one run. The seconds of
detente are those of the whole process, from start to exit; those of a rival leave out its imports and loading, which it says itself.
"""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from page import write

HERE = Path(__file__).resolve().parent
ARTICLE = Path("examples/envoy_visit.txt")
COLD_RUNS = 21
CORPORA = {"white_house_foreign": 200, "un_general_debate_2014_2024": 100}
RIVALS = ["python", "bert-extractive-summarizer", "sumy-lexrank", "sumy-textrank"]
MODEL = next((HERE.parent / "models").glob("detente-v*"))


# Starts a command, and prints its status, seconds and peak memory in KiB. A process of its own, and a small one: Linux counts the
# memory of the process that starts another into that one's peak.
LAUNCH = """
import os, sys, time
began = time.perf_counter()
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ,
                       file_actions=[(os.POSIX_SPAWN_OPEN, 1, sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)])
_, status, usage = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), time.perf_counter() - began, usage.ru_maxrss)
"""


def process(*command: str, allowed=(0,)) -> tuple[float, float, str]:
    """Wall seconds, peak memory in MiB and output of one whole process; a failing command ends the measurement."""
    with tempfile.NamedTemporaryFile() as out:
        launch = [sys.executable, "-S", "-c", LAUNCH, out.name, *command]
        status, seconds, peak = subprocess.run(launch, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
        if int(status) not in allowed:
            raise SystemExit(f"{' '.join(command)}: failed with status {status}")
        return float(seconds), int(peak) / 1024, Path(out.name).read_text(encoding="utf-8")


def machine() -> dict:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=True).stdout.strip()
    return {"processor": f"{len(names)} x {names[0]}" if names else platform.processor(), "commit": commit,
            "load": round(os.getloadavg()[0], 1), "model": MODEL.name}


def spread(values: list[float]) -> dict:
    return {"median": statistics.median(values), "low": min(values), "high": max(values)}


def cold(binary: str) -> dict:
    run = lambda *command: spread([process(binary, *command)[0] * 1e3 for _ in range(COLD_RUNS)])
    return {"article": str(ARTICLE), "words": len(ARTICLE.read_text(encoding="utf-8").split()), "runs": COLD_RUNS,
            "analyze_1": run("analyze", str(ARTICLE), "--threads", "1"),
            "analyze_2": run("analyze", str(ARTICLE), "--threads", "2"),
            "parse": run("parse", str(ARTICLE)), "binary_mib": Path(binary).stat().st_size / 2**20}


def head(source: Path, count: int, target: Path) -> None:
    """Every k-th line, so that all of the corpus is seen."""
    lines = source.read_text(encoding="utf-8").splitlines()
    step = max(1, len(lines) // count)
    target.write_text("\n".join(lines[::step][:count]) + "\n", encoding="utf-8")


def corpus(binary: str, source: Path, folder: Path, threads: int) -> dict:
    out = folder / f"out-{time.monotonic_ns()}"
    seconds, peak, _ = process(binary, "corpus", str(source), "--out", str(out), "--threads", str(threads), "--quiet", allowed=(0, 2))
    counts = json.loads((out / "run.json").read_text())["counts"]
    return {"system": "detente", "threads": threads, "seconds": seconds, "documents": counts["documents"], "peak_mib": peak}


def rival(python: str, name: str, source: Path, threads: int) -> dict:
    _, peak, output = process(python, str(HERE / "rivals.py"), name, str(source), str(threads), str(MODEL))
    said = json.loads(output.splitlines()[-1])
    return {"system": name, "threads": threads, "seconds": said["seconds"], "documents": said["documents"], "peak_mib": peak}


def speed(binary: str, python: str, data: Path, folder: Path, share: float) -> list[dict]:
    rows = []
    for name, count in CORPORA.items():
        source = folder / f"{name}.jsonl"
        head(data / "corpora" / f"{name}.jsonl", max(4, int(count * share)), source)
        tokens = stages(binary, source)["tokens"]
        for threads in (1, 2):
            # Before and after the rivals: the mean of both carries less of the machine's moods.
            first = corpus(binary, source, folder, threads)
            others = [rival(python, r, source, threads) for r in RIVALS]
            again = corpus(binary, source, folder, threads)
            own = {**first, "seconds": (first["seconds"] + again["seconds"]) / 2, "peak_mib": max(first["peak_mib"], again["peak_mib"])}
            rows += [{"corpus": name, "tokens": tokens, **row} for row in (own, *others)]
            print(json.dumps(rows[-5:]), flush=True)
    return rows


def stages(binary: str, source: Path) -> dict:
    """The seconds of each stage, by benches/stages.rs."""
    _, _, found = process(str(Path(binary).parent / "stages"), str(source))
    return json.loads(found.splitlines()[-1])


def memory(binary: str, folder: Path, sizes: list[int]) -> list[dict]:
    """Peak memory over made-up articles of one sentence each, all different."""
    places = ["harbour", "border", "embassy", "island", "river", "capital", "strait", "valley"]
    acts = ["welcomed", "rejected", "discussed", "condemned", "praised", "postponed", "signed"]
    rows = []
    for size in sizes:
        source = folder / f"many-{size}.jsonl"
        with source.open("w", encoding="utf-8") as lines:
            for n in range(size):
                text = f"Velmora {acts[n % 7]} plan {n * 7919 % 1000003} for the {places[n // 7 % 8]} of district {n}."
                lines.write(json.dumps({"id": n, "text": text}) + "\n")
        rows.append(corpus(binary, source, folder, 2))
        print(json.dumps(rows[-1]), flush=True)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--rivals", required=True, help="Python with benches/requirements.txt")
    parser.add_argument("--data", default=os.environ.get("DETENTE_DATA", "../shared/data"))
    parser.add_argument("--share", type=float, default=1.0, help="share of the documents of the corpora that are run")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000, 10000, 100000], help="documents of the memory runs")
    parser.add_argument("--only", choices=["speed", "memory"], help="measure this anew and keep the rest of docs/performance.json")
    args = parser.parse_args()
    binary, data, target = str(Path(args.binary).resolve()), Path(args.data), Path("docs/performance.json")
    found = json.loads(target.read_text(encoding="utf-8")) if args.only else {"machine": machine(), "cold": cold(binary)}
    with tempfile.TemporaryDirectory() as folder:
        if args.only != "memory":
            found["speed"] = speed(binary, args.rivals, data, Path(folder), args.share)
            found["stages"] = {name: stages(binary, Path(folder) / f"{name}.jsonl") for name in CORPORA}
        if args.only != "speed":
            found["memory"] = memory(binary, Path(folder), args.sizes)
    target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    write()


if __name__ == "__main__":
    main()
