"""What is due: rows of DutyStatus read on a day, with the rule, the period and the person who answers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from jishi.duties.models import DutyStatus, OpenPeriod
from jishi.duties.queries.answer import answering
from jishi.duties.queries.pack import known, rules_for
from jishi.duties.rules import REMINDABLE, Answerer, DueRow, Rule, State
from jishi.kernel.actor import Act, Actor
from jishi.kernel.periods import Period
from jishi.orgs.models import Organization
from jishi.orgs.queries import Card, below, get_org, org_ids_where

UNMET = Q(done__lt=F("required"))


def begun_periods(on: date) -> list[Period]:
    """The opened periods that have begun by `on`, earliest first."""
    codes = OpenPeriod.objects.filter(first_on__lte=on).values_list("code", flat=True)
    return sorted((Period.parse(code) for code in codes), key=lambda p: (p.last, p.first))


# What `rows_from` makes a row of, in this order.
COLUMNS = (
    "org_id", "org__code", "org__name", "org__short_name", "org__path", "org__kind", "org__sector", "rule_id", "period",
    "required", "done", "done_late", "explained", "due_on",
)  # fmt: skip


def _named(rows: QuerySet[DutyStatus], *, on: date, owners: bool = True) -> list[DueRow]:
    return rows_from(list(rows.filter(known()).values_list(*COLUMNS)), on=on, owners=owners)


def rows_from(values: Sequence[tuple[Any, ...]], *, on: date, owners: bool = True) -> list[DueRow]:
    """Rows of COLUMNS as duties: by tree, then by day; rules that nobody knows are left out. One query where owners are
    wanted, one more where a level has added duties of its own."""
    rules = rules_for({value[7] for value in values})
    who = answering(((value[0], value[7]) for value in values), on, rules=rules) if owners else {}
    periods = {code: Period.parse(code) for code in {value[8] for value in values}}
    found = [
        _row(value, rules[value[7]], periods[value[8]], on=on, owner=who.get((value[0], value[7])))
        for value in values
        if value[7] in rules
    ]
    return sorted(found, key=lambda r: (r.org_path, r.due_on, r.rule.order, r.period.first))


def _row(value: tuple[Any, ...], rule: Rule, period: Period, *, on: date, owner: Answerer | None) -> DueRow:
    org_id, code, name, short_name, path, kind, sector, _, _, required, done, done_late, explained, due_on = value
    return DueRow(
        org_id=org_id,
        org_code=code,
        org_name=short_name or name,
        org_path=path,
        org_kind=kind,
        sector=sector,
        rule=rule,
        period=period,
        required=required,
        done=done,
        done_late=done_late,
        explained=explained,
        due_on=due_on,
        on=on,
        owner=owner.name if owner else None,
        owner_id=owner.person_id if owner else None,
        owner_by=owner.words if owner else "",
    )


def _asked(on: date) -> Q:
    """Duties whose period contains `on`, and those begun earlier and still not done."""
    begun = begun_periods(on)
    current = [p.code for p in begun if p.contains(on)]
    past = [p.code for p in begun if p.last < on]
    return Q(period__in=current) | UNMET & Q(period__in=past)


def due_rows(org_ids: Sequence[int], *, on: date, owners: bool = True) -> list[DueRow]:
    """Every duty of these organisations whose period contains `on` or that is still not done before it; by tree, then
    by day. Three queries, two without `owners`, whatever their number; one more where a level has added duties of its own."""
    return _named(DutyStatus.objects.filter(_asked(on), org_id__in=org_ids), on=on, owners=owners)


def due_rows_below(path: str, *, on: date) -> list[DueRow]:
    """The same for everything at `path` and below."""
    return _named(DutyStatus.objects.filter(_asked(on), below(path, field="org__path")), on=on)


def due_row(org_id: int, rule_id: str, period: str, *, on: date) -> DueRow:
    """One duty. Raises DutyStatus.DoesNotExist when the organisation does not owe it."""
    found = _named(DutyStatus.objects.filter(org_id=org_id, rule_id=rule_id, period=period), on=on)
    if not found:
        raise DutyStatus.DoesNotExist
    return found[0]


def get_due_row(actor: Actor, act: Act, org_id: int, rule_id: str, period: str, *, on: date) -> DueRow:
    """The one door to a duty: the organisation's own door, then the duty itself."""
    get_org(actor, act, org_id)
    return due_row(org_id, rule_id, period, on=on)


def duties_where(actor: Actor, act: Act) -> QuerySet[DutyStatus]:
    """The duties of every organisation within the actor's reach for `act`."""
    return DutyStatus.objects.filter(org_id__in=org_ids_where(actor, act))


def rows_of(statuses: QuerySet[DutyStatus], *, on: date, owners: bool = True) -> list[DueRow]:
    """Any selection of duties as rows: by tree, then by day. Without `owners` nobody looks up who answers."""
    return _named(statuses, on=on, owners=owners)


def due_report(org_code: str, on: date) -> list[dict[str, object]]:
    """What the command `due --json` prints for the organisation with this code and all below it. Only reads: the command
    calls `services.open_periods(on)` first. Raises Organization.DoesNotExist for an unknown code."""
    path = Organization.objects.values_list("path", flat=True).get(code=org_code)
    return [
        {
            "org": row.org_code,
            "rule": row.rule.id,
            "title": row.rule.title,
            "period": row.period.code,
            "due_on": row.due_on.isoformat(),
            "state": row.state.value,
            "owner": row.owner,
            "citation": row.rule.citation,
            "confidence": row.rule.confidence.value,
            "modality": row.rule.modality.value,
        }
        for row in due_rows_below(path, on=on)
    ]


def org_card(actor: Actor, card: Card, on: date) -> dict[str, object]:
    """The card of duties on an organisation's page: what is due now or still unmet."""
    path = card.org.path
    rows = due_rows([card.pk], on=on)
    ours = [row for row in rows if not row.rule.is_own]
    superior = any(path.startswith(p.org_path) and path != p.org_path for p in actor.seats(Act.NOTIFY))
    return {
        "rows": rows,
        "asked": len(ours),
        "done": sum(row.state is State.DONE for row in ours),
        "to_remind": {row.title for row in rows if superior and row.state in REMINDABLE},
    }
