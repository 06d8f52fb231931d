"""A series as a superior plans it, and what is asked of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jishi.activities.rules.kinds import Kind
from jishi.activities.rules.plans import first_of, may_hold_together, months_of_plan
from jishi.kernel.decision import Refused

MOST_TOPICS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicInput:
    """One theme: a month, a day only where the superior fixes one. `number` names the topic when a series is changed."""

    number: int
    month: date
    title: str
    kinds: tuple[Kind, ...]
    day: date | None = None
    measures: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesInput:
    """A series as it is typed. `chosen` says in words for which organisations; `rests_on` is the item of the
    履职事项清单, `minutes` what one topic takes each who comes."""

    issuer_id: int
    year: int
    title: str
    topics: tuple[TopicInput, ...]
    basis: str = ""
    rests_on: str = ""
    minutes: int = 90
    note: str = ""
    chosen: str = ""
    paper_id: int | None = None


def check_series(series: SeriesInput, org_kinds: Iterable[str]) -> None:
    """Judge a series for organisations of these kinds. Raises Refused, naming the field."""
    if not series.title.strip():
        raise Refused("请写系列的名称。", "title")
    if not series.topics:
        raise Refused("请至少写一个主题和它的月份。", "topics")
    if len(series.topics) > MOST_TOPICS:
        raise Refused(f"一个系列最多{MOST_TOPICS}个主题，请分成几个系列。", "topics")
    for topic in series.topics:
        place = f"topic-{topic.number - 1}"
        if topic.month not in months_of_plan(series.year):
            raise Refused(f"月份要在{series.year}年1月至{series.year + 1}年6月之间。", f"{place}-month")
        if topic.day and first_of(topic.day) != topic.month:
            raise Refused("日期要在这个主题的月份里。", f"{place}-day")
        if not topic.kinds:
            raise Refused("请选以什么形式开展。", f"{place}-kinds")
        for org_kind in dict.fromkeys(org_kinds):
            answer = may_hold_together(topic.kinds, org_kind)
            if not answer:
                raise Refused(f"选中的党组织里：{answer.reason}", f"{place}-kinds")
