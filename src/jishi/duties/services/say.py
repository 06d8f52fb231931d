"""What a branch says about a duty itself: that it was not held and why, or that it was done where no room records it."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from jishi.audit import services as audit
from jishi.duties.models import DutyStatus, Explanation, Statement
from jishi.duties.queries import due_row, rule_named
from jishi.duties.rules import DueRow, may_be_stated
from jishi.duties.services.derive import derive
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.kernel.locks import earlier
from jishi.kernel.periods import Period, PeriodKind
from jishi.kernel.registry import EvidenceChange, touched
from jishi.orgs.models import Organization


def _owed(org: Organization, rule_id: str, period: str, now: datetime) -> DueRow:
    try:
        return due_row(org.pk, rule_id, period, on=now.date())
    except DutyStatus.DoesNotExist:
        raise Refused("这个组织在这一期间没有这项任务，不用填写。") from None


@transaction.atomic
def explain(
    *,
    org: Organization,
    rule_id: str,
    period: str,
    reason: str,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Explanation:
    """Say why a duty was not held. Stands beside "not held" and never changes the figure; saying something else replaces
    what was said. `version` is the explanation that stood when the form was opened, 0 for none. Saying the same again
    changes nothing. Raises NotAllowed without RECORD, EditConflict when another was given meanwhile, Refused without a
    reason or when the duty is done, not begun or not owed."""
    demand(actor.may(Act.RECORD, org.path))
    row = _owed(org, rule_id, period, now)
    said = reason.strip()
    if not said:
        raise Refused("请写明没有开展的原因。", "reason")
    if row.done >= row.required:
        raise Refused("已有记录，不用再作说明。")
    if row.period.first > now.date():
        raise Refused("这一期间还没有开始，不用说明。")
    standing = Explanation.objects.select_for_update().filter(
        org=org, rule_id=rule_id, period=period, withdrawn_at=None
    ).first()  # fmt: skip
    if standing and standing.reason == said:
        return standing
    if version is not None and version != (standing.pk if standing else 0):
        raise EditConflict
    if standing:
        standing.withdrawn_at = now
        standing.save(update_fields=["withdrawn_at"])
    found = Explanation.objects.create(
        org=org, rule_id=rule_id, period=period, reason=said, at=now, by=actor.name
    )  # fmt: skip
    audit.record(
        "duty.explained",
        actor=actor,
        at=now,
        act=Act.RECORD,
        org=(org.pk, org.path),
        subject=("duties.explanation", found.pk, f"{org.name}{row.title}"),
        before={"reason": standing.reason} if standing else None,
        after={"rule": rule_id, "period": period, "reason": said},
    )
    derive([org.pk], [row.period], [row.rule])
    return found


@transaction.atomic
def withdraw_explanation(*, org: Organization, rule_id: str, period: str, actor: Actor, now: datetime) -> None:
    """Take the standing explanation back; without one nothing changes. Raises NotAllowed without RECORD."""
    demand(actor.may(Act.RECORD, org.path))
    standing = Explanation.objects.select_for_update().filter(
        org=org, rule_id=rule_id, period=period, withdrawn_at=None
    ).first()  # fmt: skip
    if standing is None:
        return
    standing.withdrawn_at = now
    standing.save(update_fields=["withdrawn_at"])
    rule = rule_named(rule_id)
    audit.record(
        "duty.explanation_withdrawn",
        actor=actor,
        at=now,
        act=Act.RECORD,
        org=(org.pk, org.path),
        subject=(
            "duties.explanation",
            standing.pk,
            f"{org.name}{Period.parse(period).short}{rule.short if rule else rule_id}",
        ),
        before={"reason": standing.reason},
    )
    derive([org.pk], [Period.parse(period)], [rule] if rule else None)


def _claim(statement: Statement, *, present: bool = True) -> EvidenceChange:
    return EvidenceChange(
        org_id=statement.org_id,
        kind=f"statement:{statement.rule_id}",
        held_on=statement.held_on,
        year=statement.year,
        recorded_on=localdate(statement.at),
        source=("duties.statement", statement.pk),
        present=present,
    )


@transaction.atomic
def state_done(
    *,
    org: Organization,
    rule_id: str,
    period: str,
    held_on: date,
    note: str,
    actor: Actor,
    now: datetime,
    paper_id: int | None = None,
    submission: UUID | None = None,
) -> Statement:
    """已办说明: say that a duty whose own room is not built was done on `held_on`, and what was done. A repeat of the same
    `submission` changes nothing. Raises NotAllowed without RECORD; Refused when the duty has its own record, is not owed,
    or the day cannot count for the period."""
    demand(actor.may(Act.RECORD, org.path))
    if again := earlier(Statement.objects.all(), submission):
        return again
    row = _owed(org, rule_id, period, now)
    if not (answer := may_be_stated(row.rule)):
        raise Refused(answer.reason)
    text = note.strip()
    if not text:
        raise Refused("请写明办理情况：谁办的、怎么办的。", "note")
    if held_on > now.date():
        raise Refused("办理日期还没有到，办完以后再填。", "held_on")
    if row.rule.once and row.rule.effective and held_on < row.rule.effective:
        raise Refused(f"这项要求从{row.rule.effective:%Y-%m-%d}开始，办理日期不能更早。", "held_on")
    if row.period.kind is PeriodKind.YEAR:
        if held_on < row.period.first:
            raise Refused(f"{row.period.label}的事项，办理日期不能早于{row.period.year}年1月1日。", "held_on")
    elif not row.period.contains(held_on):
        raise Refused(
            f"办理日期不在{row.period.label}内。这项任务只认当期办理的；确实没有办的，请作未办说明。", "held_on"
        )
    found = Statement.objects.create(
        org=org,
        rule_id=rule_id,
        year=row.period.year,
        held_on=held_on,
        note=text,
        paper_id=paper_id,
        at=now,
        by=actor.name,
        submission=submission,
    )
    audit.record(
        "duty.stated_done",
        actor=actor,
        at=now,
        act=Act.RECORD,
        org=(org.pk, org.path),
        subject=("duties.statement", found.pk, f"{org.name}{row.title}"),
        after={"rule": rule_id, "period": period, "held_on": held_on, "note": text},
    )
    touched([_claim(found)])
    return found


@transaction.atomic
def withdraw_statement(*, statement_id: int, actor: Actor, now: datetime) -> None:
    """Take a 已办说明 back; a second time changes nothing. Raises NotAllowed without RECORD."""
    statement = Statement.objects.select_for_update(of=("self",)).select_related("org").get(pk=statement_id)
    org = statement.org
    demand(actor.may(Act.RECORD, org.path))
    if statement.withdrawn_at:
        return
    statement.withdrawn_at = now
    statement.save(update_fields=["withdrawn_at"])
    rule = rule_named(statement.rule_id)
    audit.record(
        "duty.statement_withdrawn",
        actor=actor,
        at=now,
        act=Act.RECORD,
        org=(org.pk, org.path),
        subject=("duties.statement", statement.pk, f"{org.name}{rule.short if rule else statement.rule_id}"),
        before={"held_on": statement.held_on, "note": statement.note},
    )
    touched([_claim(statement, present=False)])
