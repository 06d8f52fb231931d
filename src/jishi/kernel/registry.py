"""The six registries: the only ways in which a lower app reaches a higher one.

Each is filled once, in `AppConfig.ready` of the app above, and read by the app below (docs/architecture.md)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jishi.kernel.actor import Act, Actor


@dataclass(frozen=True, slots=True)
class EvidenceChange:
    """A record's claim on one duty came (`present`) or went.

    `org_id` owes the duty, `kind` is the evidence kind (an activity kind or `statement:<rule id>`), `held_on` the true
    date, `year` the year a yearly duty is counted for, `recorded_on` the day it was entered, `source` the record as
    (app label, id)."""

    org_id: int
    kind: str
    held_on: date
    year: int
    recorded_on: date
    source: tuple[str, int]
    present: bool = True


@dataclass(frozen=True, slots=True)
class FactsChange:
    """Facts that decide which duties an organisation has (placement, kind, sector, members, committee) changed for
    days from `since` on (None: all days).

    `moved` marks an organisation whose place in the tree is another now: it and everything below it come one change
    each, then the old and the new superior without the mark. Whoever stores something derived from the path (the
    county of a member, the roll-up of an inner node) makes it anew from today's path. `ended` marks an organisation
    dissolved on `since`: what hung on it alone ends that day."""

    org_id: int
    since: date | None
    moved: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True)
class HeldChange:
    """A record of `org_id` of the day `held_on` came, went, or says otherwise who came."""

    org_id: int
    held_on: date


Change = EvidenceChange | FactsChange | HeldChange
_touched: list[Callable[[Iterable[Change]], None]] = []


def on_touched(listener: Callable[[Iterable[Change]], None]) -> None:
    """Have `listener` called with every batch of changes, inside the writing transaction."""
    _touched.append(listener)


def touched(changes: Iterable[Change]) -> None:
    """Say what has changed. Called by services as the last thing in their transaction: listeners lock the roll-ups."""
    batch = list(changes)
    if batch:
        for listener in _touched:
            listener(batch)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One record behind a figure: what it is, its day, and the route that shows it ("" where it has no page)."""

    words: str
    on: date | None = None
    route: str = ""
    args: tuple[object, ...] = ()


# (name, day) → organisation → number; what is not there is nought.
type Numbers = dict[tuple[str, date], dict[int, int]]
type Each = Callable[[Collection[str], Mapping[int, str], Collection[date]], Numbers]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number people ask for: of the organisation at `org_path` and everything below it, as of a day; a figure of what
    happens counts the year of that day, up to it. `url` is the route whose list shows the rows.

    `each(names, {organisation: path}, days)` gives the same numbers for many organisations; figures that share it are
    asked together, in one statement. `rows(org_path, on)` are the records themselves: as many as `count` says."""

    name: str
    label: str
    count: Callable[[str, date], int]
    url: str = ""
    each: Each | None = None
    rows: Callable[[str, date], Sequence[FigureRow]] | None = None


figures: dict[str, Figure] = {}


def figure(new: Figure) -> None:
    """Offer a figure by its name; a name is given once."""
    assert new.name not in figures, new.name
    figures[new.name] = new


def numbers(names: Iterable[str], paths: Mapping[int, str], days: Collection[date]) -> Numbers:
    """The figures of these names for many organisations and days at once. Figures that offer no `each` are counted one
    organisation after the other. Raises KeyError for a name that nobody offers."""
    together: dict[Each, list[str]] = {}
    found: Numbers = {}
    for name in sorted(set(names)):
        offered = figures[name]
        if offered.each:
            together.setdefault(offered.each, []).append(name)
            continue
        for day in days:
            found[name, day] = {org_id: offered.count(path, day) for org_id, path in paths.items()}
    for each, asked in together.items():
        found |= each(asked, paths, days)
    return found


jobs: dict[str, Callable[..., None]] = {}


def job(name: str, run: Callable[..., None]) -> None:
    """Offer background work by name; `run` takes ids and plain values as keywords and calls one service."""
    assert name not in jobs, name
    jobs[name] = run


@dataclass(frozen=True, slots=True)
class Relation:
    """A tie between a person and one object that carries rights of its own (owner, handler, helper by consent).
    `where(actor)` gives the object ids; the list and the single door both use it."""

    name: str
    acts: frozenset[Act]
    where: Callable[[Actor], Any]


relations: dict[str, list[Relation]] = {}


def relate(model_label: str, relation: Relation) -> None:
    """Declare that `relation` carries rights on objects of `model_label` ("assignments.Assignment")."""
    relations.setdefault(model_label, []).append(relation)


@dataclass(frozen=True, slots=True)
class Panel:
    """A card that an upper app adds to another's page. `context(actor, shown, on)` gets what the page itself has read
    (of an organisation an `orgs.queries.Card` or the organisation, of a member the id) and returns what the template
    shows, or None to leave the card out. `tab` is the part of a page in parts on which it stands ("" the first)."""

    template: str
    context: Callable[[Actor, Any, date], Mapping[str, object] | None]
    order: int = 50
    tab: str = ""


panels: dict[str, list[Panel]] = {}


def panel(place: str, new: Panel) -> None:
    """Add a card to `place` ("orgs.card", "members.card")."""
    panels.setdefault(place, []).append(new)
    panels[place].sort(key=lambda p: p.order)


@dataclass(frozen=True, slots=True)
class Given:
    """What a record gives to a task that arises from it, or to the ledger of problems: whose it is, what it says, the day it
    is of, by when it is to be done, the field of work, the tasks that stand already, and the page it stands on."""

    kind: str
    pk: int
    org_id: int
    text: str
    on: date
    due_on: date | None = None
    work: str = ""
    tasks: tuple[int, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """A kind of record that tasks arise from. `get(actor, id)` is its one door.

    With `found` it finds problems as well: `found(actor, organisations)` gives those the actor may read of these
    organisations (ids, as a subquery), not put right and not in the ledger yet, as rows of `assignments.queries.as_found`;
    `page` is the route of the page they stand on, `source` how the ledger calls their finding."""

    word: str
    get: Callable[[Actor, int], Given]
    found: Callable[[Actor, Any], Any] | None = None
    page: str = ""
    source: str = ""


origins: dict[str, Origin] = {}


def origin(kind: str, new: Origin) -> None:
    """Offer a kind of record ("activities", "appraisals.problem") as what tasks and problems come from; once each."""
    assert kind not in origins, kind
    origins[kind] = new
