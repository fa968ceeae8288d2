#!/usr/bin/env bash
# What a user does first, with the release binary, without network where the system lets us take it away.
# Usage: scripts/smoke.sh PATH/TO/detente
set -euo pipefail
bin=$(realpath "$1")
cd "$(dirname "$0")/.."
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
offline() { if unshare -rn true 2>/dev/null; then unshare -rn "$@"; else "$@"; fi; }
fail() { echo "smoke: $*" >&2; exit 1; }

# From another folder, so that nothing of the repository can help.
cp examples/envoy_visit.txt "$tmp/visit.txt"
cd "$tmp"
offline "$bin" analyze visit.txt >text.out
offline "$bin" analyze visit.txt --format json --threads 1 >one.json
offline "$bin" analyze visit.txt --format json --threads 2 >two.json
cmp one.json two.json || fail "one and two threads differ"
offline "$bin" analyze - --input-format text --format html --output page.html <visit.txt
grep -q 'Content-Security-Policy' page.html || fail "the page has no policy"
if offline "$bin" analyze missing.txt visit.txt >partial.out 2>err.out; then fail "a missing file is no error"; fi
cmp text.out partial.out || fail "the other input was not processed"
grep -q 'missing.txt' err.out || fail "the message does not name the file"
mkdir articles
cp visit.txt articles/one.txt
cp visit.txt articles/two.txt
offline "$bin" corpus articles --out scored --format jsonl --dedupe --quiet
[ "$(wc -l <scored/documents.jsonl)" = 2 ] || fail "the corpus has not two rows"
grep -q '"duplicate":"exact"' scored/documents.jsonl || fail "the copy is not marked"
offline "$bin" report scored --out scored.html
grep -q 'Content-Security-Policy' scored.html || fail "the dashboard has no policy"
if ldd "$bin" 2>/dev/null | grep -Ev 'linux-vdso|libc\.so|libm\.so|libgcc_s|libpthread|libdl|ld-linux|statically' | grep -q '=>'; then
    fail "the binary needs a shared library beyond the C library"
fi
for _ in 1 2 3 4 5; do
    start=$(date +%s%N)
    "$bin" analyze visit.txt >/dev/null
    echo "cold start to result: $((($(date +%s%N) - start) / 1000000)) ms"
done
echo "smoke: every check passed"
