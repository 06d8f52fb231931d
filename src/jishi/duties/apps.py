from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "jishi.duties"
    verbose_name = "事项"

    def ready(self) -> None:
        from jishi.duties import jobs, queries, services  # noqa: PLC0415  models are ready only now
        from jishi.kernel.registry import Panel, job, on_touched, panel  # noqa: PLC0415  models are ready only now

        queries.pack()
        on_touched(services.take_in)
        job("duties.open_periods", jobs.open_periods)
        job(queries.RECOUNT, jobs.recount)
        job(queries.RECOUNT_OF, jobs.recount_of)
        panel("orgs.card", Panel("duties/_division_card.html", queries.division_card, order=5, tab="answers"))
        panel("orgs.card", Panel("duties/_org_card.html", queries.org_card, order=10))
        panel("orgs.card", Panel("duties/_org_load.html", queries.load_card, order=40, tab="answers"))
