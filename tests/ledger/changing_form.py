"""Changes the form of a ledger and is ended before each thing that it does to a file; run it, do not import it.

``python changing_form.py DATA WORK encrypt|decrypt|new-key FIRST EVERY`` prints a line of JSON for each end, before the
first of these steps and before each so many later: what the next program found. DATA has two people and two events. It
leaves with 1 where anything was not well.
"""

from __future__ import annotations

import json
import shutil
import sys
from datetime import datetime
from pathlib import Path

from ending import ENDED, end_before, in_a_process

from gate_terminal.application.encryption import choose_form
from gate_terminal.application.place import Place
from gate_terminal.ledger.cipher import begins_plain, use_sqlcipher

use_sqlcipher()

from gate_terminal.application.form_change import change_form  # noqa: E402
from gate_terminal.credentials import sealing  # noqa: E402
from gate_terminal.domain.moments import SITE_ZONE  # noqa: E402
from gate_terminal.ledger.chain import verify  # noqa: E402
from gate_terminal.ledger.file import open_file  # noqa: E402

NOW = datetime(2020, 2, 7, 12, tzinfo=SITE_ZONE)
HOW = {
    "encrypt": {"encrypted": True},
    "decrypt": {"encrypted": False},
    "new-key": {"encrypted": True, "new_key": True},
}


def ended_before(place: Place, step: int, how: str) -> int:
    """Begin the change and end without a word before the given step (1, 2, …); 0 where there were fewer."""

    def work() -> int:
        choose_form(place)
        end_before(step, place.root)
        change_form(place, NOW, **HOW[how])
        return 0

    return in_a_process(work)


def whole(place: Place, how: str) -> int:
    """Open what is there as any program does, look at all of it, and make the change again; 0 where all is well."""

    def look(form: str) -> None:
        choose_form(place)
        file = open_file(place.ledger, window=True)
        try:
            found = verify(file)
            rows = file.rows("SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM events)")
        finally:
            file.close()
        assert found.whole, found.first_bad
        assert rows == [(2, 2)], rows
        assert begins_plain(place.ledger) == (form == "plain")

    def again() -> int:
        plain = begins_plain(place.ledger)
        look("plain" if plain else "encrypted")
        sys.stdout.write(f"{'plain' if plain else 'encrypted'} ")
        sys.stdout.flush()
        if how == "new-key" or plain == (how == "encrypt"):
            change_form(place, NOW.replace(minute=7), **HOW[how])
        return 0

    def done() -> int:
        look("plain" if how == "decrypt" else "encrypted")
        left = [path.name for path in place.root.glob("gate.sqlite.*")]
        assert set(left) <= {"gate.sqlite.lock", "gate.sqlite.head"}, left
        assert not (place.keys / "coming-ledger.key").exists()
        return 0

    return in_a_process(again) or in_a_process(done)


def main() -> int:
    sealing.COST = min(sealing.COSTS)
    data, work, how = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    every = int(sys.argv[5])
    step, code, failures = int(sys.argv[4]) - every, ENDED, 0
    while code == ENDED:
        step += every
        place = Place(work / f"{how}-{step}")
        shutil.copytree(data, place.root)
        code = ended_before(place, step, how)
        well = code in {0, ENDED} and whole(place, how) == 0
        sys.stdout.write(json.dumps({"step": step, "code": code, "well": well}) + "\n")
        sys.stdout.flush()
        failures += not well
        shutil.rmtree(place.root)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
