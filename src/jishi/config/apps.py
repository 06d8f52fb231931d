from django.apps import AppConfig
from django.db.models.signals import post_migrate

from jishi.config import checks
from jishi.kernel import db


class ConfigConfig(AppConfig):
    """The last app of all: once migrate reaches it, every table is there and can be granted."""

    name = "jishi.config"
    verbose_name = "设置"

    def ready(self) -> None:
        post_migrate.connect(db.apply_grants, sender=self)
        checks.register_all()
