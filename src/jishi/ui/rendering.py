"""The widgets of forms, written in Python. Django runs a template for each widget and two more for each option of a list:
on a form that names fifty persons in five lists that is dearer than all the rest of the page."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape as escaped

type Widget = Mapping[str, Any]
IN = "django/forms/widgets/"
CHIPS = "ui/chips"
INPUTS = (
    "input",
    "text",
    "number",
    "email",
    "url",
    "password",
    "hidden",
    "date",
    "datetime",
    "time",
    "checkbox",
    "file",
)


def _attrs(attrs: Mapping[str, Any]) -> str:
    return "".join(
        f" {escaped(name)}" if value is True else f' {escaped(name)}="{escaped(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{escaped(widget["value"])}"'
    return f'<input type="{widget["type"]}" name="{escaped(widget["name"])}"{value}{_attrs(widget["attrs"])}>'


def _textarea(widget: Widget) -> str:
    text = escaped(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{escaped(widget["name"])}"{_attrs(widget["attrs"])}>\n{text}</textarea>'


def _option(option: Widget) -> str:
    return (
        f'\n  <option value="{escaped(option["value"])}"{_attrs(option["attrs"])}>{escaped(option["label"])}</option>'
    )


def _select(widget: Widget) -> str:
    parts = [f'<select name="{escaped(widget["name"])}"{_attrs(widget["attrs"])}>']
    for group, options, _ in widget["optgroups"]:
        inside = "".join(map(_option, options))
        parts.append(f'\n  <optgroup label="{escaped(group)}">{inside}\n  </optgroup>' if group else inside)
    return "".join((*parts, "\n</select>"))


def _chip(option: Widget) -> str:
    head = f'<input type="{option["type"]}" name="{escaped(option["name"])}" value="{escaped(option["value"])}"'
    label = f'<label class="chip" for="{escaped(option["attrs"]["id"])}">{escaped(option["label"])}</label>'
    return f"{head}{_attrs(option['attrs'])}>{label}"


def _chips(widget: Widget) -> str:
    found = widget["attrs"].get("id")
    chips = "".join(_chip(option) for _, options, _ in widget["optgroups"] for option in options)
    return f'<div class="chips"{f' id="{escaped(found)}"' if found else ""}>{chips}</div>'


WRITTEN: dict[str, Callable[[Widget], str]] = {
    **{f"{IN}{name}.html": _input for name in INPUTS},
    f"{IN}textarea.html": _textarea,
    f"{IN}select.html": _select,
    CHIPS: _chips,
}


class Renderer(DjangoTemplates):
    """Writes the usual widgets itself, exactly as their templates do, and leaves all others to Django."""

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        write = WRITTEN.get(template_name)
        return write(context["widget"]) if write else super().render(template_name, context, request)
