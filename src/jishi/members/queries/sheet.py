"""The list of members as it leaves the platform: its columns, and its rows as they are read."""

from collections.abc import Iterable, Iterator
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import F, OrderBy, QuerySet

from jishi.members.models import Member
from jishi.members.rules import Category, Standing, age_on, category_on, party_age
from jishi.papers.xlsx import Value
from jishi.people.rules import Sex, education_label, ethnicity_label
from jishi.ui.columns import Column

type Line = dict[str, Any]
COLUMNS: tuple[Column[Line, Value], ...] = (
    Column("name", "姓名", itemgetter("name"), always=True),
    Column("sex", "性别", itemgetter("sex")),
    Column("ethnicity", "民族", itemgetter("ethnicity")),
    Column("born", "出生日期", itemgetter("born_on")),
    Column("age", "年龄", itemgetter("age"), usual=False),
    Column("native_place", "籍贯", itemgetter("native_place"), usual=False),
    Column("education", "学历", itemgetter("education")),
    Column("org", "所在党支部", itemgetter("org")),
    Column("group", "党小组", itemgetter("group"), usual=False),
    Column("category", "人员类别", lambda line: line["category"].label),
    Column("joined", "入党日期", itemgetter("joined_on")),
    Column("full", "转正日期", itemgetter("full_on"), usual=False),
    Column("party_age", "党龄", itemgetter("party_age")),
    Column("employer", "工作单位及职务", itemgetter("employer"), usual=False),
    Column("job", "工作岗位", itemgetter("job"), usual=False),
    Column("marks", "标记", lambda line: "、".join(line["marks"]), usual=False),
)
CHUNK = 2_000
ORDERS: dict[str, tuple[str | OrderBy, ...]] = {
    "name": ("name_key", "pk"),
    "joined": (F("joined_on").asc(nulls_last=True), "pk"),
    "born": (F("born_on").asc(nulls_last=True), "pk"),
}


class Flat(NamedTuple):
    """What a row says of a member, without the objects it lies in: a hundred thousand of them are read for one file. The
    fields are those of FIELDS, in the same order."""

    pk: int
    name: str
    sex: str
    ethnicity: str
    born_on: date | None
    education: str
    education_label: str
    native_place: str
    employer: str
    org_id: int | None
    org_short: str | None
    org_name: str | None
    group: str | None
    category: str
    joined_on: date | None
    full_on: date | None
    correction: int
    job: str
    is_mobile: bool
    is_lost: bool
    standing: str


FIELDS = (
    "pk", "person__name", "person__sex", "person__ethnicity", "person__born_on", "person__education",
    "person__education_label", "person__native_place", "person__employer", "org_id", "org__short_name", "org__name",
    "group__name", "category", "joined_on", "full_on", "standing_correction_months", "job", "is_mobile", "is_lost",
    "standing",
)  # fmt: skip


def line_of(member: Member, on: date) -> Line:
    """A member, read with person, org and group, as a row of the list on that day."""
    p, org, group = member.person, member.org, member.group
    flat = Flat(
        member.pk, p.name, p.sex, p.ethnicity, p.born_on, p.education, p.education_label, p.native_place, p.employer,
        member.org_id, org.short_name if org else None, org.name if org else None, group.name if group else None,
        member.category, member.joined_on, member.full_on, member.standing_correction_months, member.job,
        member.is_mobile, member.is_lost, member.standing,
    )  # fmt: skip
    return line_from(flat, on)


def line_from(m: Flat, on: date) -> Line:
    """The same from what was read of it."""
    category = category_on(m.category, m.full_on, on)
    years = None
    if category is Category.FULL:  # 党龄 begins with 转正
        years = party_age(m.joined_on, m.full_on, on, correction_months=m.correction)
    return {
        "id": m.pk,
        "name": m.name,
        "sex": Sex.label_of(m.sex) if m.sex in ("1", "2") else "",
        "ethnicity": ethnicity_label(m.ethnicity),
        "born_on": m.born_on,
        "age": age_on(m.born_on, on) if m.born_on else None,
        "education": education_label(m.education, m.education_label),
        "org_id": m.org_id,
        "org": (m.org_short or m.org_name) if m.org_id else "已离开",
        "group": m.group or "",
        "category": category,
        "joined_on": m.joined_on,
        "full_on": m.full_on,
        "party_age": years,
        "native_place": m.native_place,
        "employer": m.employer,
        "job": m.job,
        "marks": [word for word, holds in (
            ("流动", m.is_mobile), ("失联", m.is_lost), ("停止党籍", m.standing == Standing.SUSPENDED),
        ) if holds],
    }  # fmt: skip


def lines_streamed(members: QuerySet[Member], *, sort: str, on: date, most: int | None = None) -> Iterator[Line]:
    """The rows in the order of the list: `most` at most; all of them are read by a cursor of the server, so that memory
    stays as it is however many there are. One query."""
    rows: QuerySet[Member, Any] = members.order_by(*ORDERS.get(sort, ORDERS["name"])).values_list(*FIELDS)
    found: Iterable[Any] = rows[:most] if most is not None else rows.iterator(chunk_size=CHUNK)
    return (line_from(Flat._make(row), on) for row in found)
