from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    name = "jishi.committees"
    verbose_name = "党委自身建设"

    def ready(self) -> None:
        from jishi.committees.queries import RECTIFICATION, org_card, rectification_given, rectifications_found  # noqa: PLC0415  models are loaded only now
        from jishi.kernel.registry import Origin, Panel, origin, panel  # noqa: PLC0415  as above

        panel("orgs.card", Panel("committees/_org_card.html", org_card, order=60, tab="ties"))
        found = Origin("民主生活会", rectification_given, rectifications_found, "committees-life_show", "self")
        origin(RECTIFICATION, found)
