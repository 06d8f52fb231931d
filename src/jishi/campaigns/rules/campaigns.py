"""A campaign: its state, the patterns it starts from, and what its prescribed actions ask of whom. Pure values."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from jishi.duties.rules import Cadence, DemandKind, due_days
from jishi.kernel.labels import Labelled
from jishi.orgs.rules import OrgKind, Sector, kinds_that_are

# Whom a campaign or an action may be for; each stands for all kinds of organisation that are one.
AUDIENCES = (OrgKind.BRANCH, OrgKind.GENERAL_BRANCH, OrgKind.PARTY_COMMITTEE, OrgKind.PARTY_LEADING_GROUP)


class CampaignState(Labelled):
    DRAFT = "draft", "筹备中"
    RUNNING = "running", "开展中"
    CLOSED = "closed", "已总结"


class Whom(Labelled):
    """Whom a standard is for."""

    ORG = "org", "党组织"
    MEMBER = "member", "党员"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionInput:
    """规定动作 as typed. `org_kinds` are words of AUDIENCES, none means all the campaign is for; the same of `sectors`.
    `extra` is what it asks beyond a duty of the regulations in which it is done."""

    title: str
    kind: str = DemandKind.DUTY
    extra: str = ""
    asks: str = ""
    evidence: tuple[str, ...] = ()
    org_kinds: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    cadence: str = Cadence.ONCE
    count: int = 1
    people: int = 1
    minutes: int = 60


@dataclass(frozen=True, slots=True)
class PatternAction:
    """An action of a pattern; what is not said is as an action has it."""

    title: str
    kind: str = DemandKind.DUTY.value
    extra: str = ""
    asks: str = ""
    evidence: tuple[str, ...] = ()
    people: int = 1
    minutes: int = 60


@dataclass(frozen=True, slots=True)
class PatternStage:
    """A stage of a pattern; `share` is its part of the campaign's days."""

    title: str
    share: int
    aim: str
    actions: tuple[PatternAction, ...] = ()


@dataclass(frozen=True, slots=True)
class PatternStandard:
    """A standard of a pattern: what it says to all, and what it means in one sector."""

    whom: str
    title: str
    text: str
    sectors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A template a campaign starts from. `grades` are the words of a grading, the highest first; none where nothing is
    graded; `mend` those of them whose organisations are put right by a plan."""

    key: str
    title: str
    about: str
    source: str
    stages: tuple[PatternStage, ...]
    standards: tuple[PatternStandard, ...]
    grades: tuple[str, ...] = ()
    mend: tuple[str, ...] = ()


def laid_out(shares: Sequence[int], from_on: date, until_on: date) -> list[tuple[date, date]]:
    """The first and last day of stages that fill the days from `from_on` to `until_on` by their shares, without a gap or
    an overlap; every stage has at least one day where there are enough. Never outside the two days."""
    days = (until_on - from_on).days + 1
    whole, before, found = sum(shares), 0, []
    start = 0
    for number, share in enumerate(shares):
        before += share
        left = len(shares) - number - 1
        end = min(max(days * before // whole, start + 1), max(days - left, start + 1), days)
        found.append((from_on + timedelta(days=min(start, days - 1)), from_on + timedelta(days=end - 1)))
        start = end
    return found


def kinds_of(words: Iterable[str]) -> tuple[str, ...]:
    """All kinds of organisation that these words stand for."""
    return tuple(dict.fromkeys(kind for word in words for kind in kinds_that_are(OrgKind(word))))


def applies(org_kinds: Collection[str], sectors: Collection[str], kind: str, sector: str) -> bool:
    """Whether something for these kinds and sectors (none: all) concerns an organisation of `kind` and `sector`."""
    return kind in org_kinds and (not sectors or sector in sectors)


def minutes_each(cadence: str, count: int, people: int, minutes: int, from_on: date, until_on: date) -> int:
    """The minutes of persons that an action costs one organisation over its stage."""
    return len(due_days(cadence, from_on, until_on)) * count * people * minutes


def narrowed(own: Collection[str], of_campaign: Collection[str]) -> tuple[str, ...]:
    """The kinds or sectors an action is for: its own where it names some, else the campaign's; those of the campaign alone
    where the campaign names any."""
    if not own:
        return tuple(of_campaign)
    return tuple(one for one in own if one in of_campaign) if of_campaign else tuple(own)


def seen_key(parts: Iterable[object]) -> str:
    """What the page before the start has shown: another answer when anything of it has changed since."""
    return sha256("|".join(str(part) for part in parts).encode()).hexdigest()[:16]


def place_words(kind: str, sector: str) -> str:
    """Organisations of one kind in one sector, in words: 行政村党支部; a sector that the kind names already is not said twice."""
    word, where = OrgKind.label_of(kind), Sector.label_of(sector)
    return word if word.startswith(where) else f"{where}{word}"


def audience_words(org_kinds: Collection[str], sectors: Collection[str]) -> str:
    """Whom something is for, in words."""
    kinds = [kind.label for kind in AUDIENCES if kind.value in org_kinds]
    where = [Sector.label_of(sector) for sector in sectors]
    return "、".join(kinds) + (f"（{'、'.join(where)}）" if where else "")
