from django.apps import AppConfig


class AppraisalsConfig(AppConfig):
    """Offers the grades on a member's card, the year on a branch's card, and the figures of grades."""

    name = "jishi.appraisals"
    verbose_name = "组织生活会和民主评议"

    def ready(self) -> None:
        from jishi.appraisals import jobs, queries  # noqa: PLC0415  models are ready only now
        from jishi.kernel.registry import Panel, figure, job, panel  # noqa: PLC0415  models are ready only now

        panel("members.card", Panel("appraisals/_member_card.html", queries.member_card, order=20))
        panel("orgs.card", Panel("appraisals/_org_card.html", queries.org_card, order=50, tab="ties"))
        job("appraisals.work_off", jobs.work_off)
        for one in queries.figures():
            figure(one)
