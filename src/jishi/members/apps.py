from django.apps import AppConfig

from jishi.kernel import registry
from jishi.kernel.actor import Act


class MembersConfig(AppConfig):
    """Offers the figures of members and the background work of the roster."""

    name = "jishi.members"
    verbose_name = "党员"

    def ready(self) -> None:
        from jishi.members import jobs, queries, services  # noqa: PLC0415  models are there only now

        for figure in queries.figures():
            registry.figure(figure)
        registry.job("members.judge_batch", jobs.judge_batch)
        registry.job("members.import_batch", jobs.import_batch)
        registry.job("members.purge_rosters", jobs.purge_rosters)
        registry.job("members.list", jobs.list_file)
        registry.on_touched(services.follow_tree)
        registry.relate(
            "people.Person", registry.Relation("roster", frozenset({Act.MEMBER_VIEW}), queries.person_ids_seen)
        )
