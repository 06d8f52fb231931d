from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Offers the honours on the cards of organisations and members, and the background work of long lists."""

    name = "jishi.campaigns"
    verbose_name = "创先争优"

    def ready(self) -> None:
        from jishi.campaigns import jobs, queries  # noqa: PLC0415  models are ready only now
        from jishi.kernel.registry import Panel, job, panel  # noqa: PLC0415  models are ready only now

        panel("orgs.card", Panel("campaigns/_org_honours.html", queries.org_card, order=70, tab="ties"))
        panel("members.card", Panel("campaigns/_org_honours.html", queries.member_card, order=30))
        job("campaigns.honours", jobs.register_file)
        job("campaigns.fifty", jobs.fifty_file)
