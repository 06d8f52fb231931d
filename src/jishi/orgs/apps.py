from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "jishi.orgs"
    verbose_name = "组织"

    def ready(self) -> None:
        from jishi.kernel.registry import job  # noqa: PLC0415  models are ready only now
        from jishi.orgs import jobs  # noqa: PLC0415  models are ready only now
        from jishi.orgs.queries import figures  # noqa: PLC0415  models are loaded only now

        figures.register()
        job("orgs.list", jobs.list_file)
        job("orgs.log", jobs.log_file)
