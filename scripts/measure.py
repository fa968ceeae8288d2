"""Cold start, speed and size of a detente binary, as a Markdown page. Called by scripts/measure.sh."""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ARTICLE = Path("examples/envoy_visit.txt")
COLD_RUNS = 21
COPIES = 200


def run(*command: str) -> tuple[float, int]:
    """Wall seconds and peak memory in KiB of one whole process; a failing command ends the measurement."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{' '.join(command)}: failed with status {status}")
    return time.perf_counter() - started, usage.ru_maxrss


def processor() -> str:
    """Name of the processor, as Linux tells it."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} x {names[0]}" if names else platform.processor()


def spread(values: list[float], unit: str) -> str:
    """Median with the range."""
    return f"{statistics.median(values):.0f} {unit} ({min(values):.0f} to {max(values):.0f})"


def main() -> None:
    binary, target = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2])
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=True
    ).stdout.strip()
    load = os.getloadavg()[0]
    cold = {threads: [run(binary, "analyze", str(ARTICLE), "--threads", threads)[0] * 1e3 for _ in range(COLD_RUNS)] for threads in ("1", "2")}
    parse = [run(binary, "parse", str(ARTICLE))[0] * 1e3 for _ in range(COLD_RUNS)]
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "copies.jsonl"
        text = ARTICLE.read_text(encoding="utf-8")
        with corpus.open("w", encoding="utf-8") as lines:
            for index in range(COPIES):
                # Another title each, so that no two windows are the same.
                lines.write(json.dumps({"id": index, "text": f"Report {index}\n\n{text}"}) + "\n")
        rates, memory = {"1": [], "2": []}, []
        for _ in range(3):
            for threads in rates:
                seconds, peak = run(binary, "analyze", str(corpus), "--format", "jsonl", "--threads", threads)
                rates[threads].append(COPIES / seconds)
                memory.append(peak / 1024)
    ratio = statistics.median(rates["2"]) / statistics.median(rates["1"])
    rows = [
        ("`analyze` of one article, cold start to result, 1 thread", spread(cold["1"], "ms")),
        ("the same, 2 threads", spread(cold["2"], "ms")),
        ("`parse` of the same article, cold start to result", spread(parse, "ms")),
        (f"`analyze` of {COPIES} such articles in one run, 1 thread", spread(rates["1"], "articles/s")),
        ("the same, 2 threads", f"{spread(rates['2'], 'articles/s')}, {ratio:.2f} times one thread"),
        ("peak memory of that run", spread(memory, "MiB")),
        ("the binary, with the model inside", f"{Path(binary).stat().st_size / 2**20:.0f} MiB"),
    ]
    table = "\n".join(f"| {name} | {value} |" for name, value in rows)
    words = len(text.split())
    target.write_text(
        "# Performance\n\n"
        f"Written by `scripts/measure.sh` at commit {commit}, on {processor()} (load {load:.1f} before the run): median\n"
        f"and range of {COLD_RUNS} whole processes, or of 3 runs over many articles. The article is {ARTICLE}, {words} words.\n\n"
        f"| what | measured |\n|---|---|\n{table}\n\n"
        "Documents run one after another; the windows of one document run side by side; where there are few, each uses\n"
        "both threads.\n",
        encoding="utf-8",
    )
    print(target.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
