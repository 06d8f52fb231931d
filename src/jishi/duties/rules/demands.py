"""What a level asks of those below beyond the regulations: kinds, how often, how much, what is never registered. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jishi.kernel.labels import Labelled
from jishi.kernel.periods import Period, PeriodKind, periods_between

LONGEST_YEARS = 2
DUE_WITHIN = 180  # days after its last day in which a thing asked for once may still be done, late


class DemandKind(Labelled):
    DUTY = "duty", "事项"
    MEETING = "meeting", "会议"
    MATERIAL = "material", "报表材料"
    INSPECTION = "inspection", "检查督查"
    OTHER = "other", "其他"


class DemandState(Labelled):
    """Who has put it down: the issuer, or a receiver for whom the issuer has not spoken yet."""

    REGISTERED = "registered", "已登记"
    NOTED = "noted", "未登记，下级先记"
    DECLINED = "declined", "发文组织未认可"


class Cadence(Labelled):
    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    HALF_YEAR = "half_year", "每半年"
    YEAR = "year", "每年"
    ONCE = "once", "限期内"


class FlagReason(Labelled):
    REPEATED = "repeated", "与已有要求重复"
    BEYOND = "beyond", "超出依据"
    DEADLINE = "deadline", "期限不合理"


# 组织生活 is never a load (mission): none of these words may name one.
ORG_LIFE = (
    "三会一课", "党员大会", "支委会", "支部委员会", "党小组会", "党课", "主题党日", "组织生活", "民主评议", "谈心谈话", "民主生活会",
    "中心组", "述职评议", "党费", "政治生日", "重温入党",
)  # fmt: skip


def names_org_life(text: str) -> bool:
    """Whether the words name organisational life of the regulations."""
    return any(word in text for word in ORG_LIFE)


def listed_title(title: str, extra: str) -> str:
    """How a demand is called wherever load is shown: by what it adds to a duty of the regulations, where it does."""
    return extra or title


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom a demand concerns below its issuer. `org_kinds` are kinds of organisation (all that are meant, none left to
    guess); no `sectors` means all; `org_ids` are the tops chosen, each with all below it, none means everybody."""

    org_kinds: tuple[str, ...]
    sectors: tuple[str, ...] = ()
    org_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandInput:
    """What is typed about a demand. `extra` is what it asks beyond the regulations where its title names one of their
    duties; `people` of each organisation, `minutes` each, every time."""

    kind: str
    title: str
    basis: str
    from_on: date
    until_on: date
    audience: Audience
    cadence: str = Cadence.ONCE
    count: int = 1
    extra: str = ""
    asks: str = ""
    evidence: tuple[str, ...] = ()
    people: int = 1
    minutes: int = 60

    @property
    def key(self) -> str:
        """What decides whether it meets others: shown before saving, and shown again when one of it has changed."""
        who = (*self.audience.org_kinds, *self.audience.sectors, *map(str, sorted(self.audience.org_ids)))
        return "|".join([self.kind, self.cadence, self.from_on.isoformat(), self.until_on.isoformat(), *who])


def due_days(cadence: str, from_on: date, until_on: date) -> list[date]:
    """The days each time falls due: the last day for what is asked once, else the last day of every whole period within.
    A period that is only begun within counts nothing."""
    if cadence == Cadence.ONCE:
        return [until_on]
    kind = PeriodKind(cadence)
    return [
        p.last
        for p in periods_between(from_on, until_on)
        if p.kind is kind and p.first >= from_on and p.last <= until_on
    ]


def spoken_cadence(cadence: str, count: int, until_on: date) -> str:
    """每月2次, 12月20日前1次."""
    if cadence == Cadence.ONCE:
        return f"{until_on.year}年{until_on.month}月{until_on.day}日前{count}次"
    return f"{Cadence.label_of(cadence)}{count}次"


_LEVELS = {
    "county_committee": "县级",
    "township_committee": "乡镇",
    "party_committee": "党委",
    "temporary_committee": "党委",
    "party_leading_group": "党组",
    "general_branch": "党总支",
    "temporary_general_branch": "党总支",
}


def level_word(org_kind: str) -> str:
    """The level of an organisation of this kind, as people say it: 县级, 乡镇; a branch and what is below it is 支部."""
    return _LEVELS.get(org_kind, "支部")


def hours(minutes: int) -> str:
    """Person-minutes as hours, one decimal, none where it is whole: 90 → 1.5, 120 → 2."""
    whole, rest = divmod(round(minutes / 6), 10)
    return f"{whole}.{rest}" if rest else str(whole)


def first_refusal(
    values: DemandInput, *, rule_words: Iterable[str], life_kinds: Iterable[str]
) -> tuple[str, str] | None:
    """(field, sentence) of the first thing that keeps a demand from being registered; None if nothing does. `rule_words`
    are the short names of the pack's duties, `life_kinds` the evidence kinds of organisational life."""
    title, extra = values.title.strip(), values.extra.strip()
    if not title:
        return "title", "请写要求的名称。"
    words = tuple(rule_words)
    named = next((word for word in words if word in title), "")
    life = names_org_life(title) or bool(set(values.evidence) & set(life_kinds))
    if (named or life) and not extra:
        what = f"“{named}”是规定本身的事项" if named else "组织生活是规定本身的内容"
        return "extra", f"{what}，不算上级加的要求，不用登记。在规定之外确有多出的部分，请在“比规定多出的部分”里写明。"
    if extra and (names_org_life(extra) or any(word in extra for word in words)):
        return "extra", "这里只写多出来的部分，例如“另报一份文字小结”，不写组织生活本身。"
    if not values.basis.strip():
        return "basis", "请写通知的文号或名称。"
    if values.until_on < values.from_on:
        return "until_on", "结束日期不能早于开始日期。"
    longest = values.from_on.replace(year=values.from_on.year + LONGEST_YEARS, day=min(values.from_on.day, 28))
    if values.until_on > longest:
        return "until_on", f"一项要求最长登记{LONGEST_YEARS}年，到期还要的再登记。"
    if not due_days(values.cadence, values.from_on, values.until_on):
        unit = Cadence.label_of(values.cadence).removeprefix("每")
        return "until_on", f"起止之间没有一个完整的{unit}，不知道算哪一次。请改起止日期，或选“限期内”。"
    if not values.audience.org_kinds:
        return "org_kinds", "请选要哪些组织办。"
    if min(values.count, values.people, values.minutes) < 1:
        return "people", "次数、人数和分钟数至少是1。"
    return None


def one_event_serves(
    kind: str,
    evidence: Iterable[str],
    days: Iterable[date],
    other_kind: str,
    other_evidence: Iterable[str],
    other_days: Iterable[date],
) -> bool:
    """Whether one event could serve both: asked in the same month, and both meetings, both inspections, both the same
    material round, or met by the same kind of record."""
    months = {Period.containing(PeriodKind.MONTH, day) for day in days}
    same_month = any(Period.containing(PeriodKind.MONTH, day) in months for day in other_days)
    alike = kind == other_kind and kind in (DemandKind.MEETING, DemandKind.INSPECTION, DemandKind.MATERIAL)
    return same_month and (alike or bool(set(evidence) & set(other_evidence)))
