#!/bin/sh
# Everything that is proved: style, types and contracts stand in tests/house, the rest beside it.
set -eu
# Stacks of all threads instead of silence when the suite hangs.
PYTHONFAULTHANDLER=1 exec .venv/bin/python -m pytest -q -n 2 --dist loadfile "$@"
