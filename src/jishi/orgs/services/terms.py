"""Terms of committees, units, guidance: what stands on the card beside the tree."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.registry import FactsChange, touched
from jishi.orgs.models import Guidance, Organization, Term, Unit
from jishi.orgs.rules import OrgKind, UnitNature, is_a, latest_extension, term_rule
from jishi.orgs.rules.terms import LONGEST_YEARS, SHIFT, earliest_election, years_after
from jishi.orgs.services.creating import save_with_audit, sector_from
from jishi.orgs.services.standing import demand_basis, demand_day, opened


@transaction.atomic
def open_term(
    *,
    org: Organization,
    elected_on: date,
    actor: Actor,
    now: datetime,
    number: int | None = None,
    ends_on: date | None = None,
    seats: int | None = None,
    has_committee: bool = True,
    closed_on: date | None = None,
    early_basis: str = "",
    beyond_a_year: bool = False,
    version: int | None = None,
) -> Term:
    """Begin a term with an election; the open one closes that day. `ends_on` follows the rules unless given: five years
    in villages and communities and for committees, three for other branches and general branches. A term that is over
    already is entered with `closed_on`. The same election twice gives the term there is. `early_basis` is the superior's
    approval of an election before the present term's end; 一般 at most a year early: more is taken only when said aloud by
    `beyond_a_year`.

    Raises Refused for an organisation without elections (党小组, 党组, temporary ones), an election that has not come or is
    before the open term's, and a term over five years (党章第三十一条)."""
    again = Term.objects.filter(org=org, elected_on=elected_on).first()
    fresh = opened(org, actor=actor, version=None if again else version)
    if again:
        return again
    rule = term_rule(fresh.kind, fresh.sector)
    if rule is None:
        raise Refused(f"{OrgKind(fresh.kind).label}不按届选举，没有届次。")
    demand_day(elected_on, today=now.date(), field="elected_on")
    due = ends_on or years_after(elected_on, rule.years)
    if due <= elected_on:
        raise Refused("届满日期要晚于选举日期。", "ends_on")
    if due > years_after(elected_on, LONGEST_YEARS):
        raise Refused("每届任期不超过五年（党章第三十一条）；延期请在届满前另办。", "ends_on")
    if closed_on is None:
        for earlier in Term.objects.filter(org=fresh, closed_on=None):
            if earlier.elected_on > elected_on:
                raise Refused(f"本届 {earlier.elected_on} 选出，新一届的选举要在它以后。", "elected_on")
            if elected_on < earliest_election(earlier.ends_on) and not beyond_a_year:
                raise Refused(
                    f"本届 {earlier.ends_on} 才届满，提前换届一般不超过1年，并要报上级批准（{SHIFT}）。"
                    "批复确实这样定的，请勾选“批复超过一年”。",
                    "elected_on",
                )
            earlier.closed_on = elected_on
            earlier.save()
    term = Term.objects.create(
        org=fresh,
        number=number,
        elected_on=elected_on,
        ends_on=due,
        seats=seats,
        has_committee=has_committee,
        closed_on=closed_on,
        early_basis=early_basis.strip(),
    )
    opened_with: dict[str, object] = {"届次": number, "选举日期": elected_on, "届满日期": due, "职数": seats}
    if term.early_basis:
        opened_with["提前换届批准文件"] = term.early_basis
    save_with_audit(fresh, "term.opened", actor=actor, now=now, before={}, after=opened_with)
    touched([FactsChange(fresh.pk, elected_on)])
    return term


@transaction.atomic
def extend_term(
    *,
    term: Term,
    to: date,
    basis: str,
    actor: Actor,
    now: datetime,
    beyond_a_year: bool = False,
    version: int | None = None,
) -> Term:
    """Note the superior's approval to hold the election later, by `to`. 一般 at most a year (支部工作条例第二十一条): more is
    taken only when said aloud by `beyond_a_year`. Raises Refused without a basis or for a closed term."""
    fresh = opened(term.org, actor=actor, version=version)
    term.refresh_from_db()
    basis = demand_basis(basis)
    if term.closed_on:
        raise Refused("这一届已经结束，不能再延期。", "to")
    if to <= term.ends_on:
        raise Refused(f"延期要晚于届满日期 {term.ends_on}。", "to")
    if to > latest_extension(term.ends_on) and not beyond_a_year:
        raise Refused(
            f"延长期限一般不超过1年，最晚到 {latest_extension(term.ends_on)}（{SHIFT}）。"
            "批复确实更长的，请勾选“批复超过一年”。",
            "to",
        )
    before: dict[str, object] = {"经批准延期至": term.extended_to}
    term.extended_to, term.extension_basis = to, basis
    term.save()
    after: dict[str, object] = {"经批准延期至": to}
    save_with_audit(fresh, "term.extended", actor=actor, now=now, before=before, after=after, note=basis)
    return term


@transaction.atomic
def close_term(
    *, term: Term, on: date, actor: Actor, now: datetime, basis: str = "", version: int | None = None
) -> Term:
    """End a term without a new election, from `on` on. Closing it on the same day again changes nothing."""
    if term.closed_on == on:
        return term
    fresh = opened(term.org, actor=actor, version=version)
    term.refresh_from_db()
    demand_day(on, today=now.date())
    if term.closed_on:
        raise Refused(f"这一届 {term.closed_on} 已经结束。", "on")
    if on <= term.elected_on:
        raise Refused("结束日期要晚于选举日期。", "on")
    term.closed_on = on
    term.save()
    save_with_audit(
        fresh, "term.closed", actor=actor, now=now, before={"实际结束": None}, after={"实际结束": on}, note=basis
    )
    touched([FactsChange(fresh.pk, on)])
    return term


_UNIT_LABELS = {
    "name": "所在单位名称",
    "nature": "单位性质类别",
    "credit_code": "统一社会信用代码",
    "staff": "从业人数",
}


def _shown(unit: Unit | None, fields: dict[str, Any]) -> dict[str, object]:
    values = fields if unit is None else {name: getattr(unit, name) for name in fields}
    return {_UNIT_LABELS[n]: UnitNature.label_of(v) if n == "nature" and v else v for n, v in values.items()}


@transaction.atomic
def save_unit(
    *,
    org: Organization,
    actor: Actor,
    now: datetime,
    unit: Unit | None = None,
    version: int | None = None,
    **fields: Any,
) -> Unit:
    """Add a unit the organisation stands in, or change `unit`; `fields` are those of Unit. Only a joint branch has more
    than one. The sector follows the first unit's nature unless it was set by hand. A unit of the same name again
    changes nothing."""
    assert set(fields) <= set(_UNIT_LABELS), fields
    again = unit is None and Unit.objects.filter(org=org, name=fields.get("name", "")).first()
    fresh = opened(org, actor=actor, version=None if again else version)
    if again:
        return again
    if unit is None and not is_a(fresh.kind, OrgKind.JOINT_BRANCH) and Unit.objects.filter(org=fresh).exists():
        raise Refused("只有联合党支部有多个所在单位。请修改原来的单位，或先把类别改为联合党支部。", "name")
    changed = fields if unit is None else {n: v for n, v in fields.items() if getattr(unit, n) != v}
    if unit is not None and not changed:
        return unit
    before = _shown(unit, changed) if unit else {}
    saved = unit or Unit(org=fresh)
    for name, value in changed.items():
        setattr(saved, name, value)
    saved.save()
    _after_units(fresh, "unit.saved", actor, now, before, _shown(None, changed))
    return saved


@transaction.atomic
def remove_unit(*, unit: Unit, actor: Actor, now: datetime, version: int | None = None) -> None:
    """Take a unit off the card; the audit keeps what it was."""
    fresh = opened(unit.org, actor=actor, version=version)
    before = _shown(unit, dict.fromkeys(_UNIT_LABELS))
    unit.delete()
    _after_units(fresh, "unit.removed", actor, now, before, {})


def _after_units(
    org: Organization, event: str, actor: Actor, now: datetime, before: dict[str, object], after: dict[str, object]
) -> None:
    first = Unit.objects.filter(org=org).order_by("pk").first()
    sector = sector_from(first.nature if first else "")
    is_other = not org.sector_by_hand and org.sector != sector
    if is_other:
        org.sector = sector
    save_with_audit(org, event, actor=actor, now=now, before=before, after=after)
    if is_other:
        touched([FactsChange(org.pk, None)])


@transaction.atomic
def start_guidance(
    *, guide: Organization, guided: Organization, actor: Actor, now: datetime, from_on: date | None = None
) -> Guidance:
    """Let `guide` (条) see `guided` and everything below it across the tree, from `from_on` on; the owner (块) stays. The
    same again changes nothing. Needs ORG_EDIT on the guided and VIEW of the guide; Refused inside one line of the tree."""
    fresh = opened(guided, actor=actor, version=None)
    demand(actor.may(Act.VIEW, guide.path))
    again = Guidance.objects.filter(guide=guide, guided=fresh, from_on=from_on, to_on=None).first()
    if again:
        return again
    if fresh.path.startswith(guide.path) or guide.path.startswith(fresh.path):
        raise Refused("它们本来就是上下级，不用再建指导关系。", "guide")
    meeting = Q(to_on=None) | (Q(to_on__gt=from_on) if from_on else Q())
    if Guidance.objects.filter(meeting, guide=guide, guided=fresh).exists():
        raise Refused("这段时间已有同样的指导关系。", "from_on")
    guidance = Guidance.objects.create(guide=guide, guided=fresh, from_on=from_on)
    after: dict[str, object] = {"指导单位": guide.name, "起": from_on}
    save_with_audit(fresh, "guidance.started", actor=actor, now=now, before={}, after=after)
    return guidance


@transaction.atomic
def end_guidance(*, guidance: Guidance, on: date, actor: Actor, now: datetime) -> Guidance:
    """End a guidance: from `on` on the guide no longer sees the organisation. Again on the same day: nothing."""
    if guidance.to_on == on:
        return guidance
    fresh = opened(guidance.guided, actor=actor, version=None)
    if guidance.to_on or (guidance.from_on and on <= guidance.from_on):
        raise Refused("结束日期要晚于开始日期，而且只能结束一次。", "on")
    guidance.to_on = on
    guidance.save()
    before: dict[str, object] = {"指导单位": guidance.guide.name}
    save_with_audit(fresh, "guidance.ended", actor=actor, now=now, before=before, after={**before, "止": on})
    return guidance
