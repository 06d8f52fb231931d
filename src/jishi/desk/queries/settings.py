"""What a county has chosen, for one page."""

from dataclasses import dataclass
from datetime import date

from jishi.desk.queries.layouts import layouts_where
from jishi.desk.rules.vocabularies import VOCABULARIES
from jishi.duties.queries import windows_for
from jishi.kernel.actor import Act, Actor
from jishi.site.models import SiteChoice
from jishi.site.queries import choices, day_table
from jishi.site.rules import may_set


@dataclass(frozen=True, slots=True)
class WordsLine:
    """A vocabulary, and the words the site has changed in it as (standard, own)."""

    name: str
    title: str
    where: str
    changed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """The page. `may_site` tells whether the choices of the whole site are in the actor's hands."""

    year: int
    windows: int | None
    layouts: int | None
    years: tuple[tuple[int, bool], ...]
    rest_days: int
    words: tuple[WordsLine, ...]
    choice: SiteChoice
    may_site: bool
    why_not: str


def settings_of(actor: Actor, *, today: date) -> Settings:
    """Everything the page tells, in four queries; a part the actor has no right to is None."""
    table, decision = day_table(), may_set(actor)
    return Settings(
        year=today.year,
        windows=windows_for(actor, today.year).count() if actor.has(Act.WINDOW_SET) else None,
        layouts=layouts_where(actor, Act.LAYOUT_EDIT).count() if actor.has(Act.LAYOUT_EDIT) else None,
        years=tuple((year, table.knows(year)) for year in (today.year, today.year + 1)),
        rest_days=sum(day.year == today.year for day in table.rest),
        words=tuple(
            WordsLine(
                name, title, where, tuple((m.standard, m.label) for m in vocabulary if m.label != m.standard)
            )
            for name, (title, vocabulary, where) in VOCABULARIES.items()
        ),
        choice=choices(),
        may_site=bool(decision),
        why_not=decision.reason,
    )  # fmt: skip
