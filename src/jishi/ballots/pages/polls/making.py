"""The list of polls, and a new one."""

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import render

from jishi.ballots import services
from jishi.ballots.forms import polls as forms
from jishi.ballots.pages.filling import at
from jishi.ballots.queries import polls as queries
from jishi.ballots.rules.polls import PROMISE, PollKind, PollState, PollWay, Subject
from jishi.ballots.services import Group
from jishi.kernel.actor import Act
from jishi.kernel.decision import NotAllowed
from jishi.kernel.http import Request, reading_page
from jishi.orgs.models import Organization
from jishi.ui.pages import filled

FOR = {
    PollKind.LEADERS: "评班子和班子成员：优秀、称职、基本称职、不称职",
    PollKind.MEMBERS: "民主评议党员时互相评定等次",
    PollKind.SATISFACTION: "请群众或党员评一评工作",
    PollKind.MOTIONS: "几件事分别问赞成不赞成",
    PollKind.CHOICE: "推荐人选，或从几个办法里选",
}


BY_BRANCH = "民主评议党员以党支部为单位。这个组织下面党员多，请先选党支部。"
WIDE = "这个组织下面党员多，不能在一张表上列名册：在这里建的不按名册，只记发出多少份。要按名册的，先选党支部。"


@reading_page
def index(request: Request) -> HttpResponse:
    state = request.GET.get("state", "")
    counts = queries.poll_counts(request.actor)
    context = {
        "page": queries.poll_page(request.actor, state=state if state in counts else "", at=request.GET.get("at", "")),
        "states": [(each.value, each.label, counts[each]) for each in PollState],
        "state": state,
        "mine": queries.my_polls(request.actor),
        "may_make": request.actor.has(Act.POLL),
    }
    return render(request, "ballots/polls.html", context)


@reading_page
def start(request: Request) -> HttpResponse:
    """Which organisation, which kind."""
    find = request.GET.get("find", "").strip()
    orgs, has_more = queries.orgs_to_ask(request.actor, find=find)
    org = queries.org_asked(request.actor, request.GET.get("org", ""), orgs)
    is_wide = org is not None and queries.is_too_wide(org)
    context = {
        "orgs": orgs,
        "has_more": has_more,
        "find": find,
        "org": org,
        "kinds": [(kind.value, kind.label, FOR[kind], _refusal(kind, org, is_wide=is_wide)) for kind in PollKind],
    }
    return render(request, "ballots/poll_start.html", context)


def _refusal(kind: PollKind, org: Organization | None, *, is_wide: bool) -> str:
    if kind is PollKind.MEMBERS and is_wide:
        return BY_BRANCH
    return queries.may_judge_leaders(org).reason if org and kind is PollKind.LEADERS else ""


def new(request: Request, org_id: int, kind: str) -> HttpResponse:
    org = queries.get_org_to_ask(request.actor, Act.POLL, org_id)
    if kind not in set(PollKind):
        raise Http404
    chosen = PollKind(kind)
    is_wide = queries.is_too_wide(org)
    if chosen is PollKind.MEMBERS and is_wide:
        raise NotAllowed(BY_BRANCH)
    people = [] if is_wide else queries.people_to_ask(org, request.today)
    names = {one.person_id: one.name for one in people}
    judged = [(str(one.person_id), one.name) for one in people if one.is_full]
    leaders = [(str(pk), name) for pk, name in queries.leaders_of(org, request.today)] if is_wide else []
    if chosen is PollKind.LEADERS:
        judged = leaders or [(str(pk), name) for pk, name in queries.leaders_of(org, request.today)]
    form = forms.PollForm(
        request.POST or None, kind=chosen, people=leaders or [(str(pk), name) for pk, name in names.items()], judged=judged,
        only_masses=not people, initial=_first(org, chosen, list(names), judged),
    )  # fmt: skip
    said = dict(judged)

    def verb(values: dict[str, Any]) -> str:
        sheet = form.sheet()
        sheet["subjects"] = [Subject(said[pk], int(pk)) for pk in values.get("subjects", [])]
        common: dict[str, Any] = {"org": org, "actor": request.actor, "now": request.now}
        groups = [Group(name, weight) for name, weight in values.get("groups", [])]
        if groups:
            return at("poll", services.make_groups(groups=groups, **common, **sheet)[0].pk)
        return at("poll", services.make_poll(**common, **sheet).pk)

    return filled(
        request, form, title=f"{chosen.label}：{org.short_name or org.name}", verb=verb, back=at("poll_start"),
        done="已建好。下一步印票条或核对名册，然后开始投票。", lede="".join([*PROMISE[:1], WIDE if is_wide else ""]), button="建好这次测评",
        template="ballots/poll_form.html", crumbs=[(at("polls"), "无记名测评"), (at("poll_start"), "新的测评")],
    )  # fmt: skip


def _first(org: Organization, kind: PollKind, people: list[int], judged: list[tuple[str, str]]) -> dict[str, object]:
    return {
        "submission": str(uuid4()), "title": f"{org.short_name or org.name}{kind.label}"[:80], "most": 1, "by": "roll",
        "layout": "overall", "ways": [PollWay.SLIP.value], "voters": people, "subjects": [pk for pk, _ in judged],
        "asks_opinion": True,
    }  # fmt: skip
