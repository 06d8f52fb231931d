from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Offers what joins rooms on the card of an organisation: its changes as a whole, and what its size asks for."""

    name = "jishi.desk"
    verbose_name = "工作台"

    def ready(self) -> None:
        from jishi.desk import jobs  # noqa: PLC0415  models are ready only now
        from jishi.desk.queries.advice import advice_card, advice_link, change_links  # noqa: PLC0415  models are ready only now
        from jishi.desk.queries.catalogue import org_card  # noqa: PLC0415  models are ready only now
        from jishi.desk.services.heads import take_in  # noqa: PLC0415  models are ready only now
        from jishi.kernel.registry import Panel, job, on_touched, panel  # noqa: PLC0415  models are ready only now

        on_touched(take_in)

        panel("orgs.card", Panel("desk/_org_advice.html", advice_card, order=5, tab="changes"))
        panel("orgs.index", Panel("desk/_orgs_advice_link.html", advice_link))
        panel("orgs.change", Panel("desk/_org_change.html", change_links))
        panel("orgs.card", Panel("desk/_org_papers.html", org_card, order=60, tab="books"))
        job("desk.remind_weekly", jobs.remind_weekly)
        job("desk.parcel", jobs.parcel)
        job("desk.inspection", jobs.inspection)
        job("desk.remind_terms", jobs.remind_terms)
