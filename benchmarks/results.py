"""Results kept: a table in results.md with the plans folded under it, growth as a picture without any script."""

import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import datetime
from html import escape
from math import log10
from pathlib import Path

from django.db import connection

from benchmarks.measure import Result
from benchmarks.world.sizes import Size
from jishi.config.embedded import machine_memory
from jishi.kernel import clock

HERE = Path(__file__).parent
SHOWN = (
    "shared_buffers", "effective_cache_size", "work_mem", "maintenance_work_mem", "max_wal_size", "jit", "random_page_cost",
    "max_parallel_workers_per_gather", "fsync",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """What was measured, when, on what."""

    size: Size
    at: datetime
    commit: str
    machine: str
    server: str
    volume: str
    results: list[Result]

    @classmethod
    def of(cls, size: Size, results: list[Result]) -> "Run":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY (%s)", [list(SHOWN)])
            settings = dict(cursor.fetchall())
            cursor.execute("SHOW server_version")
            [version] = cursor.fetchone()
            cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
            [volume] = cursor.fetchone()
            cursor.execute(
                "SELECT relname, sum(n_live_tup)::bigint FROM pg_stat_user_tables WHERE n_live_tup > 0 GROUP BY 1"
            )
            live = dict(cursor.fetchall())
        attendance = sum(n for name, n in live.items() if name.startswith("activities_attendance"))
        commit = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=HERE, check=False
        ).stdout.strip()
        return cls(
            size, clock.now(), commit or "–", f"{os.cpu_count()} cores, {machine_memory() >> 30} GB, {platform.machine()}, Python {platform.python_version()}",
            f"PostgreSQL {version.split()[0]}, " + ", ".join(f"{name} {settings[name]}" for name in SHOWN if name in settings),
            f"{volume}; {live.get('orgs_organization', 0):,} organisations, {live.get('members_member', 0):,} members, "
            f"{live.get('activities_activity', 0):,} records, {attendance:,} attendances of {size.full_months} month(s), "
            f"{live.get('duties_dutystatus', 0):,} duty states, {live.get('duties_rollup', 0):,} roll-up rows",
            results,
        )  # fmt: skip


SLOW_MS = 30  # what a statement may take; of those that take more the plan is kept
MOST_SQL = 600  # characters of a statement shown with its plan


def write_results(run: Run) -> None:
    """Put the run on top of results.md, where older ones stay below, and the plans of what is slow into a file of their own,
    which holds those of the last run of the size."""
    path = HERE / "results.md"
    head, mark, rest = path.read_text().partition("\n## ")
    path.write_text(f"{head.rstrip()}\n\n{_section(run)}{mark}{rest}")
    (HERE / "plans").mkdir(exist_ok=True)
    (HERE / "plans" / f"{run.size.name}.md").write_text(_plans(run))


def _plans(run: Run) -> str:
    lines = [
        f"# Plans, {run.size.name}, {run.at:%Y-%m-%d}, {run.commit}", "",
        f"The dearest statement of each measure whose statements took more than {SLOW_MS} ms together; jobs among them.", "",
    ]  # fmt: skip
    for r in run.results:
        if r.plan and r.sql_ms > SLOW_MS:
            sql, _, plan = r.plan.partition("\n\n")
            sql = sql if len(sql) <= MOST_SQL else f"{sql[:MOST_SQL]} …"
            lines += [f"## {r.name}: {r.sql_ms:.0f} ms", "", r.note, "", "```", sql, "", plan, "```", ""]
    return "\n".join(lines)


def _section(run: Run) -> str:
    lines = [
        f"## {run.size.name}, {run.at:%Y-%m-%d}, {run.commit}", "",
        f"{run.machine}. {run.server}.", "", f"{run.volume}.", "",
        "| measure | ours ms | least ms | ratio | queries | SQL ms | rows |", "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for r in run.results:
        cells = (
            r.name,
            _ms(r.ours_ms),
            _ms(r.least_ms),
            r.ratio or "",
            r.queries,
            _ms(r.sql_ms),
            r.rows if r.rows is not None else "",
        )
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _ms(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


_LEFT, _TOP, _WIDTH, _ROW = 330, 64, 300, 26


def draw_growth(size: Size, series: dict[str, list[tuple[int, Result]]]) -> Path:
    """One row a measure: its milliseconds at each factor on one logarithmic scale. A flat row does not grow."""
    every = [max(r.ours_ms, 0.01) for line in series.values() for _, r in line]
    low, high = log10(min(every)), max(log10(max(every)), log10(min(every)) + 1)

    def x(ms: float) -> float:
        return _LEFT + (log10(max(ms, 0.01)) - low) / (high - low) * _WIDTH

    height = _TOP + _ROW * len(series) + 30
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="720" height="{height}" viewBox="0 0 720 {height}" font-family="sans-serif" font-size="12">',
        f'<rect width="720" height="{height}" fill="#fff"/>',
        f'<text x="16" y="24" font-size="15">{escape(size.name)} ×1, ×3, ×10: milliseconds, logarithmic</text>',
        f'<text x="16" y="44" fill="#666">{size.members:,}, {size.members * 3:,} and {size.members * 10:,} members</text>',
    ]
    for tick in range(int(low // 1), int(high // 1) + 2):
        if low <= tick <= high:
            out.append(
                f'<line x1="{x(10.0**tick):.1f}" x2="{x(10.0**tick):.1f}" y1="{_TOP - 8}" y2="{height - 26}" stroke="#ddd"/>'
            )
            out.append(
                f'<text x="{x(10.0**tick):.1f}" y="{height - 10}" text-anchor="middle" fill="#666">{10.0**tick:g} ms</text>'
            )
    for number, (name, line) in enumerate(series.items()):
        y = _TOP + number * _ROW + 8
        points = [(x(r.ours_ms), r.ours_ms, factor) for factor, r in line]
        out.append(f'<text x="{_LEFT - 16}" y="{y + 4}" text-anchor="end">{escape(name)}</text>')
        out.append(f'<line x1="{points[0][0]:.1f}" x2="{points[-1][0]:.1f}" y1="{y}" y2="{y}" stroke="#9a9a9a"/>')
        for at, ms, factor in points:
            out.append(
                f'<circle cx="{at:.1f}" cy="{y}" r="{2 + factor**0.5:.1f}" fill="#b5322b"><title>×{factor}: {ms:.2f} ms</title></circle>'
            )
        grown = points[-1][1] / max(points[0][1], 0.01)
        out.append(f'<text x="{_LEFT + _WIDTH + 16}" y="{y + 4}" fill="#666">×{grown:.1f}</text>')
    out.append("</svg>")
    path = HERE / f"growth-{size.name}.svg"
    path.write_text("\n".join(out) + "\n")
    return path
