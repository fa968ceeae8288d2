"""Agreement of the two annotators of eval/gold/articles.jsonl; writes the table in eval/gold/README.md anew.
python3 scripts/gold_agreement.py [--check]   (--check: fails where the table is not what it would write)"""
import json
import sys
from pathlib import Path

GOLD = Path(__file__).resolve().parent.parent / "eval" / "gold"
BEGIN, END = "<!-- agreement -->\n", "<!-- end -->\n"


def sign(label: int) -> int:
    return (label > 0) - (label < 0)


def kappa(a: list[int], b: list[int], weight) -> float:
    """Cohen's kappa with the disagreement `weight(x, y)`."""
    n = len(a)
    values = sorted(set(a) | set(b))
    observed = sum(weight(x, y) for x, y in zip(a, b)) / n
    expected = sum(a.count(x) * b.count(y) * weight(x, y) for x in values for y in values) / n**2
    return 1 - observed / expected


def row(name: str, first: list[int], second: list[int]) -> str:
    classes = [sign(x) for x in first], [sign(x) for x in second]
    same = sum(x == y for x, y in zip(*classes)) / len(first)
    nominal = kappa(*classes, lambda x, y: float(x != y))
    ordinal = kappa(first, second, lambda x, y: float((x - y) ** 2))
    return f"| {name} | {len(first)} | {100 * same:.1f}% | {nominal:.2f} | {ordinal:.2f} |\n"


def table(articles: list[dict]) -> str:
    sections = [s for a in articles for s in a["sections"]]
    out = "| | labels | same class | kappa, 3 classes | quadratic kappa, 5 points |\n|---|---|---|---|---|\n"
    out += row("sentences", [y for s in sections for y in s["first_labels"]], [y for s in sections for y in s["second_labels"]])
    out += row("sections", [s["label"] for s in sections], [s["second_label"] for s in sections])
    both = sum(len(set(a["selected"]) & set(a["second_selected"])) for a in articles)
    taken = sum(len(a["selected"]) for a in articles)
    changed = sum(x != y for s in sections for x, y in zip(s["labels"], s["first_labels"]))
    counts = {v: sum(y == v for s in sections for y in s["labels"]) for v in range(-2, 3)}
    out += f"\nOf the {taken} sentences that the first annotators took for the summary, the second took {both} too. "
    out += f"Where the two differ, the first label stands, but for {changed} sentences that were decided the other way.\n"
    out += "Sentence labels: " + ", ".join(f"{v:+d}: {n}" for v, n in counts.items()) + ".\n"
    return out


def main() -> None:
    articles = [json.loads(line) for line in (GOLD / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    readme = (GOLD / "README.md").read_text(encoding="utf-8")
    head, rest = readme.split(BEGIN)
    _, tail = rest.split(END)
    new = head + BEGIN + table(articles) + END + tail
    if "--check" in sys.argv and new != readme:
        sys.exit("eval/gold/README.md: the table is not what articles.jsonl gives; run python3 scripts/gold_agreement.py")
    (GOLD / "README.md").write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
