"""Whom an announcement goes to, in choices and in words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from jishi.orgs.rules import OrgKind, PostKind, Sector, kinds_that_are

# The posts one may write to, in the order of the form.
POSTS = (
    PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY, PostKind.FIRST_SECRETARY, PostKind.ORGANIZATION_MEMBER,
    PostKind.PUBLICITY_MEMBER, PostKind.DISCIPLINE_MEMBER, PostKind.UNITED_FRONT_MEMBER, PostKind.YOUTH_MEMBER,
    PostKind.GROUP_LEADER, PostKind.OFFICE_CLERK,
)  # fmt: skip
KINDS = (
    OrgKind.TOWNSHIP_COMMITTEE,
    OrgKind.PARTY_COMMITTEE,
    OrgKind.GENERAL_BRANCH,
    OrgKind.BRANCH,
    OrgKind.PARTY_GROUP,
)
# Posts every organisation of its kind has to have: addressed even while nobody holds them.
ALWAYS = (PostKind.SECRETARY, PostKind.GROUP_LEADER)


@dataclass(frozen=True, slots=True)
class Targets:
    """Whom it goes to: posts in organisations below the issuer (all, or of kinds and sectors, or those chosen by hand),
    and persons by name. `own_level` takes the issuer's own posts in."""

    posts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    org_ids: tuple[int, ...] = ()
    person_ids: tuple[int, ...] = ()
    own_level: bool = False

    @property
    def every_kind(self) -> tuple[str, ...]:
        """The kinds chosen, with everything that counts as one of them."""
        return tuple({kind for chosen in self.kinds for kind in kinds_that_are(chosen)})


def addressed(targets: Targets, *, orgs: Sequence[str], persons: Sequence[str], below: str) -> str:
    """主送 in words: 各党支部书记、组织委员；王建国. `orgs` and `persons` are the names of those chosen by hand; `below` is
    what the organisations are called when none is chosen (下级组织)."""
    parts = []
    if targets.posts:
        titles = "、".join(PostKind.label_of(post) for post in targets.posts)
        if orgs:
            shown = "、".join(orgs[:6]) + (f"等 {len(orgs)} 个组织" if len(orgs) > 6 else "")
            parts.append(f"{shown}的{titles}")
        else:
            sectors = "、".join(Sector.label_of(s) for s in targets.sectors)
            kinds = "、".join(OrgKind.label_of(k) for k in targets.kinds) or below
            parts.append(
                f"{sectors}{'领域' if sectors else ''}各{kinds}{titles}{'，含本级' if targets.own_level else ''}"
            )
    if persons:
        parts.append("、".join(persons[:10]) + (f"等 {len(persons)} 人" if len(persons) > 10 else ""))
    return "；".join(parts)
