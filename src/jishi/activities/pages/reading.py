"""The list of what was held and one record as people read it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from jishi.activities import jobs, queries
from jishi.activities.forms import filters_of
from jishi.activities.queries import Filters
from jishi.activities.queries.sheet import COLUMNS
from jishi.activities.rules import SECRETARY_LECTURE, Kind, SpecialSubject, State, may_record
from jishi.files.pages import list_out, serve
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.kernel.periods import Period, PeriodKind
from jishi.orgs.rules import COMMITTEE_KINDS
from jishi.ui.columns import chosen

OTHER_EVIDENCE = [
    (SECRETARY_LECTURE, "书记讲党课"),
    *((f"{Kind.SPECIAL_MEETING}:{code}", f"专题会议：{word}") for code, word in SpecialSubject.choices()),
]


def _periods(request: Request) -> list[tuple[str, str]]:
    """This year by month and by quarter, and the two years before, for the filter."""
    today = request.today
    month = Period.containing(PeriodKind.MONTH, today)
    found = [month]
    for _ in range(11):
        found.append(found[-1].previous())
    quarter = Period.containing(PeriodKind.QUARTER, today)
    years = [Period(today.year - back, PeriodKind.YEAR, 1) for back in range(3)]
    return [(p.code, p.label) for p in (*found, quarter, quarter.previous(), *years)]


@reading_page
def index(request: Request) -> HttpResponse:
    filters = filters_of(request.GET)
    page = queries.list_activities(request.actor, filters, at=request.GET.get("at", ""))
    periods = _periods(request)
    if filters.period and filters.days() and filters.period not in dict(periods):
        periods.insert(0, (filters.period, Period.parse(filters.period).label))
    context = {
        "page": page,
        "filters": filters,
        "kinds": [*Kind.choices(), *OTHER_EVIDENCE],
        "periods": periods,
        "narrowed": filters != Filters(),
        "org": queries.org_of(request.actor, filters.org),
        "columns": chosen(COLUMNS, request.GET),
        "may_record": request.actor.has(Act.RECORD),
        "is_committee": any(post.org_kind in COMMITTEE_KINDS for post in request.actor.posts),
    }
    return render(request, "activities/index.html", context)


def export(request: Request) -> HttpResponse:
    """The list as it is narrowed, with the columns it shows, as an Excel sheet; a long one is made in the background."""
    listing = jobs.records_listing(request.actor, request.GET, request.today)
    return list_out(request, listing, job="activities.list", act=Act.RECORD_VIEW)[0]


@reading_page
def show(request: Request, activity_id: int) -> HttpResponse:
    activity = queries.get_activity(request.actor, Act.RECORD_VIEW, activity_id)
    may_change = (
        bool(may_record(request.actor, activity.org.path, activity.org.kind)) and activity.state == State.CONFIRMED
    )
    plans = queries.entries_of_record(activity.pk)
    context = {
        "record": queries.record_view(activity),
        "activity": activity,
        "may_change": may_change,
        "plans": plans,
        "linkable": queries.linkable(activity, request.today) if may_change and not plans else [],
    }
    return render(request, "activities/show.html", context)


@reading_page
def scan(request: Request, activity_id: int) -> HttpResponse:
    """The paper original behind a record."""
    activity = queries.get_activity(request.actor, Act.RECORD_VIEW, activity_id)
    if activity.scan is None:
        raise Http404
    return serve(activity.scan)
