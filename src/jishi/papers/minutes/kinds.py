"""The forms, one a kind: which labels, in which order, who signs. To change what a kind prints, change its function."""

from collections.abc import Callable

from jishi.papers.docx import Ink, Paper, para
from jishi.papers.grid import put_table
from jishi.papers.minutes.facts import Form, Minutes
from jishi.papers.minutes.form import Sheet

ABSENT = "缺席人员\n及 原 因"
LAST_TIME = "上次议定\n事项落实"


def _head(sheet: Sheet, what: str = "会议") -> None:
    sheet.pair(f"{what}时间", "会议时间", f"{what}地点", "会议地点")


def _chair(sheet: Sheet) -> None:
    sheet.pair("主 持 人", "主持人", "记 录 人", "记录人")


def _who(sheet: Sheet) -> None:
    sheet.wide(ABSENT, "缺席人员及原因")
    sheet.wide("列席人员", "列席人员")


def _members(sheet: Sheet) -> None:
    _head(sheet)
    _chair(sheet)
    sheet.counts(voters=True)
    sheet.wide("会议名称", "名称", if_said=True)
    _who(sheet)
    sheet.wide("授 课 人", "授课人", if_said=True)
    sheet.wide("议    题", "议题一览")
    sheet.wide(LAST_TIME, "上次事项一览", if_said=True)
    sheet.box("会议内容")
    sheet.votes()
    sheet.wide("决    议", "决议一览")
    sheet.wide("落实事项", "落实事项一览")
    sheet.remarks()


def _committee(sheet: Sheet) -> None:
    _head(sheet)
    _chair(sheet)
    sheet.counts(of="委员")
    sheet.wide("会议名称", "名称", if_said=True)
    sheet.wide("出席委员", "出席名单")
    sheet.wide("缺席委员\n及 原 因", "缺席人员及原因")
    sheet.wide("列席人员", "列席人员")
    sheet.wide("研究议题", "议题一览")
    sheet.wide(LAST_TIME, "上次事项一览", if_said=True)
    sheet.box("委员发言和讨论情况")
    sheet.votes()
    sheet.wide("形成决议", "决议一览")
    sheet.wide("落实事项", "落实事项一览")
    sheet.remarks()


def _group(sheet: Sheet) -> None:
    sheet.wide("党小组", "党组织名称")
    _head(sheet)
    _chair(sheet)
    sheet.counts(of="党员")
    _who(sheet)
    sheet.wide("会议议题", "议题一览")
    sheet.wide(LAST_TIME, "上次事项一览", if_said=True)
    sheet.box("会议内容及党员发言要点")
    sheet.votes(if_said=True)
    sheet.wide("形成意见", "决议一览")
    sheet.wide("落实事项", "落实事项一览")
    sheet.remarks()


def _lecture(sheet: Sheet) -> None:
    sheet.wide("授课题目", "主题")
    sheet.pair("授 课 人", "授课人", "记 录 人", "记录人")
    sheet.pair("授课时间", "会议时间", "授课地点", "会议地点")
    sheet.pair("时    长", "时长", "学    时", "学时")
    sheet.wide("主 持 人", "主持人")
    sheet.counts()
    _who(sheet)
    sheet.box("主要内容（提纲）")
    sheet.room("讨论与反响", 40)
    sheet.wide("落实事项", "落实事项一览", if_said=True)
    sheet.remarks()


def _theme_day(sheet: Sheet) -> None:
    _head(sheet, "活动")
    sheet.wide("活动主题", "主题")
    _chair(sheet)
    sheet.counts()
    sheet.wide("一并开展", "一并开展", if_said=True)
    _who(sheet)
    sheet.wide("授 课 人", "授课人", if_said=True)
    sheet.wide(LAST_TIME, "上次事项一览", if_said=True)
    sheet.box("活动内容及过程")
    sheet.room("活动小结", 30)
    sheet.votes(if_said=True)
    sheet.wide("决    议", "决议一览", if_said=True)
    sheet.wide("落实事项", "落实事项一览")
    sheet.remarks()


def _life(sheet: Sheet) -> None:
    """组织生活会 and 民主生活会 (forms §1.6)."""
    _head(sheet)
    _chair(sheet)
    sheet.counts()
    sheet.wide("会议主题", "主题")
    sheet.wide(ABSENT, "缺席人员及原因")
    sheet.wide("列席和到\n会指导人员", "列席人员")
    sheet.wide("上次整改\n情况通报", "上次事项一览")
    sheet.box("对照检查、批评和自我批评情况")
    sheet.votes(if_said=True)
    sheet.wide("会议决定", "决议一览")
    sheet.wide("整改措施", "落实事项一览")
    sheet.remarks()


def _study(sheet: Sheet) -> None:
    sheet.wide("学习主题", "主题")
    _head(sheet, "学习")
    _chair(sheet)
    sheet.counts()
    sheet.wide("参加人员", "出席名单")
    _who(sheet)
    sheet.wide("学习内容", "议题一览")
    sheet.box("学习和研讨发言情况")
    sheet.wide("议定事项", "决议一览")
    sheet.wide("落实事项", "落实事项一览", if_said=True)
    sheet.wide("学    时", "学时", if_said=True)
    sheet.remarks()


def _special(sheet: Sheet) -> None:
    sheet.wide("会议专题", "专题")
    _head(sheet)
    _chair(sheet)
    sheet.counts()
    sheet.wide("会议名称", "名称", if_said=True)
    sheet.wide("出席人员", "出席名单")
    _who(sheet)
    sheet.wide("研究事项", "议题一览")
    sheet.wide(LAST_TIME, "上次事项一览", if_said=True)
    sheet.box("研究讨论情况")
    sheet.votes(if_said=True)
    sheet.wide("议定事项", "决议一览")
    sheet.wide("落实事项", "落实事项一览")
    sheet.remarks()


def _research(sheet: Sheet) -> None:
    sheet.wide("调研题目", "主题")
    sheet.pair("调研时间", "会议时间", "调研地点", "会议地点")
    sheet.pair("带 队 人", "主持人", "记 录 人", "记录人")
    sheet.wide("调研人员", "出席名单")
    sheet.wide("参加座谈\n和陪同人员", "列席人员")
    sheet.box("调研了解的情况、存在的问题")
    sheet.wide("意见建议", "决议一览")
    sheet.wide("成果运用\n和落实事项", "落实事项一览")
    sheet.remarks()


def _other(sheet: Sheet) -> None:
    sheet.wide("活动名称", "主题")
    _head(sheet, "活动")
    sheet.pair("负 责 人", "主持人", "记 录 人", "记录人")
    sheet.counts()
    sheet.wide("参加人员", "出席名单", if_said=True)
    sheet.wide(ABSENT, "缺席人员及原因", if_said=True)
    sheet.wide("其他人员", "列席人员")
    sheet.wide("授 课 人", "授课人", if_said=True)
    sheet.wide(LAST_TIME, "上次事项一览", if_said=True)
    sheet.box("活动情况")
    sheet.votes(if_said=True)
    sheet.wide("议定事项", "决议一览", if_said=True)
    sheet.wide("落实事项", "落实事项一览", if_said=True)
    sheet.wide("学    时", "学时", if_said=True)
    sheet.remarks()


_FORMS: dict[Form, Callable[[Sheet], None]] = {
    Form.MEMBERS: _members, Form.COMMITTEE: _committee, Form.GROUP: _group, Form.LECTURE: _lecture,
    Form.THEME_DAY: _theme_day, Form.ORG_LIFE: _life, Form.STUDY: _study, Form.SPECIAL: _special,
    Form.DEMOCRATIC_LIFE: _life, Form.RESEARCH: _research, Form.OTHER: _other,
}  # fmt: skip
_SIGNED: dict[Form, tuple[str, ...]] = {
    Form.GROUP: ("党小组组长", "记录人"), Form.LECTURE: ("授课人", "记录人"),
    Form.THEME_DAY: ("主持人", "记录人", "书记"), Form.RESEARCH: ("带队人", "记录人"), Form.OTHER: ("负责人", "记录人"),
}  # fmt: skip


def put_minutes(paper: Paper, m: Minutes, *, bookmark: str = "", outline: int = 0, starter: Form | None = None) -> None:
    """Write one record from where the paper stands: title, form, signatures. `starter` writes the placeholders of that
    form in place of facts."""
    form = starter or m.form
    paper.heading("{{标题}}" if starter else m.heading, bookmark=bookmark, outline=outline)
    if m.withdrawn and not starter:
        paper.put(
            para(f"（本记录已撤回，不计入组织生活。撤回原因：{m.withdrawn}）", Ink("hei", 12), align="center", after=6)
        )
    sheet = Sheet(m, starter=starter is not None)
    _FORMS[form](sheet)
    put_table(paper, sheet.finished(), keep_last=1)
    signed = _SIGNED.get(form, ("主持人", "记录人"))
    step = 165 / len(signed)
    line = "\t".join(f"{who}（签字）：" for who in signed)
    paper.put(para(line, before=10, tabs=tuple(step * n + 5 for n in range(1, len(signed))), left=1))
