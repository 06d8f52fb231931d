"""The division of work of the demo: by post, as committees do; many left undivided, one duty given to somebody else."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from jishi.duties import services as duties
from jishi.kernel.actor import Actor
from jishi.orgs import queries, services
from jishi.orgs.models import Organization
from jishi.orgs.rules import PostKind, WorkField

F = WorkField
BY_POST: dict[str, tuple[WorkField, ...]] = {
    PostKind.SECRETARY: (F.RESPONSIBILITY, F.ELECTION),
    PostKind.DEPUTY_SECRETARY: (F.SERVING_MASSES, F.DUES),
    PostKind.ORGANIZATION_MEMBER: (F.ORG_BUILDING, F.ORG_LIFE, F.MEMBER_EDUCATION, F.ADMISSION),
    PostKind.PUBLICITY_MEMBER: (F.PUBLICITY, F.OPENNESS),
    PostKind.DISCIPLINE_MEMBER: (F.DISCIPLINE,),
    PostKind.UNITED_FRONT_MEMBER: (F.UNITED_FRONT,),
}
HELPERS = ((F.DUES, "镇财政所"), (F.SERVING_MASSES, "镇社会事务办"), (F.PUBLICITY, "镇文化站"))
DIVIDED = 3  # every third organisation has divided its work, and those everybody looks at
SEEN = ("county", "town", "hongqi")
STANDING_IN = "hongqi"  # here one duty is named to somebody else


def divide(orgs: Mapping[str, Organization], *, today: date, actor: Actor, now: datetime) -> None:
    """Divide the work in some committees, note who helps the township, and name somebody for one duty of one branch."""
    since = today - timedelta(days=90)
    for number, (key, org) in enumerate(orgs.items()):
        if number % DIVIDED and key not in SEEN:
            continue
        for held in queries.posts_of(org, day=since):
            if fields := BY_POST.get(held.post):
                services.assign_charge(
                    org=org, fields=fields, person_id=held.person_id, from_on=since, basis="委员会会议",
                    actor=actor, now=now,
                )  # fmt: skip
    for field, name in HELPERS:
        services.add_assistance(
            org=orgs["town"],
            field=field,
            helper_name=name,
            from_on=since,
            basis="党建工作责任清单",
            actor=actor,
            now=now,
        )
    org = orgs[STANDING_IN]
    posts = [held for held in queries.posts_of(org, day=since) if held.post != PostKind.SECRETARY]
    if posts:
        duties.name_answering(
            org=org, rule_id="dues_branch_publish_yearly", person_id=posts[0].person_id, from_on=since,
            reason="支委会定，由其公布", actor=actor, now=now,
        )  # fmt: skip
