"""What every verb of this room begins and ends with: the right, the version, the record it names, the audit line."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import ForeignKey, TextField

from jishi.activities.models import Activity, ActivityKind
from jishi.activities.rules import Kind, State
from jishi.audit import services as audit
from jishi.committees.models import ContactDone, Kept, ResearchResult
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.orgs.models import Organization

CHANGED = "（已改）"
# Never in the audit: who the households are, what people asked for.
UNTOLD = frozenset({"households", "matter", "what"})

type Facts = dict[str, object]


def opened[M: Kept](model: type[M], pk: int, version: int | None, *, actor: Actor) -> M:
    """The row held for this transaction. Raises NotAllowed without RECORD, EditConflict when another has saved since
    (None: the caller shows no version)."""
    row = model._default_manager.select_for_update(of=("self",), no_key=True).select_related("org").get(pk=pk)
    demand(actor.may(Act.RECORD, row.org.path))
    if version is not None and row.version != version:
        raise EditConflict
    row.version += 1
    return row


def put(row: Kept | ContactDone | ResearchResult, facts: Mapping[str, Any]) -> tuple[Facts, Facts]:
    """Set the facts (field or attribute names) that differ; (before, after) by the words of the columns. What is long or
    private says only that it changed."""
    before: Facts = {}
    after: Facts = {}
    for name, value in facts.items():
        old = getattr(row, name)
        if old == value:
            continue
        field = row._meta.get_field(name.removesuffix("_id"))
        word = str(getattr(field, "verbose_name", name))
        quiet = name in UNTOLD or isinstance(field, (ForeignKey, TextField)) or isinstance(value, list)
        before[word] = CHANGED if quiet else _said(field, old)
        after[word] = CHANGED if quiet else _said(field, value)
        setattr(row, name, value)
    return before, after


def _said(field: Any, value: object) -> object:
    choices = dict(field.choices or ())
    return choices.get(value, value)


def line(
    event: str,
    org: Organization,
    subject: tuple[str, int, str],
    *,
    actor: Actor,
    now: datetime,
    before: Facts | None = None,
    after: Facts | None = None,
    note: str = "",
) -> None:
    """The audit line of a verb of this room; `subject` is (model, id, name)."""
    audit.record(
        event,
        actor=actor,
        at=now,
        act=Act.RECORD,
        org=(org.pk, org.path),
        subject=(f"committees.{subject[0]}", subject[1], subject[2]),
        before=before,
        after=after,
        note=note,
    )


def demand_record(org: Organization, activity_id: int | None, *kinds: Kind) -> int | None:
    """The id of a standing record of `org` (of one of `kinds`, if named). Raises Refused for any other."""
    if activity_id is None:
        return None
    rows = Activity.objects.filter(pk=activity_id, org=org, state=State.CONFIRMED)
    if kinds:
        rows = rows.filter(pk__in=ActivityKind.objects.filter(kind__in=kinds).values("activity_id"))
    if not rows.exists():
        raise Refused("没有找到这条记录：它要是本组织的，没有撤回。", "activity")
    return activity_id


def demand_text(text: str, field: str, sentence: str) -> str:
    """The text without outer blanks; Refused with `sentence` when nothing is left."""
    if not text.strip():
        raise Refused(sentence, field)
    return text.strip()


def demand_past(day: date, *, today: date, field: str) -> date:
    """A day that has come. Raises Refused for a later one."""
    if day > today:
        raise Refused("日期还没有到，办完以后再填。", field)
    return day
