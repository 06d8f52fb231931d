"""The sheet of organisations: upload, look, confirm."""

import base64
import binascii

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, writing_page
from jishi.kernel.reports import ImportReport
from jishi.orgs import forms, services
from jishi.orgs.pages.filling import add_refusal
from jishi.papers import xlsx
from jishi.ui.pages import spreadsheet, tell


def import_sheet(request: HttpRequest) -> HttpResponse:
    """Upload shows what would happen; confirming does it. The file travels in the confirming form itself, so nothing
    waits on the server, and what is confirmed is judged anew."""
    assert isinstance(request, Request)
    if "content" in request.POST:
        return _confirmed(request)
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            report = _import(request, content, file.name, dry_run=True, good_rows_only=False)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            initial = {"name": file.name, "content": base64.b64encode(content).decode()}
            return _preview(request, report, forms.ConfirmForm(initial=initial), file.name)
    return render(request, "orgs/import.html", {"form": form})


@writing_page
def import_refused(request: Request) -> HttpResponse:
    """The rows that cannot come in, each with its reason, to be mended and uploaded again. The file is in the form."""
    form = forms.ConfirmForm(request.POST)
    if not form.is_valid():
        return redirect("orgs-import")
    name = form.cleaned_data["name"]
    try:
        content = base64.b64decode(form.cleaned_data["content"], validate=True)
        report = _import(request, content, name, dry_run=True, good_rows_only=False)
    except (binascii.Error, Refused):
        return redirect("orgs-import")
    return spreadsheet(xlsx.refused(*services.refused_rows(content, name, report)), "不能导入的组织")


def _confirmed(request: Request) -> HttpResponse:
    form = forms.ConfirmForm(request.POST)
    if not form.is_valid():
        return redirect("orgs-import")
    name = form.cleaned_data["name"]
    try:
        content = base64.b64decode(form.cleaned_data["content"], validate=True)
        report = _import(request, content, name, dry_run=False, good_rows_only=form.cleaned_data["good_rows_only"])
    except (binascii.Error, Refused):
        return redirect("orgs-import")
    if not report.imported:
        return _preview(request, report, form, name)
    tell(request, f"已导入：新增 {report.new} 个组织，变动 {report.changed} 个，不变 {report.unchanged} 个。")
    return redirect("orgs-index")


def _preview(request: Request, report: ImportReport, form: forms.ConfirmForm, name: str) -> HttpResponse:
    context = {"report": report, "confirm": form, "file_name": name, "any": report.new + report.changed}
    return render(request, "orgs/import.html", context)


def _import(request: Request, content: bytes, name: str, *, dry_run: bool, good_rows_only: bool) -> ImportReport:
    return services.import_orgs(
        content, dry_run=dry_run, good_rows_only=good_rows_only, actor=request.actor, now=request.now, file_name=name
    )
