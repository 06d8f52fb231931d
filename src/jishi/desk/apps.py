from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "jishi.desk"
    verbose_name = "工作台"

    def ready(self) -> None:
        from jishi.desk.queries.catalogue import org_card  # noqa: PLC0415  models are ready only now
        from jishi.kernel.registry import Panel, panel  # noqa: PLC0415

        panel("orgs.card", Panel("desk/_org_papers.html", org_card, order=60))
