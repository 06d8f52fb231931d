"""What belongs in which room, as far as the import contracts cannot say it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "jishi"
LINES = 400


def sources(*rooms: str) -> Iterator[Path]:
    for path in sorted(SRC.rglob("*.py")):
        parts = path.relative_to(SRC).with_suffix("").parts
        if "migrations" not in parts and (not rooms or any(room in parts for room in rooms)):
            yield path


def calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def test_the_database_is_read_in_queries_and_written_in_services() -> None:
    allowed = {"queries", "services", "models", "demo", "config"}
    for path in sources():
        if not allowed.intersection(path.relative_to(SRC).with_suffix("").parts):
            assert ".objects" not in path.read_text(), path


def test_queries_do_not_write() -> None:
    writes = re.compile(r"\.(create|bulk_create|save|delete|update|bulk_update|update_or_create|get_or_create)\(")
    for path in sources("queries"):
        found = [
            line for line in path.read_text().splitlines()
            if writes.search(line) and not re.search(r"(dict|set|counts?|found|hash\w*|digest|context|result)\.update\(", line)
        ]  # fmt: skip
        assert found == [], path


@pytest.mark.parametrize("path", list(sources()), ids=lambda p: str(p.relative_to(SRC)))
def test_a_room_is_not_longer_than_can_be_read(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LINES


def test_only_the_clock_and_pages_read_the_clock() -> None:
    reads = {"datetime.now", "date.today", "timezone.now", "time.time", "datetime.utcnow"}
    for path in sources():
        if path.name != "clock.py" and "config" not in path.parts:
            assert reads.isdisjoint(calls(ast.parse(path.read_text()))), path


def public_functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def test_a_verb_has_no_default_actor_and_no_default_moment() -> None:
    for path in sources("services"):
        for function in public_functions(path):
            positional = {a.arg for a in (*function.args.posonlyargs, *function.args.args)}
            assert positional.isdisjoint({"actor", "now"}), f"{path.name}:{function.name}"
            for argument, default in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True):
                assert argument.arg not in {"actor", "now"} or default is None, f"{path.name}:{function.name}"


def test_public_functions_say_what_they_promise() -> None:
    for path in sources("rules", "queries", "services", "kernel", "papers"):
        for function in public_functions(path):
            assert ast.get_docstring(function), f"{path.relative_to(SRC)}:{function.name}"


def test_the_registries_are_six() -> None:
    tree = ast.parse((SRC / "kernel" / "registry.py").read_text())
    kept = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id.islower()
    }
    assert kept == {"_touched", "figures", "jobs", "relations", "origins", "panels"}


def test_query_counts_are_asserted_inside_a_with() -> None:
    for path in sorted((ROOT / "tests").rglob("*.py")):
        tree = ast.parse(path.read_text())
        inside = {id(item.context_expr) for node in ast.walk(tree) if isinstance(node, ast.With) for item in node.items}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and "num_queries" in ast.unparse(node.func).lower():
                assert id(node) in inside, path


def test_every_advisory_lock_has_its_key_from_one_place() -> None:
    """Two locks that share a key wait for each other without a reason; a number written at the call hides that."""
    for path in sources():
        for found in re.findall(r"pg_\w*advisory\w*\(([^)]*)", path.read_text()):
            assert found.startswith(("%s", "hashtextextended('sign_in:'")), path
        if "advisory" in path.read_text() and path.name not in ("locks.py", "signing_in.py"):
            assert "kernel.locks import" in path.read_text(), path


def test_a_kept_moment_becomes_a_day_where_we_live() -> None:
    """The database gives moments in UTC: before eight in the morning the `.date()` of one is yesterday."""
    kept = re.compile(r"(?:_at|\.at)\.date\(\)")
    assert [path.name for path in SRC.rglob("*.py") if kept.search(path.read_text())] == []
