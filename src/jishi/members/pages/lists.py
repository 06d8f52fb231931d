"""The list of members, on the screen, on paper and as a workbook."""

from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.members import papers, queries, services
from jishi.members.forms import FilterForm, FindForm
from jishi.members.models import Member
from jishi.members.queries.lists import SORTS, Filters
from jishi.members.rules import Category, age_on, category_on, party_age
from jishi.orgs.rules import Basis
from jishi.people.rules import Sex, education_label, ethnicity_label
from jishi.ui.pages import tell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = ("姓名", "性别", "民族", "出生日期", "学历", "所在党支部", "党小组", "人员类别", "入党日期", "转正日期", "党龄")  # fmt: skip


def line_of(member: Member, on: date) -> dict[str, Any]:
    """A member as a row of the list on that day."""
    person = member.person
    category = category_on(member.category, member.full_on, on)
    years = None
    if category is Category.FULL:  # 党龄 begins with 转正
        years = party_age(member.joined_on, member.full_on, on, correction_months=member.standing_correction_months)
    return {
        "id": member.pk,
        "name": person.name,
        "sex": Sex.label_of(person.sex) if person.sex in ("1", "2") else "",
        "ethnicity": ethnicity_label(person.ethnicity),
        "born_on": person.born_on,
        "age": age_on(person.born_on, on) if person.born_on else None,
        "education": education_label(person.education, person.education_label),
        "org_id": member.org_id,
        "org": (member.org.short_name or member.org.name) if member.org else "已离开",
        "group": member.group.name if member.group else "",
        "category": category,
        "joined_on": member.joined_on,
        "full_on": member.full_on,
        "party_age": years,
        "is_mobile": member.is_mobile,
        "is_lost": member.is_lost,
        "suspended": member.standing == "suspended",
    }


def heading_of(filters: Filters, orgs: dict[int, str]) -> str:
    """What the list shows, in words."""
    words = [orgs.get(filters.org_id or 0, ""), queries.FIGURES[filters.figure][0] if filters.figure else "党员名册"]
    if not filters.on:
        return "".join(words)
    basis = "，现在建制" if filters.basis == Basis.NOW else ""
    return "".join(words) + f"（{filters.on}{basis}）"


@reading_page
def index(request: Request) -> HttpResponse:
    form = FilterForm(request.GET)
    filters = form.value()
    on = filters.on or request.today
    members = queries.filtered(request.actor, filters, today=request.today)
    numbers = queries.headline(members, on=on)
    page = queries.page_of(members, sort=filters.sort, at=request.GET.get("at", ""), total=numbers["total"])
    branches = queries.branches_of(request.actor)
    bases = None
    if filters.on and filters.on < request.today:
        bases = queries.bases(
            request.actor, filters.on, today=request.today, under=queries.asked_org(request.actor, filters)
        )
    return render(
        request,
        "members/index.html",
        {
            "form": form,
            "filters": filters,
            "title": heading_of(filters, {b.pk: b.name for b in branches}),
            "numbers": numbers,
            "page": page,
            "lines": [line_of(member, on) for member in page.rows],
            "branches": branches,
            "sorts": SORTS,
            "bases": bases,
            "address": request.GET.urlencode(),
            "may_import": request.actor.has(Act.ROSTER_IMPORT),
            "may_add": request.actor.has(Act.MEMBER_EDIT),
        },
    )


@reading_page
def print_(request: Request) -> HttpResponse:
    filters = FilterForm(request.GET).value()
    on = filters.on or request.today
    members = queries.filtered(request.actor, filters, today=request.today)
    lines = [line_of(member, on) for member in queries.print_rows(members, sort=filters.sort)]
    orgs = {b.pk: b.name for b in queries.branches_of(request.actor)}
    return render(
        request,
        "members/print.html",
        {"lines": lines, "title": heading_of(filters, orgs), "on": on, "filters": filters},
    )


@writing_page
def export(request: Request) -> HttpResponse:
    """The list exactly as shown, as a workbook; that it left the platform is logged."""
    filters = FilterForm(request.GET).value()
    on = filters.on or request.today
    members = queries.filtered(request.actor, filters, today=request.today)
    lines = [line_of(member, on) for member in queries.print_rows(members, sort=filters.sort, limit=300_000)]
    title = heading_of(filters, {b.pk: b.name for b in queries.branches_of(request.actor)})
    services.record_export(count=len(lines), described=title, actor=request.actor, now=request.now)
    content = papers.list_workbook(title=title, on=on, count=len(lines), header=COLUMNS, rows=map(_cells, lines))
    return download(content, f"{title}.xlsx")


def _cells(line: dict[str, Any]) -> list[str | int | date | None]:
    shown = [line[n] for n in ("name", "sex", "ethnicity", "born_on", "education", "org", "group")]
    return [*shown, line["category"].label, line["joined_on"], line["full_on"], line["party_age"]]


def download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = _attachment(name)
    response["Cache-Control"] = "no-store"
    return response


def _attachment(name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"


@writing_page
def find(request: Request) -> HttpResponse:
    """By the whole citizen number, to the card. The number is posted and goes into no address."""
    form = FindForm(request.POST)
    if form.is_valid():
        wanted = Filters(q=form.cleaned_data["citizen_id"])
        found = list(queries.filtered(request.actor, wanted, today=request.today)[:2])
        if len(found) == 1 and any(char.isdigit() for char in wanted.q):
            return HttpResponseRedirect(reverse("members-show", args=[found[0].pk]))
    tell(request, "您能看到的范围内没有这个身份证号的党员，请核对号码。")
    return HttpResponseRedirect(reverse("members-index"))
