"""节假日: the table of days, by year."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jishi.kernel.decision import Refused, demand
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.kernel.reports import ImportReport
from jishi.site import queries, services
from jishi.site.forms import DayForm, SheetForm, YearForm
from jishi.site.papers import days_workbook
from jishi.site.rules import DayKind, may_set, year_of_days
from jishi.ui.pages import spreadsheet, tell


def _shown(
    request: Request,
    year: int,
    form: DayForm,
    sheet: SheetForm,
    *,
    editing: int = 0,
    report: ImportReport | None = None,
) -> HttpResponse:
    table = queries.day_table()
    context = {
        "year": year,
        "rows": queries.days_of(year),
        "months": year_of_days(year, table),
        "unknown": not table.knows(year),
        "form": form,
        "sheet": sheet,
        "editing": editing,
        "report": report,
    }
    return render(request, "site/holidays.html", context)


def holidays(request: Request) -> HttpResponse:
    """The year view, the rows, and the form for days in a row or the one row being changed."""
    demand(may_set(request.actor))
    year = YearForm(request.GET).year_or(request.today)
    wanted = request.GET.get("edit", "")
    row = queries.get_day(int(wanted)) if wanted.isdecimal() else None
    initial: dict[str, object] = {"kind": DayKind.REST, "version": 0}
    if row:
        initial = {"first": row.day, "last": row.day, "kind": row.kind, "name": row.name, "basis": row.basis}
        initial["version"] = row.version
    form = DayForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            changed = services.set_days(
                first=values["first"],
                last=values["last"] or values["first"],
                kind=values["kind"],
                name=values["name"],
                basis=values["basis"],
                version=values["version"] or 0,
                actor=request.actor,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(refusal.field, refusal.reason)
        else:
            tell(request, f"已保存，{changed} 天有变化。" if changed else "和表里的一样，没有变化。")
            return redirect(f"{reverse('site-holidays')}?year={values['first'].year}")
    return _shown(request, year, form, SheetForm(), editing=row.pk if row else 0)


@writing_page
def remove(request: Request, day_id: int) -> HttpResponse:
    """Take one day out."""
    row = services.remove_day(day_id, actor=request.actor, now=request.now)
    tell(request, f"已去掉 {row.day:%m-%d}（{row.name}）。")
    return redirect(f"{reverse('site-holidays')}?year={row.day.year}")


@writing_page
def import_sheet(request: Request) -> HttpResponse:
    """Take in a sheet; what cannot come in is explained by row and nothing is written."""
    demand(may_set(request.actor))
    sheet = SheetForm(request.POST, request.FILES)
    year, report = request.today.year, None
    if sheet.is_valid():
        file = sheet.cleaned_data["file"]
        try:
            report = services.import_days(file.read(), file.name, actor=request.actor, now=request.now)
        except Refused as refusal:
            sheet.add_error("file" if refusal.field == "file" else None, refusal.reason)
        else:
            if report.imported:
                tell(request, f"已导入：新增 {report.new} 天，变动 {report.changed} 天，不变 {report.unchanged} 天。")
                years = queries.years_with_days()
                return redirect(f"{reverse('site-holidays')}?year={years[1] if years else year}")
            sheet.add_error(
                "file", f"有 {len(report.refused)} 行不能导入，原因在下面。改好后整份再传，现在什么都没有写入。"
            )
    return _shown(request, year, DayForm(initial={"version": 0}), sheet, report=report)


@reading_page
def export(request: Request, year: int) -> HttpResponse:
    """The rows of a year as .xlsx; an empty year gives the sheet to fill in."""
    demand(may_set(request.actor))
    rows = [(row.day, DayKind.label_of(row.kind), row.name, row.basis) for row in queries.days_of(year)]
    return spreadsheet(days_workbook(year, rows), f"{year}年节假日安排")
