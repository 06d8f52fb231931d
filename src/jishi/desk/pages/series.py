"""系列安排: planned once for chosen branches, after a look at what already lies on them; who has planned, held, declined."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.activities import queries as activities
from jishi.activities import services as planning
from jishi.activities.rules import Kind, months_of_plan, months_on, years_to_plan
from jishi.activities.rules.series import SeriesInput, check_series
from jishi.desk.forms.plans import WhyForm
from jishi.desk.forms.series import FEW, SeriesForm, TopicForm, WhomForm, topic_count, topic_values, typed_series
from jishi.desk.pages.plans import known_year
from jishi.desk.queries.series import weigh
from jishi.files.pages import serve
from jishi.files.services import store
from jishi.kernel.actor import Act
from jishi.kernel.decision import NotAllowed, Refused
from jishi.kernel.http import Request, reading_page
from jishi.orgs.models import Organization
from jishi.ui.pages import tell

ROWS = 3  # topic rows a new series starts with
SALT = "desk.series"


def _year(request: Request) -> int:
    asked = request.GET.get("year", "")
    return known_year(int(asked)) if asked.isdecimal() and len(asked) == 4 else request.today.year


@reading_page
def index(request: Request) -> HttpResponse:
    """The series of a year within reach."""
    year = _year(request)
    context = {
        "lines": activities.list_series(request.actor, year, on=request.today),
        "year": year,
        "years": sorted({request.today.year - 1, *years_to_plan(request.today), year}),
        "may_issue": bool(activities.issuing_orgs(request.actor)),
    }
    return render(request, "desk/series.html", context)


@reading_page
def show(request: Request, series_id: int) -> HttpResponse:
    """Which branch has planned, held or declined it."""
    series = activities.get_series(request.actor, Act.RECORD_VIEW, series_id)
    asked = request.GET
    topic = asked.get("topic", "")
    state, number = asked.get("state", ""), int(topic) if topic.isdecimal() and len(topic) < 4 else None
    board = activities.series_board(
        request.actor, series, on=request.today, find=asked.get("find", "").strip(), state=state, topic=number,
        at=asked.get("at", ""),
    )  # fmt: skip
    may_change = bool(request.actor.may(Act.ASSIGN, series.issuer.path)) and series.withdrawn_at is None
    context = {
        "series": series, "board": board, "state": state, "topic": number, "find": asked.get("find", "").strip(),
        "may_change": may_change, "narrowed": bool(state or number or asked.get("find")),
    }  # fmt: skip
    return render(request, "desk/series_show.html", context)


@reading_page
def paper(request: Request, series_id: int) -> HttpResponse:
    """The notice or material behind a series."""
    series = activities.get_series(request.actor, Act.RECORD_VIEW, series_id)
    if series.paper is None:
        raise Http404
    return serve(series.paper)


def _topics(request: Request, year: int, shown: list[dict[str, object]]) -> list[TopicForm]:
    """The topic rows: as typed, or as they are first shown; a pressed 加一个主题 adds one."""
    if request.method == "POST":
        count = topic_count(request.POST, 1) + ("add_topic" in request.POST)
        forms = [TopicForm(request.POST, prefix=f"topic-{n}", year=year) for n in range(count)]
        if "add_topic" in request.POST:
            forms[-1] = TopicForm(
                prefix=f"topic-{count - 1}", year=year, initial=_blank(year, request.today, min(count - 1, 6))
            )
        return forms
    return [TopicForm(prefix=f"topic-{n}", year=year, initial=values) for n, values in enumerate(shown)]


def _blank(year: int, today: date, later: int = 0) -> dict[str, object]:
    """A row to be filled: so many months after the first that can still be planned, as 主题党日."""
    month = months_on(max(today.replace(day=1), months_of_plan(year)[0]), later)
    return {"month": f"{month:%Y-%m}", "kinds": [Kind.THEME_PARTY_DAY.value]}


def _kept_paper(request: Request) -> tuple[int, str] | None:
    """A paper stored on an earlier press, known by our own mark."""
    try:
        file_id, name = signing.loads(request.POST.get("paper_kept", ""), salt=SALT)
    except signing.BadSignature:
        return None
    return int(file_id), str(name)


def _paper(request: Request, form: SeriesForm) -> tuple[int, str] | None:
    upload = form.cleaned_data.get("paper")
    if not upload:
        return _kept_paper(request)
    try:
        file = store(upload, actor=request.actor, now=request.now)
    except Refused as refusal:
        raise Refused(refusal.reason, "paper") from refusal
    return file.pk, file.name


def _refuse(form: SeriesForm, topics: list[TopicForm], refusal: Refused) -> None:
    name = refusal.field or ""
    if name.startswith("topic-"):
        number, _, which = name.removeprefix("topic-").partition("-")
        filled = [topic for topic in topics if not topic.is_blank]
        target = next((t for t in filled if t.cleaned_data["number"] == int(number) + 1), None)
        (target or filled[min(int(number), len(filled) - 1)]).add_error(which, refusal.reason)
    else:
        form.add_error(name if name in form.fields else None, refusal.reason)


def _issuer(request: Request, issuers: list[Organization]) -> Organization:
    if not issuers:
        raise NotAllowed("您的职务没有给下级安排系列活动的权限。需要时请联系上级组织办。")
    asked = request.POST.get("issuer", "")
    return next((org for org in issuers if str(org.pk) == asked), issuers[0])


def new(request: Request) -> HttpResponse:
    """Typed, then looked at beside what already lies on the chosen branches, then arranged."""
    year = _year(request)
    issuers = activities.issuing_orgs(request.actor)
    issuer = _issuer(request, issuers)
    posted = request.POST if request.method == "POST" else None
    form = SeriesForm(
        posted, request.FILES or None, issuers=[(org.pk, org.name) for org in issuers],
        initial={"issuer": issuer.pk, "submission": uuid4()},
    )  # fmt: skip
    topics = _topics(request, year, [_blank(year, request.today, n) for n in range(ROWS)])
    branches = activities.series_targets(request.actor, issuer)[: FEW + 1]  # to be picked only where they are few
    whom = WhomForm(
        posted,
        units=[(org.pk, org.short_name or org.name) for org in activities.units_below(issuer)],
        branches=[(org.pk, org.short_name or org.name) for org in branches],
    )
    context: dict[str, Any] = {"form": form, "topics": topics, "whom": whom, "year": year, "issuer": issuer}
    if posted is not None and "add_topic" not in request.POST:
        parts = [form.is_valid(), whom.is_valid(), *[topic.is_valid() for topic in topics]]
        if all(parts):
            done = _look_or_issue(request, context)
            if done:
                return done
    return render(request, "desk/series_new.html", context)


def _look_or_issue(request: Request, context: dict[str, Any]) -> HttpResponse | None:
    form, topics, whom, issuer = context["form"], context["topics"], context["whom"], context["issuer"]
    data = whom.cleaned_data
    orgs = list(
        activities.series_targets(
            request.actor,
            issuer,
            sectors=data["sectors"],
            kinds=data["kinds"],
            under=[org for org in activities.units_below(issuer) if str(org.pk) in data.get("under", [])],
            ids=[int(pk) for pk in data.get("picks", [])],
        )
    )
    try:
        kept = _paper(request, form)
        if kept:
            context["paper_kept"], context["paper_name"] = signing.dumps(kept, salt=SALT), kept[1]
        typed = typed_series(
            form, topics, year=context["year"], chosen=whom.words(len(orgs)), paper_id=kept[0] if kept else None
        )
        if not orgs:
            raise Refused("这样选，一个支部也没有。请放宽条件。")
        check_series(typed, [org.kind for org in orgs])
        weight = weigh(issuer, orgs, typed, on=request.today)
        context["is_changed"] = "confirm" in request.POST and request.POST.get("seen") != weight.key
        if "confirm" in request.POST and not context["is_changed"]:
            series = planning.issue_series(
                typed, [org.pk for org in orgs], actor=request.actor, now=request.now,
                submission=form.cleaned_data["submission"],
            )  # fmt: skip
            tell(request, f"已安排：{typed.chosen}的计划里都有了，各支部负责人收到了通知。")
            return HttpResponseRedirect(reverse("desk-series_show", args=[series.pk]))
    except Refused as refusal:
        _refuse(form, topics, refusal)
        return None
    context["weight"], context["rests_on"] = weight, typed.rests_on
    context["orgs"] = orgs
    context["chosen"] = typed.chosen
    return None


def edit(request: Request, series_id: int) -> HttpResponse:
    """Change a series, ask it of further branches, or take it back: what no branch has touched follows."""
    series = activities.get_series(request.actor, Act.ASSIGN, series_id)
    stored: SeriesInput = activities.series_input(series)
    saving = request.method == "POST" and ("save" in request.POST or "add_topic" in request.POST)
    form = SeriesForm(
        request.POST if saving else None, request.FILES or None if saving else None,
        issuers=[(series.issuer_id, series.issuer.name)],
        initial={"issuer": series.issuer_id, "title": series.title, "basis": series.basis, "note": series.note,
                 "rests_on": series.rests_on, "minutes": series.minutes, "version": series.version},
    )  # fmt: skip
    shown = topic_values(stored.topics)
    topics = (
        _topics(request, series.year, shown)
        if saving
        else [TopicForm(prefix=f"topic-{n}", year=series.year, initial=values) for n, values in enumerate(shown)]
    )
    why = WhyForm(request.POST if "withdraw" in request.POST else None, initial={"version": series.version})
    others = list(activities.series_targets(request.actor, series.issuer, without=series))
    context: dict[str, Any] = {"form": form, "topics": topics, "why": why, "series": series, "others": others}
    if request.method == "POST" and "add_topic" not in request.POST:
        try:
            if _changed(request, series.pk, stored, form, topics, why):
                return HttpResponseRedirect(reverse("desk-series_show", args=[series.pk]))
        except Refused as refusal:
            if form.is_bound:
                _refuse(form, topics, refusal)
            elif why.is_bound:
                why.add_error(refusal.field if refusal.field in why.fields else None, refusal.reason)
            else:
                tell(request, f"没有改动：{refusal.reason}")
                return HttpResponseRedirect(request.path)
    return render(request, "desk/series_edit.html", context)


def _changed(
    request: Request, series_id: int, stored: SeriesInput, form: SeriesForm, topics: list[TopicForm], why: WhyForm
) -> bool:
    actor, now = request.actor, request.now
    if "save" in request.POST:
        if not all([form.is_valid(), *[topic.is_valid() for topic in topics]]):
            return False
        kept = _paper(request, form)
        typed = typed_series(
            form, topics, year=stored.year, chosen=stored.chosen, paper_id=kept[0] if kept else stored.paper_id
        )
        planning.change_series(series_id, typed, form.cleaned_data["version"] or 0, actor=actor, now=now)
        tell(request, "已改好。支部没有动过的，计划里已跟着变；动过的、已开展的不变。")
    elif "withdraw" in request.POST:
        if not why.is_valid():
            return False
        data = why.cleaned_data
        planning.withdraw_series(series_id, data["reason"], data["version"], actor=actor, now=now)
        tell(request, "已撤回。支部没有动过的已从计划里去掉；动过的、已开展的留在支部的计划里。")
    else:
        version = request.POST.get("version", "")
        ids = [int(pk) for pk in request.POST.getlist("more") if pk.isdecimal()]
        if not ids:
            raise Refused("请至少选一个党组织。", "orgs")
        planning.extend_series(series_id, ids, int(version) if version.isdecimal() else 0, actor=actor, now=now)
        tell(request, f"已给{len(ids)}个党组织加上。")
    return True
