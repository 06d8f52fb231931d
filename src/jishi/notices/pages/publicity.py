"""What every room does with a 公示 it shows: an objection taken down and answered, the result written. The room's own page
opens its door first and says where it goes back to (`shown`: as `ui.pages.filled` takes it)."""

from typing import Any

from django.http import Http404, HttpResponse

from jishi.kernel.http import Request
from jishi.notices import forms, services
from jishi.notices.models import Objection, Publicity
from jishi.notices.rules import Issuer
from jishi.ui.fields import fresh
from jishi.ui.pages import filled


def take_down(request: Request, publicity: Publicity | None, issuer: Issuer, **shown: Any) -> HttpResponse:
    """An objection that came in; 404 before anything is shown."""
    if publicity is None:
        raise Http404
    form = forms.ObjectionForm(request.POST or None, initial=fresh(on=request.today))

    def verb(found: dict[str, Any]) -> None:
        services.note_objection(publicity_id=publicity.pk, issuer=issuer, actor=request.actor, now=request.now, **found)

    return filled(request, form, title="登记反映", verb=verb, done="已登记，核实以后答复。", **shown)


def answer(request: Request, objection: Objection, issuer: Issuer, **shown: Any) -> HttpResponse:
    """What was found and answered."""
    form = forms.ObjectionAnswerForm(request.POST or None, initial={"answer": objection.answer})

    def verb(found: dict[str, Any]) -> None:
        upheld = found["is_upheld"] == "yes"
        services.answer_objection(
            objection.pk, issuer=issuer, answer=found["answer"], is_upheld=upheld, actor=request.actor, now=request.now
        )

    return filled(request, form, title="核实和答复", verb=verb, done="已答复。", lede=objection.text, **shown)


def conclude(request: Request, publicity: Publicity | None, issuer: Issuer, **shown: Any) -> HttpResponse:
    """What came of it; 404 before anything is shown."""
    if publicity is None:
        raise Http404
    form = forms.ConclusionForm(request.POST or None)

    def verb(found: dict[str, Any]) -> None:
        services.conclude_publicity(publicity.pk, issuer=issuer, actor=request.actor, now=request.now, **found)

    return filled(request, form, title="公示结果", verb=verb, done="已写下。", **shown)
