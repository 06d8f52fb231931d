"""A rule in a period, with the days it is judged and met by. Pure values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jishi.duties.rules.demands import DUE_WITHIN
from jishi.duties.rules.duty import Rule
from jishi.kernel.periods import Period, PeriodKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """One rule in one period. Applicability is judged on `first_on`; what is held from then to `counts_to` meets it. For
    what is asked once these are the days of the rule, else those of the period."""

    number: int
    rule: Rule
    period: Period
    first_on: date
    last_on: date
    counts_to: date

    @property
    def in_force(self) -> bool:
        """Whether the rule holds on the first day; what is asked once holds in its own days."""
        if self.rule.once:
            return True
        effective, expires = self.rule.effective, self.rule.expires
        return (effective is None or effective <= self.first_on) and (expires is None or expires > self.first_on)

    @property
    def is_yearly(self) -> bool:
        return self.period.kind is PeriodKind.YEAR

    @property
    def counts_by_year(self) -> bool:
        """Whether a record counts by the year it was entered for, wherever its day lies."""
        return self.is_yearly and not self.rule.once

    @property
    def row(self) -> dict[str, Any]:
        """As the statements read it."""
        rule = self.rule
        return {
            "n": self.number, "id": rule.id, "own": rule.demand_id, "code": self.period.code, "year": self.period.year,
            "first_on": self.first_on.isoformat(), "last_on": self.last_on.isoformat(),
            "counts_to": self.counts_to.isoformat(), "yearly": self.is_yearly, "by_year": self.counts_by_year,
            "kinds": rule.org_kinds, "sectors": rule.sectors, "with_committee": rule.with_committee,
            "required": rule.count, "evidence": rule.evidence, "scoped": rule.is_scoped,
        }  # fmt: skip


def spells(rules: Iterable[Rule], periods: Sequence[Period]) -> list[Spell]:
    """Each rule in each of `periods` that is of its kind, in force or not; what is asked once only in the year it begins."""
    found: list[Spell] = []
    for rule in rules:
        for period in periods:
            if rule.period is not period.kind:
                continue
            first, last = period.first, period.last
            counts_to = last
            if rule.once:
                assert rule.effective
                assert rule.expires
                if rule.effective.year != period.year:
                    continue
                first, last = rule.effective, rule.expires - timedelta(days=1)
                counts_to = last + timedelta(days=DUE_WITHIN)
            found.append(
                Spell(number=len(found), rule=rule, period=period, first_on=first, last_on=last, counts_to=counts_to)
            )
    return found
