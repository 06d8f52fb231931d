"""公开承诺: of all organisations in reach, of one, of oneself; one pledge with its steps."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from jishi.campaigns import forms, papers, queries, services
from jishi.campaigns.models import Pledge
from jishi.campaigns.pages.filling import at, filled
from jishi.campaigns.rules import WRITABLE, PledgeState
from jishi.kernel.actor import Act
from jishi.kernel.decision import NotAllowed
from jishi.kernel.http import Request, reading_page
from jishi.orgs.models import Organization
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out, spreadsheet


@reading_page
def board(request: Request) -> HttpResponse:
    """The organisations in reach by tree, with how their pledges stand."""
    find = request.GET.get("find", "").strip()
    page, whole = queries.pledge_board(request.actor, today=request.today, find=find, at=request.GET.get("at", ""))
    return render(request, "campaigns/pledge_board.html", {"page": page, "whole": whole, "find": find})


def _crumbs(org: Organization) -> list[tuple[str, str]]:
    return [(at("pledges"), "公开承诺"), (at("pledges_of", org.pk), org.name)]


def _lines(request: Request, org: Organization) -> list[Any]:
    asked = request.GET.get("campaign", "")
    return queries.pledge_lines(
        request.actor, org, today=request.today, state=request.GET.get("state", ""),
        find=request.GET.get("find", "").strip(), campaign_id=int(asked) if asked.isdecimal() else None,
    )  # fmt: skip


@reading_page
def of_org(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_pledging(request.actor, Act.RECORD_VIEW, org_id)
    lines = _lines(request, org)
    states = [line.pledge.state for line in lines]
    context = {
        "org": org,
        "lines": lines,
        "states": queries.PLEDGE_STATES.items(),
        "state": request.GET.get("state", ""),
        "find": request.GET.get("find", "").strip(),
        "campaigns": queries.campaigns_for(request.actor, org),
        "campaign": request.GET.get("campaign", ""),
        "may_record": bool(request.actor.may(Act.RECORD, org.path)),
        "to_review": states.count(PledgeState.PROPOSED),
        "to_publish": states.count(PledgeState.REVIEWED),
    }
    return render(request, "campaigns/pledges.html", context)


@reading_page
def export(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_pledging(request.actor, Act.RECORD_VIEW, org_id)
    return spreadsheet(papers.ledger_xlsx(org.name, _lines(request, org), on=request.today), f"{org.name}践诺台账")


@reading_page
def printed(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_pledging(request.actor, Act.RECORD_VIEW, org_id)
    return handed_out(papers.ledger_docx(org.name, _lines(request, org), on=request.today), f"{org.name}践诺台账")


def new(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_pledging(request.actor, Act.RECORD, org_id)
    offers = {
        "people": queries.people_of_branch(org, request.today),
        "campaigns": queries.campaigns_for(request.actor, org),
    }
    first = fresh(due_on=request.today.replace(month=12, day=31), campaign=request.GET.get("campaign"))
    form = forms.PledgeForm(request.POST or None, initial=first, offers=offers)

    def verb(values: dict[str, Any]) -> None:
        services.propose_pledge(org=org, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title="提出承诺", verb=verb, done="已提出，等会议审定。", back=at("pledges_of", org.pk),
        crumbs=_crumbs(org),
    )  # fmt: skip


@reading_page
def mine(request: Request) -> HttpResponse:
    """What I have promised, and what is published in my branch."""
    home, me = queries.home_of(request.actor), request.actor.person_id
    lines = queries.my_pledges(request.actor, today=request.today)
    context = {
        "home": home,
        "shown": queries.publicities_for(request.actor, home, request.today),
        "lines": [line for line in lines if line.pledge.person_id == me],
        "others": [line for line in lines if line.pledge.person_id != me],
    }
    return render(request, "campaigns/mine.html", context)


def mine_new(request: Request) -> HttpResponse:
    home = queries.home_of(request.actor)
    if home is None:
        raise NotAllowed("您的党员组织关系不在这个平台的支部里，承诺请在所在支部提出。")
    first = fresh(due_on=request.today.replace(month=12, day=31))
    offers = {"campaigns": queries.campaigns_for(request.actor, home)}
    form = forms.OwnPledgeForm(request.POST or None, initial=first, offers=offers)

    def verb(values: dict[str, Any]) -> None:
        person = request.actor.person_id
        services.propose_pledge(org=home, person_id=person, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title="提出我的承诺", verb=verb, done="已提出，支部会上审定以后公布。", back=at("mine"),
        crumbs=[(at("mine"), "我的承诺")], lede="联系自己的岗位和身边群众的事，写得具体、能查。先在本支部公布。",
    )  # fmt: skip


def _back(pledge: Pledge) -> dict[str, Any]:
    return {"back": at("pledge", pledge.pk), "crumbs": [*_crumbs(pledge.org), (at("pledge", pledge.pk), "承诺")]}


@reading_page
def show(request: Request, pledge_id: int) -> HttpResponse:
    pledge = queries.get_pledge(request.actor, Act.RECORD_VIEW, pledge_id)
    may_record = bool(request.actor.may(Act.RECORD, pledge.org.path))
    writes = bool(queries.may_write(request.actor, pledge))
    published = pledge.state == PledgeState.PUBLISHED
    context = {
        "pledge": pledge,
        "line": queries.pledge_line(pledge, today=request.today),
        "may_edit": writes and pledge.state in WRITABLE,
        "may_note": writes and published,
        "may_settle": may_record and published and pledge.person_id != request.actor.person_id,
    }
    return render(request, "campaigns/pledge.html", context)


@reading_page
def letter(request: Request, pledge_id: int) -> HttpResponse:
    """承诺书: all the pledges of the same organisation or person that have been reviewed, and this one."""
    pledge = queries.get_pledge(request.actor, Act.RECORD_VIEW, pledge_id)
    lines = queries.pledge_lines(request.actor, pledge.org, today=request.today)
    same = [one.pledge for one in lines if one.pledge.person_id == pledge.person_id]
    return handed_out(
        papers.pledge_docx(pledge, same), f"{pledge.person.name if pledge.person else pledge.org.name}公开承诺书"
    )


def edit(request: Request, pledge_id: int) -> HttpResponse:
    pledge = queries.get_pledge(request.actor, Act.RECORD, pledge_id)
    names = ("kind", "text", "due_on", "measures", "version")
    initial = {name: getattr(pledge, name) for name in names} | {"campaign": pledge.campaign_id}
    offers = {"campaigns": queries.campaigns_for(request.actor, pledge.org)}
    form = forms.PledgeEditForm(request.POST or None, initial=initial, offers=offers)

    def verb(values: dict[str, Any]) -> None:
        services.edit_pledge(pledge.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    return filled(request, form, title="修改承诺", verb=verb, done="已保存，等会议审定。", **_back(pledge))


def note(request: Request, pledge_id: int) -> HttpResponse:
    pledge = queries.get_pledge(request.actor, Act.RECORD, pledge_id)
    offers = {"tasks": queries.tasks_to_link(pledge.org)}
    form = forms.NoteForm(
        request.POST or None, initial=fresh(on=request.today, assignment=pledge.assignment_id), offers=offers
    )

    def verb(values: dict[str, Any]) -> None:
        services.note_pledge(pledge_id=pledge.pk, actor=request.actor, now=request.now, **values)

    return filled(request, form, title="记进展", verb=verb, done="已记下。", lede=pledge.text, **_back(pledge))


def settle(request: Request, pledge_id: int) -> HttpResponse:
    pledge = queries.get_pledge(request.actor, Act.RECORD, pledge_id)
    form = forms.SettleForm(request.POST or None, initial={"version": pledge.version})

    def verb(values: dict[str, Any]) -> None:
        kept = values.pop("kept") == "yes"
        services.settle_pledge(
            pledge.pk, values.pop("version"), kept=kept, actor=request.actor, now=request.now, **values
        )  # fmt: skip

    return filled(request, form, title="写结果", verb=verb, done="已写下。", lede=pledge.text, **_back(pledge))


def _offered(request: Request, org: Organization, state: PledgeState) -> list[tuple[str, str]]:
    lines = queries.pledge_lines(request.actor, org, today=request.today, state=state)
    return [(str(line.pledge.pk), f"{line.who}：{line.pledge.text}") for line in lines]


def review(request: Request, org_id: int) -> HttpResponse:
    """审诺: one by one, at a recorded meeting."""
    org = queries.get_pledging(request.actor, Act.RECORD, org_id)
    offers = {
        "pledges": _offered(request, org, PledgeState.PROPOSED),
        "records": queries.reviewing_records(org, request.today.replace(month=1, day=1)),
    }
    form = forms.ReviewForm(request.POST or None, offers=offers)

    def verb(values: dict[str, Any]) -> None:
        passes = values.pop("passes") == "yes"
        services.review_pledges(org=org, passes=passes, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title="审定承诺", verb=verb, done="已记下审定结果。", back=at("pledges_of", org.pk), crumbs=_crumbs(org)
    )  # fmt: skip


def publish(request: Request, org_id: int) -> HttpResponse:
    """亮诺."""
    org = queries.get_pledging(request.actor, Act.RECORD, org_id)
    offers = {"pledges": _offered(request, org, PledgeState.REVIEWED)}
    form = forms.PublishForm(request.POST or None, initial={"on": request.today}, offers=offers)

    def verb(values: dict[str, Any]) -> None:
        services.publish_pledges(org=org, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title="公布承诺", verb=verb, done="已公布，本支部党员在“我的承诺”里看得到。",
        back=at("pledges_of", org.pk), crumbs=_crumbs(org),
    )  # fmt: skip
