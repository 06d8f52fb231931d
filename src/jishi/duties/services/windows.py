"""When the yearly duties are to be held this year: what a superior's notice sets for everything below it."""

from datetime import date, datetime

from django.db import transaction

from jishi.audit import services as audit
from jishi.duties.models import Window
from jishi.duties.queries import rule_named
from jishi.duties.rules import Rule
from jishi.duties.services.derive import derive
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.kernel.periods import Period, PeriodKind
from jishi.orgs.models import Organization


def _yearly(rule_id: str) -> Rule:
    rule = rule_named(rule_id)
    if rule is None or rule.is_own or rule.period is not PeriodKind.YEAR:
        raise Refused("只有每年一次的事项才由上级通知安排时间。", "rule_id")
    return rule


@transaction.atomic
def set_window(
    *,
    issuer: Organization,
    rule_id: str,
    year: int,
    opens_on: date,
    closes_on: date,
    basis: str,
    actor: Actor,
    now: datetime,
    version: int = 0,
) -> Window:
    """Set when a yearly duty of `year` is to be held, for `issuer` and all below it; the nearest issuer wins. `version`
    is that of the window being changed, 0 for a new one. Raises NotAllowed without WINDOW_SET, EditConflict when it was
    changed meanwhile, Refused when the days cannot be."""
    demand(actor.may(Act.WINDOW_SET, issuer.path))
    rule = _yearly(rule_id)
    if closes_on < opens_on:
        raise Refused("截止日期不能早于开始日期。", "closes_on")
    if not (date(year, 1, 1) <= opens_on <= date(year + 1, 6, 30)) or closes_on > date(year + 1, 6, 30):
        raise Refused(f"{year}年度的安排时间，要在{year}年1月1日至{year + 1}年6月30日之间。", "opens_on")
    if not basis.strip():
        raise Refused("请写通知的文号或名称。", "basis")
    values = {"opens_on": opens_on, "closes_on": closes_on, "basis": basis.strip()}
    found = Window.objects.select_for_update().filter(issuer=issuer, rule_id=rule_id, year=year).first()
    before = {"opens_on": found.opens_on, "closes_on": found.closes_on, "basis": found.basis} if found else None
    if before == values:
        assert found
        return found
    if (found.version if found else 0) != version:
        raise EditConflict
    if found:
        Window.objects.filter(pk=found.pk).update(**values, version=version + 1)
        found.refresh_from_db()
    else:
        found = Window.objects.create(issuer=issuer, rule_id=rule_id, year=year, **values)
    audit.record(
        "window.set",
        actor=actor,
        at=now,
        act=Act.WINDOW_SET,
        org=(issuer.pk, issuer.path),
        subject=("duties.window", found.pk, f"{year}年度{rule.short}"),
        before=before,
        after=values,
    )
    derive(issuer.path, [Period(year, PeriodKind.YEAR, 1)], [rule])
    return found


@transaction.atomic
def remove_window(*, window_id: int, actor: Actor, now: datetime) -> None:
    """Take a window back: the next issuer above, or the end of the year, counts again. One already gone changes nothing.
    Raises NotAllowed without WINDOW_SET."""
    found = Window.objects.select_for_update(of=("self",)).select_related("issuer").filter(pk=window_id).first()
    if found is None:
        return
    issuer = found.issuer
    demand(actor.may(Act.WINDOW_SET, issuer.path))
    rule = _yearly(found.rule_id)
    audit.record(
        "window.removed",
        actor=actor,
        at=now,
        act=Act.WINDOW_SET,
        org=(issuer.pk, issuer.path),
        subject=("duties.window", found.pk, f"{found.year}年度{rule.short}"),
        before={"opens_on": found.opens_on, "closes_on": found.closes_on, "basis": found.basis},
    )
    found.delete()
    derive(issuer.path, [Period(found.year, PeriodKind.YEAR, 1)], [rule])
