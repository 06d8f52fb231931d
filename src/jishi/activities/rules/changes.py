"""A correction in words: what stood there, what stands now. Pure; over the JSON that was kept with it."""

from collections.abc import Iterable, Mapping
from typing import Any

from jishi.activities.rules.kinds import AbsenceReason, Kind, SpecialSubject

WORDS = {
    "title": "名称", "held_on": "日期", "starts_at": "开始", "ends_at": "结束", "place": "地点", "is_online": "线上",
    "kinds": "类别", "chair": "主持人", "recorder": "记录人", "lecturer": "授课人", "subject": "专题", "year": "计入年度",
    "serves": "服务的中心工作", "study_minutes": "学习分钟", "absent": "缺席", "came": "参加的人", "no_vote": "没有表决权",
    "guests": "列席", "items": "会议内容", "scan_id": "扫描件", "late_reason": "补记原因",
}  # fmt: skip
_PERSONS = ("chair", "recorder", "lecturer")


def people_in(values: Mapping[str, Any]) -> set[int]:
    """The ids of everybody a kept record names, so that their names can be read at once."""
    found = {values.get(f"{name}_id") for name in _PERSONS}
    found |= {line["person_id"] for line in values.get("absent", [])}
    found |= {*values.get("came", []), *values.get("no_vote", [])}
    return {person for person in found if person is not None}


def _names(people: Iterable[int], names: Mapping[int, str]) -> str:
    return "、".join(names.get(person, "（已不在名册）") for person in people)


def _item(item: Mapping[str, Any]) -> str:
    parts = [item["title"], item["gist"]]
    motion = item.get("motion")
    if motion:
        votes = f"赞成{motion['votes_for']}、不赞成{motion['votes_against']}、弃权{motion['votes_abstain']}"
        parts.append(f"表决“{motion['text']}”：{votes}")
    return "；".join(part for part in [*parts, item["resolution"]] if part)


def _said(name: str, values: Mapping[str, Any], names: Mapping[int, str]) -> str:
    value = values.get(name)
    match name:
        case "chair" | "recorder" | "lecturer":
            person = values.get(f"{name}_id")
            return names.get(person, "") if person else str(values.get(f"{name}_note", ""))
        case "kinds":
            return "、".join(Kind.label_of(kind) for kind in value or [])
        case "subject":
            return SpecialSubject.label_of(value) if value else ""
        case "absent":
            lines = value or []
            return "、".join(
                f"{names.get(line['person_id'], '')}（{AbsenceReason.label_of(line['reason'])}）" for line in lines
            )
        case "came" | "no_vote":
            return _names(value or [], names)
        case "guests":
            return "、".join(guest["name"] + (f"（{guest['note']}）" if guest["note"] else "") for guest in value or [])
        case "items":
            return " ".join(f"{number}. {_item(item)}" for number, item in enumerate(value or [], 1))
        case "is_online":
            return "是" if value else "否"
        case "scan_id":
            return "有" if value else "无"
        case "starts_at" | "ends_at":
            return str(value or "")[:5]
        case _:
            return "" if value is None else str(value)


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[int, str]
) -> list[tuple[str, str, str]]:
    """(what, before, after) for everything that reads differently, in the order of the form."""
    found = []
    for name, word in WORDS.items():
        was, now = _said(name, before, names), _said(name, after, names)
        if was != now:
            found.append((word, was, now))
        elif name == "scan_id" and before.get(name) != after.get(name):
            found.append((word, "原件", "已换"))
    return found
