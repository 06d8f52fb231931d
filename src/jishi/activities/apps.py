from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "jishi.activities"
    verbose_name = "组织生活"

    def ready(self) -> None:
        from jishi.activities.queries import member_card  # noqa: PLC0415  models are ready only now
        from jishi.kernel.registry import Panel, panel  # noqa: PLC0415

        panel("members.card", Panel("activities/_member_card.html", member_card, order=10))
