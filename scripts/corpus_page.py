"""The tables of docs/corpus.md from `detente report --format json`: python3 scripts/corpus_page.py NAME=REPORT.json ...

Fills what stands between `<!-- corpus: NAME -->` and `<!-- end -->`. Figures only: no sentence and no title of a corpus is copied.
"""
import json
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "corpus.md"
ENDS = 8  # countries shown at either end


def signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def mean(value: dict | None) -> str:
    if value is None:
        return "–"
    return f"{signed(value['value'])} [{signed(value['low'])}, {signed(value['high'])}]" if value.get("low") is not None else signed(value["value"])


def shares(row: dict) -> str:
    return " | ".join(f"{100 * row[f'{tone}_share']:.0f}%" for tone in ("conciliatory", "neutral", "confrontational"))


def table(head: str, rows: list[tuple[str, dict]]) -> list[str]:
    lines = [f"| {head} | Documents | Mean score | ▲ conciliatory | · neutral | ▼ confrontational |", "|---|--:|--:|--:|--:|--:|"]
    return lines + [f"| {name} | {row['documents']} | {mean(row['mean'])} | {shares(row)} |" for name, row in rows] + [""]


def block(report: dict) -> str:
    c = report["coverage"]
    models = ", ".join(m["model"] for m in c["models"])
    lines = [f"{c['documents']:,} documents, {c['scored']:,} scored, {c['failed']} failed, {c['exact_duplicates']} exact and {c['near_duplicates']} near "
             f"duplicates; {c['sections']:,} sections, {c['sentences']:,} sentences, {c['words']:,} words; {models}.", ""]
    lines += table(report["time"]["by"], [(p["name"], p) for p in report["time"]["periods"]] + [("all", report["overall"])])
    periods = [p["name"] for p in report["time"]["periods"]]
    changes = report["changes"]["found"]
    if changes:
        lines += [f"Changes beyond chance ({report['changes']['tests']} tests):", "",
                  "| Series | From | Before | After | Difference | p, corrected | p, whole periods |", "|---|---|--:|--:|--:|--:|--:|"]
        lines += [f"| {s['name']} | {periods[s['at']]} | {mean(s['before']['mean'])} | {mean(s['after']['mean'])} | {mean(s['difference'])} | "
                  f"{s['p_corrected']:.4f} | {s['p_periods']:.3f} |" for s in changes] + [""]
    else:
        lines += [f"No change beyond chance ({report['changes']['tests']} tests).", ""]
    countries = sorted(report["countries"]["shown"], key=lambda row: row["mean"]["value"])
    if countries:
        ends = countries if len(countries) <= 2 * ENDS else countries[:ENDS] + countries[-ENDS:]
        lines += [f"The countries at either end, of {report['countries']['values']}:", ""]
        lines += table("country", [(row["name"], row) for row in ends])
    return "\n".join(lines)


def main() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for argument in sys.argv[1:]:
        name, path = argument.split("=", 1)
        begin = f"<!-- corpus: {name} -->\n"
        before, rest = text.split(begin, 1)
        _, after = rest.split("<!-- end -->", 1)
        text = before + begin + block(json.loads(Path(path).read_text(encoding="utf-8"))) + "<!-- end -->" + after
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
