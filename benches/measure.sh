#!/usr/bin/env bash
# Measures cold start, speed over corpora beside its rivals, memory and the share of each stage, all in one go, and writes
# docs/performance.json, docs/performance.md and the table of README.md.
# Usage: benches/measure.sh [arguments of benches/measure.py]
# An idle machine gives the figures their meaning; the load is written beside them. Needs the data folder, pip, an hour.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --locked --release --features stages
target=${CARGO_TARGET_DIR:-target}
rivals=$(benches/rivals.sh)
exec python3 benches/measure.py "$target/release/detente" --rivals "$rivals" "$@"
