"""What an actor may reach, and who an actor is."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db.models import Q, QuerySet

from jishi.kernel.actor import Act, Actor, Grant, HeldPost
from jishi.kernel.decision import demand
from jishi.kernel.prepared import columns, instance, kept
from jishi.orgs.models import Guidance, Organization, PostHeld
from jishi.orgs.rules import OrgKind, PostKind, ancestors
from jishi.people.queries import person_of_account

type Place = tuple[str, bool]  # a path; whether everything below it belongs
ABOVE = "~"  # sorts after every character of a path


def below(path: str, *, field: str = "path") -> Q:
    """Everything at `path` and below it."""
    return Q(**{f"{field}__gte": path, f"{field}__lt": path + ABOVE})


def true_on(day: date) -> Q:
    """Interval rows that are true on `day`."""
    return (Q(from_on=None) | Q(from_on__lte=day)) & (Q(to_on=None) | Q(to_on__gt=day))


def meeting(places: Iterable[Place], path: str) -> list[Place]:
    """The parts of `places` at and below `path`."""
    found = []
    for place, subtree in places:
        if subtree and path.startswith(place):
            found.append((path, True))
        elif place.startswith(path):
            found.append((place, subtree))
    return found


def there(places: Iterable[Place], field: str = "org__path") -> Q:
    """Everything at these places, by a path. Beside other ways to be in reach (OR) a path is compared row by row, where a
    list of organisations would be read whole first: three hundred thousand in a province."""
    found = Q(pk__in=[])
    for path, subtree in places:
        found |= below(path, field=field) if subtree else Q(**{field: path})
    return found


def apart(places: Iterable[Place]) -> list[Place]:
    """The same places, those left out that lie within another."""
    wanted = set(places)
    wide = [path for path, subtree in wanted if subtree]
    return sorted(
        (path, subtree)
        for path, subtree in wanted
        if not any(path.startswith(top) and (path, subtree) != (top, True) for top in wide)
    )


def orgs_where(actor: Actor, act: Act) -> QuerySet[Organization]:
    """Exactly the organisations for which `actor.may(act, path)` says yes; no grants, no rows."""
    return Organization.objects.filter(there(actor.spans(act), "path"))


def org_ids_where(actor: Actor, act: Act) -> QuerySet[Organization, int]:
    """For `org_id__in`: how everything that belongs to an organisation is scoped."""
    return orgs_where(actor, act).values_list("pk", flat=True)


@kept
def _org(*, org_id: int) -> QuerySet[Organization, Any]:
    return Organization.objects.filter(pk=org_id).values_list(*columns(Organization))


def get_org(actor: Actor, act: Act, org_id: int, *, more: Mapping[str, Any] | None = None) -> Organization:
    """The one door. Out of VIEW reach looks like missing; within it a refusal carries its reason. `more` is annotated to
    the organisation in the same query."""
    if more:
        org = Organization.objects.annotate(**more).filter(pk=org_id).first()
    else:
        org = instance(Organization, _org(org_id=org_id))
    if org is None or not actor.reaches(Act.VIEW, org.path):
        raise Organization.DoesNotExist
    demand(actor.may(act, org.path))
    return org


def org_ids_above(actor: Actor, org: Organization) -> list[int]:
    """The organisations above `org` today that the actor may see: whose names on its card are links."""
    return list(orgs_where(actor, Act.VIEW).filter(path__in=ancestors(org.path)).values_list("pk", flat=True))


def spans_the_top(actor: Actor, act: Act) -> bool:
    """Whether `act` is allowed over the whole tree: at its top, with everything below."""
    tops = list(Organization.objects.filter(parent=None).values_list("path", flat=True))
    return any(subtree and all(top.startswith(path) for top in tops) for path, subtree in actor.spans(act))


@cache
def roles() -> dict[str, dict[str, tuple[Act, ...]]]:
    """Post → reach (self, subtree, guided) → acts, from `roles.yaml`. Raises at start if a word is unknown."""
    table = yaml.safe_load((Path(__file__).parents[1] / "roles.yaml").read_text())
    return {
        PostKind(post): {reach: tuple(Act(act) for act in acts) for reach, acts in reaches.items()}
        for post, reaches in table.items()
    }


def grants_of(posts: Iterable[PostHeld], guided: dict[int, list[str]]) -> tuple[Grant, ...]:
    """The rights that follow from held posts; `guided` maps an organisation's id to the paths it guides."""
    return _grants(((p.pk, p.org_id, p.org.path, p.post) for p in posts), guided)


def _grants(posts: Iterable[tuple[int, int, str, str]], guided: dict[int, list[str]]) -> tuple[Grant, ...]:
    grants = []
    for pk, org_id, org_path, post in posts:
        for reach, acts in roles().get(post, {}).items():
            paths = guided.get(org_id, []) if reach == "guided" else [org_path]
            grants += [Grant(act, path, reach != "self", pk) for path in paths for act in acts]
    return tuple(grants)


@kept
def _held(*, account_id: int, today: date) -> QuerySet[PostHeld, Any]:
    return (
        PostHeld.objects.filter(true_on(today), person__account_id=account_id)
        .order_by("order", "pk")
        .values_list(
            "pk",
            "org_id",
            "org__path",
            "org__name",
            "org__short_name",
            "org__kind",
            "post",
            "person_id",
            "person__name",
        )
    )


def actor_of(*, account_id: int, chosen: int | None, today: date) -> Actor:
    """The actor behind an account: one query, another only for somebody who guides across the tree or who holds no post
    today (a member with tasks of their own is known by name too). `chosen` is the post whose desk is shown; the union of all posts held decides
    what is allowed. A guided organisation is seen, never recorded for."""
    rows = _held(account_id=account_id, today=today)
    held = tuple(
        HeldPost(
            id=pk,
            org_id=org_id,
            org_path=path,
            org_name=short_name or name,
            org_kind=kind,
            title=PostKind.label_of(post),
            post=post,
        )
        for pk, org_id, path, name, short_name, kind, post, _, _ in rows
    )
    guided: dict[int, list[str]] = {}
    guides = {p.org_id for p in held if "guided" in roles().get(p.post, {})}
    if guides:
        across = Guidance.objects.filter(true_on(today), guide_id__in=guides).values_list("guide_id", "guided__path")
        for guide_id, path in across:
            guided.setdefault(guide_id, []).append(path)
    if rows:
        person_id, name = rows[0][-2:]
    else:
        person = person_of_account(account_id)
        person_id, name = (person.pk, person.name) if person else (None, "")
    return Actor(
        name=name,
        person_id=person_id,
        account_id=account_id,
        posts=held,
        post=next((h for h in held if h.id == chosen), held[0] if held else None),
        grants=_grants(((p.id, p.org_id, p.org_path, p.post) for p in held), guided),
    )


def with_groups(org_id: int) -> QuerySet[Organization, int]:
    """The ids of an organisation and of its 党小组, for `org_id__in`. Asked for so, an index of what hangs on them is entered
    once for each; by the columns of the organisation joined, a table of millions is read whole."""
    own = Q(pk=org_id) | Q(parent_id=org_id, kind=OrgKind.PARTY_GROUP)
    return Organization.objects.filter(own).values_list("pk", flat=True)
