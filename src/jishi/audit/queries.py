"""Reading the audit: the history of one object, the log of a part of the tree."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import get_current_timezone

from jishi.audit.models import AuditLine
from jishi.audit.rules import Line, changes_of, event_label
from jishi.kernel.paging import SIZE, Page, keyset


def in_words(line: AuditLine) -> Line:
    """One line as people read it."""
    return Line(
        at=line.at,
        who=line.actor_name,
        what=event_label(line.event),
        subject=line.subject_name,
        changes=changes_of(line.before, line.after),
        note=line.note,
    )


def history(subject: tuple[str, int], *, limit: int = 50) -> list[Line]:
    """What was done to one object — (type, id), as `audit.services.record` was given it — the newest first."""
    kind, subject_id = subject
    lines = AuditLine.objects.filter(subject_type=kind, subject_id=subject_id).order_by("-at", "-seq")
    return [in_words(line) for line in lines[:limit]]


def log_lines(
    org_ids: Sequence[int] | QuerySet[Any, int],
    *,
    everywhere: bool,
    event: str = "",
    first: date | None = None,
    last: date | None = None,
    find: str = "",
) -> QuerySet[AuditLine]:
    """The log of these organisations, narrowed to an event, to days (both included) and to a piece (`find`) of the name of
    who acted or of what was acted on. `everywhere` is for whom the whole tree is theirs: every line, those that belong
    to no organisation (sign-in, backups) among them, without a look at any organisation."""
    lines = AuditLine.objects.all() if everywhere else AuditLine.objects.filter(org_id__in=org_ids)
    if event:
        lines = lines.filter(event=event)
    if find:
        lines = lines.filter(Q(actor_name__contains=find) | Q(subject_name__contains=find))
    zone = get_current_timezone()
    if first:
        lines = lines.filter(at__gte=datetime.combine(first, time.min, zone))
    if last:
        lines = lines.filter(at__lte=datetime.combine(last, time.max, zone))
    return lines


def log(lines: QuerySet[AuditLine], *, at: str = "", size: int = SIZE) -> Page[Line]:
    """A page of these lines, newest first. One query."""
    page = keyset(lines, keys=("-at", "-seq"), at=at, size=size)
    return Page(rows=[in_words(line) for line in page.rows], next=page.next, previous=page.previous)
