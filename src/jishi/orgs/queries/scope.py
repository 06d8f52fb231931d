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
from jishi.orgs.models import Guidance, Organization, PostHeld
from jishi.orgs.rules import PostKind, ancestors
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
    reach = Q(pk__in=[])
    for path, subtree in actor.spans(act):
        reach |= below(path) if subtree else Q(path=path)
    return Organization.objects.filter(reach)


def org_ids_where(actor: Actor, act: Act) -> QuerySet[Organization, int]:
    """For `org_id__in`: how everything that belongs to an organisation is scoped."""
    return orgs_where(actor, act).values_list("pk", flat=True)


def get_org(actor: Actor, act: Act, org_id: int, *, more: Mapping[str, Any] | None = None) -> Organization:
    """The one door. Out of VIEW reach looks like missing; within it a refusal carries its reason. `more` is annotated to
    the organisation in the same query."""
    org = orgs_where(actor, Act.VIEW).annotate(**(more or {})).get(pk=org_id)
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
    grants = []
    for held in posts:
        for reach, acts in roles().get(held.post, {}).items():
            paths = guided.get(held.org_id, []) if reach == "guided" else [held.org.path]
            grants += [Grant(act, path, reach != "self", held.pk) for path in paths for act in acts]
    return tuple(grants)


def actor_of(*, account_id: int, chosen: int | None, today: date) -> Actor:
    """The actor behind an account: one query, another only for somebody who guides across the tree or who holds no post
    today (a member with tasks of their own is known by name too). `chosen` is the post whose desk is shown; the union of all posts held decides
    what is allowed. A guided organisation is seen, never recorded for."""
    posts = list(
        PostHeld.objects.filter(true_on(today), person__account_id=account_id)
        .select_related("org", "person")
        .order_by("order", "pk")
    )
    guided: dict[int, list[str]] = {}
    guides = {p.org_id for p in posts if "guided" in roles().get(p.post, {})}
    if guides:
        rows = Guidance.objects.filter(true_on(today), guide_id__in=guides).values_list("guide_id", "guided__path")
        for guide_id, path in rows:
            guided.setdefault(guide_id, []).append(path)
    held = tuple(
        HeldPost(
            id=p.pk,
            org_id=p.org_id,
            org_path=p.org.path,
            org_name=p.org.short_name or p.org.name,
            org_kind=p.org.kind,
            title=PostKind.label_of(p.post),
            post=p.post,
        )
        for p in posts
    )
    person = posts[0].person if posts else person_of_account(account_id)
    return Actor(
        name=person.name if person else "",
        person_id=person.pk if person else None,
        account_id=account_id,
        posts=held,
        post=next((h for h in held if h.id == chosen), held[0] if held else None),
        grants=grants_of(posts, guided),
    )
