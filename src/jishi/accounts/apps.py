from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in

from jishi.kernel import clock
from jishi.kernel.registry import job


def start_the_idle_clock(sender: object, *, request: Any, **kwargs: object) -> None:
    """A session counts as used from the moment it begins."""
    request.session["seen_at"] = clock.now().timestamp()


class AccountsConfig(AppConfig):
    name = "jishi.accounts"
    verbose_name = "登录账号"

    def ready(self) -> None:
        from jishi.accounts import jobs  # noqa: PLC0415  models are loaded only now

        user_logged_in.connect(start_the_idle_clock)
        job("accounts.purge", jobs.purge)
