#!/usr/bin/env bash
# libtorch 2.4.0 for the CPU, from PyPI alone, for the cargo feature rust-bert.
#
#   scripts/libtorch.sh [FOLDER]      FOLDER (target/libtorch where it is not given) gets include/, lib/ and env.sh
#   eval "$(scripts/libtorch.sh)"     the same, and this shell is ready for: cargo build --release --features rust-bert
#
# Prints what a build needs in its environment; all else goes to standard error. A folder that is complete is left as it is.
# Needs Linux on x86-64, gcc, and Python 3 with pip; fetches 810 MB, keeps 560 MB. The wheel of torch is the CUDA build (PyPI has no other):
# only the parts for the CPU are unpacked, since a libtorch_cuda.so beside them would be linked. libtorch_cpu.so of that build wants two
# small libraries of CUDA; they need no GPU. pip compares each wheel with its SHA-256 below.
#
# With the open internet there is a shorter way, without this script: where LIBTORCH is not set, cargo build --release --features rust-bert
# fetches the official libtorch from download.pytorch.org (with TORCH_CUDA_VERSION=cu121, the one for GPUs).
set -euo pipefail
if [ $# -gt 1 ]; then
    echo "usage: scripts/libtorch.sh [FOLDER]" >&2
    exit 2
fi
FOLDER="$(realpath -m "${1:-${CARGO_TARGET_DIR:-$(dirname "$0")/../target}/libtorch}")"
mkdir -p "$(dirname "$FOLDER")"

# env.sh is written last, so a folder that has it is complete.
if [ -e "$FOLDER/env.sh" ]; then
    cat "$FOLDER/env.sh"
    exit 0
fi
if [ -e "$FOLDER" ] && [ -n "$(ls -A "$FOLDER")" ]; then
    echo "$FOLDER: is neither empty nor a libtorch of this script; remove it, or name another folder" >&2
    exit 2
fi
if [ "$(uname -sm)" != "Linux x86_64" ]; then
    echo "this script knows Linux on x86-64 only; elsewhere set LIBTORCH to a libtorch 2.4.0" >&2
    exit 2
fi

WORK="$(mktemp -d "$(dirname "$FOLDER")/libtorch.XXXXXX")"
trap 'rm -rf "$WORK"' EXIT
cat >"$WORK/wheels.txt" <<'WHEELS'
torch==2.4.0 --hash=sha256:e743adadd8c8152bb8373543964551a7cb7cc20ba898dc8f9c0cdbe47c283de0
nvidia-cuda-runtime-cu12==12.1.105 --hash=sha256:6e258468ddf5796e25f1dc591a31029fa317d97a0a94ed93468fc86301d61e40
nvidia-cuda-cupti-cu12==12.1.105 --hash=sha256:e54fde3983165c624cb79254ae9818a456eb6e87a7fd4d56a2352c24ee542d7e
WHEELS
# The parts used are the same for every Python; one is named so that any Python fetches the same file.
python3 -m pip download --quiet --disable-pip-version-check --no-cache-dir --no-deps --only-binary :all: --python-version 3.11 \
    --implementation cp --platform manylinux1_x86_64 --dest "$WORK/wheels" --requirement "$WORK/wheels.txt" >&2

python3 - "$WORK" >&2 <<'UNPACK'
import pathlib
import sys
import zipfile

work = pathlib.Path(sys.argv[1])
LIBRARIES = {
    "torch/lib/": ["libc10.so", "libtorch_cpu.so", "libgomp-a34b3233.so.1"],
    "nvidia/cuda_runtime/lib/": ["libcudart.so.12"],
    "nvidia/cuda_cupti/lib/": ["libcupti.so.12"],
}
missing = {name for names in LIBRARIES.values() for name in names}
for path in sorted((work / "wheels").glob("*.whl")):
    with zipfile.ZipFile(path) as wheel:
        for info in wheel.infolist():
            folder, _, name = info.filename.rpartition("/")
            if info.filename.startswith("torch/include/") and name:
                target = work / "libtorch" / info.filename.removeprefix("torch/")
            elif name in LIBRARIES.get(folder + "/", []):
                target = work / "libtorch" / "lib" / name
                missing.remove(name)
            else:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with wheel.open(info) as source, target.open("wb") as sink:  # checks the CRC
                while block := source.read(1 << 20):
                    sink.write(block)
    path.unlink()
if missing:
    sys.exit(f"the wheels lack {', '.join(sorted(missing))}")
UNPACK

# torch-sys links libtorch.so; the one in the wheel would bring CUDA with it, so it is one that only names libtorch_cpu.so.
LIB="$WORK/libtorch/lib"
gcc -shared -o "$LIB/libtorch.so" -Wl,-soname,libtorch.so -x c /dev/null -L"$LIB" -Wl,--no-as-needed -ltorch_cpu \
    -Wl,-rpath,'$ORIGIN' -Wl,--unresolved-symbols=ignore-all
python3 -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1] + "/libtorch.so")' "$LIB"
echo 2.4.0 >"$WORK/libtorch/build-version"

rm -rf "$FOLDER"
mv "$WORK/libtorch" "$FOLDER"
# No RUSTFLAGS: they would build every dependency anew. build.rs tells the program where its libtorch is.
cat >"$WORK/env.sh" <<ENV
export LIBTORCH='$FOLDER'
export LIBTORCH_CXX11_ABI=0
ENV
mv "$WORK/env.sh" "$FOLDER/env.sh"
echo "$FOLDER: libtorch 2.4.0 for the CPU" >&2
cat "$FOLDER/env.sh"
