"""The page for outside verifiers says what the program does: its example runs, its codes are the codes."""

import re
import warnings
from pathlib import Path

import pytest

from gate_terminal.credentials.codes import PassCode


@pytest.fixture
def page(root: Path) -> str:
    return (root / "docs" / "pass.md").read_text(encoding="utf-8")


def test_the_example_of_an_outside_verifier_runs(page: str) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(example, "docs/pass.md", "exec"), {})  # noqa: S102 - our own page


def test_the_page_lists_the_codes_in_the_order_of_the_steps(page: str) -> None:
    assert re.findall(r"^\| `([a-z_]+)` \|", page, re.MULTILINE) == [code.value for code in PassCode]
