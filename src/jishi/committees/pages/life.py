"""民主生活会: years, one meeting with its steps, talks and 整改清单."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from jishi.activities.rules import Kind
from jishi.committees import forms, papers, queries, services
from jishi.committees.pages.filling import at, filled, frame, people
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out


@reading_page
def index(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_committee(request.actor, Act.RECORD_VIEW, org_id)
    lives = queries.life_views(list(queries.lives_of(org)[:6]))
    return render(request, "committees/lives.html", frame(request, org, "life") | {"lives": lives})


def new(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_committee(request.actor, Act.RECORD, org_id)
    form = forms.LifeForm(request.POST or None, initial=fresh(year=request.today.year))

    def verb(values: dict[str, Any]) -> None:
        services.open_life_meeting(org=org, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=org, title="筹备民主生活会", verb=verb, done="已建立，按环节往下办。", back=at("life", org.pk),
        lede="一般安排在第四季度；推迟的须经上级同意。",
    )  # fmt: skip


@reading_page
def show(request: Request, meeting_id: int) -> HttpResponse:
    meeting = queries.get_life(request.actor, Act.RECORD_VIEW, meeting_id)
    context = frame(request, meeting.org, "life") | {"life": queries.life_view(meeting), "meeting": meeting}
    return render(request, "committees/life.html", context)


@reading_page
def printed(request: Request, meeting_id: int) -> HttpResponse:
    meeting = queries.get_life(request.actor, Act.RECORD_VIEW, meeting_id)
    content = papers.life_docx(meeting.org.name, queries.life_view(meeting))
    return handed_out(content, f"{meeting.org.name}{meeting.year}年度民主生活会整改清单")


def edit(request: Request, meeting_id: int) -> HttpResponse:
    meeting = queries.get_life(request.actor, Act.RECORD, meeting_id)
    since = request.today.replace(year=meeting.year, month=1, day=1)
    records = queries.records_to_link(meeting.org, since, [Kind.DEMOCRATIC_LIFE_MEETING])
    initial = {"theme": meeting.theme, "activity": meeting.activity_id, "version": meeting.version}
    form = forms.LifeEditForm(request.POST or None, initial=initial, offers={"records": records})

    def verb(values: dict[str, Any]) -> None:
        services.edit_life_meeting(meeting.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    return filled(
        request,
        form,
        org=meeting.org,
        title="主题和会议记录",
        verb=verb,
        done="已保存。",
        back=at("life_show", meeting.pk),
    )


def step(request: Request, meeting_id: int) -> HttpResponse:
    meeting = queries.get_life(request.actor, Act.RECORD, meeting_id)
    initial = {"step": request.GET.get("step", ""), "done_on": request.today}
    form = forms.StepForm(request.POST or None, initial=initial)

    def verb(values: dict[str, Any]) -> None:
        services.note_life_step(meeting_id=meeting.pk, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=meeting.org, title="记环节", verb=verb, done="已记下。", back=at("life_show", meeting.pk),
        lede="对照检查材料、个人发言和批评意见留纸质，不录入平台。",
    )  # fmt: skip


def talk(request: Request, meeting_id: int) -> HttpResponse:
    meeting = queries.get_life(request.actor, Act.RECORD, meeting_id)
    form = forms.TalkForm(
        request.POST or None, initial=fresh(held_on=request.today), offers={"people": people(meeting.org, request)}
    )

    def verb(values: dict[str, Any]) -> None:
        services.note_talk(meeting_id=meeting.pk, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=meeting.org, title="记谈心谈话", verb=verb, done="已记下。", back=at("life_show", meeting.pk),
        lede="只记日期和双方，谈了什么不录入。",
    )  # fmt: skip


def rectify(request: Request, meeting_id: int) -> HttpResponse:
    meeting = queries.get_life(request.actor, Act.RECORD, meeting_id)
    form = forms.RectifyForm(request.POST or None, initial=fresh(), offers={"people": people(meeting.org, request)})

    def verb(values: dict[str, Any]) -> None:
        services.rectify(meeting_id=meeting.pk, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=meeting.org, title="列入整改清单", verb=verb, done="已列入，并交给责任人。", button="列入",
        back=at("life_show", meeting.pk), lede="列入后成为责任人的任务，办结后由另一名同志验收销号。",
    )  # fmt: skip
