from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "jishi.duties"
    verbose_name = "事项"

    def ready(self) -> None:
        from jishi.duties import jobs, queries, services  # noqa: PLC0415  models are ready only now
        from jishi.kernel.registry import job, on_touched  # noqa: PLC0415

        queries.pack()
        on_touched(services.take_in)
        job("duties.open_periods", jobs.open_periods)
