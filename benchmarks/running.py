"""One run: the world made where there is none, every measure taken, results shown and written down."""

import json
import sys
import traceback
from argparse import Namespace
from importlib import import_module
from pkgutil import iter_modules

from django.core.management import call_command
from django.db import connection

import benchmarks.measures
from benchmarks.databases import beside
from benchmarks.ground import World
from benchmarks.measure import MEASURES, Measure, Result, run
from benchmarks.mixed import run_mixed
from benchmarks.results import Run, draw_growth, write_results
from benchmarks.sweep import run_sweep
from benchmarks.world.build import build
from benchmarks.world.proof import wrong
from benchmarks.world.sizes import SIZES, Size
from jishi.kernel import clock
from jishi.orgs.models import Organization

FACTORS = (1, 3, 10)
PROVED = 3_000  # members up to which a new world is held to the laws at once; it walks every one of them


def command(arguments: Namespace) -> int:
    """What `./jishi bench` and `python -m benchmarks` do; 1 where a measure failed."""
    if arguments.growth:
        return growth(arguments.size, only=arguments.only, write=arguments.write)
    make_world(arguments.size, quiet=arguments.json)
    if arguments.mixed:
        return run_mixed(minutes=arguments.mixed)
    if arguments.sweep is not None:
        return run_sweep(arguments.size, slow=arguments.sweep)
    results, failed = measure_all(arguments.size, only=arguments.only, quiet=arguments.json)
    if arguments.json:
        print(json.dumps([result.as_json() for result in results], ensure_ascii=False))
    if arguments.write:
        write(arguments.size, results)
    return 1 if failed else 0


def make_world(name: str | Size, *, quiet: bool = False) -> dict[str, float]:
    """Migrate, and make the world of that size unless there is one; seconds by step, none where it was there."""
    size = name if isinstance(name, Size) else SIZES[name]
    call_command("migrate", verbosity=0, skip_checks=True)
    connection.close()  # the next one steps down to the role that migrate has made
    if Organization.objects.exists():
        return {}
    if not quiet:
        print(f"Making {size.name}: {size.orgs:,} organisations, {size.members:,} members", flush=True)
    steps = build(size, today=clock.today(), quiet=quiet)
    if size.members <= PROVED and (broken := {law: rows for law, rows in wrong(clock.today()).items() if rows}):
        raise RuntimeError(f"The world breaks laws: {broken}")
    return steps


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
        cursor.execute("SET jit = off; SET random_page_cost = 1.1")  # as the embedded server has it
    with world.kept:
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
    base, failed = SIZES[name], 0
    series: dict[str, list[tuple[int, Result]]] = {}
    for factor in FACTORS:
        with beside(f"x{factor}"):
            make_world(base.times(factor))
            results, bad = measure_all(name, only=only)
            failed += bad
        for result in results:
            series.setdefault(result.name, []).append((factor, result))
    if write:
        draw_growth(base, series)
    return 1 if failed else 0
