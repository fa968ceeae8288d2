"""The part "encoder" of docs/performance.json and docs/tried.json -> the section on the encoder, and its table for README.md.

docs/tried.json is kept by hand: a list of {what, before, after, command, commit}, in the order in which things were tried.
"""
NAMES = {"rten": "detente, rten", "native": "detente, native", "rust-bert": "detente, rust-bert", "onnxruntime-int8": "onnxruntime int8, Python",
         "onnxruntime-int8-side": "the same, two windows side by side", "onnxruntime-f32": "onnxruntime f32, Python", "pytorch": "PyTorch f32, Python"}
F32 = ["rust-bert", "onnxruntime-f32", "pytorch"]
WORKS = {"windows": "512-token windows/s", "sentences": "sentences/s", "articles": "tokens/s of articles"}
WINDOW = 512
ATTENTION = ["f32", "int16", "int8"]  # the arithmetic that attention can be done in


def table(heads: list[str], rows: list[list[str]], words: int = 1) -> str:
    """A Markdown table; the columns after the first are figures."""
    rule = ["---"] * words + ["---:"] * (len(heads) - words)
    return "\n".join("| " + " | ".join(row) + " |" for row in [heads, rule, *rows])


def figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def spread(value: dict) -> str:
    return f"{figure(value['median'])} ({figure(value['low'])} to {figure(value['high'])})"


def compared(value: dict | None, system: str) -> str:
    if not value:
        return ""
    if value["to"] == system:
        return "1"
    return f"{value['ratio']:.2f} ({value['low']:.2f} to {value['high']:.2f})"


def limit_ms(roofline: dict, threads: int, linear: str, attention: str, tokens: int = WINDOW) -> float:
    """The least milliseconds of a window: its arithmetic at the peaks, or reading the weights where that takes longer."""
    window = next(w for w in roofline["windows"] if w["tokens"] == tokens)
    peaks = roofline["peaks"][str(threads)]
    arithmetic = window["linear_operations"] / peaks[linear] + window["attention_operations"] / peaks[attention]
    return 1e3 * max(arithmetic, window["weight_bytes"] / peaks["weights"])


def peaks(roofline: dict) -> str:
    names = {"int8": ("int8 products, summed", 1e9, "GOP/s"), "int16": ("int16 products, summed", 1e9, "GOP/s"), "f32": ("f32 products, summed", 1e9, "GFLOP/s"),
             "memory": ("reading memory", 1e9, "GB/s"), "weights": ("reading 10 MB again and again, as the weights are", 1e9, "GB/s")}
    threads = list(roofline["peaks"])
    rows = [[name, *(f"{roofline['peaks'][t][key] / scale:,.0f} {unit}" for t in threads)] for key, (name, scale, unit) in names.items()]
    return table(["peak", *(f"{t} thread{'s' * (t != '1')}" for t in threads)], rows)


def needs(roofline: dict) -> str:
    heads = ["tokens of a window", "linear layers", "attention", "exponentials", "GELUs", *(f"limit, attention in {kind}" for kind in ATTENTION)]
    rows = [[str(w["tokens"]), f"{w['linear_operations'] / 1e9:.2f} GOP", f"{w['attention_operations'] / 1e9:.3f} GOP", f"{w['exponentials'] / 1e6:.2f} M",
             f"{w['gelus'] / 1e6:.2f} M", *(f"{limit_ms(roofline, 1, 'int8', a, w['tokens']):.2f} ms" for a in ATTENTION)] for w in roofline["windows"]]
    return table(heads, rows, words=0)


def place(found: dict) -> str:
    """Each contender's place under the roofline, for full windows."""
    roofline = found["roofline"]
    window = next(w for w in roofline["windows"] if w["tokens"] == WINDOW)
    work = window["linear_operations"] + window["attention_operations"]
    rows = []
    for row in found["speed"]["rows"]:
        ms = 1e3 / row["windows"]["median"]
        share = lambda linear, attention: f"{100 * limit_ms(roofline, row['threads'], linear, attention) / ms:.0f}%"
        rows.append([NAMES[row["system"]], str(row["threads"]), f"{ms:.1f}", f"{work / ms / 1e6:,.0f}", *(share("int8", kind) for kind in ATTENTION),
                     share("f32", "f32") if row["system"] in F32 else ""])
    heads = ["runtime", "threads", "ms a window", "GOP/s", *(f"of the limit, attention in {kind}" for kind in ATTENTION), "of the limit all in f32"]
    return table(heads, rows)


def speed(found: dict) -> str:
    heads = ["runtime", "threads", *(h for work in WORKS.values() for h in (work, "× onnxruntime int8")), "cold start, ms", "peak memory"]
    rows = [[NAMES[r["system"]], str(r["threads"]), *(c for work in WORKS for c in (spread(r[work]), compared(r[work]["compared"], r["system"]))),
             spread(r["cold_ms"]) if r["cold_ms"] else "", f"{r['peak_mib']:.0f} MiB"] for r in found["speed"]["rows"]]
    return table(heads, rows)


def readme(found: dict) -> str:
    """The short table: medians, and the ratio that counts."""
    heads = ["runtime", "threads", *WORKS.values(), "× onnxruntime int8, articles", "cold start", "peak memory"]
    rows = [[NAMES[r["system"]], str(r["threads"]), *(figure(r[work]["median"]) for work in WORKS), compared(r["articles"]["compared"], r["system"]),
             f"{r['cold_ms']['median']:.0f} ms" if r["cold_ms"] else "", f"{r['peak_mib']:.0f} MiB"] for r in found["speed"]["rows"]]
    return table(heads, rows)


def profile(rows: list[dict], threads: int) -> str:
    rows = sorted((r for r in rows if r["threads"] == threads), key=lambda r: (r["tokens"], r["system"] != "rten"))
    lines = [["whole window", *(f"{r['ms']:.1f}" for r in rows)]]
    lines += [[kind, *(f"{r['kinds'][kind]:.1f} ({100 * r['kinds'][kind] / r['ms']:.0f}%)" for r in rows)] for kind in rows[0]["kinds"]]
    return table([f"ms, {threads} thread{'s' * (threads > 1)}", *(f"{r['system']} {r['tokens']}" for r in rows)], lines)


def tried(entries: list[dict]) -> str:
    return table(["what", "before", "after", "command", "commit"],
                 [[e["what"], str(e["before"]), str(e["after"]), f"`{e['command']}`", e["commit"]] for e in entries], words=5)


def section(found: dict, entries: list[dict]) -> str:
    """The section, of as many parts as were measured."""
    parts = ["## The encoder: what the machine can do, and who does it\n"]
    if roofline := found.get("roofline"):
        parts.append(f"""The machine's peaks, measured by benches/roofline.rs on registers and on memory ({roofline['extension']}):

{peaks(roofline)}

What a window asks of it, and the least time on one thread: the products of the linear layers at the peak of int8, those of attention
at the peak of f32, int16 or int8. Exponentials, GELUs, norms and quantizing are not in the limit, so nothing can reach it.

{needs(roofline)}
""")
    if speed_found := found.get("speed"):
        m, w = speed_found["machine"], speed_found["works"]
        parts.append(f"""### Who runs it how fast

One run of benches/runtimes.sh at commit {m['commit']} with {m['model']}, on {m['processor']}: {speed_found['rounds']} rounds, in each of which all contenders take
their turn with the same windows of token ids, median and range over the rounds; others took {100 * speed_found['others']:.0f}% of the machine meanwhile. The works: {w['windows']['windows']} windows of
{WINDOW} tokens; {w['sentences']['documents']} sentences of {w['sentences']['tokens'] / w['sentences']['documents']:.0f} tokens on average, one by one; {w['articles']['documents']} articles of both corpora, {w['articles']['tokens']:,} tokens in {w['articles']['windows']} windows. Ratios are geometric means over
rounds with their 95% bootstrap interval, to the faster of onnxruntime's two ways (1 where it is itself). The cold start is that of a process until it has encoded
its first article; with detente's runtimes it has checked its files and loaded tokenizer and heads, too.

{speed(found)}
""")
        if found.get("roofline"):
            parts.append(f"Their places under the roofline, windows of {WINDOW} tokens:\n\n{place(found)}\n")
    if found.get("profile"):
        parts.append("### Where the time goes in it\n\nBy operator, one window; the profilers' shares of the time without a profiler. onnxruntime quantizes within its products where it can.\n")
        parts += [profile(found["profile"], threads) + "\n" for threads in (1, 2)]
    if entries:
        parts.append(f"### What was tried\n\nEach measured by itself, before and after, when it was tried.\n\n{tried(entries)}\n")
    return "\n".join(parts)
