from django.apps import AppConfig


class AppraisalsConfig(AppConfig):
    """Offers the grades on a member's card, the year on a branch's card, the figures of grades, problems for the ledger, and
    items of contracts for tasks."""

    name = "jishi.appraisals"
    verbose_name = "组织生活会和民主评议"

    def ready(self) -> None:
        from jishi.appraisals import jobs, queries  # noqa: PLC0415  models are ready only now
        from jishi.kernel.registry import Origin, Panel, figure, job, origin, panel  # noqa: PLC0415  as above

        panel("members.card", Panel("appraisals/_member_card.html", queries.member_card, order=20))
        panel("orgs.card", Panel("appraisals/_org_card.html", queries.org_card, order=50, tab="ties"))
        job("appraisals.work_off", jobs.work_off)
        life, report = queries.life_given, queries.report_given
        origin(queries.LIFE_PROBLEM, Origin("组织生活会", life, queries.life_found, "appraisals-life", "self"))
        origin(
            queries.REPORT_PROBLEM, Origin("述职评议", report, queries.report_found, "appraisals-report", "appraisal")
        )
        origin(queries.CONTRACT_ITEM, Origin("目标管理责任书", queries.item_given))
        for one in queries.figures():
            figure(one)
