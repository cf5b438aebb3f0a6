"""SQL is put together from the program's own words only; whatever comes from outside is a parameter."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CALLS = {"execute", "executemany", "executescript", "rows", "query"}

# Names that may stand in a placeholder of SQL, with what each is; a new one is a decision.
OWN_WORDS = {
    "places": "column names of Edit, with question marks",
    "marks": "question marks",
    "index": "a name from a constant of ours",
    "name": "a name from the schema of our own file",
    "table": "passages or events",
    "later": "column names of ours",
    "values": "column names of ours",
    "condition": "put together by Asked.condition from constants, with question marks",
    "where": "one of our own conditions, with question marks",
    "order": "a constant of ours",
    "names": "quoted column names of a table",
    "select": "one of our own SELECTs",
    "column": "one of two column names",
    "columns": "column names of ours",
    "sql": "a constant of ours",
    "rest": "one of our own conditions, with question marks",
    "digits": "hex digits of the key of the file",
    "below": "a comparison of ours",
}
OWN_CALLS = {
    "int": "a whole number",
    "_quoted": "a name of the schema, quoted",
    "_not_changed": "a trigger over columns of ours",
}


def sources() -> list[Path]:
    return sorted([*(ROOT / "gate_terminal").rglob("*.py"), *(ROOT / "ui").rglob("*.py")])


def statements(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield the first argument of every call that runs SQL."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in CALLS
            and node.args
        ):
            yield node.args[0]


def looks_like_sql(node: ast.JoinedStr | ast.BinOp) -> bool:
    text = ast.unparse(node).upper()
    return any(word in text for word in ("SELECT ", "INSERT ", "UPDATE ", "DELETE ", "PRAGMA ", "WHERE "))


def is_own(node: ast.expr) -> bool:
    """Tell whether an expression inside SQL can only be words of the program or a whole number."""
    match node:
        case ast.Constant(value=str()):
            return True
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(), attr=name):
            return name.lstrip("_").isupper() or (isinstance(node, ast.Name) and name in OWN_WORDS)
        case ast.JoinedStr(values=parts):
            return all(is_own(part.value) if isinstance(part, ast.FormattedValue) else True for part in parts)
        case ast.IfExp(body=body, orelse=orelse):
            return is_own(body) and is_own(orelse)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="join"), args=[_]):
            return joins_own_words(node)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="sql"), attr="format"), args=[], keywords=given):
            return all(is_own(each.value) for each in given)
        case ast.Call(func=ast.Name(id=called)):
            return called in OWN_CALLS
        case ast.Call(func=ast.Attribute(value=inner, attr="replace"), args=[ast.Constant(), ast.Constant()]):
            return is_own(inner)
    return False


def joins_own_words(node: ast.Call) -> bool:
    """Tell whether a ``", ".join(…)`` joins question marks, constants or names of columns."""
    (argument,) = node.args
    match argument:
        case ast.BinOp(left=ast.Constant(value="?"), op=ast.Mult()):
            return True
        case ast.Name() | ast.Tuple() | ast.List():
            return is_own(argument) or all(is_own(each) for each in getattr(argument, "elts", [argument]))
        case ast.GeneratorExp(elt=element):
            return is_own(element)
    return False


def faults(source: str, where: str) -> list[str]:
    """Return what is wrong with the SQL in a source, one sentence each."""
    tree = ast.parse(source)
    found = [
        f"{where}:{each.lineno}: {ast.unparse(each)[:80]}"
        for each in statements(tree)
        if not isinstance(each, ast.Name | ast.Attribute | ast.Subscript | ast.Starred) and not is_own(each)
    ]
    # What is put together elsewhere and run later.
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and looks_like_sql(node) and not is_own(node) and is_query(node):
            found.append(f"{where}:{node.lineno}: {ast.unparse(node)[:80]}")
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant):
            text = node.left.value
            if isinstance(text, str) and text.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
                found.append(f"{where}:{node.lineno}: {text[:80]}")
    return found


def is_query(node: ast.JoinedStr) -> bool:
    first = node.values[0] if node.values else None
    beginnings = ("SELECT ", "INSERT ", "UPDATE ", "DELETE ", "PRAGMA ", "WHERE ")
    return isinstance(first, ast.Constant) and str(first.value).lstrip().upper().startswith(beginnings)


def test_no_statement_is_put_together_from_what_comes_from_outside() -> None:
    found = [each for path in sources() for each in faults(path.read_text("utf-8"), str(path.relative_to(ROOT)))]
    assert found == []


def test_the_whole_program_was_looked_at() -> None:
    run = sum(1 for path in sources() for _ in statements(ast.parse(path.read_text("utf-8"))))
    assert run > 100


@pytest.mark.parametrize(
    "source",
    [
        "db.execute(f'SELECT * FROM people WHERE name = {typed}')",
        "db.execute('SELECT * FROM people WHERE name = ' + typed)",
        "db.execute('SELECT * FROM people WHERE name = %s' % typed)",
        "db.execute('SELECT * FROM people WHERE name = {}'.format(typed))",
        "file.rows(f'SELECT {person.name} FROM people')",
        "sql = f'SELECT * FROM people WHERE name = {person.name}'",
        "db.executescript(text())",
        "db.execute(', '.join(typed_words(x) for x in typed))",
    ],
)
def test_the_check_sees_what_it_is_there_to_see(source: str) -> None:
    assert faults(source, "here")


@pytest.mark.parametrize(
    "source",
    [
        "db.execute('SELECT 1')",
        "db.execute(_DUE, values)",
        "db.execute(f'SELECT count(*) FROM households WHERE {PRESENT}')",
        'db.execute(f\'SELECT a FROM b WHERE c IN ({", ".join("?" * len(ids))})\', ids)',
    ],
)
def test_the_check_leaves_our_own_words_alone(source: str) -> None:
    assert not faults(source, "here")
