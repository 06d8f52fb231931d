"""年度目标: set by an organisation for itself and for those below it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from jishi.committees import forms, papers, queries, services
from jishi.committees.pages.filling import at, filled, frame, year_of
from jishi.committees.rules import GoalCategory
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out


@reading_page
def index(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_room(request.actor, Act.RECORD_VIEW, org_id)
    year, category = year_of(request), request.GET.get("category", "")
    context = frame(request, org, "goals") | {
        "year": year,
        "category": category,
        "categories": GoalCategory.choices(),
        "rows": queries.goals_of(org, year, today=request.today, category=category),
        "above": queries.goals_above(request.actor, org, year, today=request.today),
    }
    return render(request, "committees/goals.html", context)


@reading_page
def printed(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_room(request.actor, Act.RECORD_VIEW, org_id)
    year = year_of(request)
    rows = queries.goals_of(org, year, today=request.today, category=request.GET.get("category", ""))
    return handed_out(papers.goals_docx(org.name, year, rows), f"{org.name}{year}年度目标")


def new(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_room(request.actor, Act.RECORD, org_id)
    last = request.today.replace(month=12, day=31)
    form = forms.GoalForm(request.POST or None, initial=fresh(year=year_of(request), due_on=last))

    def verb(values: dict[str, Any]) -> None:
        services.set_goal(org=org, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=org, title="定年度目标", verb=verb, done="已定下。", back=at("goals", org.pk),
        lede="分类别、分层级。只写做到什么，不设分数。",
    )  # fmt: skip


@reading_page
def show(request: Request, goal_id: int) -> HttpResponse:
    goal = queries.get_goal(request.actor, Act.RECORD_VIEW, goal_id)
    silent = request.GET.get("reported") == "no"
    context = frame(request, goal.org, "goals") | {
        "goal": goal,
        "row": queries.goal_row(goal, today=request.today),
        "silent": silent,
        "reports": queries.reports_on(goal, silent=silent, at=request.GET.get("at", "")),
    }
    return render(request, "committees/goal.html", context)


def edit(request: Request, goal_id: int) -> HttpResponse:
    goal = queries.get_goal(request.actor, Act.RECORD, goal_id)
    names = ("category", "level", "sector", "text", "measure", "due_on", "state", "result", "version")
    form = forms.GoalEditForm(request.POST or None, initial={name: getattr(goal, name) for name in names})

    def verb(values: dict[str, Any]) -> None:
        services.edit_goal(goal.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=goal.org, title="修改目标、写结果", verb=verb, done="已保存。", back=at("goal", goal.pk)
    )


def step(request: Request, goal_id: int) -> HttpResponse:
    goal = queries.get_goal(request.actor, Act.RECORD, goal_id)
    records = queries.records_to_link(goal.org, request.today.replace(year=goal.year, month=1, day=1))
    form = forms.GoalStepForm(request.POST or None, initial=fresh(on=request.today), offers={"records": records})

    def verb(values: dict[str, Any]) -> None:
        services.note_goal(goal_id=goal.pk, actor=request.actor, now=request.now, **values)

    return filled(
        request,
        form,
        org=goal.org,
        title="记进展",
        verb=verb,
        done="已记下。",
        lede=goal.text,
        back=at("goal", goal.pk),
    )


def report(request: Request, org_id: int, goal_id: int) -> HttpResponse:
    """An organisation says how far it is with a goal set for it from above."""
    org, goal = queries.get_goal_for(request.actor, Act.RECORD, org_id, goal_id)
    records = queries.records_to_link(org, request.today.replace(year=goal.year, month=1, day=1))
    form = forms.GoalStepForm(request.POST or None, initial=fresh(on=request.today), offers={"records": records})

    def verb(values: dict[str, Any]) -> None:
        services.report_goal(goal_id=goal.pk, org=org, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=org, title="报目标进展", verb=verb, done="已报给上级。",
        back=f"{at('goals', org.pk)}?year={goal.year}",
        lede=f"{goal.org.name}定的目标：{goal.text}。怎样算完成：{goal.measure}。写做到了哪一步，不设分数。",
    )  # fmt: skip
