"""A template compiled says to the letter what Django's engine says."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, Engine, Template
from django.template.base import NodeList, VariableDoesNotExist
from django.template.loader import get_template
from django.utils.safestring import SafeString
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jishi.kernel.clock import ZONE
from jishi.ui.compiled import Compiled, Loader
from tests.strictness import Undefined, refuse_undefined


class Thing:
    """What pages hand to templates: attributes, methods, properties that fail."""

    name = "红旗村<b>党支部</b>"
    nothing = None
    safe = SafeString("<i>斜</i>")
    items_ = ("甲", "乙", "丙")
    count = 3
    held = date(2026, 11, 22)
    at = datetime(2026, 11, 22, 10, 5, tzinfo=ZONE)

    def called(self) -> str:
        return "叫到了"

    def asks(self, what: str) -> str:
        return what

    def deletes(self) -> str:
        raise AssertionError("a page must not delete")

    deletes.alters_data = True  # type: ignore[attr-defined]  # annotated, or an attribute the stubs do not know

    @property
    def missing(self) -> str:
        raise ObjectDoesNotExist

    def __iter__(self) -> Any:
        return iter(self.items_)


SOURCES = [
    "a{{ thing.name }}b{{ thing.safe }}{{ thing.count }}{{ thing.held }}{{ thing.at }}{{ 3 }}{{ 2.5 }}{{ '<' }}{{ True }}",
    "{{ thing.called }}{{ table.key }}{{ table.items|length }}{{ thing.items_.1 }}{{ pairs.0.1 }}{{ thing.nothing }}",
    "{{ thing.nothing.far }}{{ thing.nothing.0 }}{{ thing.asks }}{{ thing.deletes }}{{ call }}",
    "{{ thing.name|default:'x' }}{{ thing.nothing|default:'无' }}{{ thing.name|length }}{{ thing.items_|join:'、' }}",
    "{{ thing.held|day }}{{ thing.held|date:'Y-m' }}{{ thing.at|moment }}{{ thing.at|date:'H:i' }}{{ thing.safe|add:'<' }}",
    "{{ thing.name|urlencode }}{{ thing.held|day:today }}{{ thing.name|safe }}{{ thing.name|upper|lower }}{{ n|yuan }}",
    "{% if thing.count == 3 and not thing.nothing %}是{% elif thing.name %}名{% else %}否{% endif %}",
    "{% if nobody %}有{% else %}无{% endif %}{% if nobody.name == 1 %}有{% endif %}{% if nobody is None %}空{% endif %}",
    "{% if 3 < thing.count or thing.count >= 3 %}大{% endif %}{% if thing.name < 3 %}比{% endif %}{% if '甲' in thing.items_ %}在{% endif %}"
    "{% if '丁' not in thing.items_ %}不在{% endif %}{% if thing.count in thing.count %}错{% endif %}{% if thing.nothing is not thing %}异{% endif %}",
    "{% if thing.items_|length > 2 %}多{% endif %}{% if nobody|length %}长{% endif %}{% if thing.count != 3 %}{% endif %}",
    "{% for x in thing.items_ %}{{ forloop.counter }}{{ forloop.counter0 }}{{ x }}{% if not forloop.last %}、{% endif %}{% if forloop.first %}首{% endif %}{% endfor %}",
    "{% for x in thing.items_ reversed %}{{ x }}{% empty %}空{% endfor %}{% for x in thing.nothing %}{% empty %}空{% endfor %}{% for x in thing %}{{ x }}{% endfor %}",
    "{% for a, b in pairs %}{{ a }}{% for c in b %}{{ c }}{{ forloop.parentloop.counter }}{{ forloop.revcounter }}{% endfor %}{% endfor %}",
    "{% for a, b in table.items %}{{ a }}{% firstof nobody_ a b %}{% cycle '1' '2' %}{{ forloop.length }}{% endfor %}",
    "{% for x in thing.items_ %}{% for y in thing.items_ %}{% if x == y %}{{ x }}{{ forloop.counter }}{% endif %}{% endfor %}{% endfor %}",
    "{% for x in thing.items_ %}{% ifchanged x %}{{ x }}{% endifchanged %}{% with z=x w=thing.count %}{{ z }}{{ w }}{% endwith %}{% endfor %}",
    "{% with x=thing.name %}{{ x }}{% include inner %}{% endwith %}{% for x in thing.items_ %}{% include inner %}{% endfor %}",
    "{% with x=thing.name y=nothing %}{{ x }}{% firstof y x %}{% endwith %}",
    "{% url 'desk-home' %}{% url 'orgs-show' org_id=n %}{% url 'orgs-show' org_id=n %}{% url name %}{% url 'orgs-show' n as there %}{{ there }}",
    "{% url 'duties-rule' rule_id='theme_day' %}{% url 'duties-rule' rule_id='own:3' %}{% url 'duties-rule' 'a' %}{% url 'desk-words' name='sectors' %}{% url 'nowhere' as gone %}{{ gone }}",
    "{% url 'duties-state' org_id=n rule_id='theme_day' period='2026-10' %}{% url 'duties-state' period='2026' rule_id='b' org_id=n %}",
    "{% mark 'done' thing.name %}{% mark 'open' quiet=True %}{% meter 3 thing.count as bar %}{{ bar }}{% meter 1 0 %}",
    "{% autoescape off %}{{ thing.name }}{% for x in thing.items_ %}{{ x }}{% endfor %}{% endautoescape %}{% load static %}{% comment %}x{% endcomment %}",
    "{% if nothing %}{% endif %}{% for x in thing.items_ %}{% endfor %}{% spaceless %}<p> <b>{{ thing.name }}</b> </p>{% endspaceless %}",
    "{% for x in thing.items_ %}{% url 'nowhere' as gone %}{{ gone }}{{ x }}{% endfor %}{{ x }}",
]


def engine(*loaders: Any) -> Engine:
    return Engine(
        loaders=[*loaders], builtins=["jishi.ui.templatetags.ui"], libraries={"static": "django.templatetags.static"}
    )


def both(source: str, **more: Any) -> tuple[str, str]:
    """What Django says and what the compiled template says."""
    pages = {"page": source, "inner": "[{{ x }}{{ thing.count }}]"}
    names = {
        "thing": Thing(), "table": {"key": "值", "items_": 1}, "pairs": [("甲", (1, 2)), ("乙", (3,))], "n": 7, "x": "外",
        "name": "desk-home", "today": date(2026, 1, 1), "nothing": None, "nobody_": "", "call": lambda: "叫", "inner": "inner",
    }  # fmt: skip
    plain = ("django.template.loaders.locmem.Loader", pages)
    said = []
    for loaders in ([plain], [("jishi.ui.compiled.Loader", [plain])]):
        template = engine(*loaders).get_template("page")
        said.append(template.render(Context({**names, **more})))
        assert template.render(Context({**names, **more})) == said[-1], "the second time as the first"
    return said[0], said[1]


@pytest.mark.parametrize("source", SOURCES)
def test_says_what_django_says(source: str) -> None:
    django, compiled = both(source)
    assert compiled == django


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(word=st.text(max_size=12), words=st.lists(st.text(max_size=5), max_size=4), number=st.integers(-5, 10**13))
def test_any_text_and_number_comes_out_as_from_django(word: str, words: list[str], number: int) -> None:
    source = (
        "{{ word }}{% for w in words %}{{ w }}{% if w == word %}={% endif %}{{ forloop.last }}{% endfor %}{{ number }}"
        "{% if number > 3 %}{{ words|join:word }}{% endif %}{% mark 'said' word %}"
    )
    django, compiled = both(source, word=word, words=words, number=number)
    assert compiled == django


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(value=st.one_of(st.text(alphabet="abc-_/ :'<&é0", min_size=1, max_size=6)))
def test_an_address_is_the_one_django_reverses(value: str) -> None:
    source = "{% url 'duties-rule' rule_id=value as there %}{{ there }}"
    django, _ = both(source, value=value)
    found = both("{% url 'duties-rule' rule_id=value %}", value=value)[1] if django else ""
    assert found == django


def test_what_users_write_is_never_markup() -> None:
    attack = "<script>alert('1')</script>\"&"
    _, compiled = both(
        "{{ word }}{% mark 'done' word %}{% for w in words %}<a title='{{ w }}'>{% endfor %}{{ word|default:'x' }}"
        "{% url 'duties-rule' rule_id=word as there %}{{ there }}",
        word=attack, words=[attack],
    )  # fmt: skip
    assert "<script" not in compiled
    assert compiled.count("&lt;script&gt;") == 5


def test_a_name_nobody_gave_fails_a_test_and_shows_blank() -> None:
    plain = ("django.template.loaders.locmem.Loader", {"page": "{{ nobody }}"})
    template = engine(("jishi.ui.compiled.Loader", [plain])).get_template("page")
    with pytest.raises(Undefined, match="nobody"):
        template.render(Context())


def test_a_filter_needs_what_it_is_given() -> None:
    plain = ("django.template.loaders.locmem.Loader", {"page": "{{ x|default:nobody }}"})
    template = engine(("jishi.ui.compiled.Loader", [plain])).get_template("page")
    with pytest.raises(VariableDoesNotExist):
        template.render(Context({"x": ""}))


def test_every_page_is_compiled() -> None:
    found = get_template("desk/home.html").template  # type: ignore[attr-defined]  # annotated, or an attribute the stubs do not know
    assert isinstance(found, Template)
    assert isinstance(found.nodelist, Compiled)
    assert isinstance(found.engine.template_loaders[0], Loader)


def test_a_loop_over_pairs_refuses_other_lengths() -> None:
    for loader in (NodeList, Compiled):
        plain = ("django.template.loaders.locmem.Loader", {"page": "{% for a, b in rows %}{{ a }}{% endfor %}"})
        template = engine(plain if loader is NodeList else ("jishi.ui.compiled.Loader", [plain])).get_template("page")
        with pytest.raises(ValueError, match="unpack"):
            template.render(Context({"rows": [(1, 2, 3)]}))


def test_what_a_template_cannot_call_is_there_for_python() -> None:
    thing = Thing()
    assert thing.asks("问") == "问"
    with pytest.raises(AssertionError, match="must not delete"):
        thing.deletes()
    with pytest.raises(ObjectDoesNotExist):
        _ = thing.missing


def test_a_word_nobody_gave_is_refused_by_djangos_engine_too() -> None:
    plain = Engine()
    refuse_undefined(plain)
    with pytest.raises(Undefined):
        Template("{{ nobody }}", engine=plain).render(Context())
    assert Template("{{ thing.nothing.far }}", engine=plain).render(Context({"thing": Thing()})) == ""
