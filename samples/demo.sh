#!/usr/bin/env bash
# moisson at work on three sample producers, on loopback only: ./dev demo [--exit] [--keep]
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
exec python3 "$here/demo.py" --moisson "${MOISSON:-$here/../build/release/moisson}" "$@"
