"""What a committee does for its own building: the words, the states and the sentences. Pure values."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from jishi.kernel.labels import Labelled
from jishi.orgs.rules import COMMITTEE_KINDS, OrgKind

# What the page of a committee asks for first, in this order; the rules are those of the pack.
OWN_RULES = ("study_group_quarterly", "democratic_life_yearly", "strict_governance_meeting_half_yearly")
MOST_LINES = 200  # lines of one figure kept on a background sheet


class StudyForm(Labelled):
    """How the 中心组 studies. 个人自学 is no meeting: each notes it for oneself."""

    COLLECTIVE = "collective", "集体学习"
    SEMINAR = "seminar", "专题研讨"
    ALONE = "alone", "个人自学"


class LifeStep(Labelled):
    """Steps of a 民主生活会 that are noted by their day. Talks, the meeting and the 整改清单 have rows of their own."""

    STUDY = "study", "会前学习"
    OPINIONS = "opinions", "征求意见"
    PAPERS = "papers", "对照检查材料（纸质留存）"
    REPORTED = "reported", "向上级报告"
    CIRCULATED = "circulated", "通报会议情况"


BEFORE = (LifeStep.STUDY, LifeStep.OPINIONS, LifeStep.PAPERS)
AFTER = (LifeStep.REPORTED, LifeStep.CIRCULATED)


class ResultKind(Labelled):
    """What came of a 调研."""

    TASK = "task", "形成任务"
    ADOPTED = "adopted", "会议采纳"
    UPWARD = "upward", "向上反映"
    OTHER = "other_result", "其他成果"


class ResultState(Labelled):
    OPEN = "open", "落实中"
    DONE = "done", "已落实"
    NOT_TAKEN = "not_taken", "未采纳"


class ContactKind(Labelled):
    """干部联系群众的任务."""

    VISIT_DOWN = "visit_down", "下访"
    PAIRING = "pairing", "结亲"
    STATIONED = "stationed", "驻点"


class MatterState(Labelled):
    """What became of what people raised at a visit."""

    NONE = "none", "没有提出事项"
    PENDING = "pending", "待解决"
    SOLVED = "solved", "已解决"


class CarriedKind(Labelled):
    """How it is shown that a 制度 is carried out."""

    USED = "used", "执行一次"
    CHECK = "check", "年度执行情况检查"


class GoalCategory(Labelled):
    THOUGHT = "thought", "思想政治建设"
    ORGANIZATION = "organization", "组织建设"
    MEMBERS = "members", "党员队伍建设"
    CONDUCT = "conduct", "作风和纪律建设"
    SERVICE = "service", "联系服务群众"
    CENTRAL_WORK = "central_work", "服务中心工作"


class GoalLevel(Labelled):
    OWN = "own", "本级"
    BELOW = "below", "所属党组织"


class GoalState(Labelled):
    OPEN = "open", "推进中"
    REACHED = "reached", "已完成"
    MISSED = "missed", "未完成"


def has_committee_life(kind: str) -> bool:
    """Whether an organisation of `kind` has a committee's own life: 中心组, 民主生活会, contact points."""
    return kind in (*COMMITTEE_KINDS, OrgKind.PARTY_LEADING_GROUP)


def half_year_later(day: date) -> date:
    """The day six months on; the last of the month where that month is shorter."""
    month, year = (day.month + 6, day.year) if day.month <= 6 else (day.month - 6, day.year + 1)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError  # pragma: no cover


@dataclass(frozen=True, slots=True)
class Line:
    """One record behind a figure: what it says, and where it is read."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a background sheet with every record behind it: `count` is how many there are, `lines` the first
    MOST_LINES of them."""

    key: str
    label: str
    count: int
    lines: tuple[Line, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "label": self.label,
            "count": self.count,
            "lines": [[line.text, line.url] for line in self.lines],
        }


def figure_of(kept: dict[str, Any]) -> Figure:
    """A figure as it was kept with its agenda."""
    return Figure(kept["key"], kept["label"], kept["count"], tuple(Line(text, url) for text, url in kept["lines"]))


# Key of a figure → the point it puts on the agenda.
_POINTS = {
    "overdue": "研究组织生活未见记录的党组织怎样补上短板",
    "explained": "听取作了未办说明的党组织的情况",
    "tasks": "督促超过时限没有办结的任务",
    "calls": "听取督办通知单没有答复的党组织的情况",
    "problems": "研究整改台账上没有销号的问题",
    "terms": "部署任期已满和半年内届满的党组织换届",
    "vacant": "研究书记空缺的党组织的人选",
    "rectify": "听取民主生活会整改事项进展",
}


def points_from(figures: Collection[Figure]) -> list[dict[str, str]]:
    """The agenda that the figures suggest: one point a figure that is not nought, and what must not be forgotten. A
    draft: every word can be changed."""
    points = [{"title": _POINTS[f.key], "text": f"{f.label} {f.count} 项。" + _examples(f)} for f in figures if f.count]
    points.append({"title": "研究下一阶段党建工作", "text": ""})
    return points


def _examples(figure: Figure) -> str:
    shown = "；".join(line.text for line in figure.lines[:3])
    return f"{shown}{'等' if figure.count > 3 else ''}。" if shown else ""


@dataclass(frozen=True, slots=True)
class Came:
    """One record that a leading cadre took part in or was expected at."""

    activity_id: int
    held_on: date
    title: str
    org_name: str
    is_present: bool
    reason: str


@dataclass(frozen=True, slots=True)
class DualLife:
    """双重组织生活 of one person in one year: as an ordinary member of the own branch, as a leader in the committee, and
    at contact points. Dates and records, nothing counted against anybody."""

    branch: str
    as_member: tuple[Came, ...]
    as_leader: tuple[Came, ...]
    at_points: tuple[Came, ...]
    elsewhere: tuple[Came, ...]
