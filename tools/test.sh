#!/bin/sh
# Everything that is proved: style, types and contracts stand in tests/house, the rest beside it.
set -eu
# Stacks of all threads instead of silence when the suite hangs, and an end to it: it takes a sixth of this time.
PYTHONFAULTHANDLER=1 exec timeout --kill-after=30 2400 .venv/bin/python -m pytest -q -n 2 --dist loadfile "$@"
