"""What compiled templates call while they run: names, steps to attributes, text, addresses, loops. Each answers as Django's
own engine does."""

import re
from collections.abc import Callable
from typing import Any

from django.template.base import Variable, VariableDoesNotExist, render_value_in_context
from django.urls import reverse
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.timezone import template_localtime as localtime  # type: ignore[attr-defined]  # annotated, or an attribute the stubs do not know

__all__ = [
    "MISSING", "address", "certain", "count_loop", "escaped", "find", "given", "holds", "index", "items", "known", "localtime",
    "plain", "safely", "shown", "signs", "step", "text",
]  # fmt: skip


class _Missing:
    """Stands for a name nobody gave; false, and every step from it leads nowhere."""

    def __bool__(self) -> bool:
        return False


MISSING, OF_NONE = _Missing(), _Missing()  # nobody gave it; it was asked of None, which shows blank


def find(context: Any, name: str) -> Any:
    """A name of the context."""
    for names in reversed(context.dicts):
        if name in names:
            value = names[name]
            return _step_slowly(context, name, context) if callable(value) else value
    return MISSING


plain: set[type] = set()  # types that nobody can index: an attribute is all a name can mean. As many as classes.


def step(current: Any, name: str, context: Any) -> Any:
    """From a value to its item or attribute of this name."""
    kind = type(current)
    if kind is dict:
        if name in current and not callable(value := current[name]):
            return value
    elif kind in plain or _is_plain(kind):
        value = getattr(current, name, MISSING)
        if value is not MISSING and not callable(value):
            return value
    return _step_slowly(current, name, context)


def _is_plain(kind: type) -> bool:
    if hasattr(kind, "__getitem__") or kind is _Missing:
        return False
    plain.add(kind)
    return True


class _Holding(dict[str, Any]):
    """A context of one name."""

    template: Any = None


_variables: dict[str, Variable] = {}  # by name; as many as templates write


def _step_slowly(current: Any, name: str, context: Any) -> Any:
    if current is None or isinstance(current, _Missing):
        return OF_NONE if current is None else current
    if current is context:
        return _or_missing(Variable(name), context)
    variable = _variables.get(name) or _variables.setdefault(name, Variable(f"it.{name}"))
    held = _Holding(it=current)
    held.template = context.template
    return _or_missing(variable, held)


def _or_missing(variable: Variable, context: Any) -> Any:
    try:
        return variable.resolve(context)
    except VariableDoesNotExist:
        return MISSING


def index(current: Any, number: int) -> Any:
    """From a sequence to its item of this number."""
    if isinstance(current, tuple | list) and number < len(current):
        return current[number]
    if current is None or isinstance(current, _Missing):
        return OF_NONE if current is None else current
    return _or_missing(Variable(f"it.{number}"), {"it": current})


def given(value: Any, context: Any, token: str) -> Any:
    """A value for output: blank, or the engine's word for it, where nobody gave it."""
    return invalid(context, token) if value is MISSING else "" if value is OF_NONE else value


def invalid(context: Any, token: str) -> str:
    """What stands for a name nobody gave."""
    word: str = context.template.engine.string_if_invalid
    return word % token if "%s" in word else word


def known(value: Any) -> Any:
    """A value for a condition: None where nobody gave it."""
    return None if isinstance(value, _Missing) else value


def certain(value: Any, token: str) -> Any:
    """A value for a filter, which has to be there."""
    if isinstance(value, _Missing):
        raise VariableDoesNotExist("Failed lookup for key [%s]", (token,))
    return value


signs = re.compile(r"""[&<>"']""").search  # what has to be escaped


def text(value: Any, context: Any) -> str:
    """A value as it stands on the page."""
    kind = type(value)
    if kind is str:
        return escape(value) if signs(value) else value
    if kind is SafeString:
        return value  # type: ignore[no-any-return]  # what the page handed over
    if kind is int:
        return str(value)
    return render_value_in_context(value, context)


def shown(value: Any, context: Any, token: str) -> str:
    """The same of a value that may not have been given."""
    return text(given(value, context, token) if value is MISSING or value is OF_NONE else value, context)


def escaped(value: Any) -> str:
    """What a tag gave back."""
    return value if type(value) is SafeString else conditional_escape(value)


def safely(func: Callable[..., Any], value: Any, *args: Any, **kwargs: Any) -> Any:
    """A filter that leaves safe text safe."""
    found = func(value, *args, **kwargs)
    return mark_safe(found) if isinstance(value, SafeData) else found  # noqa: S308  as the filter promises


def holds(word: str, ask: Callable[[], Any]) -> Any:
    """A comparison; false where the two cannot be compared."""
    try:
        return ask()
    except Exception:
        return False


def items(value: Any, is_reversed: bool) -> Any:
    """What a loop goes over."""
    if value is None:
        return ()
    found = value if hasattr(value, "__len__") else list(value)
    return list(reversed(found)) if is_reversed else found


def count_loop(loop: dict[str, Any], number: int, length: int) -> None:
    """`forloop`, for what renders itself inside a loop."""
    loop.update(
        counter0=number, counter=number + 1, revcounter=length - number, revcounter0=length - number - 1,
        first=number == 0, last=number == length - 1,
    )  # fmt: skip


_shapes: dict[tuple[object, ...], list[str]] = {}  # one for each way a template writes an address
_PLAIN_WORD = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


def address(name: str, /, *args: Any, **kwargs: Any) -> str:
    """The address of a route. The shape of a route is found once; numbers and plain words are put into it."""
    key = (name, *kwargs, *map(type, kwargs.values()))
    shape = None if args else _shapes.get(key) or _shape(key, name, kwargs)
    if shape is None:
        return escape(reverse(name, args=args, kwargs=kwargs))
    if not kwargs:
        return shape[0]
    parts = shape.copy()
    for place, value in enumerate(kwargs.values()):
        if not (type(value) is int and value >= 0) and not (isinstance(value, str) and _PLAIN_WORD.fullmatch(value)):
            return escape(reverse(name, kwargs=kwargs))
        parts[2 * place + 1] = str(value)
    return "".join(parts)


def _shape(key: tuple[object, ...], name: str, kwargs: dict[str, Any]) -> list[str] | None:
    """A route's address in pieces, every second one the place of a value; None for one whose values come in another order.
    A mark is of the kind of its value: a word where a number belongs is refused by Django."""
    marks = {
        word: 987_654_000 + n if type(value) is int else f"mark-{n}-mark"
        for n, (word, value) in enumerate(kwargs.items())
    }
    written = str(escape(reverse(name, kwargs=marks)))
    parts: list[str] = []
    for mark in map(str, marks.values()):
        before, found, written = written.partition(mark)
        if not found:
            return None
        parts += [before, ""]
    shape = _shapes[key] = [*parts, written]
    return shape
