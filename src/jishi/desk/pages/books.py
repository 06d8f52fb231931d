"""台账与打印: everything printable of an organisation, and the one route that hands any paper out."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jishi.activities.forms import filters_of
from jishi.desk import services
from jishi.desk.forms.roster import RosterForm
from jishi.desk.queries import books, printing
from jishi.desk.queries.books_minutes import get_record
from jishi.desk.queries.catalogue import BY_NAME, get_paper
from jishi.desk.queries.parcels import get_parcel
from jishi.desk.queries.printing import File
from jishi.files.pages import to_download
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.kernel.periods import Period, PeriodKind
from jishi.ui.pages import handed_out, tell


def _out(file: File) -> HttpResponse:
    return handed_out(file.content, file.name, file.ending)


@reading_page
def index(request: Request) -> HttpResponse:
    """What can be printed for the chosen organisation and period, or the branches to choose from."""
    asked, find, period, kind = (request.GET.get(name, "") for name in ("org", "q", "period", "kind"))
    shelf = books.shelf(request.actor, asked=asked, find=find, period=period, kind=kind, today=request.today)
    context = {"shelf": shelf, "find": find, "may_layout": request.actor.has(Act.LAYOUT_EDIT)}
    return render(request, "desk/books.html", context)


@reading_page
def paper(request: Request, org_id: int, paper: str, period: str, ending: str) -> HttpResponse:
    """Any paper of the table."""
    entry, asked = get_paper(request.actor, org_id, paper, period, today=request.today)
    return _out(printing.printed(entry, asked, ending))


@reading_page
def minutes(request: Request, activity_id: int) -> HttpResponse:
    """One record on its form."""
    activity = get_record(request.actor, activity_id)
    return _out(printing.record_printed(activity))


@reading_page
def minutes_set(request: Request) -> HttpResponse:
    """The chosen records, or those that the list of records shows, in one file."""
    ids = [int(text) for text in request.GET.getlist("id") if text.isdecimal()]
    held = printing.chosen_records(request.actor, ids, filters_of(request.GET))
    title = (
        f"{held[0].org.name}等组织生活记录" if len({a.org_id for a in held}) > 1 else f"{held[0].org.name}组织生活记录"
    )
    return _out(printing.records_printed(f"{title}{held[0].held_on:%Y%m%d}至{held[-1].held_on:%Y%m%d}", held))


@reading_page
def blank(request: Request, org_id: int, kind: str) -> HttpResponse:
    """空白记录纸, to be written by hand."""
    org, word = books.get_blank(request.actor, org_id, kind)
    return _out(printing.blank_printed(org, word))


@reading_page
def sign_in(request: Request, org_id: int, kind: str) -> HttpResponse:
    """签到表 with the names of today, or without names."""
    empty = request.GET.get("blank") == "1"
    org, sheet = books.get_sign_in(request.actor, org_id, kind, blank=empty, today=request.today)
    return _out(printing.sign_in_printed(org, sheet))


@writing_page
def parcel(request: Request, org_id: int) -> HttpResponse:
    """One paper of every branch below, as one zip: on to the page that shows how far it is."""
    asked = get_parcel(request.actor, org_id, request.POST.get("paper", ""), today=request.today)
    try:
        made = services.ask_for_parcel(asked, actor=request.actor, now=request.now)
    except Refused as refusal:
        tell(request, refusal.reason)
        return redirect(f"{reverse('desk-books')}?org={org_id}&period={asked.period.code}")
    return to_download(made)


def roster_open(request: Request, org_id: int) -> HttpResponse:
    """The roster with what is sealed, once it has been said what for."""
    month = Period.containing(PeriodKind.MONTH, request.today)
    _, asked = get_paper(request.actor, org_id, "roster", month.code, today=request.today)
    form = RosterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            facts = services.reveal_roster(asked, reason=values["reason"], actor=request.actor, now=request.now)
        except Refused as refusal:
            form.add_error(refusal.field, refusal.reason)
        else:
            return _out(printing.written(BY_NAME["roster"], asked.org, facts, values["ending"]))
    return render(request, "desk/roster_open.html", {"form": form, "org": asked.org})
