"""Sending reminders: by the button, by the weekly clock, before a term ends."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from jishi.desk.queries.answering import answerers, clerks_above
from jishi.desk.queries.reminding import Preview, preview_everything
from jishi.desk.rules.reminding import months_after
from jishi.kernel.actor import Act, Actor, Grant
from jishi.kernel.decision import Refused
from jishi.notices import services as notices
from jishi.notices.models import Sending
from jishi.notices.queries import reminded_keys, settings_of_week
from jishi.notices.rules import Issuer, Matter
from jishi.orgs.models import Organization, Term
from jishi.orgs.rules import BRANCH_KINDS, REMIND_MONTHS

ASK_BRANCH = "请着手换届准备；需要延期或提前换届的，报上级党组织批准（《支部条例》第二十一条）。"


def send(preview: Preview, *, issuer: Issuer, skip: Collection[int] = (), actor: Actor, now: datetime) -> Sending:
    """Send what the preview shows, without the organisations to `skip`. Raises Refused when nothing is left, or somebody
    else has reminded of all of it in the meantime; NotAllowed without NOTIFY at the issuer."""
    wanted = [matter for matter in preview.matters if matter.org_id not in skip]
    if not wanted:
        raise Refused("没有要提醒的事项：都已提醒过，或者您都去掉了。")
    return notices.remind(wanted, issuer=issuer, actor=actor, now=now)


def _clock(name: str, path: str) -> Actor:
    """The clock, with the one right it needs."""
    return Actor(name=name, grants=(Grant(Act.NOTIFY, path, True, 0),))


def remind_weekly(*, now: datetime) -> int:
    """Send the weekly reminder of every organisation that has it switched on and whose day has come; gives how many had
    something to send. Run twice, or after days of standstill, it sends once a week."""
    sent = 0
    for setting in settings_of_week(now.date()):
        actor = _clock("每周自动提醒", setting.org.path)
        with transaction.atomic():
            if notices.mark_week(setting.pk, actor=actor, now=now):
                matters = preview_everything(setting.org, on=now.date()).matters
                sent += bool(matters) and _sent(matters, setting.org, actor=actor, now=now)
    return sent


def _sent(matters: list[Matter], org: Organization, *, actor: Actor, now: datetime, once: bool = False) -> bool:
    try:
        with transaction.atomic():
            notices.remind(matters, issuer=Issuer.of(org), actor=actor, now=now, is_automatic=True, once=once)
    except Refused:  # somebody pressed the button while the clock was gathering
        return False
    return True


def remind_terms(*, now: datetime) -> int:
    """Six months before a branch's term ends, tell its secretary and its superior's clerk, once for each term
    (支部工作条例第二十一条); gives how many superiors had one to tell of. Runs every day; a day missed is made up for."""
    today = now.date()
    open_terms = Term.objects.filter(closed_on=None, org__kind__in=BRANCH_KINDS, org__ended_on=None)
    ending = open_terms.filter(until__gte=today, until__lte=months_after(today, REMIND_MONTHS))
    terms = list(ending.select_related("org__parent").order_by("org__path"))
    known = reminded_keys(f"term:{term.pk}:{to}" for term in terms for to in ("branch", "superior"))
    orgs = [term.org for term in terms if f"term:{term.pk}:superior" not in known]
    if not orgs:
        return 0
    own, above = answerers({(org.pk, "") for org in orgs}, today), clerks_above(orgs, today)
    by_superior: dict[int, tuple[Organization, list[Matter]]] = {}
    for term in terms:
        org, superior = term.org, term.org.parent
        if superior is None or org.pk not in above or f"term:{term.pk}:superior" in known:
            continue
        base = Matter(
            org_id=org.pk, org_name=org.short_name or org.name, key=f"term:{term.pk}:superior",
            title=f"本届 {term.until:%Y-%m-%d} 届满", link=f"/orgs/{org.pk}/", to=above[org.pk].to,
            said_to=above[org.pk].said, holder_ids=above[org.pk].holder_ids,
            ask="请提醒这个支部做好换届准备（《支部条例》第二十一条）。",
        )  # fmt: skip
        matters = by_superior.setdefault(superior.pk, (superior, []))[1]
        matters.append(base)
        who = own[org.pk, ""]
        if not who.note:
            matters.append(
                replace(base, key=f"term:{term.pk}:branch", to=who.to, said_to=who.said,
                        holder_ids=who.holder_ids, ask=ASK_BRANCH)
            )  # fmt: skip
    return sum(
        _sent(matters, superior, actor=_clock("任期届满前提醒", superior.path), now=now, once=True)
        for superior, matters in by_superior.values()
    )
