"""One run: the world made where there is none, every measure taken, results shown and written down."""

import sys
import traceback
from importlib import import_module
from pkgutil import iter_modules

from django.core.management import call_command
from django.db import connection
from psycopg.sql import SQL, Identifier

import benchmarks.measures
from benchmarks.ground import World
from benchmarks.measure import MEASURES, Measure, Result, run
from benchmarks.results import Run, draw_growth, write_results
from benchmarks.world.build import build
from benchmarks.world.sizes import SIZES, Size
from jishi.kernel import clock
from jishi.kernel.db import as_owner
from jishi.orgs.models import Organization

FACTORS = (1, 3, 10)


def make_world(name: str | Size, *, quiet: bool = False) -> dict[str, float]:
    """Migrate, and make the world of that size unless there is one; seconds by step, none where it was there."""
    size = name if isinstance(name, Size) else SIZES[name]
    call_command("migrate", verbosity=0, skip_checks=True)
    connection.close()  # the next one steps down to the role that migrate has made
    if Organization.objects.exists():
        return {}
    if not quiet:
        print(f"Making {size.name}: {size.orgs:,} organisations, {size.members:,} members", flush=True)
    return build(size, today=clock.today(), quiet=quiet)


def found(only: str = "") -> list[tuple[str, Measure]]:
    """Every measure with its module, those asked for."""
    all_: list[tuple[str, Measure]] = []
    for module in sorted(iter_modules(benchmarks.measures.__path__), key=lambda m: m.name):
        before = set(MEASURES)
        import_module(f"benchmarks.measures.{module.name}")
        made = [MEASURES[name] for name in MEASURES if name not in before] or [
            one for one in MEASURES.values() if one.make.__module__ == f"benchmarks.measures.{module.name}"
        ]
        all_ += [(module.name, one) for one in made]
    return [(module, one) for module, one in all_ if only in one.name or only == module]


def measure_all(size: str, *, only: str = "", quiet: bool = False) -> tuple[list[Result], int]:
    """Take every measure; how many failed. One that fails says so and does not stop the others."""
    world, results, failed = World(size), [], 0
    with connection.cursor() as cursor:
        cursor.execute("SET jit = off")  # as the embedded server has it
    for _, one in found(only):
        if one.sizes and size not in one.sizes:
            continue
        try:
            result = run(one, world)
        except Exception:
            failed += 1
            print(f"{one.name} failed:", file=sys.stderr)
            traceback.print_exc()
            continue
        if result:
            results.append(result)
            if not quiet:
                _show(result)
    return results, failed


def _show(result: Result) -> None:
    least = f"{result.least_ms:10.2f}" if result.least_ms is not None else " " * 10
    ratio = f"{result.ratio:7.2f}" if result.ratio is not None else " " * 7
    print(
        f"{result.name:<52}{result.ours_ms:10.2f} ms{least} ms{ratio}×{result.queries:4d} q  {result.rows}", flush=True
    )


def write(size: str, results: list[Result]) -> None:
    """Add them to results.md."""
    write_results(Run.of(SIZES[size], results))


def growth(name: str, *, only: str, write: bool) -> int:
    """Worlds of ×1, ×3 and ×10 in databases of their own beside the one connected to; measured, drawn, dropped."""
    base, home, failed = SIZES[name], connection.settings_dict["NAME"], 0
    series: dict[str, list[tuple[int, Result]]] = {}
    for factor in FACTORS:
        size = base.times(factor)
        other = f"{home}_x{factor}"
        _database("DROP DATABASE IF EXISTS {}", other, home)
        _database("CREATE DATABASE {}", other, home)
        try:
            connection.settings_dict["NAME"] = other
            make_world(size)
            results, bad = measure_all(name, only=only)
            failed += bad
        finally:
            connection.close()
            connection.settings_dict["NAME"] = home
            _database("DROP DATABASE IF EXISTS {}", other, home)
        for result in results:
            series.setdefault(result.name, []).append((factor, result))
    if write:
        draw_growth(base, series)
    return 1 if failed else 0


def _database(sql: str, name: str, home: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = home
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(SQL(sql).format(Identifier(name)))
    connection.close()
