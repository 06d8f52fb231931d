from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "jishi.activities"
    verbose_name = "组织生活"

    def ready(self) -> None:
        from jishi.activities import jobs  # noqa: PLC0415  models are ready only now
        from jishi.activities.queries import KIND, member_card, record_given, task_evidence  # noqa: PLC0415  models are ready only now
        from jishi.kernel.registry import Origin, Panel, job, origin, panel  # noqa: PLC0415  models are ready only now

        panel("members.card", Panel("activities/_member_card.html", member_card, order=10))
        panel("assignments.evidence", Panel("activities/_task_evidence.html", task_evidence))
        origin(KIND, Origin("会议记录", record_given))
        job("activities.list", jobs.list_file)
