"""Which columns of a list are shown: chosen by the reader, kept in the address, the same on the page, on paper and in the
sheet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.datastructures import MultiValueDict

PARAMETER = "col"


@dataclass(frozen=True, slots=True)
class Column[R, V]:
    """One column of a list of `R`. `value` is what stands in a sheet; `always` columns cannot be left out; only those
    that are `usual` are shown to somebody who has chosen nothing."""

    name: str
    word: str
    value: Callable[[R], V]
    always: bool = False
    usual: bool = True


@dataclass(frozen=True, slots=True)
class Columns[R, V]:
    """The columns there are and those that are shown. `name in columns` asks whether one is shown."""

    all: tuple[Column[R, V], ...]
    shown: tuple[Column[R, V], ...]

    def __contains__(self, name: str) -> bool:
        return any(column.name == name for column in self.shown)

    @property
    def words(self) -> list[str]:
        return [column.word for column in self.shown]

    def values(self, row: R) -> list[V]:
        """What stands in the row's cells, in the order of `words`."""
        return [column.value(row) for column in self.shown]


def chosen[R, V](columns: Sequence[Column[R, V]], params: MultiValueDict[str, str]) -> Columns[R, V]:
    """The columns that the address asks for, in their own order; the usual ones where it asks for none that exist."""
    asked = set(params.getlist(PARAMETER)) & {column.name for column in columns if not column.always}
    shown = [c for c in columns if c.always or (c.name in asked if asked else c.usual)]
    return Columns(all=tuple(columns), shown=tuple(shown))
