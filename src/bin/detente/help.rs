//! The long help texts, with examples, that clap prints for `--help` and the manual pages.

pub const PROGRAM: &str = "\
Extractive summaries and calibrated diplomatic tone of articles, with the evidence for each.

detente reads articles (scraped plain text, Markdown, HTML pages, JSON lines), tells the body from titles, bylines, \
tags and the like, picks the sentences that summarize it, and scores how conciliatory or confrontational it is, \
sentence by sentence and section by section. Nothing is written that does not stand in the article, and every score \
is a sum whose parts are shown. No network is used.";

pub const PROGRAM_EXAMPLES: &str = "\
Examples:
  detente analyze visit.txt
      Summary and tone by section, to read in the terminal.
  detente analyze visit.txt --format html --output visit.html
      The same as one self-contained page.
  detente summarize news/*.html -n 2 --format jsonl
      Two sentences of each page, one JSON object a line.
  curl -s https://example.org/statement | detente tone - --input-format html
      The tone of a page that another program fetches.

Exit codes:
  0  all inputs are done (or the reader of the output closed the pipe)
  2  an argument, an input or the output failed; every input that could be processed was

`detente help COMMAND` has the options and more examples. The JSON is described in docs/output.md.";

pub const ANALYZE: &str = "\
Summarize articles and show their tone by section.

The summary comes first, then the tone of the article (a bar from -1, confrontational, to +1, conciliatory, a label, \
a score, and how sure the model is), then each section's with the sentences that make it.";

pub const ANALYZE_EXAMPLES: &str = "\
Examples:
  detente analyze visit.txt
      Read it in the terminal.
  detente analyze visit.txt --ratio 0.2 --per-section
      A fifth of the sentences, some from every section.
  detente analyze page.html --format html --output report.html
      A page with the article, its summary highlighted, and the tone of each section beside it.
  detente analyze 'archive/2031-*.jsonl' --format jsonl --output archive.jsonl
      Every record of many files; a malformed line is reported and the others are processed.
  detente analyze visit.txt --format json | jq '.sections[] | [.heading, .tone.score]'
      The scores by section, for a program.";

pub const CORPUS: &str = "\
Score every document of a corpus into tables.

DIR gets documents.parquet, a row for every document with its tone and summary, sections.parquet, a row for every section \
with the sentence that tells most, and run.json. A document that fails is a row with its error. Copies of earlier documents \
are marked. A run that was interrupted, however it was, goes on when the same command is given again, and ends in the same \
bytes. `detente report DIR` shows the tables.";

pub const CORPUS_EXAMPLES: &str = "\
Examples:
  detente corpus archive/ --out scored
      Everything that can be read below a folder.
  detente corpus speeches.jsonl.gz --out scored --country iso3 --date held
      JSON lines, with two columns of other than the usual names.
  detente corpus 'crawl/*.warc.gz' --out scored --dedupe --threads 8
      A news crawl; syndicated copies are marked and not scored again.
  detente corpus archive/ --out scored --format csv --sentences
      For a spreadsheet, with a table of every sentence.
  duckdb -c \"select year(date::date), avg(score) from 'scored/documents.parquet' where error is null group by 1\"
      The tables are plain Parquet.";

pub const SUMMARIZE: &str = "\
Summarize articles in their own sentences.

The sentences that matter most are taken without repeating one another, and are given in the order of the article. \
Nothing is rephrased.";

pub const SUMMARIZE_EXAMPLES: &str = "\
Examples:
  detente summarize visit.txt
      Three sentences.
  detente summarize visit.txt --words 100
      As many sentences as fit into a hundred words.
  detente summarize visit.txt --query 'fishing rights'
      What the article says about fishing rights.
  detente summarize visit.txt --format json | jq -r .summary.text
      The plain text of the summary.
  pbpaste | detente summarize -n 2
      Whatever is on the clipboard.";

pub const TONE: &str = "\
Show the diplomatic tone of articles.

A score lies between -1 (strongly confrontational) and +1 (strongly conciliatory). The score of a section, and of the \
article, is the sum of what its sentences contribute; those that contribute most are shown. The confidence is the \
calibrated probability of the label.";

pub const TONE_EXAMPLES: &str = "\
Examples:
  detente tone visit.txt
      By section, with the evidence.
  detente tone visit.txt --by sentence
      Every sentence with its symbol and score.
  detente tone transcript.txt --by paragraph
      For long text without headings.
  detente tone statements/*.md --by document --format jsonl | jq -c '[.id, .tone.label, .tone.score]'
      One line a document.";

pub const PARSE: &str = "\
Show what is recognised in articles: blocks, sections, sentences.

Every line or paragraph is typed as title, repeated title, byline, date, category, heading, body, tags, bio or \
boilerplate; only headings and body go on to the model. No model is loaded.";

pub const PARSE_EXAMPLES: &str = "\
Examples:
  detente parse visit.txt
      Blocks with their first words, then numbered sentences.
  detente parse visit.txt --anatomy off
      With every line taken as body.
  detente parse page.html --format json | jq '.blocks[] | .kind'
      The kinds alone.";

pub const EVAL: &str = "\
Measure systems on data with gold, and write a report.

A suite names a job, a data file and the systems to compare. Every figure comes with a 95% bootstrap interval, every pair \
of systems with a paired test. The suites that are called `gold` have their data in the program.";

pub const EVAL_EXAMPLES: &str = "\
Examples:
  detente eval
      The gold suites, in short.
  detente eval all --data ../shared/data --out report
      All suites; report/report.html has everything.
  detente eval summeval-100 --data ../shared/data --system mine=answers.jsonl --out report
      The answers of another system beside the others.
  detente eval my-suite.toml --out report
      A suite of your own; eval/README.md has its ten lines.
  detente eval gold --data ../shared/data --baseline eval/reports/gold/report.json --fail-on-regression
      Exit code 1, and what fell, when a figure is worse than its interval allows.";

pub const EVAL_LIST_EXAMPLES: &str = "\
Examples:
  detente eval list";

pub const EVAL_COMPARE_EXAMPLES: &str = "\
Examples:
  detente eval compare before/report.json after/report.json";

pub const REPORT: &str = "\
Show the tone of a corpus: over time, by source and country, its changes and its ends.

DIR is the folder that `detente corpus` wrote its tables into. The page has the mean score and the shares of the three \
tones by day, week, month or year, with 95% bootstrap bands and counts; the same by source and country; the distribution; the \
sections at either end with their evidence; where a series shifts by more than chance, and the test; what is left out; \
and the documents behind each point. The other formats have the same figures. Duplicates are left out.";

pub const REPORT_EXAMPLES: &str = "\
Examples:
  detente report tables --out report.html
      Everything as one page.
  detente report tables --by month --top 10 --out report.html
      Monthly points, the ten largest sources and countries.
  detente report tables --format md
      The figures in the terminal.
  detente report tables --out figures.csv
      One long table, for a spreadsheet or another program.
  detente report tables --format json | jq '.time.periods[] | [.name, .documents, .mean.value]'
      The mean by period, for a program.";

pub const MODEL_EXAMPLES: &str = "\
Examples:
  detente model info
      The built-in model.
  detente model verify --model models/detente-v3
      Another one, from its folder.
  detente model bench
      How fast each runtime is on this machine.";

pub const MODEL_INFO_EXAMPLES: &str = "\
Examples:
  detente model info
  detente model info --model models/detente-v3";

pub const MODEL_VERIFY_EXAMPLES: &str = "\
Examples:
  detente model verify
  detente model verify --model models/detente-v3 && echo whole";

pub const MODEL_BENCH: &str = "\
Measure the runtimes that this build has, side by side, on one thread and on all.

Every runtime is a process of its own. In each round all of them take their turn: cold start, from the start of a process to
the vectors of its first article; windows of 512 tokens; short sentences, one at a time; and an article that is part of the
program. Shown is the median over the rounds with its range. A round takes about two seconds a runtime. An idle machine
gives the figures their meaning.";

pub const MODEL_BENCH_EXAMPLES: &str = "\
Examples:
  detente model bench
  detente model bench --runtime rten --rounds 11 --json > bench.json";

pub const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  detente completions bash > ~/.local/share/bash-completion/completions/detente
  detente completions zsh > ~/.zfunc/_detente
  detente completions fish > ~/.config/fish/completions/detente.fish";

pub const MAN_EXAMPLES: &str = "\
Examples:
  detente man > detente.1
  detente man analyze | man -l -";
