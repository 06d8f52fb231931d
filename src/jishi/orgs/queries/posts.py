"""Who holds what, and who answers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from jishi.orgs.models import Organization, PostHeld
from jishi.orgs.queries.scope import true_on
from jishi.orgs.rules import COMMITTEE_POSTS, PostKind

_ANSWERING = (PostKind.SECRETARY, PostKind.GROUP_LEADER, PostKind.DEPUTY_SECRETARY)


@dataclass(frozen=True, slots=True)
class Responsible:
    """The person who answers for an organisation. `is_acting`: a deputy, because there is no secretary."""

    person_id: int
    name: str
    title: str
    is_acting: bool
    is_full_time: bool


def posts_of(org: Organization, *, day: date | None = None) -> QuerySet[PostHeld]:
    """Posts held in it, with their persons, in the order of the committee table; on `day` only, or of all time."""
    posts = PostHeld.objects.filter(org=org).select_related("person")
    return (posts.filter(true_on(day)) if day else posts).order_by("order", "from_on", "pk")


def committee_on(org: Organization, day: date) -> list[PostHeld]:
    """The members of its committee on `day`, with their persons, in order: the denominator of a committee meeting."""
    return list(posts_of(org, day=day).filter(post__in=COMMITTEE_POSTS))


def responsible(org_ids: Iterable[int] | QuerySet[Organization, int], day: date) -> dict[int, Responsible | None]:
    """Who answers for each organisation on `day`: the secretary, else the first deputy as acting, the leader of a 党小组;
    None where all are vacant. One query for any number; every id asked for has an entry (a queryset is read once more)."""
    wanted: Collection[int] = list(org_ids)
    found: dict[int, Responsible | None] = dict.fromkeys(wanted)
    held = PostHeld.objects.filter(true_on(day), org_id__in=wanted, post__in=_ANSWERING).select_related("person")
    for post in sorted(held, key=lambda p: (_ANSWERING.index(PostKind(p.post)), p.order, p.pk)):
        if found[post.org_id] is None:
            is_acting = post.post == PostKind.DEPUTY_SECRETARY
            label = PostKind.label_of(post.post)
            found[post.org_id] = Responsible(
                person_id=post.person_id,
                name=post.person.name,
                title=f"{label}（主持工作）" if is_acting else label,
                is_acting=is_acting,
                is_full_time=post.is_full_time,
            )
    return found
