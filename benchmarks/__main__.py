"""`python -m benchmarks`: measure every hot page and job of the world in DATABASE_URL, each beside the least that could
work. The world is made where the database is empty. `./jishi bench` does the same with a server of its own.

    --size township|county|city|province   the world (default township)
    --only WORD                            measures whose name or module holds the word
    --json                                 [{"name", "ours_ms", "least_ms", "ratio", "queries", "rows"}] and nothing else
    --write                                add the results to benchmarks/results.md
    --growth                               the same at ×1, ×3 and ×10 of the size, drawn into benchmarks/growth-SIZE.svg
    --mixed MINUTES                        a mixed load on the web server, watching memory, instead of measuring
    --sweep [MS]                           every page as each level sees it; shows what takes longer than MS (default 100)

Sign-ins of every world (password jishi-demo-2026): branch, branch01 … branch40 (branch secretaries), leader (党小组),
township (clerk), secretary (of a township), county, city, province (departments, where there is one), member."""

import argparse
import os
import sys
from collections.abc import Sequence

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
os.environ["JISHI_HOSTS"] = ",".join(filter(None, [os.environ.get("JISHI_HOSTS"), "testserver,localhost,127.0.0.1"]))


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", default="township", choices=["township", "county", "city", "province"])
    parser.add_argument("--only", default="")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--mixed", type=float, metavar="MINUTES")
    parser.add_argument("--sweep", type=float, metavar="MS", nargs="?", const=100.0)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run; the exit code is 1 where a measure failed."""
    arguments = make_parser().parse_args(argv)
    import django  # noqa: PLC0415  after the environment is set

    django.setup()
    from benchmarks import running  # noqa: PLC0415

    return running.command(arguments)


if __name__ == "__main__":
    sys.exit(main())
