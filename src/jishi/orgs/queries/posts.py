"""Who holds what, and who answers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from jishi.orgs.models import Charge, Organization, PostHeld
from jishi.orgs.queries.scope import true_on
from jishi.orgs.rules import COMMITTEE_POSTS, OrgKind, PostKind, WorkField

_HEADS = (PostKind.SECRETARY, PostKind.GROUP_LEADER)
_COLUMNS = ("org_id", "post", "presides", "order", "pk", "person_id", "person__name", "is_full_time")


@dataclass(frozen=True, slots=True)
class Responsible:
    """The person who answers for an organisation. `is_acting`: somebody else, because there is no secretary; `presides`
    that it is on record that this person presides (主持工作) meanwhile."""

    person_id: int
    name: str
    title: str
    is_acting: bool
    is_full_time: bool
    presides: bool = False

    @property
    def words(self) -> str:
        """As a table of responsibilities says it: a vacancy is named before the one who stands in."""
        if not self.is_acting:
            return f"{self.title} {self.name}"
        if self.presides:
            return f"书记空缺，由{self.title.removesuffix('（主持工作）')}{self.name}主持工作"
        return f"书记空缺，事项暂由{self.title.removesuffix('（书记空缺）')}{self.name}答复"


def posts_of(org: Organization, *, day: date | None = None) -> QuerySet[PostHeld]:
    """Posts held in it, with their persons, in the order of the committee table; on `day` only, or of all time."""
    posts = PostHeld.objects.filter(org=org).select_related("person")
    return (posts.filter(true_on(day)) if day else posts).order_by("order", "from_on", "pk")


def committee_on(org: Organization, day: date) -> list[PostHeld]:
    """The members of its committee on `day`, with their persons, in order: the denominator of a committee meeting."""
    return list(posts_of(org, day=day).filter(post__in=COMMITTEE_POSTS))


def heads_on(day: date) -> QuerySet[PostHeld]:
    """The posts from which the person who answers for an organisation is taken on `day`: secretary, leader of a 党小组,
    deputies, and whoever is on record as presiding (by the division of work or the note beside the post)."""
    held = PostHeld.objects.filter(true_on(day)).annotate(presides=presiding(day))
    return held.filter(Q(post__in=(*_HEADS, PostKind.DEPUTY_SECRETARY)) | Q(presides=True))


def presiding(day: date) -> Q:
    """Whether a post's holder is on record as presiding on `day`, by the division of work or the note beside the post."""
    at_the_head = Charge.objects.filter(
        true_on(day), org_id=OuterRef("org_id"), person_id=OuterRef("person_id"), field=WorkField.PRESIDING
    )
    return Exists(at_the_head) | Q(duty_note__contains="主持")


def head_rank(post: str, *, presides: bool) -> int:
    """Who comes first among `heads_on`: the secretary or leader, who presides, a deputy."""
    return 0 if post in _HEADS else 1 if presides else 2


def head_title(post: str, *, presides: bool) -> str:
    """The post as the one who answers bears it; who stands in says so."""
    label = PostKind.label_of(post)
    return label if post in _HEADS else f"{label}（主持工作）" if presides else f"{label}（书记空缺）"


def head_among(posts: Iterable[PostHeld]) -> Responsible | None:
    """Who answers, found among the posts of one organisation on a day, each with its person and `presides`: what
    `responsible` asks the database for."""
    heads = [
        (head_rank(held.post, presides=held.presides), held.order, held.pk, held)  # type: ignore[attr-defined]  # annotated, or an attribute the stubs do not know
        for held in posts
        if held.post in (*_HEADS, PostKind.DEPUTY_SECRETARY) or held.presides  # type: ignore[attr-defined]  # annotated, or an attribute the stubs do not know
    ]
    if not heads:
        return None
    held = min(heads)[-1]
    presides: bool = held.presides  # type: ignore[attr-defined]  # annotated, or an attribute the stubs do not know
    return Responsible(
        person_id=held.person_id,
        name=held.person.name,
        title=head_title(held.post, presides=presides),
        is_acting=held.post not in _HEADS,
        is_full_time=held.is_full_time,
        presides=presides,
    )


def responsible(org_ids: Iterable[int] | QuerySet[Organization, int], day: date) -> dict[int, Responsible | None]:
    """Who answers for each organisation on `day`: the secretary, else who presides, else the first deputy, as acting; the
    leader of a 党小组; None where all are vacant. One query for any number; every id asked for has an entry (a queryset
    is read once more)."""
    wanted: Collection[int] = list(org_ids)
    found: dict[int, Responsible | None] = dict.fromkeys(wanted)
    rows = heads_on(day).filter(org_id__in=wanted).values_list(*_COLUMNS)
    for org_id, post, presides, _, _, person_id, name, is_full_time in sorted(
        rows, key=lambda r: (head_rank(r[1], presides=r[2]), r[3], r[4])
    ):
        if found[org_id] is None:
            found[org_id] = Responsible(
                person_id=person_id,
                name=name,
                title=head_title(post, presides=presides),
                is_acting=post not in _HEADS,
                is_full_time=is_full_time,
                presides=presides,
            )
    return found


def headless(orgs: QuerySet[Organization], day: date) -> QuerySet[Organization]:
    """Those of `orgs` without a secretary (a 党小组 without its leader) on `day`. A 党组 has one of its own making and is
    left out, as in `vacancies`."""
    held = PostHeld.objects.filter(true_on(day), org_id=OuterRef("pk"), post__in=_HEADS)
    return orgs.exclude(kind=OrgKind.PARTY_LEADING_GROUP).exclude(Exists(held))
