"""设置: what a county chooses, in one place; the site's own words; what is open without signing in."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jishi.desk.forms.words import SwitchForm, WordsForm
from jishi.desk.queries.settings import settings_of
from jishi.desk.rules.vocabularies import VOCABULARIES
from jishi.kernel.decision import Refused, demand
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.site import queries as site
from jishi.site import services
from jishi.site.rules import may_set
from jishi.ui.pages import tell


@reading_page
def index(request: Request) -> HttpResponse:
    """Everything that can be chosen, with what is chosen now."""
    return render(request, "desk/settings.html", {"settings": settings_of(request.actor, today=request.today)})


def words(request: Request, name: str) -> HttpResponse:
    """One vocabulary: the standard words and the site's own beside them."""
    demand(may_set(request.actor))
    if name not in VOCABULARIES:
        raise Http404
    title, vocabulary, where = VOCABULARIES[name]
    held = site.words_of(vocabulary)
    form = WordsForm(request.POST or None, vocabulary=vocabulary, words=held, version=site.choices().version)
    if request.method == "POST" and form.is_valid():
        typed = {} if "reset" in request.POST else form.words
        try:
            changed = services.set_words(
                vocabulary,
                typed,
                title=title,
                version=form.cleaned_data["version"],
                actor=request.actor,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        else:
            tell(request, f"已保存，{changed} 个用词有变化，各处随即使用。" if changed else "没有变化。")
            return redirect("desk-words", name=name)
    context = {"form": form, "title": title, "where": where, "name": name, "held": held}
    context["tabs"] = [(key, value[0]) for key, value in VOCABULARIES.items()]
    return render(request, "desk/words.html", context)


@writing_page
def feeds(request: Request) -> HttpResponse:
    """Open or close all private calendar links."""
    form = SwitchForm(request.POST)
    if form.is_valid():
        is_open = form.cleaned_data["is_open"]
        try:
            services.open_feeds(is_open, version=form.cleaned_data["version"], actor=request.actor, now=request.now)
        except Refused as refusal:
            tell(request, refusal.reason)
        else:
            tell(
                request,
                "日历订阅链接已开放。" if is_open else "日历订阅链接已全部关闭；重新打开后，原来的链接照常可用。",
            )
    return redirect(f"{reverse('desk-settings')}#open")
