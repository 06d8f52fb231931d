"""What the forms of 组织调整 let one choose from, and who is in the branch that is divided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jishi.desk.rules.reshaping import ABOVE_BRANCHES
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused
from jishi.kernel.names import clean_name
from jishi.kernel.sheets import as_text, header_key, read_sheet
from jishi.members.models import Membership
from jishi.members.rules import MembershipKind
from jishi.orgs.models import Organization
from jishi.orgs.queries import orgs_where, true_on
from jishi.orgs.rules import OrgKind, is_a
from jishi.people.queries import person_ids_by_number

MOST = 300  # organisations offered in a list; others are typed
COLUMNS = ("姓名", "编入", "公民身份号码", "身份证号", "编入党支部")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose place is to be named."""

    id: int
    name: str
    group: str
    group_id: int | None


@dataclass(frozen=True, slots=True)
class Dividing:
    """A branch that is divided: its 党小组 and its members today, by name. Two queries."""

    groups: list[tuple[int, str, int]]  # id, name, members
    people: list[Person]


def dividing(org: Organization, *, today: date) -> Dividing:
    groups = list(Organization.objects.filter(parent=org, ended_on=None, kind=OrgKind.PARTY_GROUP).order_by("path"))
    names = {group.pk: group.name for group in groups}
    places = dict(
        Membership.objects.filter(true_on(today), org_id__in=names, kind=MembershipKind.GROUP).values_list(
            "member_id", "org_id"
        )
    )
    rows = Membership.objects.filter(true_on(today), org=org, kind=MembershipKind.FORMAL)
    people = [
        Person(
            row.member_id,
            row.member.person.name,
            names.get(places.get(row.member_id, 0), ""),
            places.get(row.member_id),
        )
        for row in rows.select_related("member__person").order_by("member__name_key", "member_id")
    ]
    counted = [(pk, name, sum(p.group_id == pk for p in people)) for pk, name in names.items()]
    return Dividing(counted, people)


def siblings(actor: Actor, org: Organization) -> list[Organization]:
    """Organisations of the same family beside it, which may be merged together with it."""
    branch = is_a(org.kind, OrgKind.BRANCH)
    beside = orgs_where(actor, Act.ORG_EDIT).filter(parent=org.parent_id, ended_on=None).exclude(pk=org.pk)
    return [o for o in beside.order_by("path")[:MOST] if is_a(o.kind, OrgKind.BRANCH) == branch]


def destinations(actor: Actor, org: Organization) -> list[Organization]:
    """Branches within reach that members may go to: suggestions for typing."""
    reach = orgs_where(actor, Act.ORG_EDIT).filter(ended_on=None).exclude(pk=org.pk)
    return [o for o in reach.order_by("path")[: MOST * 3] if is_a(o.kind, OrgKind.BRANCH)][:MOST]


def kinds_to_become(org: Organization) -> list[tuple[str, str]]:
    """What it may be raised to, or turned back into."""
    kinds = ABOVE_BRANCHES if is_a(org.kind, OrgKind.BRANCH) else (OrgKind.BRANCH,)
    return [(OrgKind(kind).value, OrgKind(kind).label) for kind in kinds]


def places_from_sheet(content: bytes, name: str, people: Sequence[Person], parts: Sequence[str]) -> dict[int, int]:
    """Member → number of the part, from a sheet with 姓名 (or 公民身份号码) and 编入, the name of the part. Raises Refused on
    "sheet", row by row in words, where somebody or some part is not found or two share a name."""
    sheet = read_sheet(content, name, known_headers=COLUMNS)
    keys = [header_key(word) for word in sheet.header]

    def cell(cells: Sequence[Any], *names: str) -> str:
        at = next((keys.index(header_key(n)) for n in names if header_key(n) in keys), None)
        return as_text(cells[at]) if at is not None else ""

    rows = [
        (n, cell(c, "姓名"), cell(c, "公民身份号码", "身份证号"), cell(c, "编入", "编入党支部")) for n, c in sheet.rows
    ]
    known = person_ids_by_number([number for _, _, number, _ in rows if number])
    by_name: dict[str, list[int]] = {}
    for person in people:
        by_name.setdefault(clean_name(person.name), []).append(person.id)
    inside = {person.id for person in people}
    number_of = {clean_name(part): n for n, part in enumerate(parts) if part}
    found: dict[int, int] = {}
    wrong = []
    for row, who, number, to in rows:
        ids = [known[number]] if number in known else by_name.get(clean_name(who), [])
        ids = [pk for pk in ids if pk in inside]
        if clean_name(to) not in number_of:
            wrong.append(f"第 {row} 行：“{to or '空'}”不是上面写的去向")
        elif len(ids) != 1:
            word = "有几个人同名，请加身份证号一列" if ids else "不在本支部名册上"
            wrong.append(f"第 {row} 行：{who} {word}")
        else:
            found[ids[0]] = number_of[clean_name(to)]
    if wrong:
        more = f"；等 {len(wrong)} 处" if len(wrong) > 5 else ""
        raise Refused("；".join(wrong[:5]) + more + "。改好后重新上传。", "sheet")
    return found
