"""`migrate`, which lays an empty database in one go first."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from jishi.config import fresh


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if not options["app_label"] and not options["plan"] and not options["check_unapplied"]:
            fresh.lay(connections[options["database"]])
        super().handle(*args, **options)
