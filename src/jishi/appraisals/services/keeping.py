"""What every verb of this room begins and ends with: the right, the version, the record it names, the audit line."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from jishi.activities.models import Activity, ActivityKind
from jishi.activities.rules import Kind, State
from jishi.appraisals.models import Kept, OrgLife, ReviewRound
from jishi.appraisals.queries import may_lead
from jishi.appraisals.rules import RoundState
from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.orgs.models import Organization

CHANGED = "（已改）"

type Facts = dict[str, object]


def opened[M: Kept](model: type[M], pk: int, version: int | None, *, actor: Actor, act: Act) -> M:
    """The row held for this transaction. Raises NotAllowed without `act` (APPRAISE_LEAD strictly above the branch),
    EditConflict when another has saved since (None: the caller shows no version)."""
    row = model._default_manager.select_for_update(of=("self",), no_key=True).select_related("org").get(pk=pk)
    demand(may_lead(actor, row.org) if act is Act.APPRAISE_LEAD else actor.may(act, row.org.path))
    if version is not None and row.version != version:
        raise EditConflict
    row.version += 1
    return row


def open_round(round_id: int, version: int | None, *, actor: Actor) -> ReviewRound:
    """A round that may still be changed. Raises Refused once it has gone up."""
    row = opened(ReviewRound, round_id, version, actor=actor, act=Act.APPRAISE)
    if row.state not in (RoundState.OPEN, RoundState.RETURNED):
        raise Refused(f"这一轮评议{RoundState(row.state).label}，不能再改。要改请上级退回。")
    return row


def put(row: Kept, facts: Mapping[str, Any]) -> tuple[Facts, Facts]:
    """Set the facts (attribute names) that differ; (before, after) by the words of the columns."""
    before: Facts = {}
    after: Facts = {}
    for name, value in facts.items():
        old = getattr(row, name)
        if old == value:
            continue
        word = str(getattr(row._meta.get_field(name.removesuffix("_id")), "verbose_name", name))
        linked = name.endswith("_id")
        before[word], after[word] = (CHANGED, CHANGED) if linked else (old, value)
        setattr(row, name, value)
    return before, after


def line(
    event: str,
    org: Organization,
    subject: tuple[str, int, str],
    *,
    act: Act,
    actor: Actor,
    now: datetime,
    before: Facts | None = None,
    after: Facts | None = None,
    note: str = "",
) -> None:
    """The audit line of a verb of this room; `subject` is (model, id, name). Grades, votes and problems are in none."""
    audit.record(
        event,
        actor=actor,
        at=now,
        act=act,
        org=(org.pk, org.path),
        subject=(f"appraisals.{subject[0]}", subject[1], subject[2]),
        before=before,
        after=after,
        note=note,
    )


def named(row: OrgLife | ReviewRound) -> tuple[str, int, str]:
    """A procedure as the subject of an audit line."""
    word = "组织生活会" if isinstance(row, OrgLife) else "民主评议党员"
    return (row._meta.model_name or "", row.pk, f"{row.year}年度{word}")


def demand_record(org: Organization, activity_id: int | None, *kinds: Kind) -> int | None:
    """The id of a standing record of `org` of one of `kinds`. Raises Refused for any other."""
    if activity_id is None:
        return None
    rows = Activity.objects.filter(pk=activity_id, org=org, state=State.CONFIRMED)
    if not rows.filter(pk__in=ActivityKind.objects.filter(kind__in=kinds).values("activity_id")).exists():
        raise Refused("没有找到这条记录：它要是本支部的，没有撤回。", "activity")
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
