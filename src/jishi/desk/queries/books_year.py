"""The year's book of one branch, gathered from what was recorded; the number of queries does not grow with the year."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from jishi.activities.models import Activity, ActivityKind, Attendance
from jishi.activities.rules import Kind, State
from jishi.assignments.models import Assignment
from jishi.desk.queries.books_minutes import minutes_of, task_line
from jishi.duties.models import Explanation
from jishi.duties.models import Statement as SaidDone
from jishi.duties.queries import rules_for
from jishi.kernel.actor import Act, Actor
from jishi.kernel.clock import ZONE
from jishi.kernel.decision import NotAllowed, demand
from jishi.kernel.periods import Period
from jishi.members.models import Member, Membership
from jishi.members.rules import Category, MembershipKind, category_on
from jishi.orgs.models import Organization, PostHeld, Term
from jishi.orgs.queries import get_org, open_term_of, true_on, units_of
from jishi.orgs.rules import BRANCH_KINDS, COMMITTEE_POSTS, OrgKind, PostKind, Sector
from jishi.papers import yearbook as book
from jishi.papers.minutes import Minutes
from jishi.papers.words import day as said_day
from jishi.people.rules import Sex, education_label, ethnicity_label

FIRST_YEAR = 1921
NOT_A_BRANCH = "支部工作手册按党支部生成，请选择一个党支部。"


def get_branch(actor: Actor, org_id: int) -> Organization:
    """The branch whose book is asked for. Out of VIEW reach looks like missing; raises NotAllowed without the rights to
    read its roster and its records, or where it is no branch."""
    org = get_org(actor, Act.RECORD_VIEW, org_id)
    demand(actor.may(Act.MEMBER_VIEW, org.path))
    if org.kind not in BRANCH_KINDS:
        raise NotAllowed(NOT_A_BRANCH)
    return org


def get_year_book(actor: Actor, org_id: int, year: int, *, today: date) -> tuple[Organization, book.YearBook]:
    """The book of a branch and year, as of the year's last day or today. A year that has not begun is DoesNotExist."""
    org = get_branch(actor, org_id)
    if not FIRST_YEAR <= year <= today.year:
        raise Organization.DoesNotExist
    return org, year_book(org, year, today=today)


def groups_of(org: Organization) -> list[Organization]:
    """The 党小组 of a branch."""
    return list(Organization.objects.filter(parent=org, kind=OrgKind.PARTY_GROUP).order_by("path"))


def year_book(org: Organization, year: int, *, today: date) -> book.YearBook:
    """Everything the platform knows for the book; about twenty queries."""
    day = min(today, date(year, 12, 31))
    groups = groups_of(org)
    org_ids = [org.pk, *(group.pk for group in groups)]
    posts = list(
        PostHeld.objects.filter(true_on(day), org_id__in=org_ids).select_related("person").order_by("order", "pk")
    )
    belonging = belonging_on(org_ids, day)
    roster = [row for row in belonging if row.org_id == org.pk]
    held = list(
        Activity.objects.filter(org_id__in=org_ids, held_on__year=year, state=State.CONFIRMED)
        .select_related("org", "chair", "recorder", "lecturer")
        .order_by("held_on", "pk")
    )
    records = minutes_of(held)
    parent = org.parent
    return book.YearBook(
        org=org.name,
        year=year,
        secretary=next((p.person.name for p in posts if p.org_id == org.pk and p.post == PostKind.SECRETARY), ""),
        superior=parent.name if parent else "",
        printed_on=today,
        basics=_basics(org, roster, len(groups), day),
        committee=tuple(_officer(p) for p in posts if p.org_id == org.pk and p.post in COMMITTEE_POSTS),
        groups=tuple(_group(group, posts, belonging) for group in groups),
        roster=tuple(_person(row, posts, org.pk, day) for row in roster),
        changes=_changes(org, year),
        held=tuple(book.Held(held_on=a.held_on, kind=_short(m)) for a, m in zip(held, records, strict=True)),
        attendance=attendance_rows(held, roster),
        records=tuple(records),
        tasks=_tasks(org_ids, year),
        statements=_statements(org_ids, year),
        away=tuple(_away(row.member) for row in roster if row.member.is_mobile or row.member.is_lost),
        scans=sum(a.scan_id is not None for a in held),
    )


def belonging_on(org_ids: Sequence[int], day: date) -> list[Membership]:
    """Who belonged to these organisations on a day, by name. One query."""
    rows = Membership.objects.filter(true_on(day), org_id__in=org_ids).select_related("member__person")
    return list(rows.order_by("member__name_key", "member_id"))


def short_kinds(activity_ids: Sequence[int]) -> dict[int, str]:
    """The first kind of each record, for the head of a narrow column. One query."""
    order = [kind.value for kind in Kind]
    rows = ActivityKind.objects.filter(activity_id__in=activity_ids).values_list("activity_id", "kind")
    found: dict[int, str] = {}
    for activity_id, code in sorted(rows, key=lambda row: order.index(row[1]), reverse=True):
        found[activity_id] = Kind.label_of(code)
    return found


def _away(member: Member) -> book.Away:
    what = "、".join(word for word, held in (("流动党员", member.is_mobile), ("失联党员", member.is_lost)) if held)
    return book.Away(name=member.person.name, what=what, where=member.mobile_to, since=member.lost_on)


def _short(m: Minutes) -> str:
    return m.kinds[0] if m.kinds else "会议"


def _basics(org: Organization, roster: Sequence[Membership], groups: int, day: date) -> tuple[tuple[str, str], ...]:
    formal = [row.member for row in roster if row.kind == MembershipKind.FORMAL]
    full = sum(1 for m in formal if category_on(m.category, m.full_on, day) is Category.FULL)
    term = open_term_of(org, day)
    units = "、".join(unit.name for unit in units_of(org))
    return (
        ("党组织名称", org.name),
        ("组织类别", OrgKind.label_of(org.kind)),
        ("党组织编码", org.code),
        ("建立日期", said_day(org.founded_on, "")),
        ("领域", Sector.label_of(org.sector)),
        ("所在单位", units),
        ("党员人数", f"{len(formal)}人，其中正式党员{full}人、预备党员{len(formal) - full}人"),
        ("党小组数", str(groups)),
        ("本届任期", _term(term)),
        ("活动场所", org.place),
        ("联系电话", org.phone),
        ("通讯地址", org.address),
    )


def _term(term: Term | None) -> str:
    if term is None:
        return ""
    number = f"第{term.number}届，" if term.number else ""
    return f"{number}{said_day(term.elected_on)}选举，{said_day(term.until)}届满"


def _officer(post: PostHeld) -> book.Officer:
    person = post.person
    return book.Officer(
        post=PostKind.label_of(post.post),
        name=person.name,
        sex=_sex(person.sex),
        born_on=person.born_on,
        education=education_label(person.education, person.education_label),
        from_on=post.from_on,
        duty=post.duty_note,
    )


def _sex(code: str) -> str:
    return Sex.label_of(code) if code in ("1", "2") else ""


def _group(group: Organization, posts: Sequence[PostHeld], belonging: Sequence[Membership]) -> book.Group:
    leader = next((p.person.name for p in posts if p.org_id == group.pk and p.post == PostKind.GROUP_LEADER), "")
    names = tuple(row.member.person.name for row in belonging if row.org_id == group.pk)
    return book.Group(name=group.short_name or group.name, leader=leader, names=names)


def _person(row: Membership, posts: Sequence[PostHeld], org_id: int, day: date) -> book.Person:
    member, person = row.member, row.member.person
    notes = [
        "编入本支部组织生活" if row.kind == MembershipKind.ATTACHED else "",
        "流动党员" if member.is_mobile else "",
    ]
    return book.Person(
        name=person.name,
        sex=_sex(person.sex),
        ethnicity=ethnicity_label(person.ethnicity),
        born_on=person.born_on,
        native_place=person.native_place,
        education=education_label(person.education, person.education_label),
        category=category_on(member.category, member.full_on, day).label,
        joined_on=member.joined_on,
        full_on=member.full_on,
        employer=person.employer,
        post="、".join(PostKind.label_of(p.post) for p in posts if p.person_id == person.pk and p.org_id == org_id),
        note="，".join(note for note in notes if note),
    )


def _changes(org: Organization, year: int) -> tuple[book.Change, ...]:
    """Who came, left, was admitted or became a full member in the year. Two queries."""
    found = []
    came = Membership.objects.filter(org=org, kind=MembershipKind.FORMAL, from_on__year=year)
    left = Membership.objects.filter(org=org, kind=MembershipKind.FORMAL, to_on__year=year)
    for row in (came | left).select_related("member__person").order_by("pk"):
        name = row.member.person.name
        if row.from_on and row.from_on.year == year:
            is_new = row.from_on == row.member.joined_on
            found.append(
                book.Change(on=row.from_on, name=name, what="接收为预备党员" if is_new else "转入", note=row.reason)
            )
        if row.to_on and row.to_on.year == year:
            found.append(book.Change(on=row.to_on, name=name, what=row.reason or "转出"))
    full = Member.objects.filter(full_on__year=year, category=Category.FULL).select_related("person")
    here = Membership.objects.filter(org=org, kind=MembershipKind.FORMAL).values("member_id")
    found += [book.Change(on=m.full_on, name=m.person.name, what="转为正式党员") for m in full.filter(pk__in=here)]
    return tuple(sorted(found, key=lambda change: (change.on or date.min, change.name)))


def _mark(row: Attendance | None) -> str:
    if row is None:
        return book.NOT_EXPECTED
    if row.is_present:
        return book.PRESENT
    return book.ON_LEAVE if row.leave_approved else book.ABSENT


def attendance_rows(held: Sequence[Activity], roster: Sequence[Membership]) -> tuple[book.Marks, ...]:
    """A row for everybody on the roster, then for those who have left since and were expected once. Two queries."""
    rows: dict[int, dict[int, Attendance]] = defaultdict(dict)
    days = {a.held_on for a in held}
    for row in Attendance.objects.filter(held_on__in=days, activity_id__in=[a.pk for a in held]):
        rows[row.member_id][row.activity_id] = row
    names: dict[int, str] = {row.member_id: row.member.person.name for row in roster}
    gone = Member.objects.filter(pk__in=rows.keys() - names.keys()).select_related("person").order_by("name_key", "pk")
    names |= {member.pk: member.person.name for member in gone}
    return tuple(
        book.Marks(name=name, marks=tuple(_mark(rows[pk].get(a.pk)) for a in held))
        for pk, name in names.items()
        if held
    )


def _tasks(org_ids: Sequence[int], year: int) -> tuple[Any, ...]:
    first = datetime.combine(date(year, 1, 1), time.min, ZONE)
    after = datetime.combine(date(year + 1, 1, 1), time.min, ZONE)
    rows = Assignment.objects.filter(org_id__in=org_ids, created_at__gte=first, created_at__lt=after)
    return tuple(task_line(task) for task in rows.select_related("owner").order_by("created_at", "pk"))


def _statements(org_ids: Sequence[int], year: int) -> tuple[book.Statement, ...]:
    """What was said of duties: done without a room of its own, or not held and why. Two queries, a third where a level
    has added duties."""
    done = list(SaidDone.objects.filter(org_id__in=org_ids, year=year, withdrawn_at=None).order_by("held_on", "pk"))
    unheld = list(
        Explanation.objects.filter(org_id__in=org_ids, period__startswith=str(year), withdrawn_at=None).order_by("at")
    )
    rules = rules_for({row.rule_id for row in done} | {row.rule_id for row in unheld})

    def title(rule_id: str) -> str:
        return rules[rule_id].title if rule_id in rules else rule_id

    said = [
        book.Statement(
            period=f"{row.year}年度", title=title(row.rule_id), what="已办说明", note=row.note, on=row.held_on
        )
        for row in done
    ]
    for row in unheld:
        on = row.at.astimezone(ZONE).date()
        said.append(
            book.Statement(
                period=Period.parse(row.period).label,
                title=title(row.rule_id),
                what="未开说明",
                note=row.reason,
                on=on,
            )
        )
    return tuple(said)


__all__ = ["get_branch", "get_year_book", "groups_of", "year_book"]
