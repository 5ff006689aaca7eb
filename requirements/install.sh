#!/bin/sh
# Makes .venv with exactly the parts of the lock and this project as an editable install.
# Quick when nothing changed: the stamp holds what the environment was made from.
set -eu
cd "$(dirname "$0")/.."

lock=requirements/dev.lock
# Two of these at once would undo each other's work; where flock is missing, nothing else changes.
exec 9<"$lock"
flock 9 2>/dev/null || true

stamp=.venv/.installed
wanted=$(cat "$lock" pyproject.toml requirements/install.sh | cksum; pwd)
if [ -x .venv/bin/python ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    exit 0
fi

# A name on PATH may be a shim that cannot run here, so each candidate is tried.
works() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
has_pip() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

uv=
if uv --version >/dev/null 2>&1; then uv=uv; fi
python= without_pip=
for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python \
    /usr/local/bin/python3 /usr/bin/python3 /usr/bin/python3.1[1-9]; do
    works "$name" || continue
    if [ -n "$uv" ] || has_pip "$name"; then python=$name; break; fi
    without_pip=${without_pip:-$name}
done

if [ -z "$python" ] && [ -n "$without_pip" ]; then
    echo "找到了 Python（$without_pip），但缺少 venv 与 ensurepip。Debian、Ubuntu 请先安装：apt-get install python3-venv" >&2
    echo "Python was found ($without_pip) but it lacks venv and ensurepip. On Debian and Ubuntu: apt-get install python3-venv" >&2
    exit 1
fi
if [ -z "$python" ]; then
    echo "没有找到 Python 3.11 或更新的版本。请安装后再试，或用 PYTHON=/路径/python3 make setup 指明。" >&2
    echo "No Python 3.11 or newer was found. Install one, or name it: PYTHON=/path/to/python3 make setup" >&2
    exit 1
fi

echo "正在准备 .venv（首次约需一分钟）… Preparing .venv (about a minute the first time)…" >&2
rm -f "$stamp"
if [ ! -x .venv/bin/python ] || ! works .venv/bin/python; then rm -rf .venv; fi

# The interpreter behind a shim, so that the environment does not depend on the shim.
python=$("$python" -c 'import sys; print(sys.executable)')
if [ -n "$uv" ]; then
    export UV_PYTHON_DOWNLOADS=never
    [ -x .venv/bin/python ] || uv venv --quiet --python "$python" .venv
    uv pip sync --quiet --require-hashes --compile-bytecode --python .venv/bin/python "$lock"
    uv pip install --quiet --no-deps --no-build-isolation --python .venv/bin/python --editable .
else
    { [ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1; } ||
        { rm -rf .venv; "$python" -m venv .venv; }
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$lock"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --no-deps --no-build-isolation --editable .
fi
# Compiled once here, or else every command compiles anew where Python may not write beside the sources.
.venv/bin/python -m compileall -q activities desk models runtime workflows starter.py worker.py
echo "$wanted" >"$stamp"
