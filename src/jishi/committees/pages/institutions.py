"""制度: the list, one with its texts and how it is carried out."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from jishi.committees import forms, papers, queries, services
from jishi.committees.pages.filling import at, filled, frame
from jishi.files.pages import serve
from jishi.files.rules import FileKind
from jishi.files.services import store
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page
from jishi.orgs.models import Organization
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out

TAKEN = frozenset({FileKind.DOCX, FileKind.PDF})


def _asked(request: Request) -> tuple[str, str]:
    state = request.GET.get("state", "")
    return state if state in ("ended", "all") else "", request.GET.get("find", "").strip()


@reading_page
def index(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_room(request.actor, Act.RECORD_VIEW, org_id)
    state, find = _asked(request)
    rows = queries.institution_rows(org, state=state, find=find)
    context = frame(request, org, "institutions") | {"rows": rows, "state": state, "find": find}
    return render(request, "committees/institutions.html", context)


@reading_page
def printed(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_room(request.actor, Act.RECORD_VIEW, org_id)
    state, find = _asked(request)
    rows = queries.institution_rows(org, state=state, find=find)
    texts = [queries.texts_of(row.institution)[0] for row in rows]
    return handed_out(papers.institutions_docx(org.name, rows, texts, request.today), f"{org.name}制度汇编")


def _records(request: Request, org: Organization) -> list[tuple[str, str]]:
    return queries.records_to_link(org, request.today.replace(year=request.today.year - 1, month=1, day=1))


def _stored(request: Request, values: dict[str, Any]) -> int | None:
    """The upload kept, if there is one."""
    upload = values.pop("file")
    if not upload:
        return None
    try:
        return store(upload, actor=request.actor, now=request.now, allowed=TAKEN).pk
    except Refused as refusal:
        raise Refused(refusal.reason, "file") from refusal


def new(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_room(request.actor, Act.RECORD, org_id)
    form = forms.InstitutionForm(
        request.POST or None, request.FILES or None, initial=fresh(), offers={"records": _records(request, org)}
    )

    def verb(values: dict[str, Any]) -> None:
        file_id = _stored(request, values)
        services.adopt_institution(org=org, file_id=file_id, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=org, title="登记制度", verb=verb, done="已登记。", back=at("institutions", org.pk),
        lede="本级自己定的制度。严禁上传涉密内容。",
    )  # fmt: skip


@reading_page
def show(request: Request, institution_id: int) -> HttpResponse:
    found = queries.get_institution(request.actor, Act.RECORD_VIEW, institution_id)
    context = frame(request, found.org, "institutions") | {
        "institution": found,
        "texts": queries.texts_of(found),
        "carried": queries.carried_of(found),
    }
    return render(request, "committees/institution.html", context)


@reading_page
def file(request: Request, version_id: int) -> HttpResponse:
    return serve(queries.get_paper_of(request.actor, version_id))


def revise(request: Request, institution_id: int) -> HttpResponse:
    found = queries.get_institution(request.actor, Act.RECORD, institution_id)
    initial = fresh(version=found.version, text=queries.texts_of(found)[0].text)
    form = forms.ReviseForm(
        request.POST or None, request.FILES or None, initial=initial, offers={"records": _records(request, found.org)}
    )

    def verb(values: dict[str, Any]) -> None:
        file_id, version = _stored(request, values), values.pop("version")
        services.revise_institution(
            found.pk, version, file_id=file_id, actor=request.actor, now=request.now, **values
        )  # fmt: skip

    return filled(
        request, form, org=found.org, title="登记修订", verb=verb, done="已登记，旧版仍可查看。", lede=found.title,
        back=at("institution", found.pk),
    )  # fmt: skip


def abolish(request: Request, institution_id: int) -> HttpResponse:
    found = queries.get_institution(request.actor, Act.RECORD, institution_id)
    form = forms.AbolishForm(request.POST or None, initial={"version": found.version, "on": request.today})

    def verb(values: dict[str, Any]) -> None:
        services.abolish_institution(
            found.pk, values.pop("version"), actor=request.actor, now=request.now, **values
        )  # fmt: skip

    return filled(
        request, form, org=found.org, title="废止制度", verb=verb, done="已废止，仍可在“已废止”里查到。", lede=found.title,
        back=at("institution", found.pk), button="废止",
    )  # fmt: skip


def carried(request: Request, institution_id: int) -> HttpResponse:
    found = queries.get_institution(request.actor, Act.RECORD, institution_id)
    form = forms.CarriedForm(
        request.POST or None, initial=fresh(on=request.today), offers={"records": _records(request, found.org)}
    )

    def verb(values: dict[str, Any]) -> None:
        services.note_carried(institution_id=found.pk, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=found.org, title="记执行情况", verb=verb, done="已记下。", lede=found.title,
        back=at("institution", found.pk),
    )  # fmt: skip
