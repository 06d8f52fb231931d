from typing import Any

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "jishi.site"
    verbose_name = "全站选项"

    def ready(self) -> None:
        from django.tasks.signals import task_started  # noqa: PLC0415  once the apps are loaded

        from jishi.site.queries import hear_words  # noqa: PLC0415  models are loaded only now

        def before_a_job(**_: Any) -> None:
            hear_words()

        # A job has no request in front of it, and writes sheets and reads words all the same.
        task_started.connect(before_a_job, weak=False, dispatch_uid="site.hear_words")
