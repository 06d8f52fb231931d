"""Pages that say what went wrong, and the sentence a page leaves for the next one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def tell(request: HttpRequest, sentence: str) -> None:
    """Have the next page show `sentence` once: what was done, before a redirect."""
    request.session["told"] = sentence


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
