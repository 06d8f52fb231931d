"""Pages that say what went wrong, and the sentence a page leaves for the next one."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse

from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, route_named
from jishi.ui.help import CHAPTERS

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def as_download(answer: HttpResponseBase, name: str, ending: str) -> HttpResponseBase:
    """Have the browser keep the answer as a file under its Chinese name (without the ending), and nobody else keep it."""
    answer["Content-Type"] = TYPES[ending]
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}.{ending}', safe='')}"
    answer["Cache-Control"] = "private, no-store"
    return answer


def handed_out(content: bytes, name: str, ending: str = "docx") -> HttpResponse:
    """A paper as a download under its Chinese name; kept by nobody on the way."""
    answer = HttpResponse(content)
    as_download(answer, name, ending)
    return answer


def spreadsheet(content: bytes, name: str) -> HttpResponse:
    """A workbook as a download."""
    return handed_out(content, name, "xlsx")


def tell(request: HttpRequest, sentence: str) -> None:
    """Have the next page show `sentence` once: what was done, before a redirect."""
    request.session["told"] = sentence


def filled(
    request: Request,
    form: forms.Form,
    *,
    title: str,
    verb: Callable[[dict[str, Any]], object],
    done: str,
    back: str,
    crumbs: Sequence[tuple[str, str]] = (),
    lede: str = "",
    button: str = "保存",
    template: str = "ui/form.html",
    **more: object,
) -> HttpResponse:
    """The one way a form is shown, checked and handed to its verb: do `verb` with what it holds, say `done` and go where
    the verb says (an address), else `back`. What was typed stays when it refuses. `crumbs` are (address, word) of the
    pages above this one; `more` goes to the template."""
    if request.method == "POST" and form.is_valid():
        try:
            made = verb(dict(form.cleaned_data))
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        else:
            tell(request, done)
            return HttpResponseRedirect(made if isinstance(made, str) else back)
    context = {"form": form, "title": title, "lede": lede, "button": button, "back": back, "crumbs": crumbs}
    return render(request, template, context | more)


def _address(name: str) -> str:
    """Where a page is; "" for a page about one object, which has no address of its own."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@reading_page
def help(request: Request) -> HttpResponse:
    """The chapters for which the reader has the page."""
    routes = [(chapter, route_named(chapter.route)) for chapter in CHAPTERS]
    chapters = [
        (chapter, _address(chapter.route))
        for chapter, route in routes
        if route and (route.act is None or request.actor.has(route.act))
    ]
    return render(request, "ui/help.html", {"chapters": chapters})


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "ui/missing.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "ui/refused.html", {"reason": "这一步没有权限。"}, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Stands alone: whatever broke may be what the shell needs."""
    return HttpResponse(render_to_string("ui/broken.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    sentence = "这个页面放得太久，或是从别处打开的。请返回上一页，先把填好的内容复制下来，刷新后再提交。"
    return render(request, "ui/refused.html", {"reason": sentence}, status=403)
