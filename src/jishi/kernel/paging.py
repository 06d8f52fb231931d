"""Pages of long lists by keyset: as fast on the last page as on the first, and stable while rows come and go."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

SIZE = 50
MOST = 5_000  # counted; a page never counts the millions behind it


@dataclass(frozen=True, slots=True)
class Page[T]:
    """One page of a list. `next` and `previous` are values for the address parameter `at`, "" where there is none;
    `total` is what `bounded` counted with `most`."""

    rows: Sequence[T]
    next: str = ""
    previous: str = ""
    total: int | None = None
    most: int = MOST

    @property
    def counted(self) -> str:
        """The total as people read it: 173, or 5000 多 where nobody counted on."""
        return counted(self.total or 0, most=self.most)


def bounded(rows: QuerySet[Any, Any], *, most: int = MOST) -> int:
    """How many rows there are, at most one more than `most`. One query, however long the list."""
    return rows.order_by()[: most + 1].count()


def counted(total: int, *, most: int = MOST) -> str:
    """What `bounded` found, as people read it."""
    return str(total) if total <= most else f"{most} 多"


def _place(row: Any, names: Sequence[str]) -> list[Any]:
    """What the row has in these columns."""
    values = []
    for name in names:
        value = row
        for step in name.split("__"):
            value = value[step] if isinstance(value, dict) else getattr(value, step)
        values.append(value)
    return values


def _pack(direction: str, row: Any, names: Sequence[str]) -> str:
    text = json.dumps([direction, *_place(row, names)], default=str, ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _unpack(at: str, count: int) -> tuple[str, list[Any]] | None:
    """None for anything that is not one of our own marks: an old or mangled address shows the first page."""
    try:
        direction, *values = json.loads(base64.urlsafe_b64decode(at + "=" * (-len(at) % 4)))
    except (binascii.Error, ValueError, TypeError):
        return None
    plain = all(isinstance(v, str | int) for v in values)
    return (direction, values) if direction in ("n", "p") and len(values) == count and plain else None


def _beyond(keys: Sequence[str], values: Sequence[Any]) -> Any:
    """Rows strictly after `values` in the order of `keys`. Where all go one way and lie in one table it is one comparison
    of rows, which an index enters at the mark even among thousands of equal days; the long form enters at the first of
    the equals."""
    turned = {key.startswith("-") for key in keys}
    if len(turned) == 1 and not any("__" in key for key in keys):
        after = TupleLessThan if turned == {True} else TupleGreaterThan
        return after(Tuple(*(F(key.lstrip("-")) for key in keys)), tuple(values))
    found = Q(pk__in=[])
    for index in reversed(range(len(keys))):
        name, sign = keys[index].lstrip("-"), "lt" if keys[index].startswith("-") else "gt"
        found = Q(**{f"{name}__{sign}": values[index]}) | (Q(**{name: values[index]}) & found)
    first, sign = keys[0].lstrip("-"), "lte" if keys[0].startswith("-") else "gte"
    return Q(**{f"{first}__{sign}": values[0]}) & found


def sliced[T](rows: Sequence[T], *, at: str = "", size: int = SIZE) -> Page[T]:
    """The page of rows held in memory that begins with number `at` (from the address; the first page for anything else)."""
    start = int(at) if at.isdecimal() and int(at) < len(rows) else 0
    until = start + size
    return Page(
        rows=rows[start:until],
        next=str(until) if until < len(rows) else "",
        previous=str(max(start - size, 0)) if start else "",
        total=len(rows),
        most=len(rows),
    )


def _merged(parts: Sequence[list[Any]], order: Sequence[str]) -> list[Any]:
    """Rows of lists that are each in `order`, in one."""
    rows = [row for part in parts for row in part]
    for key in reversed(order) if len(parts) > 1 else ():
        rows.sort(key=lambda row: _place(row, [key.lstrip("-")]), reverse=key.startswith("-"))
    return rows


def among(found: Sequence[tuple[Any, ...]], *, at: str = "", size: int = SIZE) -> list[tuple[Any, ...]]:
    """Of rows held in memory, each the values of the keys of a `keyset`, all ascending: those around the mark that may
    stand on its page, in the order asked for."""
    mark = _unpack(at, len(found[0])) if at and found else None
    rows = sorted(found)
    if mark is None:
        return rows[: size + 1]
    values = tuple(mark[1])
    if mark[0] == "p":
        return [row for row in reversed(rows) if _plain(row) < values][: size + 1]
    return [row for row in rows if _plain(row) > values][: size + 1]


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(value if isinstance(value, str | int) else str(value) for value in row)


def either[M: Model](first: QuerySet[M], *others: QuerySet[M]) -> QuerySet[M]:
    """The rows that any of these querysets of one model has. An OR of conditions on joined tables reads all rows and judges
    each; here each condition finds its own by its own index."""
    keys = [rows.order_by().values("pk") for rows in (first, *others)]
    return first.model._default_manager.filter(pk__in=keys[0].union(*keys[1:]))


def keyset[M: Model](
    rows: QuerySet[M, Any] | Sequence[QuerySet[M, Any]],
    *,
    keys: Sequence[str],
    at: str = "",
    size: int = SIZE,
    total: int | None = None,
    shown: QuerySet[M, Any] | None = None,
    in_turn: bool = False,
) -> Page[Any]:
    """The page of `rows` at the mark `at` (from the address), in the order of `keys`: field names, "-" for descending,
    none of them null, the last one unique. One query. `total` is passed through for the pager. With `shown` the rows
    are found by their keys alone, which an index may hold, and only those of the page are read whole from it.

    Several querysets are parts of one list that have no row in common, one query each: where the database would read
    all of it to find rows that one thing or another holds of, each thing alone has its index. Their first key compares
    in Python as in the database: numbers, dates, texts of the collation "C". Parts of which one begins where the one
    before it ends (`in_turn`) are asked only until the page is full."""
    names = [key.lstrip("-") for key in keys]
    mark = _unpack(at, len(keys)) if at else None
    backwards = mark is not None and mark[0] == "p"
    order = [k[1:] if k.startswith("-") else f"-{k}" for k in keys] if backwards else list(keys)
    parts: list[list[Any]] = []
    for part in [rows] if isinstance(rows, QuerySet) else rows[::-1] if in_turn and backwards else rows:
        if in_turn and sum(map(len, parts)) > size:
            break
        wanted = part.order_by(*order)
        if mark:
            wanted = wanted.filter(_beyond(order, mark[1]))
        wanted = wanted[: size + 1]
        parts.append(list(wanted if shown is None else shown.filter(pk__in=wanted.values("pk")).order_by(*order)))
    found = _merged(parts, order)
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
