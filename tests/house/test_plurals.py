"""No English sentence of the program says “1 passages”: a number before a plural agrees with it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
# A constant, in capitals, is never one.
_NUMBER = r"\{(?![A-Z_]+\})[^{}:!]+(?::,)?\}"
_PLURALS = (
    "answers attempts backups bytes cards cases changes codes columns companies days differences entries events faults "
    "files frames gates hours households identities lanes letters lines lists members minutes others outings "
    "pages parties passages passes people permits persons phones places policies problems questions readings reasons "
    "records residents rows rules seconds serials sheets steps triggers visitors voids were"
)
_SUSPECT = re.compile(rf"{_NUMBER} (?:[a-z]+ )?(?:{'|'.join(_PLURALS.split())})\b")
NEVER_ONE = {
    # Settings with a floor above one, and what is told only from two on.
    "{days} days",
    "{rule.interval_days} days",
    "{hours} hours",
    "{highest} days",
    "{highest} persons",
    "{number} days",
    "{count} people",
    "{len(found)} fever cases",
    "{len(sealed)} bytes",
}


def sentences() -> Iterator[tuple[str, str]]:
    for path in [*(ROOT / "gate_terminal").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]:
        if "bench" in path.name:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    str(each.value) if isinstance(each, ast.Constant) else "{" + ast.unparse(each.value) + "}"
                    for each in node.values
                    if isinstance(each, ast.Constant | ast.FormattedValue)
                ]
                yield f"{path.name}:{node.lineno}", "".join(parts)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield f"{path.name}:{node.lineno}", node.value


def test_a_number_before_a_plural_agrees_with_it() -> None:
    found = [
        f"{where}: {match[0]}"
        for where, text in sentences()
        for match in _SUSPECT.finditer(text)
        if match[0] not in NEVER_ONE
    ]
    assert found == []
