"""述职评议: the report drafted from records, the meeting, the comment, the evaluation, the result, what is put right."""

from typing import Any

from django import forms as dj
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from jishi.activities.rules import Kind
from jishi.appraisals import forms, papers, queries, services
from jishi.appraisals.models import WorkReport
from jishi.appraisals.pages.filling import at, people
from jishi.appraisals.rules import ReportPart
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused, demand, no
from jishi.kernel.http import Page, Request, reading_page, writing_page
from jishi.ui import pages as ui
from jishi.ui.fields import fresh, values
from jishi.ui.pages import handed_out, tell


def _filled(request: Request, form: dj.Form, row: WorkReport, *, verb: Any, **shown: Any) -> HttpResponse:
    """A form about one report."""
    crumbs = [(at("reports"), "述职评议"), (at("report", row.pk), f"{row.year}年度{row.person.name}")]
    plain: dict[str, Any] = {"crumbs": crumbs, "back": at("report", row.pk), "row": row}
    return ui.filled(request, form, verb=lambda _: verb(values(form)), **(plain | shown))


@reading_page
def index(request: Request) -> HttpResponse:
    """The reports of a year that the actor may read."""
    asked = request.GET
    usual = request.today.year - 1 if request.today.month <= 3 else request.today.year
    year = int(asked["year"]) if asked.get("year", "").isdecimal() and 2000 <= int(asked["year"]) <= 2100 else usual
    filters = queries.ReportFilters(year, asked.get("step", ""), asked.get("q", "").strip()[:60])
    context = {
        "page": queries.list_reports(request.actor, filters, at=asked.get("at", "")),
        "filters": filters,
        "is_narrowed": bool(filters.step or filters.q),
        "steps": [(key, word) for key, (word, _) in queries.REPORT_STEPS.items()],
        "years": range(request.today.year, request.today.year - 4, -1),
        "orgs": queries.reporting_orgs(request.actor),
    }
    return render(request, "appraisals/reports.html", context)


def new(request: Request) -> HttpResponse:
    orgs = queries.reporting_orgs(request.actor)
    offers = {"orgs": [(str(org.pk), org.short_name or org.name) for org in orgs]}
    first = {"org": orgs[0].pk} if len(orgs) == 1 else {}
    form = forms.ReportNewForm(request.POST or None, initial=fresh(year=request.today.year, **first), offers=offers)

    def verb(_: dict[str, Any]) -> str:
        given = values(form)
        org = queries.get_reporting(request.actor, given.pop("org_id"))
        return at("report", services.draft_report(org=org, actor=request.actor, now=request.now, **given).pk)

    notes = () if orgs else ("您没有可以起草述职报告的党组织。述职评议在党支部、党总支和村、社区党委开展。",)
    return ui.filled(
        request, form, title="起草述职报告", verb=verb, done="已从本年度的记录起草，接着改写。", back=at("reports"),
        crumbs=[(at("reports"), "述职评议")], button="起草", notes=notes,
        lede="有记录的逐句引用记录，没有记录的留空由本人写，不编造。",
    )  # fmt: skip


@reading_page
def show(request: Request, report_id: int) -> HttpResponse:
    row = queries.get_report(request.actor, Act.VIEW, report_id)
    context = {
        "row": row,
        "org": row.org,
        "parts": [(part.label, getattr(row, part.value)) for part in ReportPart],
        "problems": queries.problems_of(row),
        "sees_result": queries.reads_result(request.actor, row),
        "leads": bool(queries.may_lead(request.actor, row.org)),
        "may_record": bool(request.actor.may(Act.RECORD, row.org.path)),
        "may_write": request.actor.person_id == row.person_id or request.actor.reaches(Act.RECORD, row.org.path),
    }
    return render(request, "appraisals/report.html", context)


@reading_page
def printed(request: Request, report_id: int, paper: str) -> HttpResponse:
    row = queries.get_report(request.actor, Act.VIEW, report_id)
    word, write = papers.REPORT_PAPERS.get(paper, papers.REPORT_PAPERS["report"])
    if paper == "result" and not queries.reads_result(request.actor, row):
        demand(no("评议结果反馈以后给本人看，其他只给上级看。"))
    title = f"{row.year}年度{word}"
    return handed_out(write(title, row, queries.problems_of(row)), f"{row.person.name}{title}")


def edit(request: Request, report_id: int) -> HttpResponse:
    row = queries.get_report(request.actor, Act.RECORD, report_id)
    initial = {part.value: getattr(row, part.value) for part in ReportPart} | {"version": row.version}
    form = forms.ReportForm(request.POST or None, initial=initial)

    def verb(given: dict[str, Any]) -> None:
        services.edit_report(row.pk, given.pop("version"), actor=request.actor, now=request.now, **given)

    return _filled(
        request, form, row, verb=verb, title="改写报告", done="已保存。",
        lede="引用的句子可以改写、调换、删去；“［请书写］”换成自己的话以后才能报送。",
    )  # fmt: skip


def _pressed(act: Act, verb: Any, done: str) -> Page:
    """A button's target: do `verb` with the version of the page, say what was done."""

    @writing_page
    def page(request: Request, report_id: int) -> HttpResponse:
        row = queries.get_report(request.actor, act, report_id)
        version = request.POST.get("version", "")
        try:
            verb(row.pk, int(version) if version.isdecimal() else 0, actor=request.actor, now=request.now)
        except Refused as refusal:
            tell(request, refusal.reason)
        else:
            tell(request, done)
        return HttpResponseRedirect(at("report", row.pk))

    return page


def _quoted(report_id: int, version: int, **by: Any) -> WorkReport:
    return services.quote_again(report_id, **by)


send = _pressed(Act.RECORD, services.send_report, "已报送，等述职。")
again = _pressed(Act.RECORD, _quoted, "已重新引用，写好的内容没有动。")
told = _pressed(Act.APPRAISE_LEAD, services.tell_report, "已反馈，本人从现在起看得到结果。")


def meeting(request: Request, report_id: int) -> HttpResponse:
    row = queries.get_report(request.actor, Act.RECORD, report_id)
    since = request.today.replace(year=row.year, month=1, day=1)
    offers = {"records": queries.records_of(row.org, since, Kind.MEMBERS_MEETING)}
    initial = {"version": row.version, "activity": row.activity_id}
    form = forms.ReportMeetingForm(request.POST or None, initial=initial, offers=offers)

    def verb(given: dict[str, Any]) -> None:
        services.note_report_meeting(
            row.pk, given["version"], given["activity_id"], actor=request.actor, now=request.now
        )

    return _filled(request, form, row, verb=verb, title="党员大会述职", done="已对上会议记录。")


def comment(request: Request, report_id: int) -> HttpResponse:
    row = queries.get_report(request.actor, Act.APPRAISE_LEAD, report_id)
    names = ("upper_on", "comment_by", "comment", "version")
    form = forms.CommentForm(request.POST or None, initial={name: getattr(row, name) for name in names})

    def verb(given: dict[str, Any]) -> None:
        services.comment_report(row.pk, given.pop("version"), actor=request.actor, now=request.now, **given)

    return _filled(request, form, row, verb=verb, title="述职和上级点评", done="已保存。")


def poll(request: Request, report_id: int) -> HttpResponse:
    row = queries.get_report(request.actor, Act.APPRAISE_LEAD, report_id)
    offers = {"polls": queries.report_polls(row)}
    form = forms.ReportPollForm(
        request.POST or None, initial={"version": row.version, "poll": row.poll_id}, offers=offers
    )

    def verb(given: dict[str, Any]) -> None:
        services.link_report_poll(row.pk, given["version"], given["poll_id"], actor=request.actor, now=request.now)

    notes = () if offers["polls"] else ("还没有结束的测评。先在“无记名测评”里办一次领导班子和领导干部测评。",)
    return _filled(
        request, form, row, verb=verb, title="关联无记名测评", done="已关联。", notes=notes,
        lede="谁怎么填的没有人看得到；结果只给有权限的同志看。",
    )  # fmt: skip


def rate(request: Request, report_id: int) -> HttpResponse:
    row = queries.get_report(request.actor, Act.APPRAISE_LEAD, report_id)
    names = ("grade", "opinion", "version")
    form = forms.RateForm(request.POST or None, initial={name: getattr(row, name) for name in names})

    def verb(given: dict[str, Any]) -> None:
        services.rate_report(row.pk, given.pop("version"), actor=request.actor, now=request.now, **given)

    return _filled(request, form, row, verb=verb, title="综合评价", done="已评定，反馈以后本人看得到。")


def problem(request: Request, report_id: int) -> HttpResponse:
    row = queries.get_report(request.actor, Act.APPRAISE_LEAD, report_id)
    form = forms.ReportProblemForm(request.POST or None, initial=fresh())

    def verb(given: dict[str, Any]) -> None:
        services.list_report_problem(report_id=row.pk, actor=request.actor, now=request.now, **given)

    return _filled(request, form, row, verb=verb, title="列入问题清单", done="已列入。", button="列入")


def measure(request: Request, report_problem_id: int) -> HttpResponse:
    found = queries.get_report_problem(request.actor, Act.RECORD, report_problem_id)
    row = found.report
    form = forms.ReportMeasureForm(request.POST or None, offers={"people": people(row.org, request)})

    def verb(given: dict[str, Any]) -> None:
        services.rectify_report(problem_id=found.pk, actor=request.actor, now=request.now, **given)

    return _filled(
        request, form, row, verb=verb, title="定整改措施", done="已交办，由另一名同志验收销号。", lede=found.text
    )
