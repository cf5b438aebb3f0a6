"""Changes the form of a ledger and is ended before each thing that it does to a file; run it, do not import it.

``python changing_form.py DATA WORK encrypt|decrypt|new-key FIRST EVERY`` prints a line of JSON for each end, before the
first of these steps and before each so many later: what the next program found. DATA has two people and two events. It
leaves with 1 where anything was not well.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from gate_terminal.application.encryption import choose_form
from gate_terminal.application.place import Place
from gate_terminal.ledger.cipher import begins_plain, use_sqlcipher

use_sqlcipher()

from gate_terminal.application.form_change import change_form  # noqa: E402
from gate_terminal.domain.moments import SITE_ZONE  # noqa: E402
from gate_terminal.ledger.chain import verify  # noqa: E402
from gate_terminal.ledger.file import open_file  # noqa: E402

NOW = datetime(2020, 2, 7, 12, tzinfo=SITE_ZONE)
HOW = {
    "encrypt": {"encrypted": True},
    "decrypt": {"encrypted": False},
    "new-key": {"encrypted": True, "new_key": True},
}
ENDED = 77
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def in_a_process(work: Callable[[], int]) -> int:
    """Return the exit code of a process of its own that does `work`."""
    child = os.fork()
    if not child:
        try:
            code = work()
        except BaseException as error:  # noqa: BLE001 - it is told by the exit code
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            code = 1
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def ended_before(place: Place, step: int, how: str) -> int:
    """Begin the change and end without a word before the given step (1, 2, …); 0 where there were fewer."""
    taken = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal taken
        writes = event in {"os.rename", "os.remove", "os.link"} or (
            event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & WRITING)
        )
        if writes and str(arguments[0]).startswith(str(place.root)):
            taken += 1
            if taken == step:
                os._exit(ENDED)

    def work() -> int:
        choose_form(place)
        sys.addaudithook(watch)
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
