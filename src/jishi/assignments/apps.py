from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "jishi.assignments"
    verbose_name = "任务"

    def ready(self) -> None:
        # Models exist only once every app is loaded, so the queries room is imported here.
        from jishi.assignments import jobs  # noqa: PLC0415
        from jishi.assignments.queries import LABEL, owned_by  # noqa: PLC0415
        from jishi.kernel.actor import Act  # noqa: PLC0415
        from jishi.kernel.registry import Relation, job, relate  # noqa: PLC0415

        relate(LABEL, Relation("owner", frozenset({Act.VIEW, Act.RECORD}), owned_by))
        job("assignments.list", jobs.list_file)
