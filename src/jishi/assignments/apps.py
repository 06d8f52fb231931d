from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "jishi.assignments"
    verbose_name = "任务"

    def ready(self) -> None:
        # Models exist only once every app is loaded, so the queries room is imported here.
        from jishi.assignments import jobs  # noqa: PLC0415  models are ready only now
        from jishi.assignments.queries import CALL, LABEL, call_given, helped_by, led_by, owned_by  # noqa: PLC0415  models are ready only now
        from jishi.kernel.actor import Act  # noqa: PLC0415  models are ready only now
        from jishi.kernel.registry import Origin, Relation, job, origin, relate  # noqa: PLC0415  models are ready only now

        relate(LABEL, Relation("owner", frozenset({Act.VIEW, Act.RECORD}), owned_by))
        relate(LABEL, Relation("leader", frozenset({Act.VIEW}), led_by))
        relate(LABEL, Relation("helper", frozenset({Act.VIEW}), helped_by))
        origin(CALL, Origin("督办通知单", call_given))
        job("assignments.list", jobs.list_file)
        job("assignments.problems", jobs.problems_file)
