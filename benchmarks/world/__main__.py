"""`python -m benchmarks.world SIZE [--underived | --derive]`: migrate the database of DATABASE_URL and make the world of
that size in it; all at once, or first everything but duty states and roll-ups and later these."""

import os
import sys
from time import monotonic

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jishi.config.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from benchmarks.world.build import build, derive
from benchmarks.world.sizes import SIZES
from jishi.kernel import clock


def main() -> None:
    size = SIZES[sys.argv[1]]
    call_command("migrate", verbosity=0, skip_checks=True)
    connection.close()  # the next one steps down to the role that migrate has made
    started = monotonic()
    if "--derive" in sys.argv:
        derive(clock.today())
    else:
        build(size, today=clock.today(), derived="--underived" not in sys.argv)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        [bytes_] = cursor.fetchone()
    print(
        f"{size.name}: {size.orgs:,} organisations, {size.members:,} members, {bytes_}, {monotonic() - started:.0f} s"
    )


if __name__ == "__main__":
    main()
