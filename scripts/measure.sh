#!/usr/bin/env bash
# Measures cold start, speed and size of the release binary, and writes docs/performance.md.
# Usage: scripts/measure.sh [PATH/TO/detente]     (default: builds and takes target/release/detente)
# An idle machine gives the figures their meaning; the load is written beside them.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=${1:-}
if [ -z "$bin" ]; then
    cargo build --locked --release
    bin=${CARGO_TARGET_DIR:-target}/release/detente
fi
exec python3 scripts/measure.py "$bin" docs/performance.md
