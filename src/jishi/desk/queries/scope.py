"""Whose organisations a joining page is about: a part of the tree, or those guided across it."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import NotAllowed
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, get_org
from jishi.orgs.rules import COMMITTEE_KINDS, PostKind, is_a

GUIDED = "guided"


@dataclass(frozen=True, slots=True)
class Scope:
    """`org` is the top of a part of the tree, None for guided organisations; `paths` are the tops. `key` is what the
    address calls it ("" the desk's own)."""

    key: str
    name: str
    org: Organization | None
    paths: tuple[str, ...]
    own_path: str

    def within(self, prefix: str = "") -> Q:
        """Rows whose organisation is in scope; `prefix` leads to the organisation ("org__")."""
        if not self.paths:
            return Q(pk__in=[])
        return reduce(or_, (below(path, field=f"{prefix}path") for path in self.paths))

    @property
    def has_units(self) -> bool:
        """Whether it is better read by the organisations below than by sector: a county and what stands above."""
        return self.org is not None and is_a(self.org.kind, "county_committee")

    @property
    def is_committee(self) -> bool:
        return self.org is None or self.org.kind in COMMITTEE_KINDS


def guided_paths(actor: Actor) -> tuple[str, ...]:
    """The tops of what the actor's posts guide across the tree: seen, and not below a post of one's own."""
    own = [post.org_path for post in actor.posts]
    seen = {g.path for g in actor.grants if g.act is Act.VIEW and not any(g.path.startswith(path) for path in own)}
    return tuple(sorted(seen))


def desk_is_guidance(actor: Actor) -> bool:
    """Whether the chosen post looks only at organisations guided across the tree and not at the one it is held in."""
    return actor.post is not None and not actor.may(Act.VIEW, actor.post.org_path)


def scope_of(actor: Actor, asked: str) -> Scope:
    """The scope an address asks for: an organisation's id, "guided", or "" for the desk of the chosen post. Raises
    DoesNotExist out of reach, NotAllowed where there is no desk at all."""
    guided = guided_paths(actor)
    own = actor.post.org_path if actor.post else ""
    by_guidance = actor.post is not None and actor.post.title == PostKind.INSTRUCTOR.label
    if guided and (asked == GUIDED or (not asked and (by_guidance or desk_is_guidance(actor)))):
        return Scope(GUIDED, "指导联系的组织", None, guided, own)
    if asked.isdecimal():
        org = get_org(actor, Act.VIEW, int(asked))
        return Scope(asked, org.short_name or org.name, org, (org.path,), own)
    if actor.post is None:
        raise NotAllowed("您现在没有党内职务，看不到汇总。自己的组织和任务在工作台上。")
    org = get_org(actor, Act.VIEW, actor.post.org_id)
    return Scope("", org.short_name or org.name, org, (org.path,), own)
