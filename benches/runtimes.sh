#!/usr/bin/env bash
# Measures every runtime of the encoder side by side, where the time goes and what the machine could do, in one run, and writes the part
# "encoder" of docs/performance.json, docs/performance.md and the table of README.md.
# Usage: benches/runtimes.sh [arguments of benches/runtimes.py], such as --rounds 12, --only speed, --rust-bert BINARY
# An idle machine gives the figures their meaning; what others took of it is written beside them. Needs the data folder and pip; for
# onnxruntime in f32 also DETENTE_TRAINING, the Python of training/README.md, which exports the graph.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
# A binary with the feature rust-bert is given with --rust-bert; it runs the same probe.
cargo build --locked --release --features stages --bin detente --bin stages --bin roofline
rivals=$(benches/rivals.sh)
f32=$target/encoder_f32.onnx
if [ ! -f "$f32" ] && [ -n "${DETENTE_TRAINING:-}" ]; then
    "$DETENTE_TRAINING" benches/export_f32.py "$(echo models/detente-v*)" "$f32"
fi
[ -f "$f32" ] && set -- --f32 "$f32" "$@"
exec python3 benches/runtimes.py "$target/release/detente" --python "$rivals" "$@"
