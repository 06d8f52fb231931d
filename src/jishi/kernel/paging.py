"""Pages of long lists by keyset: as fast on the last page as on the first, and stable while rows come and go."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

SIZE = 50


@dataclass(frozen=True, slots=True)
class Page[T]:
    """One page of a list. `next` and `previous` are values for the address parameter `at`, "" where there is none."""

    rows: Sequence[T]
    next: str = ""
    previous: str = ""
    total: int | None = None


def _pack(direction: str, row: Any, names: Sequence[str]) -> str:
    values = []
    for name in names:
        value = row
        for step in name.split("__"):
            value = value[step] if isinstance(value, dict) else getattr(value, step)
        values.append(value)
    text = json.dumps([direction, *values], default=str, ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _unpack(at: str, count: int) -> tuple[str, list[Any]] | None:
    """None for anything that is not one of our own marks: an old or mangled address shows the first page."""
    try:
        direction, *values = json.loads(base64.urlsafe_b64decode(at + "=" * (-len(at) % 4)))
    except (binascii.Error, ValueError, TypeError):
        return None
    plain = all(isinstance(v, str | int) for v in values)
    return (direction, values) if direction in ("n", "p") and len(values) == count and plain else None


def _beyond(keys: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows strictly after `values` in the order of `keys`."""
    found = Q(pk__in=[])
    for index in reversed(range(len(keys))):
        name, sign = keys[index].lstrip("-"), "lt" if keys[index].startswith("-") else "gt"
        found = Q(**{f"{name}__{sign}": values[index]}) | (Q(**{name: values[index]}) & found)
    first, sign = keys[0].lstrip("-"), "lte" if keys[0].startswith("-") else "gte"
    return Q(**{f"{first}__{sign}": values[0]}) & found


def keyset[M: Model](
    rows: QuerySet[M, Any], *, keys: Sequence[str], at: str = "", size: int = SIZE, total: int | None = None
) -> Page[Any]:
    """The page of `rows` at the mark `at` (from the address), in the order of `keys`: field names, "-" for descending,
    none of them null, the last one unique. One query. `total` is passed through for the pager."""
    names = [key.lstrip("-") for key in keys]
    mark = _unpack(at, len(keys)) if at else None
    backwards = mark is not None and mark[0] == "p"
    order = [k[1:] if k.startswith("-") else f"-{k}" for k in keys] if backwards else list(keys)
    wanted = rows.order_by(*order)
    if mark:
        wanted = wanted.filter(_beyond(order, mark[1]))
    found = list(wanted[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_next = bool(found) and (more or backwards) if backwards else more
    has_previous = more if backwards else mark is not None
    return Page(
        rows=found,
        next=_pack("n", found[-1], names) if found and has_next else "",
        previous=_pack("p", found[0], names) if found and has_previous else "",
        total=total,
    )
