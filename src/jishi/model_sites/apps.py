from django.apps import AppConfig


class ModelSitesConfig(AppConfig):
    """Offers what an organisation has been named as, on its card."""

    name = "jishi.model_sites"
    verbose_name = "示范点和经验"

    def ready(self) -> None:
        from jishi.kernel.registry import Panel, panel  # noqa: PLC0415  models are ready only now
        from jishi.model_sites.queries import org_card  # noqa: PLC0415  models are ready only now

        panel("orgs.card", Panel("model_sites/_org_card.html", org_card, order=70, tab="ties"))
