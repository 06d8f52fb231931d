from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "jishi.desk"
    verbose_name = "工作台"

    def ready(self) -> None:
        from jishi.desk import jobs  # noqa: PLC0415  models are ready only now
        from jishi.kernel.registry import job  # noqa: PLC0415

        job("desk.remind_weekly", jobs.remind_weekly)
        job("desk.remind_terms", jobs.remind_terms)
