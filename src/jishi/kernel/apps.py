from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models import CharField
from django.db.models.signals import pre_migrate

from jishi.kernel import db, infix, partitions
from jishi.kernel.registry import job


class KernelConfig(AppConfig):
    """The first app of all: connections step down, migrate steps up."""

    name = "jishi.kernel"
    verbose_name = "基础"

    def ready(self) -> None:
        CharField.register_lookup(infix.Infix)
        connection_created.connect(db.step_down)
        connection_created.connect(db.plan_cursors_whole)
        job("kernel.make_partitions", partitions.make_coming)
        pre_migrate.connect(db.owner_before_migrate, sender=self)
