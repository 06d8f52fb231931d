"""How a measure is written. Put a module into `benchmarks/measures/`; what it decorates is found by itself.

    @measure("overview of a township")
    def township_overview(world: World) -> Case:
        org = world.node("township_committee")
        return Case(
            ours=lambda: overview(org, world.periods),
            least=lambda: rows("SELECT rule_id, owing, met FROM duties_rollup WHERE org_id = %s AND period = ANY (%s)", [org.pk, codes]),
            note="least: the roll-up rows of the node, by key",
        )

`least` is the least that could work: what anybody would have to pay who wants the same answer. Both are run in turns, in
one process, so that a busy machine is as unkind to the one as to the other; the medians are compared. What writes says
`undone=True`: each run is one transaction that is rolled back, foreign keys checked first."""

import statistics
from collections.abc import Callable, Iterator, Sequence, Sized
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from benchmarks.ground import World

# Seconds after which no further turn of a measure is begun; the township is for a look at all of it within a minute.
ENOUGH = {"township": 0.06}
USUALLY = 3.0
NOT_COUNTED = ("BEGIN", "SAVEPOINT", "RELEASE", "SET ", "COMMIT", "ROLLBACK", "RESET")


@dataclass(frozen=True, slots=True)
class Case:
    """One thing measured. `ours` and `least` may return what they found: its length (or the number itself) is `rows`.
    `prepare` runs before every turn of either, unmeasured."""

    ours: Callable[[], object]
    least: Callable[[], object] | None = None
    note: str = ""
    turns: int = 15
    undone: bool = False
    prepare: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure by its name; `sizes` says on which worlds it makes sense (none: on all)."""

    name: str
    make: Callable[[World], Case | None]
    sizes: frozenset[str]


MEASURES: dict[str, Measure] = {}


def measure(
    name: str, *, sizes: Sequence[str] = ()
) -> Callable[[Callable[[World], Case | None]], Callable[[World], Case | None]]:
    """Offer a measure. The function prepares the case on the world given; None: this world has no such thing."""

    def keep(make: Callable[[World], Case | None]) -> Callable[[World], Case | None]:
        assert name not in MEASURES, name
        MEASURES[name] = Measure(name, make, frozenset(sizes))
        return make

    return keep


@dataclass(slots=True)
class Result:
    """What one measure gave; times in milliseconds, medians. `plan` is that of the dearest statement of `ours`."""

    name: str
    ours_ms: float
    least_ms: float | None
    queries: int
    rows: int | None
    sql_ms: float
    note: str = ""
    plan: str = ""

    @property
    def ratio(self) -> float | None:
        return round(self.ours_ms / self.least_ms, 2) if self.least_ms else None

    def as_json(self) -> dict[str, object]:
        """Exactly the six keys other programs read."""
        return {
            "name": self.name,
            "ours_ms": round(self.ours_ms, 3),
            "least_ms": None if self.least_ms is None else round(self.least_ms, 3),
            "ratio": self.ratio,
            "queries": self.queries,
            "rows": self.rows,
        }


def rows(sql: str, params: Any = None) -> list[tuple[Any, ...]]:
    """One statement, fetched whole, without the ORM."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


@dataclass(slots=True)
class _Seen:
    """Statements as they went to the server, with their milliseconds."""

    statements: list[tuple[str, Any, float]] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        started = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            if not many and not sql.lstrip().upper().startswith(NOT_COUNTED):
                self.statements.append((sql, params, (perf_counter() - started) * 1000))


@contextmanager
def _turn(case: Case) -> Iterator[None]:
    if case.prepare:
        case.prepare()
    if not case.undone:
        yield
        return
    with transaction.atomic():
        yield
        rows("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def _timed(case: Case, run: Callable[[], object]) -> tuple[float, object]:
    with _turn(case):
        started = perf_counter()
        found = run()
        return (perf_counter() - started) * 1000, found


def _count(found: object) -> int | None:
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    return len(found) if isinstance(found, Sized) and not isinstance(found, str | bytes) else None


def run(one: Measure, world: World) -> Result | None:
    """Measure it: one run of each to warm up, one to count queries, then in turns. What is dear on a world that is for a
    look within a minute runs once. None where the world has no case."""
    case = one.make(world)
    if case is None:
        return None
    began, enough = perf_counter(), ENOUGH.get(world.size, USUALLY)
    seen = _Seen()
    with connection.execute_wrapper(seen):
        first, found = _timed(case, case.ours)
    ours, least = [first], [_timed(case, case.least)[0]] if case.least else []
    is_dear = (perf_counter() - began) > enough
    if not (is_dear and world.size in ENOUGH):
        seen, least = _Seen(), []
        with connection.execute_wrapper(seen):
            counted, found = _timed(case, case.ours)
        ours = [min(first, counted) if is_dear else counted]
        while case.least or not is_dear:
            if case.least:
                least.append(_timed(case, case.least)[0])
            if len(ours) >= case.turns or perf_counter() - began > enough:
                break
            ours.append(_timed(case, case.ours)[0])
    return Result(
        name=one.name,
        ours_ms=statistics.median(ours),
        least_ms=statistics.median(least) if least else None,
        queries=len(seen.statements),
        rows=_count(found),
        sql_ms=sum(ms for _, _, ms in seen.statements),
        note=case.note,
        plan=_dearest(seen, case),
    )


def _dearest(seen: _Seen, case: Case) -> str:
    """The plan of the statement that took longest. A writing one runs again for it, and is rolled back."""
    for sql, params, ms in sorted(seen.statements, key=lambda s: -s[2])[:1]:
        if not sql.lstrip().upper().startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")) or ms > 20_000:
            return sql.strip()[:2000]
        try:
            with transaction.atomic():
                if case.prepare and case.undone:
                    case.prepare()
                lines = rows(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", params)
                transaction.set_rollback(True)
        except Exception as error:
            return f"{sql.strip()[:2000]}\n-- no plan: {error}"
        return "\n".join([sql.strip()[:2000], "", *(line for [line] in lines)])
    return ""
