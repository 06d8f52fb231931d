"""载体: the library, one of them with who tries it, a trial."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from jishi.campaigns import forms, papers, queries, services
from jishi.campaigns.models import Carrier, Trial
from jishi.campaigns.pages.filling import at, filled
from jishi.campaigns.rules import audience_words
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.orgs.models import Organization
from jishi.orgs.rules import Sector
from jishi.ui.fields import fresh
from jishi.ui.pages import spreadsheet


def _asked(request: Request) -> dict[str, str]:
    asked = request.GET
    return {
        "standing": asked.get("standing", ""), "sector": asked.get("sector", ""), "find": asked.get("find", "").strip()
    }  # fmt: skip


@reading_page
def index(request: Request) -> HttpResponse:
    asked = _asked(request)
    page = queries.carrier_page(request.actor, at=request.GET.get("at", ""), **asked)
    context = asked | {
        "page": page,
        "lines": queries.carrier_lines(page.rows),
        "standings": queries.CARRIER_STANDING.items(),
        "sectors": Sector.choices(),
        "orgs": queries.in_sight(queries.keeping_orgs(request.actor)),
    }
    return render(request, "campaigns/carriers.html", context)


@reading_page
def export(request: Request) -> HttpResponse:
    """Every carrier with a line for each that tries it."""
    rows = queries.carrier_rows(request.actor, **_asked(request)).order_by("-entered_on", "-pk")
    lines = queries.carrier_lines(list(rows[:2000]))
    trials = queries.trial_lines(request.actor, [line.carrier.pk for line in lines])
    return spreadsheet(papers.carriers_xlsx(lines, trials, on=request.today), "载体")


def _crumbs(carrier: Carrier | None = None) -> list[tuple[str, str]]:
    return [(at("carriers"), "载体"), *([(at("carrier", carrier.pk), carrier.name)] if carrier else [])]


def new(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_issuer(request.actor, Act.RECORD, org_id)
    readers = queries.readers_of(org)
    form = forms.CarrierForm(
        request.POST or None, initial=fresh(shared_in=readers[0][0]), offers={"readers": readers}
    )  # fmt: skip

    def verb(values: dict[str, Any]) -> str:
        made = services.enter_carrier(org=org, actor=request.actor, now=request.now, **values)
        return at("carrier", made.pk)

    return filled(
        request, form, title="登记载体", verb=verb, done="已登记，别的组织看得到，可以试。", back=at("carriers"),
        crumbs=_crumbs(), lede=f"由{org.name}登记。",
    )  # fmt: skip


@reading_page
def show(request: Request, carrier_id: int) -> HttpResponse:
    carrier = queries.get_carrier(request.actor, Act.RECORD_VIEW, carrier_id)
    state = request.GET.get("state", "")
    context = {
        "carrier": carrier,
        "line": queries.carrier_lines([carrier])[0],
        "trials": queries.trial_lines(request.actor, [carrier.pk], state=state),
        "orgs": queries.in_sight(queries.trying_orgs(request.actor, carrier)),
        "may_write": bool(request.actor.may(Act.RECORD, carrier.org.path)) and not carrier.withdrawn_on,
        "state": state,
    }
    return render(request, "campaigns/carrier.html", context)


def edit(request: Request, carrier_id: int) -> HttpResponse:
    carrier = queries.get_carrier(request.actor, Act.RECORD, carrier_id)
    initial = {name: getattr(carrier, name) for name in ("name", "what", "sectors", "version")}
    initial |= {"org_kinds": forms.audience_of(carrier.org_kinds), "shared_in": carrier.shared_in_id}
    offers = {"readers": queries.readers_of(carrier.org)}
    form = forms.CarrierEditForm(request.POST or None, initial=initial, offers=offers)

    def verb(values: dict[str, Any]) -> None:
        services.edit_carrier(carrier.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title="修改载体", verb=verb, done="已保存。", back=at("carrier", carrier.pk), crumbs=_crumbs(carrier)
    )  # fmt: skip


def _withdrawn(
    request: Request, row: Carrier | Trial, carrier: Carrier, verb: Callable[..., object], title: str, lede: str
) -> HttpResponse:
    form = forms.WithdrawForm(request.POST or None, initial={"version": row.version})

    def press(values: dict[str, Any]) -> None:
        verb(row.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title=title, verb=press, done="已撤回。", back=at("carrier", carrier.pk), crumbs=_crumbs(carrier),
        lede=lede, button="撤回",
    )  # fmt: skip


def withdraw(request: Request, carrier_id: int) -> HttpResponse:
    carrier = queries.get_carrier(request.actor, Act.RECORD, carrier_id)
    lede = "撤回以后别的组织不能再试；已经在试的，记录不受影响。"
    return _withdrawn(request, carrier, carrier, services.withdraw_carrier, "撤回载体", lede)


def try_it(request: Request, carrier_id: int, org_id: int) -> HttpResponse:
    """An organisation takes a carrier up."""
    carrier, org = queries.get_trying(request.actor, Act.RECORD, carrier_id, org_id)
    form = forms.TrialForm(request.POST or None, initial=fresh(from_on=request.today), offers=_campaigns(request, org))

    def verb(values: dict[str, Any]) -> None:
        services.try_carrier(carrier=carrier, org=org, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title=f"{org.name}试一试“{carrier.name}”", verb=verb, done="已记下。有了成效再来写。",
        back=at("carrier", carrier.pk), crumbs=_crumbs(carrier),
        lede=audience_words(carrier.org_kinds, carrier.sectors) and f"适合{audience_words(carrier.org_kinds, carrier.sectors)}。",
    )  # fmt: skip


def _campaigns(request: Request, org: Organization) -> dict[str, list[tuple[str, str]]]:
    return {"campaigns": queries.campaigns_for(request.actor, org)}


def _with_own(offers: list[tuple[str, str]], trial: Trial) -> list[tuple[str, str]]:
    """The running campaigns, and the trial's own where it is over by now."""
    own = trial.campaign
    return offers if own is None or any(pk == str(own.pk) for pk, _ in offers) else [(str(own.pk), own.title), *offers]


def trial(request: Request, trial_id: int) -> HttpResponse:
    """What came of a trial."""
    found = queries.get_trial(request.actor, Act.RECORD, trial_id)
    pledges, tasks = queries.named_by(found)
    initial = {name: getattr(found, name) for name in ("from_on", "how", "state", "outcome", "version")}
    initial |= {"campaign": found.campaign_id, "pledges": pledges, "tasks": tasks}
    offers = _campaigns(request, found.org) | queries.results_to_name(found)
    offers["campaigns"] = _with_own(offers["campaigns"], found)
    form = forms.TrialEditForm(request.POST or None, initial=initial, offers=offers)

    def verb(values: dict[str, Any]) -> None:
        services.edit_trial(found.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title=f"{found.org.name}：写成效", verb=verb, done="已保存。", back=at("carrier", found.carrier_id),
        crumbs=_crumbs(found.carrier), lede="成效是兑现的承诺、验收的任务和自己的话，不是办了几场活动。",
    )  # fmt: skip


def trial_withdraw(request: Request, trial_id: int) -> HttpResponse:
    found = queries.get_trial(request.actor, Act.RECORD, trial_id)
    lede = "登记错了才撤回；试过不合适的，写成效，选“不合适，不再用”。"
    title = f"撤回{found.org.name}的尝试"
    return _withdrawn(request, found, found.carrier, services.withdraw_trial, title, lede)
