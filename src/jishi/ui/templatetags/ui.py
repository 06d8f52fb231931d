"""The few tags every page uses. They are builtins: no page loads them."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import quote

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from jishi.kernel.periods import Period
from jishi.kernel.registry import panels as registered
from jishi.ui.columns import PARAMETER, Columns

register = template.Library()

# What a shape says when the page gives it no word of its own.
WORDS = {
    "done": "按时",
    "after": "事后补记",
    "soon": "将到期",
    "gap": "未见记录",
    "late": "逾期",
    "said": "已说明",
    "open": "未到期",
    "na": "不适用",
}
METER_WIDTH = 88


# The tags below stand a hundred times on a page: plain text, put together with what `escape` made of their words.


@register.simple_tag
@lru_cache(maxsize=2_000)  # a page of strips says the same dozen words a hundred times
def mark(state: str, word: str = "", *, quiet: bool = False) -> SafeString:
    """The shape of a status. `word` is what a pointer and a screen reader get; `quiet` leaves it out where the word
    stands beside the shape. A state without a shape of its own needs a word."""
    said, shape = escape(word or WORDS[state]), "" if state == "open" else escape(state)
    if quiet:
        return SafeString(f'<i class="mark {shape}" aria-hidden="true"></i>')
    return SafeString(f'<i class="mark {shape}" role="img" title="{said}" aria-label="{said}"></i>')


@register.simple_tag
def meter(done: int, total: int) -> SafeString:
    """A bar for `done` of `total`; nothing of nothing is an empty bar. Never overflows."""
    width = max(METER_WIDTH * min(done, total) // total if total > 0 else 0, 0)
    return SafeString(
        f'<svg class="meter" width="{METER_WIDTH}" height="8" role="img" aria-label="{int(done)}/{int(total)}">'
        f'<rect class="m0" width="{METER_WIDTH}" height="8"/><rect class="m1" width="{width}" height="8"/></svg>'
    )


@register.simple_tag
def share(done: int, total: int, where: str, **named: str) -> SafeString:
    """`done` of `total` as a bar and as a link to what stands behind it: `where`, an address with a question mark, and
    the parameters `named`. Of nothing there is only the mark of what does not apply."""
    if not total:
        return mark("na")
    asked = "".join([_asked(name, value) for name, value in named.items()])
    return SafeString(f'{meter(done, total)}<a href="{escape(where)}{asked}">{done}/{total}</a>')


@lru_cache(maxsize=5_000)
def _asked(name: str, value: str) -> str:
    return f"&amp;{name}={quote(value, safe='/')}"


@register.simple_tag
def strip(cells: Iterable[tuple[str, str, Period] | None], where: str, of: int) -> SafeString:
    """A mark (shape, word) for each period, linked to `where`, an address that ends where it names of whom; None does not
    apply."""
    linked = f'<a class="bare" href="{escape(where)}{of}'
    return SafeString("".join([linked + _cell(*cell) if cell else _NOT_ASKED for cell in cells]))


@lru_cache(maxsize=2_000)
def _cell(state: str, word: str, period: Period) -> str:
    return f'&amp;period={period.code}">{mark(state, f"{period.short} {word}")}</a> '


_NOT_ASKED = f"{mark('na', '当月没有应办事项')} "


@register.inclusion_tag("ui/_field.html")
def field(bound: BoundField, *, wide: bool = False) -> dict[str, object]:
    """Label, required dot, help, widget and the error sentence. `wide` takes the whole row of a `.grid`."""
    check = isinstance(bound.field.widget, forms.CheckboxInput)
    return {"field": bound, "check": check, "group": bound.use_fieldset and not check, "wide": wide}


@register.inclusion_tag("ui/_errors.html")
def errors(form: forms.BaseForm) -> dict[str, object]:
    """What is wrong with the form, on top of it, each sentence linked to its field."""
    return {"form": form}


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: object) -> str:
    """The present address with some parameters changed; None or an empty text removes one. A change of anything but
    the page goes back to the first page."""
    params = context["request"].GET.copy()
    if "at" not in changes:
        params.pop("at", None)
    for name, value in changes.items():
        if value is None or value == "":
            params.pop(name, None)
        else:
            params[name] = str(value)
    return f"?{params.urlencode()}"


def _hidden(params: MultiValueDict[str, str], names: Iterable[str]) -> SafeString:
    pairs = ((name, value) for name in names for value in params.getlist(name))
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.simple_tag(takes_context=True)
def keep(context: template.Context, *names: str) -> SafeString:
    """Hidden fields that carry these parameters of the address through a form that has no field for them."""
    return _hidden(context["request"].GET, names)


@register.inclusion_tag("ui/_columns.html", takes_context=True)
def choose(context: template.Context, columns: Columns[Any, Any]) -> dict[str, object]:
    """The button that lets the reader choose the columns of a list; everything else in the address stays."""
    params = context["request"].GET
    return {"columns": columns, "kept": _hidden(params, [name for name in params if name not in (PARAMETER, "at")])}


@register.inclusion_tag("ui/_pager.html", takes_context=True)
def pager(context: template.Context, page: object) -> dict[str, object]:
    """Links to the pages before and after a `kernel.paging.Page`; everything else in the address stays."""
    return {"page": page, "request": context["request"]}


@register.simple_tag(takes_context=True)
def panels(context: template.Context, place: str, shown: Any, tab: str = "") -> SafeString:
    """The cards that upper apps add to `place` ("orgs.card") or to its part `tab`, in their order; a card without a
    context is left out. Each is drawn inside the page's own context, which is not made anew for it."""
    request = context["request"]
    engine = context.template.engine  # type: ignore[union-attr]  # a page is being drawn
    bodies = []
    for panel in registered.get(place, []):
        if panel.tab == tab and (values := panel.context(request.actor, shown, request.today)) is not None:
            with context.push(**values, panel_object_id=getattr(shown, "pk", shown)):
                bodies.append(engine.get_template(panel.template).render(context))
    return SafeString("".join(bodies))


def _day_of(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


@register.filter
def day(value: date | datetime | None, today: date | None = None) -> str:
    """2026-11-22; with `today` given, days of its year shrink to 11-22. Blank for None."""
    if not value:
        return ""
    found = _day_of(value)
    return f"{found:%m-%d}" if today and found.year == today.year else f"{found:%Y-%m-%d}"


@register.filter
def month_day(value: date) -> str:
    """11月22日."""
    return f"{value.month}月{value.day}日"


@register.filter
def weekday(value: date) -> str:
    """一 to 日, to stand behind 周."""
    return "一二三四五六日"[value.weekday()]


@register.filter
def moment(value: datetime | None) -> str:
    """2026-11-22 10:05, Beijing time. Blank for None."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


@register.filter
def yuan(fen: Any) -> str:
    """An amount in 分 as 元 with two decimals: 123456 → 1,234.56. Blank for None."""
    if fen is None or fen == "":
        return ""
    sign, rest = ("-" if int(fen) < 0 else ""), abs(int(fen))
    return f"{sign}{rest // 100:,}.{rest % 100:02d}"
