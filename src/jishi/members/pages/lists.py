"""The list of members, on the screen, on paper and as a workbook."""

from datetime import date
from operator import itemgetter
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.members import queries, services
from jishi.members.forms import FilterForm, FindForm
from jishi.members.models import Member
from jishi.members.queries.lists import Filters
from jishi.members.rules import Category, Standing, age_on, category_on, party_age
from jishi.orgs.models import Organization
from jishi.orgs.rules import Basis
from jishi.papers.xlsx import Value, list_sheet
from jishi.people.rules import Sex, education_label, ethnicity_label
from jishi.ui.columns import Column, chosen
from jishi.ui.pages import spreadsheet, tell

type Line = dict[str, Any]
COLUMNS: tuple[Column[Line, Value], ...] = (
    Column("name", "姓名", itemgetter("name"), always=True),
    Column("sex", "性别", itemgetter("sex")),
    Column("ethnicity", "民族", itemgetter("ethnicity")),
    Column("born", "出生日期", itemgetter("born_on")),
    Column("age", "年龄", itemgetter("age"), usual=False),
    Column("native_place", "籍贯", itemgetter("native_place"), usual=False),
    Column("education", "学历", itemgetter("education")),
    Column("org", "所在党支部", itemgetter("org")),
    Column("group", "党小组", itemgetter("group"), usual=False),
    Column("category", "人员类别", lambda line: line["category"].label),
    Column("joined", "入党日期", itemgetter("joined_on")),
    Column("full", "转正日期", itemgetter("full_on"), usual=False),
    Column("party_age", "党龄", itemgetter("party_age")),
    Column("employer", "工作单位及职务", itemgetter("employer"), usual=False),
    Column("job", "工作岗位", itemgetter("job"), usual=False),
    Column("marks", "标记", lambda line: "、".join(line["marks"]), usual=False),
)


def line_of(member: Member, on: date) -> Line:
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
        "native_place": person.native_place,
        "employer": person.employer,
        "job": member.job,
        "marks": [word for word, holds in (
            ("流动", member.is_mobile), ("失联", member.is_lost), ("停止党籍", member.standing == Standing.SUSPENDED),
        ) if holds],
    }  # fmt: skip


def heading_of(filters: Filters, org: Organization | None) -> str:
    """What the list shows, in words."""
    words = [org.name if org else "", queries.FIGURES[filters.figure][0] if filters.figure else "党员名册"]
    if not filters.on:
        return "".join(words)
    basis = "，现在建制" if filters.basis == Basis.NOW else ""
    return "".join(words) + f"（{filters.on}{basis}）"


@reading_page
def index(request: Request) -> HttpResponse:
    form = FilterForm(request.GET)
    filters = form.value()
    on = filters.on or request.today
    org = queries.asked_org(request.actor, filters)
    members = queries.ways(request.actor, filters, today=request.today)
    numbers = queries.headline(members, on=on)
    page = queries.page_of(members, at=request.GET.get("at", ""))
    bases = None
    if filters.on and filters.on < request.today:
        bases = queries.bases(request.actor, filters.on, today=request.today, under=org)
    return render(
        request,
        "members/index.html",
        {
            "form": form,
            "filters": filters,
            "title": heading_of(filters, org),
            "numbers": numbers,
            "page": page,
            "lines": [line_of(member, on) for member in page.rows],
            "places": queries.places_of(request.actor, org),
            "columns": chosen(COLUMNS, request.GET),
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
    columns = chosen(COLUMNS, request.GET)
    return render(
        request,
        "members/print.html",
        {
            "rows": map(columns.values, lines),
            "words": columns.words,
            "count": len(lines),
            "title": heading_of(filters, queries.asked_org(request.actor, filters)),
            "on": on,
        },
    )


@writing_page
def export(request: Request) -> HttpResponse:
    """The list exactly as shown, as a workbook; that it left the platform is logged."""
    filters = FilterForm(request.GET).value()
    on = filters.on or request.today
    members = queries.filtered(request.actor, filters, today=request.today)
    lines = [line_of(member, on) for member in queries.print_rows(members, sort=filters.sort, limit=300_000)]
    title = heading_of(filters, queries.asked_org(request.actor, filters))
    services.record_export(count=len(lines), described=title, actor=request.actor, now=request.now)
    columns = chosen(COLUMNS, request.GET)
    rows = map(columns.values, lines)
    content = list_sheet(title=title, words=columns.words, rows=rows, on=on, unit=f"共{len(lines)}人")
    return spreadsheet(content, title)


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
