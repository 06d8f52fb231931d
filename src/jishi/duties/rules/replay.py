"""What a rule asked of an organisation on a past day, and why or why not, in words. Pure values."""

from dataclasses import dataclass
from datetime import date

from jishi.duties.rules.duty import BRANCH_COMMITTEE, COMMITTEE_FROM, COMMITTEE_POSTS_FROM, Edition, Rule
from jishi.kernel.periods import Period
from jishi.orgs.rules import OrgKind, Sector


def kinds_of(rule: Rule) -> str:
    """Whom a rule is for, in the words of its selector: 党委、党组; 设支委会的党支部."""
    words = ["设支委会的党支部" if kind == BRANCH_COMMITTEE else OrgKind.label_of(kind) for kind in rule.kinds]
    return "、".join(words)


def sectors_of(rule: Rule) -> str:
    """The sectors a rule is for; 各领域 where it names none."""
    return "、".join(Sector.label_of(sector) for sector in rule.sectors) or "各领域"


def said(day: date) -> str:
    """2026年5月11日."""
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One rule against one organisation on the day `on`, judged, as the derivation does, on the first day of the period.
    `kind` is "" when the organisation did not stand then; `seated` and `formal` count holders of committee posts and
    formal members."""

    rule: Rule
    period: Period
    on: date
    first_on: date
    last_on: date
    in_force: bool
    kind: str
    of_sector: bool
    of_kind: bool
    in_scope: bool
    lasts: bool
    term_says: bool
    seated: int
    formal: int
    sector: str

    @property
    def has_committee(self) -> bool:
        return self.term_says or self.seated >= COMMITTEE_POSTS_FROM or self.formal >= COMMITTEE_FROM

    @property
    def is_running(self) -> bool:
        """What is asked once runs only in its own days."""
        return not self.rule.once or self.first_on <= self.on <= self.last_on

    @property
    def applied(self) -> bool:
        return (
            bool(self.kind) and self.in_force and self.is_running and self.of_kind and self.of_sector
            and self.in_scope and self.lasts and (not self.rule.with_committee or self.has_committee)
        )  # fmt: skip

    @property
    def in_place(self) -> Edition | None:
        """The earlier edition of its regulation that was in force on the first day of the period."""
        return next((e for e in self.rule.earlier if e.in_force(self.first_on)), None)

    @property
    def title(self) -> str:
        return self.period.of(self.rule.short)

    @property
    def why(self) -> str:
        """Why it applied, or the first thing for which it did not."""
        return self._why_applied() if self.applied else self._why_not()

    def _why_applied(self) -> str:
        said_of = [f"当时是{OrgKind.label_of(self.kind)}"]
        if self.rule.sectors:
            said_of.append(f"属{Sector.label_of(self.sector)}领域")
        if self.rule.with_committee:
            said_of.append(self._why_committee())
        if self.rule.effective and not self.rule.once:
            said_of.append(f"{said(self.rule.effective)}起施行")
        if self.rule.expires and self.rule.expires <= self.on:
            said_of.append(f"期初有效，{said(self.rule.expires)}起由新的规定取代")
        return "；".join(said_of)

    def _why_committee(self) -> str:
        if self.term_says:
            return "当届设委员会"
        if self.seated >= COMMITTEE_POSTS_FROM:
            return f"班子有 {self.seated} 名委员"
        return f"正式党员 {self.formal} 名，应设支委会"

    def _why_not(self) -> str:
        if not self.kind:
            return f"{said(self.first_on)}这个组织还没有建立或已经撤销，不满的期间不计"
        if not self.in_force:
            return self._why_not_in_force()
        if not self.of_kind:
            return f"当时是{OrgKind.label_of(self.kind)}，规定的对象是{kinds_of(self.rule)}"
        if not self.of_sector:
            return f"属{Sector.label_of(self.sector)}领域，规定的对象是{sectors_of(self.rule)}"
        if not self.lasts:
            return "期间内撤销，不满的期间不计"
        return f"没有支委会：正式党员 {self.formal} 名，登记的委员 {self.seated} 名"

    def _why_not_in_force(self) -> str:
        effective, expires = self.rule.effective, self.rule.expires
        if expires and expires <= self.first_on:
            return f"{said(expires)}起不再施行"
        assert effective
        before = f"；当时有效的是{self.in_place.name}，条文没有收入规则包，不作推算" if self.in_place else ""
        if effective <= self.on:
            return f"{said(effective)}起施行，首个不满的期间不计，从{self.period.next().label}起{before}"
        return f"这一版{said(effective)}起施行{before}"
