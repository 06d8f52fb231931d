"""下访, 结亲, 驻点: per cadre what is planned, what was done, what came of it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from jishi.committees import forms, papers, queries, services
from jishi.committees.pages.filling import at, filled, frame, people, placed, year_of
from jishi.committees.rules import ContactKind
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.orgs.models import Organization
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out


def _rows(request: Request, org: Organization) -> list[Any]:
    asked = request.GET
    return queries.contact_rows(
        request.actor, org, year=year_of(request), kind=asked.get("kind", ""), find=asked.get("find", "").strip()
    )


@reading_page
def index(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_committee(request.actor, Act.RECORD_VIEW, org_id)
    context = frame(request, org, "contacts") | {
        "rows": _rows(request, org),
        "year": year_of(request),
        "kind": request.GET.get("kind", ""),
        "kinds": ContactKind.choices(),
        "find": request.GET.get("find", "").strip(),
    }
    return render(request, "committees/contacts.html", context)


@reading_page
def printed(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_committee(request.actor, Act.RECORD_VIEW, org_id)
    year = year_of(request)
    return handed_out(papers.contacts_docx(org.name, year, _rows(request, org)), f"{org.name}{year}年干部联系群众一览")


@reading_page
def export(request: Request, org_id: int) -> HttpResponse:
    """Exactly what the list shows."""
    org = queries.get_committee(request.actor, Act.RECORD_VIEW, org_id)
    content = papers.contacts_sheet(org.name, _rows(request, org), on=request.today)
    return handed_out(content, f"{org.name}干部联系群众一览{request.today:%Y%m%d}", "xlsx")


def _offers(request: Request, org: Organization) -> dict[str, Any]:
    return {"people": people(org, request), "places": queries.places_below(org)}


def new(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_committee(request.actor, Act.RECORD, org_id)
    first = request.today.replace(month=1, day=1)
    initial = fresh(from_on=first, to_on=first.replace(month=12, day=31))
    form = forms.ContactForm(request.POST or None, initial=initial, offers=_offers(request, org))

    def verb(values: dict[str, Any]) -> None:
        services.plan_contact(org=org, actor=request.actor, now=request.now, **placed(org, values, "place"))

    return filled(request, form, org=org, title="安排联系任务", verb=verb, done="已安排。", back=at("contacts", org.pk))


@reading_page
def show(request: Request, duty_id: int) -> HttpResponse:
    duty = queries.get_contact(request.actor, Act.RECORD_VIEW, duty_id)
    context = {
        "duty": duty,
        "done": queries.done_of(duty),
        "sees": queries.sees_households(request.actor, duty),
        "may_note": queries.may_note(request.actor, duty.org, duty.person_id),
        "may_record": queries.records_for(request.actor, duty.org),
        "sees_committee": request.actor.reaches(Act.RECORD_VIEW, duty.org.path),
    }
    return render(request, "committees/contact.html", context)


def edit(request: Request, duty_id: int) -> HttpResponse:
    duty = queries.get_contact(request.actor, Act.RECORD, duty_id)
    names = ("kind", "from_on", "to_on", "planned", "where", "households", "version")
    offers, there = _offers(request, duty.org), duty.place.name if duty.place else ""
    initial = {name: getattr(duty, name) for name in names}
    initial |= {"place": there if offers["places"] is None else duty.place_id}
    form = forms.ContactEditForm(request.POST or None, initial=initial, offers=offers)

    def verb(values: dict[str, Any]) -> None:
        facts = placed(duty.org, values, "place")
        services.edit_contact(duty.pk, facts.pop("version"), actor=request.actor, now=request.now, **facts)

    return filled(
        request, form, org=duty.org, title="修改联系任务", verb=verb, done="已保存。", back=at("contact", duty.pk),
        lede=duty.person.name,
    )  # fmt: skip


def done(request: Request, duty_id: int) -> HttpResponse:
    duty = queries.get_contact(request.actor, Act.RECORD_VIEW, duty_id)
    queries.demand_note(request.actor, duty.org, duty.person_id)
    initial = fresh(on=min(request.today, duty.to_on), place=duty.where, state="none")
    form = forms.ContactDoneForm(request.POST or None, initial=initial, offers={"people": people(duty.org, request)})

    def verb(values: dict[str, Any]) -> None:
        services.note_contact(duty=duty, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=duty.org, title=f"记一次{ContactKind.label_of(duty.kind)}", verb=verb, done="已记下。",
        back=at("contact", duty.pk), lede=duty.person.name,
    )  # fmt: skip


def settle(request: Request, done_id: int) -> HttpResponse:
    found = queries.get_done(request.actor, done_id)
    form = forms.MatterForm(request.POST or None, initial={"state": found.state, "version": found.version})

    def verb(values: dict[str, Any]) -> None:
        services.settle_matter(found.pk, values["version"], values["state"], actor=request.actor, now=request.now)

    return filled(
        request, form, org=found.duty.org, title="办理情况", verb=verb, done="已保存。", lede=found.matter,
        back=at("contact", found.duty_id),
    )  # fmt: skip
