"""The words a layout may use: what each means, how its value is read from the facts, and a sample."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from jishi.papers import words


class Placeholder(NamedTuple):
    """`name` as it is written between the braces; 议题.标题 is a field of each entry of the list 议题. `sample` is what
    an invented paper prints there, "" for a list."""

    name: str
    meaning: str
    sample: str


@dataclass(frozen=True, slots=True)
class Term:
    """One word: what it means and how its value is read. A list has `fields` and its value gives the entries."""

    name: str
    meaning: str
    value: Callable[[Any], Any]
    fields: tuple["Term", ...] = ()


def number(name: str, meaning: str, value: Callable[[Any], int | None]) -> Term:
    """A count; — where none is known."""
    return Term(name, meaning, lambda x: words.number(value(x)))


def text(name: str, meaning: str, value: Callable[[Any], str]) -> Term:
    """A text; 无 where there is none."""
    return Term(name, meaning, lambda x: words.said(value(x)))


def facts(terms: Iterable[Term], thing: Any) -> dict[str, Any]:
    """The facts of `thing` under the names of `terms`, lists as lists of the same."""
    return {
        term.name: [facts(term.fields, entry) for entry in term.value(thing)] if term.fields else term.value(thing)
        for term in terms
    }


def listed(terms: Iterable[Term], sample: Any, before: str = "") -> list[Placeholder]:
    """Every word in the order of the form, the fields of a list after it; samples are read from `sample`."""
    found = []
    for term in terms:
        value = None if sample is None else term.value(sample)
        found.append(Placeholder(before + term.name, term.meaning, "" if term.fields else str(value or "")))
        if term.fields:
            entries = list(value or [])
            found += listed(term.fields, entries[0] if entries else None, f"{before}{term.name}.")
    return found


def repeated(value: Any, entries: int) -> Any:
    """The facts with every list repeated so many times."""
    if isinstance(value, dict):
        return {name: repeated(inner, entries) for name, inner in value.items()}
    return [repeated(entry, entries) for entry in value] * entries if isinstance(value, list) else value


def whitened(value: Any, kept: Iterable[str] = ()) -> Any:
    """The facts as a blank sheet has them: nothing but the names in `kept`, every list empty."""
    names = set(kept)
    return {name: inner if name in names else [] if isinstance(inner, list) else "" for name, inner in value.items()}
