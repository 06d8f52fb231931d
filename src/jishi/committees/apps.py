from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    name = "jishi.committees"
    verbose_name = "党委自身建设"

    def ready(self) -> None:
        from jishi.committees.queries import org_card  # noqa: PLC0415  models are loaded only now
        from jishi.kernel.registry import Panel, panel  # noqa: PLC0415

        panel("orgs.card", Panel("committees/_org_card.html", org_card, order=60, tab="ties"))
