"""What the year's book of a branch says: dataclasses, and 大事记 made from the records themselves."""

from dataclasses import dataclass
from datetime import date

from jishi.papers import words
from jishi.papers.attendance import Held, Marks
from jishi.papers.minutes import Form, Minutes, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """One of the committee."""

    post: str
    name: str
    sex: str = ""
    born_on: date | None = None
    education: str = ""
    from_on: date | None = None
    duty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """党小组 with its leader and members."""

    name: str
    leader: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A line of the roster. What is sealed (ID number, telephone, address) is not in a printed book."""

    name: str
    sex: str = ""
    ethnicity: str = ""
    born_on: date | None = None
    native_place: str = ""
    education: str = ""
    category: str = ""
    joined_on: date | None = None
    full_on: date | None = None
    employer: str = ""
    post: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Somebody came to or left the branch in the year, or became a full member."""

    on: date | None
    name: str
    what: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """A member whose care has a ledger of its own: 流动 or 失联, where to, since when."""

    name: str
    what: str
    where: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """已办说明 or 未开说明: what was said about a duty that has no record of its own."""

    period: str
    title: str
    what: str
    note: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearBook:
    """Everything the book of `year` prints. `records` are confirmed records in the order of their dates."""

    org: str
    year: int
    secretary: str = ""
    superior: str = ""
    printed_on: date | None = None
    basics: tuple[tuple[str, str], ...] = ()
    committee: tuple[Officer, ...] = ()
    groups: tuple[Group, ...] = ()
    roster: tuple[Person, ...] = ()
    changes: tuple[Change, ...] = ()
    held: tuple[Held, ...] = ()
    attendance: tuple[Marks, ...] = ()
    records: tuple[Minutes, ...] = ()
    tasks: tuple[Task, ...] = ()
    statements: tuple[Statement, ...] = ()
    away: tuple[Away, ...] = ()
    scans: int = 0  # records whose sign-in sheet is kept as a scan

    @property
    def heading(self) -> str:
        return f"{self.org}{self.year}年度支部工作手册"

    def records_of(self, *forms: Form) -> tuple[Minutes, ...]:
        """The records that print on one of these forms."""
        return tuple(m for m in self.records if m.form in forms)

    @property
    def events(self) -> tuple[tuple[date | None, str], ...]:
        """大事记: one line a record, made from the records themselves, and who came, left or became full."""
        lines = [(m.held_on, event_words(m)) for m in self.records]
        lines += [(c.on, f"{c.name}{c.what}" + (f"（{c.note}）" if c.note else "")) for c in self.changes]
        return tuple(sorted(lines, key=lambda line: line[0] or date.min))


def event_words(m: Minutes) -> str:
    """召开党员大会，应到9人、实到7人。议题：…。决议：…。"""
    kinds = words.joined(m.kinds)
    verb = (
        "" if m.form is Form.THEME_DAY else "讲授" if m.form is Form.LECTURE else "召开" if kinds.endswith("会") else ""
    )
    text = (verb or "开展") + kinds
    if m.title:
        text += f"“{m.title}”"
    if m.expected is not None and m.present is not None:
        text += f"，应到{m.expected}人、实到{m.present}人"
    topics = words.joined([item.title for item in m.items], "；", "")
    resolved = words.joined([item.resolution for item in m.items], "；", "")
    return (
        text + (f"。议题：{topics}" if topics else "") + (f"。决议：{resolved.rstrip('。')}" if resolved else "") + "。"
    )
