"""中心组学习: members, the year's plan, the year's sheet."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from jishi.activities.rules import Kind
from jishi.committees import forms, papers, queries, services
from jishi.committees.pages.filling import at, filled, frame, people, year_of
from jishi.committees.rules import StudyForm
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.orgs import queries as orgs
from jishi.orgs import services as orgs_services
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out, tell


@reading_page
def index(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_committee(request.actor, Act.RECORD_VIEW, org_id)
    year, sitting = year_of(request), queries.sitting_of(org, request.today)
    context = frame(request, org, "study") | {
        "year": year,
        "sitting": sitting,
        "study": queries.study_year(org, year, today=request.today, sitting=sitting),
        "this_month": request.today.month if year == request.today.year else 12,
    }
    return render(request, "committees/study.html", context)


@reading_page
def printed(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_committee(request.actor, Act.RECORD_VIEW, org_id)
    year = year_of(request)
    study = queries.study_year(org, year, today=request.today)
    return handed_out(papers.study_docx(org.name, year, study), f"{org.name}{year}年度中心组学习情况")


def seat(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_committee(request.actor, Act.RECORD, org_id)
    form = forms.SeatForm(request.POST or None, initial=fresh(), offers={"people": people(org, request)})

    def verb(values: dict[str, Any]) -> None:
        orgs_services.seat_member(org=org, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=org, title="编入中心组", verb=verb, done="已编入。", back=at("study", org.pk),
        lede="从编入之日起，中心组学习的应到人员按这份名单算；一个人都没有编的，按委员会成员算。",
    )  # fmt: skip


def leave(request: Request, seat_id: int) -> HttpResponse:
    found = orgs.get_seat(request.actor, Act.RECORD, seat_id)
    form = forms.LeaveForm(request.POST or None, initial={"on": request.today})

    def verb(values: dict[str, Any]) -> None:
        orgs_services.leave_seat(seat=found, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=found.org, title="退出中心组", verb=verb, done="已退出。", back=at("study", found.org_id),
        lede=f"{found.person.name}，{found.from_on} 编入。",
    )  # fmt: skip


def plan(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_committee(request.actor, Act.RECORD, org_id)
    form = forms.TopicForm(request.POST or None, initial=fresh(year=year_of(request)))

    def verb(values: dict[str, Any]) -> None:
        services.plan_study(org=org, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=org, title="安排学习", verb=verb, done="已列入计划。", back=at("study", org.pk),
        lede="集体学习研讨每季度不少于1次。个人自学另记。",
    )  # fmt: skip


def topic(request: Request, topic_id: int) -> HttpResponse:
    """Change a study of the plan; below it who read alone."""
    found = queries.get_topic(request.actor, Act.RECORD, topic_id)
    records = queries.records_to_link(
        found.org, request.today.replace(year=found.year, month=1, day=1), [Kind.THEORY_STUDY_GROUP]
    )
    names = ("form", "topic", "month", "speakers", "version")
    initial = {name: getattr(found, name) for name in names} | {"activity": found.activity_id}
    form = forms.TopicEditForm(request.POST or None, initial=initial, offers={"records": records})

    def verb(values: dict[str, Any]) -> None:
        services.edit_study(found.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    extra = {"topic": found, "alone": queries.read_alone(found), "is_alone": found.form == StudyForm.ALONE}
    return filled(
        request, form, org=found.org, title="学习安排", verb=verb, done="已保存。", back=at("study", found.org_id), extra=extra,
    )  # fmt: skip


def alone(request: Request, topic_id: int) -> HttpResponse:
    found = queries.get_topic(request.actor, Act.RECORD, topic_id)
    sitting = [(str(one.person_id), one.name) for one in queries.sitting_of(found.org, request.today)]
    form = forms.SelfStudyForm(request.POST or None, initial=fresh(done_on=request.today), offers={"people": sitting})

    def verb(values: dict[str, Any]) -> None:
        services.note_self_study(topic_id=found.pk, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=found.org, title="记个人自学", verb=verb, done="已记下。", back=at("topic", found.pk),
        lede=found.topic,
    )  # fmt: skip


@writing_page
def drop(request: Request, topic_id: int) -> HttpResponse:
    found = queries.get_topic(request.actor, Act.RECORD, topic_id)
    try:
        services.drop_study(found.pk, found.version, actor=request.actor, now=request.now)
    except Refused as refusal:
        tell(request, refusal.reason)
        return HttpResponseRedirect(at("topic", found.pk))
    tell(request, "已从计划里去掉。")
    return HttpResponseRedirect(at("study", found.org_id))
