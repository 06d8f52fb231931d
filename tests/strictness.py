"""What every test holds pages to: no variable that nobody gave, no leftover template sign, nothing inline."""

import re
from typing import Any

from django.http import HttpResponse
from django.template.base import Variable, VariableDoesNotExist
from django.template.engine import Engine
from django.test import Client

from jishi.ui import running

_resolve_lookup = Variable._resolve_lookup
_through_none = False


class Undefined(AssertionError):
    """A template asked for a variable that its page did not give."""


class _Invalid(str):
    """In place of `string_if_invalid`: refuses instead of printing a blank. A name looked up on None is let through,
    as Django shows it: blank."""

    def __contains__(self, part: object) -> bool:
        return True

    def __mod__(self, variable: object) -> str:
        if _through_none:
            return ""
        raise Undefined(f"undefined in a template: {variable}")


def _noting_lookup(self: Variable, context: Any) -> Any:
    global _through_none
    try:
        return _resolve_lookup(self, context)
    except VariableDoesNotExist as problem:
        _through_none = len(problem.params) > 1 and problem.params[1] is None
        raise


def _refused(context: Any, token: str) -> str:
    """What compiled templates ask for such a word; of None they ask nothing."""
    raise Undefined(f"undefined in a template: {token}")


def refuse_undefined(engine: Engine) -> None:
    """Have `engine` raise Undefined for unknown variables, outside of {% if %} and the like."""
    Variable._resolve_lookup = _noting_lookup  # type: ignore[method-assign]
    running.invalid = _refused
    engine.string_if_invalid = _Invalid("%s")


_FORBIDDEN = {
    "a leftover template sign": re.compile(r"{{|}}|{%|%}"),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*="),
    "an inline style": re.compile(r"<[^>]*\sstyle\s*="),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)"),
}


class StrictClient(Client):
    """Django's client, which also looks at every page it gets. Placeholders may be shown inside <code>."""

    def request(self, **request: Any) -> HttpResponse:  # type: ignore[override]
        response = super().request(**request)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            text = re.sub(r"<(code|textarea)\b.*?</\1>", "", response.content.decode(), flags=re.S)
            found = [what for what, pattern in _FORBIDDEN.items() if pattern.search(text)]
            assert not found, f"{request.get('PATH_INFO')}: {found}"
        return response
