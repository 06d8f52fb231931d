"""A roster on its way in: upload, columns, preview, progress, result."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.kernel.sheets import as_text
from jishi.members import papers, queries, services
from jishi.members.forms import ColumnsForm, UploadForm
from jishi.members.models import RosterBatch
from jishi.members.rules.batches import AT_WORK, KEPT_DAYS, BatchState
from jishi.members.rules.roster import Outcome
from jishi.papers import xlsx
from jishi.ui.pages import spreadsheet, tell


def _to(name: str, batch: RosterBatch) -> HttpResponse:
    return HttpResponseRedirect(reverse(name, args=[batch.pk]))


def _content(upload: UploadedFile[Any]) -> Path | bytes:
    """A large upload lies in a temporary file already: it is read from there, not into memory."""
    return Path(upload.temporary_file_path()) if isinstance(upload, TemporaryUploadedFile) else upload.read()


def import_(request: Request) -> HttpResponse:
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        initial={"submission": uuid4()},
        orgs=queries.importable(request.actor),
        most=settings.ROSTER_MAX_BYTES,
    )
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            batch = services.receive_roster(
                org=form.orgs[form.cleaned_data["org"]],
                source=_content(upload),
                file_name=upload.name,
                submission=form.cleaned_data["submission"],
                actor=request.actor,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(refusal.field, refusal.reason)
        else:
            return _to("members-columns", batch)
    batches = queries.recent_batches(request.actor)
    return render(request, "members/import.html", {"form": form, "batches": batches, "kept_days": KEPT_DAYS})


def columns(request: Request, batch_id: int) -> HttpResponse:
    batch = queries.get_batch(request.actor, Act.ROSTER_IMPORT, batch_id)
    if batch.state not in (BatchState.READ, BatchState.JUDGED):
        return _to("members-batch", batch)
    form = ColumnsForm(request.POST or None, header=batch.header, mapping=batch.mapping)
    if form.is_valid():
        try:
            services.confirm_columns(batch_id=batch.pk, mapping=form.mapping(), actor=request.actor, now=request.now)
        except Refused as refusal:
            form.add_error(refusal.field, refusal.reason)
        else:
            return _to("members-batch", batch)
    labels = queries.labels_of(batch.mapping)
    sample = queries.samples(batch)
    heads = [
        {"word": word, "label": labels.get(index, ""), "cells": sample[index]}
        for index, word in enumerate(batch.header)
    ]
    return render(request, "members/columns.html", {"form": form, "batch": batch, "heads": heads})


@reading_page
def batch(request: Request, batch_id: int) -> HttpResponse:
    found = queries.get_batch(request.actor, Act.ROSTER_IMPORT, batch_id)
    outcome = request.GET.get("outcome", "")
    context: dict[str, object] = {
        "batch": found,
        "outcome": outcome,
        "at_work": found.state in AT_WORK,
        "state": BatchState.label_of(found.state),
        "kept_days": KEPT_DAYS,
    }
    if found.state not in (BatchState.READ, *AT_WORK):
        page = (
            queries.lacking_page(found, at=request.GET.get("at", ""))
            if outcome == "lacking"
            else queries.preview(found, outcome=outcome, at=request.GET.get("at", ""))
        )
        counts = {**found.summary, "lacking": queries.lacking(found).count()}
        tabs = [("", "全部", found.total), *((o.value, o.label, counts.get(o, 0)) for o in Outcome)]
        tabs += [("warned", "有提示", counts.get("warned", 0)), ("lacking", "表中没有", counts["lacking"])]
        context |= {
            "page": page,
            "rows": [] if outcome == "lacking" else queries.preview_rows(found, page.rows),
            "tabs": tabs,
            "counts": counts,
            "good": counts.get(Outcome.NEW, 0) + counts.get(Outcome.CHANGED, 0),
            "refused": counts.get(Outcome.REFUSED, 0),
        }
    response = render(request, "members/batch.html", context)
    if request.headers.get("HX-Request") and not context["at_work"]:
        response["HX-Refresh"] = "true"
    return response


@writing_page
def start(request: Request, batch_id: int) -> HttpResponse:
    found = queries.get_batch(request.actor, Act.ROSTER_IMPORT, batch_id)
    try:
        services.start_import(
            batch_id=found.pk,
            good_rows_only=request.POST.get("good_rows_only") == "1",
            actor=request.actor,
            now=request.now,
        )
    except Refused as refusal:
        tell(request, refusal.reason)
    return _to("members-batch", found)


@writing_page
def undo(request: Request, batch_id: int) -> HttpResponse:
    found = queries.get_batch(request.actor, Act.ROSTER_IMPORT, batch_id)
    try:
        services.undo_batch(batch_id=found.pk, actor=request.actor, now=request.now)
    except Refused as refusal:
        tell(request, refusal.reason)
    else:
        tell(request, "已撤销这次导入，名册和导入以前一样。")
    return _to("members-batch", found)


@reading_page
def refused(request: Request, batch_id: int) -> HttpResponse:
    found = queries.get_batch(request.actor, Act.ROSTER_IMPORT, batch_id)
    header, rows = queries.refused_rows(found)
    texts = ((number, [as_text(cell) for cell in cells], reason) for number, cells, reason in rows)
    return spreadsheet(xlsx.refused(header, texts), "不能导入的行")


@reading_page
def template(request: Request) -> HttpResponse:
    return spreadsheet(papers.template_workbook(), "党员名册导入模板")
