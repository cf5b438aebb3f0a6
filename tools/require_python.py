"""Say in one sentence when the Python at hand is too old; must itself run on any Python 3."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file runs before the right Python is known to be there
    sys.exit("The gate terminal needs Python 3.11 or later; this is " + sys.version.split()[0] + ".")
