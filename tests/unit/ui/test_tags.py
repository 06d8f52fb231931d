from datetime import date, datetime

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from jishi.kernel.clock import ZONE
from jishi.kernel.periods import Period
from jishi.kernel.registry import Panel, panel, panels
from jishi.ui.widgets import ChipsMany, ChipsOne, Clock, Day


def shown(text: str, **context: object) -> str:
    return Template(text).render(Context(context))


def test_a_mark_says_its_word_to_those_who_do_not_see_the_shape() -> None:
    assert 'class="mark late" role="img" title="逾期" aria-label="逾期"' in shown('{% mark "late" %}')
    assert 'aria-label="10月未见记录"' in shown('{% mark "gap" "10月未见记录" %}')
    assert 'class="mark " ' in shown('{% mark "open" %}')
    assert 'aria-hidden="true"' in shown('{% mark "done" quiet=True %}')
    with pytest.raises(KeyError):
        shown('{% mark "dnoe" %}')


@pytest.mark.parametrize(
    ("done", "total", "width"), [(0, 0, 0), (0, 5, 0), (11, 18, 53), (18, 18, 88), (20, 18, 88), (-1, 3, 0)]
)
def test_a_meter_never_overflows(done: int, total: int, width: int) -> None:
    text = shown("{% meter done total %}", done=done, total=total)
    assert f'class="m1" width="{width}"' in text
    assert f'aria-label="{done}/{total}"' in text


def test_days_shrink_within_their_year() -> None:
    late = datetime(2026, 11, 21, 16, 30, tzinfo=ZONE)
    assert shown("{{ d|day }}", d=date(2026, 11, 22)) == "2026-11-22"
    assert shown("{{ d|day:today }}", d=date(2026, 11, 22), today=date(2026, 1, 1)) == "11-22"
    assert shown("{{ d|day:today }}", d=date(2025, 11, 22), today=date(2026, 1, 1)) == "2025-11-22"
    assert shown("{{ d|day }}|{{ n|day }}|{{ d|moment }}|{{ n|moment }}", d=late, n=None) == (
        "2026-11-21||2026-11-21 16:30|"
    )


@pytest.mark.parametrize(
    ("fen", "yuan"), [(0, "0.00"), (5, "0.05"), (123456, "1,234.56"), (-150, "-1.50"), (None, ""), ("", "")]
)
def test_money_is_shown_in_yuan(fen: object, yuan: str) -> None:
    assert shown("{{ fen|yuan }}", fen=fen) == yuan


def test_the_address_changes_in_one_place_and_forgets_the_page() -> None:
    request = RequestFactory().get("/members/?q=王&sort=age&at=abc")
    assert shown('{% query sort="name" %}', request=request) == "?q=%E7%8E%8B&amp;sort=name"
    assert shown("{% query q=None at=mark %}", request=request, mark="x") == "?sort=age&amp;at=x"


class Sample(forms.Form):
    place = forms.CharField(label="地点", help_text="例如：村部二楼会议室。")
    kind = forms.ChoiceField(label="类别", choices=[("a", "党课")], widget=ChipsOne)
    also = forms.MultipleChoiceField(label="计入", choices=[("b", "主题党日")], widget=ChipsMany, required=False)
    late = forms.BooleanField(label="补记", required=False)
    on = forms.DateField(label="日期", widget=Day, initial=date(2026, 11, 22), required=False)
    at = forms.TimeField(label="时间", widget=Clock, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def test_a_field_shows_what_is_needed_why_and_what_is_wrong() -> None:
    text = shown("{% errors form %}{% field form.place %}", form=Sample({}))
    assert '<label for="id_place">地点 <span class="must"' in text
    assert "例如：村部二楼会议室。" in text
    assert 'aria-describedby="id_place_helptext id_place_error"' in text
    assert 'id="id_place_error"' in text
    assert '<a href="#id_place">地点</a>' in text


def test_fields_of_every_shape_have_their_label() -> None:
    form = Sample()
    text = shown("{% for f in form %}{% field f wide=True %}{% endfor %}{% errors form %}", form=form)
    assert text.count("<legend>") == 2
    assert 'type="radio"' in text
    assert 'class="chip" for="id_also_0">主题党日' in text
    assert 'type="date" name="on" value="2026-11-22"' in text
    assert 'type="time"' in text
    assert '<div class="field check wide">\n<input type="checkbox"' in text
    assert 'type="hidden" name="version"' in text
    assert "errors" not in text


def test_cards_of_upper_apps_are_drawn_in_order_and_left_out_without_context() -> None:
    request = RequestFactory().get("/")
    request.actor, request.today = None, date(2026, 11, 22)  # type: ignore[attr-defined]
    panel("test.card", Panel("ui/_errors.html", lambda actor, pk, on: {"form": Sample({})} if pk == 1 else None))
    try:
        assert "地点" in shown("{% panels 'test.card' 1 %}", request=request)
        assert shown("{% panels 'test.card' 2 %}{% panels 'nowhere' 1 %}", request=request) == ""
    finally:
        del panels["test.card"]


def test_a_share_leads_to_what_stands_behind_it() -> None:
    text = shown("{% share 3 4 where rule=rule row=row %}", where="/cell/?org=1&by=unit", rule="a:b", row="村")
    assert '<a href="/cell/?org=1&amp;by=unit&amp;rule=a%3Ab&amp;row=%E6%9D%91">3/4</a>' in text
    assert text.startswith('<svg class="meter"')
    assert shown("{% share 0 0 where %}", where="/cell/?") == shown('{% mark "na" %}')


def test_a_strip_has_a_mark_for_each_month() -> None:
    month = Period.parse("2026-10")
    text = shown("{% strip cells where of=7 %}", cells=(("gap", "未见记录", month), None), where="/activities/?org=")
    assert '<a class="bare" href="/activities/?org=7&amp;period=2026-10">' in text
    assert f'aria-label="{month.short} 未见记录"' in text
    assert 'aria-label="当月没有应办事项"' in text
