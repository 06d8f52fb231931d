from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "jishi.orgs"
    verbose_name = "组织"

    def ready(self) -> None:
        from jishi.orgs.queries import figures  # noqa: PLC0415  models are loaded only now

        figures.register()
