"""docs/performance.json, docs/tried.json -> docs/performance.md and the tables in README.md: python benches/page.py [--check]"""
import json
import re
import sys
from pathlib import Path

import encoder_page

ROOT = Path(__file__).resolve().parent.parent
SPEED, ENCODER, END = "<!-- speed: docs/performance.json -->", "<!-- encoder: docs/performance.json -->", "<!-- end -->"
NAMES = {"detente": "detente corpus", "python": "Python: pySBD, onnxruntime, our int8 model", "bert-extractive-summarizer": "bert-extractive-summarizer, same MiniLM",
         "sumy-lexrank": "sumy LexRank", "sumy-textrank": "sumy TextRank"}


def spread(value: dict) -> str:
    return f"{value['median']:.0f} ms ({value['low']:.0f} to {value['high']:.0f})"


def speed(found: dict) -> str:
    lines = ["| Corpus | System | Threads | Documents/s | Tokens/s | Peak memory, at most | detente is |", "|---|---|---:|---:|---:|---:|---:|"]
    own = {(r["corpus"], r["threads"]): r["documents"] / r["seconds"] for r in found["speed"] if r["system"] == "detente"}
    for r in found["speed"]:
        rate = r["documents"] / r["seconds"]
        ratio = "" if r["system"] == "detente" else f"{own[r['corpus'], r['threads']] / rate:.1f} × as fast"
        lines.append(f"| {r['corpus']} | {NAMES[r['system']]} | {r['threads']} | {rate:.1f} | {r['tokens'] / r['seconds']:,.0f} | {r['peak_mib']:.0f} MiB | {ratio} |")
    return "\n".join(lines)


def counts(found: dict) -> str:
    """How many documents of each corpus were run."""
    own = {r["corpus"]: r for r in found["speed"]}
    return " and ".join(f"{r['documents']} documents of {name} ({r['tokens']:,} tokens)" for name, r in own.items())


def scaling(found: dict) -> str:
    rate = {(r["corpus"], r["threads"]): r["documents"] / r["seconds"] for r in found["speed"] if r["system"] == "detente"}
    names = dict.fromkeys(corpus for corpus, _ in rate)
    return "; ".join(f"{100 * rate[n, 2] / rate[n, 1] / 2:.0f}% on {n}" for n in names)


def stages(found: dict) -> str:
    names = list(next(iter(found["stages"].values()))["seconds"])
    lines = ["| Stage | " + " | ".join(found["stages"]) + " |", "|---|" + "---:|" * len(found["stages"])]
    for name in names:
        shares = [s["seconds"][name] / sum(s["seconds"].values()) for s in found["stages"].values()]
        lines.append(f"| {name} | " + " | ".join(f"{100 * share:.1f}%" for share in shares) + " |")
    return "\n".join(lines)


def memory(found: dict) -> str:
    lines = ["| Documents | Peak memory |", "|---:|---:|"]
    lines += [f"| {r['documents']:,} | {r['peak_mib']:.0f} MiB |" for r in found["memory"]]
    return "\n".join(lines)


def page(found: dict) -> str:
    m, c = found["machine"], found["cold"]
    return f"""# Performance

Written by `benches/measure.sh` at commit {m['commit']} with {m['model']}, on {m['processor']} (load {m['load']} before the run). The figures are in
performance.json beside this page. Every row is a process of its own, all rows of a table were measured in one run.

## One article

Median and range of {c['runs']} whole processes over {c['article']}, {c['words']} words.

| what | measured |
|---|---|
| `analyze`, cold start to result, 1 thread | {spread(c['analyze_1'])} |
| the same, 2 threads | {spread(c['analyze_2'])} |
| `parse`, cold start to result | {spread(c['parse'])} |
| the binary, with the model inside | {c['binary_mib']:.0f} MiB |

## Corpora

{counts(found)}, every k-th of each corpus. The time of detente is that of the whole process, loading and writing included (the mean of a
run before and one after the rivals); that of a rival leaves out its imports and loading. Tokens are those of our encoder's windows, the same number for
every row of a corpus. sumy runs no neural network; sumy and bert-extractive-summarizer summarize and know no tone; the Python
pipeline writes nothing. A peak can be that of the small process that started it.

{speed(found)}

Each of two threads does {scaling(found)} of what one thread does alone.

## Where the time goes

Share of each stage, one thread, timed stage after stage over the same documents (benches/stages.rs):

{stages(found)}

## Memory

`detente corpus` over made-up articles of one sentence, 2 threads, marks of duplicates included:

{memory(found)}
"""


def replaced(text: str, begin: str, table: str) -> str:
    pattern = re.compile(re.escape(begin) + r"\n.*?" + re.escape(END), re.S)
    if not pattern.search(text):
        raise SystemExit(f"README.md has no {begin}")
    return pattern.sub(lambda _: f"{begin}\n{table}\n{END}", text, count=1)


def write(check: bool = False) -> None:
    read = lambda name: json.loads((ROOT / "docs" / name).read_text(encoding="utf-8"))
    found, tried = read("performance.json"), read("tried.json")
    text, readme = page(found), ROOT / "README.md"
    shown = replaced(readme.read_text(encoding="utf-8"), SPEED, speed(found))
    if encoder := found.get("encoder"):
        text += "\n" + encoder_page.section(encoder, tried)
        if "speed" in encoder:
            shown = replaced(shown, ENCODER, encoder_page.readme(encoder))
    wanted = {ROOT / "docs/performance.md": text, readme: shown}
    for path, text in wanted.items():
        if check and path.read_text(encoding="utf-8") != text:
            raise SystemExit(f"{path.relative_to(ROOT)} is not what docs/performance.json says; run python benches/page.py")
        if not check:
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write("--check" in sys.argv)
