"""评选表彰: the list, one, who could be recommended, a recommendation, opinions, 公示, the decision."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from jishi.campaigns import forms, papers, queries, services
from jishi.campaigns.models import Nominee, Selection
from jishi.campaigns.pages.filling import at, filled
from jishi.campaigns.rules import COMMENDED, OF_PERSONS, Condition, HonourKind, NomineeState, SelectionState
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.notices.forms import ShowForm
from jishi.notices.pages import publicity as publicities
from jishi.notices.queries import objections_of
from jishi.notices.rules import Issuer
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out


@reading_page
def index(request: Request) -> HttpResponse:
    context = {
        "page": queries.selection_page(request.actor, at=request.GET.get("at", "")),
        "may_issue": request.actor.has(Act.DEMAND_SET),
        "orgs": queries.in_sight(queries.issuing_orgs(request.actor)),
    }
    return render(request, "campaigns/selections.html", context)


def _crumbs(selection: Selection | None = None) -> list[tuple[str, str]]:
    found = [(at("selections"), "评选表彰")]
    return [*found, (at("selection", selection.pk), selection.title)] if selection else found


def new(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_issuer(request.actor, Act.DEMAND_SET, org_id)
    usual = [Condition.FULL, Condition.GOOD_STANDING, Condition.NOT_LOST, Condition.EXCELLENT, Condition.NOT_LOW,
             Condition.ONE_TITLE, Condition.SECRETARY, Condition.TERM]  # fmt: skip
    first = fresh(year=request.today.year, level="committee_level", conditions=[one.value for one in usual])
    offers = {"campaigns": queries.campaigns_for(request.actor, org)}
    form = forms.SelectionForm(request.POST or None, initial=first, offers=offers)

    def verb(values: dict[str, Any]) -> str:
        facts = form.facts(values)
        return at("selection", services.open_selection(org=org, actor=request.actor, now=request.now, **facts).pk)

    return filled(
        request, form, title="开展评选表彰", verb=verb, back=at("selections"), crumbs=_crumbs(),
        done="已建好。下级可以推荐，符不符合条件逐条写明。", lede=f"{org.name}。没有依据的不得自行设立评比表彰项目。",
    )  # fmt: skip


@reading_page
def show(request: Request, selection_id: int) -> HttpResponse:
    selection = queries.get_selection(request.actor, Act.RECORD_VIEW, selection_id)
    may_decide = bool(request.actor.may(Act.DEMAND_SET, selection.org.path))
    lines = queries.nominee_lines(request.actor, selection)
    live = [line for line in lines if line.nominee.state != NomineeState.DROPPED]
    open_ = selection.state == SelectionState.OPEN
    context = {
        "selection": selection,
        "lines": lines,
        "quotas": [
            (HonourKind.label_of(kind), number, sum(line.nominee.kind == kind for line in live))
            for kind, number in queries.quotas_of(selection).items()
        ],
        "conditions": [Condition(one).label for one in selection.conditions],
        "orgs": queries.in_sight(queries.nominating_orgs(request.actor, selection)) if open_ else None,
        "kinds": [(kind.value, kind.label) for kind in COMMENDED],
        "objections": objections_of(selection.publicity) if selection.publicity and may_decide else [],
        "may_decide": may_decide,
        "why_not": queries.may_award(selection, request.today),
    }
    return render(request, "campaigns/selection.html", context)


@reading_page
def choose(request: Request, selection_id: int, org_id: int, kind: str) -> HttpResponse:
    """Who of an organisation meets the conditions, and of everybody else why not."""
    selection, org = queries.get_recommending(request.actor, Act.RECORD, selection_id, org_id)
    if kind not in set(COMMENDED):
        raise Http404
    context = {
        "selection": selection,
        "org": org,
        "kind": kind,
        "word": HonourKind.label_of(kind),
        "rows": queries.possible(selection, org, kind, request.today),
    }
    return render(request, "campaigns/choose.html", context)


def recommend(request: Request, selection_id: int, org_id: int, kind: str, who: int) -> HttpResponse:
    selection, org = queries.get_recommending(request.actor, Act.RECORD, selection_id, org_id)
    found = next((one for one in queries.possible(selection, org, kind, request.today) if one.pk == who), None)
    if kind not in set(COMMENDED) or found is None:
        raise Http404
    form = forms.RecommendForm(request.POST or None, initial=fresh())
    subject: dict[str, Any] = {"person_id" if kind in OF_PERSONS else "target_id": who}

    def verb(values: dict[str, Any]) -> str:
        made = services.recommend(
            selection_id=selection.pk, org=org, kind=kind, actor=request.actor, now=request.now, **subject, **values
        )
        return at("nominee", made.pk)

    return filled(
        request, form, title=f"推荐{found.name}：{HonourKind.label_of(kind)}", verb=verb, crumbs=_crumbs(selection),
        back=at("choose", selection.pk, org.pk, kind), done="已推荐。基本情况从记录里取，不用再填。",
        template="campaigns/recommend_form.html", checks=found.checks,
    )  # fmt: skip


@reading_page
def nominee(request: Request, nominee_id: int) -> HttpResponse:
    found = queries.get_nominee(request.actor, Act.RECORD_VIEW, nominee_id)
    line = queries.line_of_nominee(found)
    writes = bool(
        request.actor.may(Act.RECORD, found.org.path) or request.actor.may(Act.RECORD, found.selection.org.path)
    )
    may = writes and found.selection.state == SelectionState.OPEN and found.state == NomineeState.PROPOSED
    return render(request, "campaigns/nominee.html", {"nominee": found, "line": line, "may_write": may})


@reading_page
def form_paper(request: Request, nominee_id: int) -> HttpResponse:
    """推荐审批表."""
    found = queries.get_nominee(request.actor, Act.RECORD_VIEW, nominee_id)
    facts = queries.form_facts(found, request.today)
    return handed_out(papers.recommendation_docx(facts), f"{facts.name}{found.get_kind_display()}推荐审批表")


@reading_page
def summary(request: Request, selection_id: int) -> HttpResponse:
    """推荐汇总表."""
    selection = queries.get_selection(request.actor, Act.RECORD_VIEW, selection_id)
    lines = [x for x in queries.nominee_lines(request.actor, selection) if x.nominee.state != NomineeState.DROPPED]
    return handed_out(papers.summary_docx(selection, lines), f"{selection.title}推荐汇总表")


def _of_nominee(found: Nominee) -> dict[str, Any]:
    return {"back": at("nominee", found.pk), "crumbs": _crumbs(found.selection)}


def nominee_edit(request: Request, nominee_id: int) -> HttpResponse:
    found = queries.get_nominee(request.actor, Act.RECORD, nominee_id)
    names = ("worked_since", "resume", "rewards", "deeds", "version")
    form = forms.NomineeForm(request.POST or None, initial={name: getattr(found, name) for name in names})

    def verb(values: dict[str, Any]) -> None:
        services.edit_nominee(found.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    return filled(request, form, title="修改推荐材料", verb=verb, done="已保存。", **_of_nominee(found))


def nominee_drop(request: Request, nominee_id: int) -> HttpResponse:
    found = queries.get_nominee(request.actor, Act.RECORD, nominee_id)
    form = forms.WhyForm(request.POST or None, initial={"version": found.version})

    def verb(values: dict[str, Any]) -> None:
        services.drop_nominee(found.pk, actor=request.actor, now=request.now, **values)

    return filled(request, form, title="不再推荐", verb=verb, done="已写明。", **_of_nominee(found))


def opinion(request: Request, nominee_id: int) -> HttpResponse:
    found = queries.get_nominee(request.actor, Act.RECORD, nominee_id)
    whose = queries.opinions_of(request.actor, found)
    form = forms.OpinionForm(request.POST or None, initial=fresh(on=request.today), whose=whose)

    def verb(values: dict[str, Any]) -> None:
        agrees = values.pop("agrees") == "yes"
        services.note_opinion(nominee_id=found.pk, agrees=agrees, actor=request.actor, now=request.now, **values)

    return filled(request, form, title="记意见", verb=verb, done="已记下。", **_of_nominee(found))


def _deciding(request: Request, selection_id: int) -> tuple[Selection, dict[str, Any]]:
    found = queries.get_selection(request.actor, Act.DEMAND_SET, selection_id)
    return found, {"back": at("selection", found.pk), "crumbs": _crumbs(found)}


def publicity(request: Request, selection_id: int) -> HttpResponse:
    found, shown = _deciding(request, selection_id)
    first = {"from_on": request.today, "version": found.version, "shown_where": "本平台和党务公开栏"}
    form = ShowForm(request.POST or None, initial=first)

    def verb(values: dict[str, Any]) -> None:
        services.show_selection(found.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title="公示", verb=verb, done="已公示，范围内的党员在“我的承诺”和本页看得到。",
        template="notices/show.html", text=queries.publicity_text(found), **shown,
    )  # fmt: skip


def objection_new(request: Request, selection_id: int) -> HttpResponse:
    found, shown = _deciding(request, selection_id)
    return publicities.take_down(request, found.publicity, Issuer.of(found.org), **shown)


def objection(request: Request, selection_id: int, objection_id: int) -> HttpResponse:
    found, one = queries.get_objection(request.actor, selection_id, objection_id)
    return publicities.answer(request, one, Issuer.of(found.org), back=at("selection", found.pk), crumbs=_crumbs(found))


def conclude(request: Request, selection_id: int) -> HttpResponse:
    found, shown = _deciding(request, selection_id)
    return publicities.conclude(request, found.publicity, Issuer.of(found.org), **shown)


def decide(request: Request, selection_id: int) -> HttpResponse:
    found, shown = _deciding(request, selection_id)
    live = [x for x in queries.nominee_lines(request.actor, found) if x.nominee.state == NomineeState.PROPOSED]
    offers = {
        "nominees": [(str(x.nominee.pk), f"{x.name}（{x.nominee.get_kind_display()}）") for x in live],
        "records": queries.deciding_records(found),
    }
    first = {"on": request.today, "version": found.version, "ids": [x.nominee.pk for x in live]}
    form = forms.DecideForm(request.POST or None, initial=first, offers=offers)

    def verb(values: dict[str, Any]) -> None:
        services.decide_selection(found.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    return filled(request, form, title="作出表彰决定", verb=verb, done="已决定，进了荣誉台账，可以打印证书。", **shown)
