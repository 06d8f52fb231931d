"""The member card: facts, sealed fields masked, and the history in words."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from jishi.audit.models import AuditLine
from jishi.members.models import Member, Membership
from jishi.members.rules import Category, MembershipKind, age_on, category_on, party_age
from jishi.members.rules.columns import LABELS
from jishi.people.queries import Masked, masked

EVENTS = {
    "member.added": "列入名册",
    "member.changed": "信息有更正",
    "member.left": "离开",
    "member.grouped": "编入党小组",
    "member.imported": "名册导入更新",
    "person.sealed_revealed": "查看了密存信息",
}
SHOWN_EVENTS = 40


@dataclass(frozen=True, slots=True)
class Stay:
    """One interval of belonging, as a sentence's parts."""

    org_id: int
    org_name: str
    kind: str
    from_on: date | None
    to_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Event:
    """One act on the member's data. `details` are (field, old, new) in words."""

    at: datetime
    word: str
    by: str
    details: list[tuple[str, str, str]]
    note: str


@dataclass(frozen=True, slots=True)
class MemberCard:
    member: Member
    sealed: Masked
    category: str
    age: int | None
    party_age: int | None
    stays: list[Stay]


def version_of(member: Member) -> int:
    """The number an edit form carries: it rises whenever the member or the person behind it changes."""
    return member.version + member.person.version


def card(member: Member, *, today: date) -> MemberCard:
    """Two queries beyond the member itself."""
    person = member.person
    category, years = category_on(member.category, member.full_on, today), None
    if category is Category.FULL:  # 党龄 begins with 转正
        years = party_age(member.joined_on, member.full_on, today, correction_months=member.standing_correction_months)
    stays = Membership.objects.filter(member=member).select_related("org").order_by(F("from_on").asc(nulls_first=True))
    return MemberCard(
        member=member,
        sealed=masked(person.pk),
        category=category.label,
        age=age_on(person.born_on, today) if person.born_on else None,
        party_age=years,
        stays=[
            Stay(s.org_id, s.org.name, MembershipKind.label_of(s.kind), s.from_on, s.to_on, s.reason) for s in stays
        ],
    )


def events(member: Member) -> list[Event]:
    """What was done to this member's data, latest first. One query."""
    lines = AuditLine.objects.filter(
        subject_type__in=("members.member", "people.person"), subject_id=member.pk
    ).order_by("-at", "-seq")[:SHOWN_EVENTS]
    return [
        Event(
            at=line.at,
            word=EVENTS.get(line.event, line.event),
            by=line.actor_name,
            details=_details(line) if line.event in ("member.changed", "member.imported") else [],
            note=line.note,
        )
        for line in lines
    ]


def _details(line: AuditLine) -> list[tuple[str, str, str]]:
    before, after = line.before or {}, line.after or {}
    return [(LABELS.get(name, name), str(before.get(name, "")), str(new)) for name, new in after.items()]
