"""考勤表 and 组织生活登记表 of a period: what was held, who came."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from jishi.activities.models import Activity, ActivityKind
from jishi.activities.rules import Kind, State, is_late_entry
from jishi.desk.queries.books_year import attendance_rows, belonging_on, groups_of, short_kinds
from jishi.desk.queries.ledgers.asked import Asked
from jishi.kernel.actor import Act
from jishi.papers.attendance import AttendanceSheet, Held, Marks
from jishi.papers.tables import REGISTER, Table, Value


def attendance(asked: Asked) -> AttendanceSheet:
    """Members of the branch down, the period's records of it and its 党小组 across. Six queries."""
    org, period = asked.org, asked.period
    ids = [org.pk, *(group.pk for group in groups_of(org))]
    day = min(asked.today, period.last)
    roster = [row for row in belonging_on(ids, day) if row.org_id == org.pk]
    held = list(
        Activity.objects.filter(
            org_id__in=ids, held_on__range=(period.first, period.last), state=State.CONFIRMED
        ).order_by("held_on", "pk")
    )
    kinds = short_kinds([a.pk for a in held])
    return AttendanceSheet(
        org=org.name,
        period=period.label,
        on=asked.today,
        held=tuple(Held(held_on=a.held_on, kind=kinds.get(a.pk, "会议")) for a in held),
        rows=attendance_rows(held, roster) or tuple(Marks(name=row.member.person.name, marks=()) for row in roster),
    )


def attendance_by_hand(asked: Asked) -> AttendanceSheet:
    """The names of today with white columns, to be kept on paper."""
    org = asked.org
    names = [row.member.person.name for row in belonging_on([org.pk], asked.today)]
    rows = tuple(Marks(name=name, marks=()) for name in names)
    return AttendanceSheet(org=org.name, period=asked.period.label, on=None, rows=rows, by_hand=True)


def register(asked: Asked) -> Table:
    """One line a record of the organisation and everything below it within reach, in the order of the days. One query."""
    period = asked.period
    kinds = ActivityKind.objects.filter(activity=OuterRef("pk")).values("kind")
    held = (
        Activity.objects.filter(
            org_id__in=asked.org_ids(Act.RECORD_VIEW),
            held_on__range=(period.first, period.last),
            state=State.CONFIRMED,
        )
        .select_related("org", "chair")
        .annotate(codes=ArraySubquery(kinds))
        .order_by("held_on", "pk")
    )
    order = [kind.value for kind in Kind]
    rows: list[tuple[Value, ...]] = [
        (
            f"{a.held_on:%Y.%m.%d}", a.org.short_name or a.org.name,
            "、".join(Kind.label_of(code) for code in sorted(a.codes, key=order.index)), a.title, a.place, a.expected,
            a.present, a.chair.name if a.chair else a.chair_note,
            "事后补记" if is_late_entry(a.held_on, a.recorded_on) else "",
        )
        for a in held
    ]  # fmt: skip
    title = f"{asked.org.name}{period.label}组织生活登记表"
    return Table(form=REGISTER, org=asked.org.name, title=title, period=period.label, on=asked.today, rows=rows)
