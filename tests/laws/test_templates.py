"""Templates are all used, and none of them asks for what it was not given (tests/conftest.py fails such a test)."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import get_template

from tests.strictness import Undefined

HOUSE = Path(__file__).parents[2] / "src" / "jishi"
TEMPLATES = {
    str(p.relative_to(next(f for f in p.parents if f.name == "templates"))): p
    for p in HOUSE.glob("*/templates/**/*.html")
}


def mentioned() -> set[str]:
    """Every template named in code or by another template. A name put together at run time ("…_%s.html") is not seen."""
    sources = [*HOUSE.glob("**/*.py"), *TEMPLATES.values()]
    return {
        name
        for source in sources
        for name in re.findall(r"""["']([\w./-]+\.html)(?:#[\w-]+)?["']""", source.read_text())
    }


def test_no_template_is_unused() -> None:
    assert sorted(set(TEMPLATES) - mentioned()) == []


def test_no_template_is_missing() -> None:
    named = {name for name in mentioned() if not name.startswith("django/")}
    assert sorted(named - set(TEMPLATES)) == []


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_template_compiles(name: str) -> None:
    assert get_template(name)


def test_a_variable_nobody_gave_fails() -> None:
    with pytest.raises(Undefined, match="nobody"):
        Template("{{ nobody }}").render(Context())
    with pytest.raises(Undefined, match="nobody"):
        Template("{{ nobody.name|upper }}").render(Context())
    assert Template("{% if nobody %}{% endif %}{{ known.name }}").render(Context({"known": None})) == ""
