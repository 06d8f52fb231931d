"""The words of one record: what its form prints and what a county's layout of it may use."""

from jishi.papers import words
from jishi.papers.minutes.facts import (
    Item,
    Minutes,
    absence_words,
    correction_words,
    guest_words,
    task_words,
)
from jishi.papers.terms import Term, number, text


def _lines(texts: list[str]) -> str:
    """Numbered where there is more than one."""
    return "\n".join(f"{n}．{one}" for n, one in enumerate(texts, 1)) if len(texts) > 1 else "".join(texts)


def task_terms() -> tuple[Term, ...]:
    """The fields of one task."""
    return (
        text("事项", "要办的事", lambda t: t.title),
        text("责任人", "谁来办", lambda t: t.owner),
        Term("时限", "何时办完", lambda t: words.day(t.due_on)),
        text("状态", "办理状态", lambda t: t.state),
        text("情况", "办理情况", lambda t: t.result),
    )


def _vote(i: Item, name: str) -> int | None:
    return getattr(i.vote, name) if i.vote else None


_VOTE = (
    text("表决事项", "提请表决的事项", lambda i: i.vote.motion if i.vote else ""),
    text("表决方式", "举手或无记名", lambda i: i.vote.method if i.vote else ""),
    number("应到", "有表决权应到人数", lambda i: _vote(i, "expected")),
    number("实到", "有表决权实到人数", lambda i: _vote(i, "present")),
    number("赞成", "赞成票数", lambda i: _vote(i, "in_favour")),
    number("反对", "反对票数", lambda i: _vote(i, "against")),
    number("弃权", "弃权票数", lambda i: _vote(i, "abstained")),
    number("书面", "其中书面意见数", lambda i: _vote(i, "written")),
)
_ITEM = (
    text("标题", "议题名称", lambda i: i.title),
    text("内容", "讨论要点，含不同意见", lambda i: i.gist),
    *_VOTE,
    text("决议", "决议或决定", lambda i: i.resolution),
)


def place_words(m: Minutes) -> str:
    """The place, with a word where some took part from elsewhere."""
    return m.place + ("（线上或线上线下结合）" if m.is_online else "")


def topic(m: Minutes) -> str:
    """What it was about: its title, else its points in one line."""
    return m.title or words.joined([item.title for item in m.items], "；", "")


def length_words(m: Minutes) -> str:
    """45分钟, from the hours of beginning and end."""
    if m.starts_at is None or m.ends_at is None:
        return ""
    minutes = (m.ends_at.hour - m.starts_at.hour) * 60 + m.ends_at.minute - m.starts_at.minute
    return f"{minutes}分钟" if minutes > 0 else ""


def _voters(m: Minutes) -> str:
    if m.voters_expected is None and m.voters_present is None:
        return words.DASH
    return f"{words.number(m.voters_expected)}/{words.number(m.voters_present)}"


def _others(m: Minutes) -> str:
    return words.joined([kind for kind in m.kinds if kind != m.form.label])


MINUTES: tuple[Term, ...] = (
    text("标题", "记录标题", lambda m: m.heading),
    text("党组织名称", "党组织全称", lambda m: m.org),
    Term("类别", "会议或活动类别", lambda m: words.joined(m.kinds)),
    text("名称", "会议名称或活动主题", lambda m: m.title),
    text("主题", "主题、授课题目或调研题目；没有名称时为各项议题", topic),
    text("专题", "专题会议的专题", lambda m: m.special_subject),
    Term("一并开展", "同一次记录中的其他类别", _others),
    Term("会议时间", "年月日和起止时间", lambda m: words.when(m.held_on, m.starts_at, m.ends_at)),
    Term("会议日期", "年月日", lambda m: words.day(m.held_on)),
    text("时长", "由起止时间算出的分钟数", length_words),
    text("会议地点", "地点", place_words),
    text("主持人", "主持人姓名和职务", lambda m: m.chair),
    text("记录人", "记录人姓名和职务", lambda m: m.recorder),
    text("授课人", "党课授课人", lambda m: m.lecturer),
    number("应到", "应到人数", lambda m: m.expected),
    number("实到", "实到人数", lambda m: m.present),
    number("缺席", "缺席人数", lambda m: m.absent),
    number("有表决权应到", "有表决权的应到人数", lambda m: m.voters_expected),
    number("有表决权实到", "有表决权的实到人数", lambda m: m.voters_present),
    Term("有表决权", "有表决权的应到/实到", _voters),
    Term("出席名单", "到会人员姓名", lambda m: words.joined(m.attended)),
    Term("缺席人员及原因", "一句话列出缺席人员、原因和请假情况", lambda m: absence_words(m.absences)),
    Term("列席人员", "一句话列出列席人员", lambda m: guest_words(m.guests)),
    text("议题一览", "全部议题，逐条编号", lambda m: _lines([item.title for item in m.items])),
    text("决议一览", "全部决议，逐条编号",
         lambda m: _lines([item.resolution for item in m.items if item.resolution])),
    text("落实事项一览", "会议议定的事项、责任人和时限", lambda m: _lines([task_words(t) for t in m.tasks])),
    text("上次事项一览", "上次议定事项的落实情况", lambda m: _lines([task_words(t) for t in m.follow_ups])),
    text("学时", "学习时长折合的学时", lambda m: m.hours),
    text("服务事项", "服务的中心工作或民情", lambda m: m.serves),
    Term("补记说明", "会后补记的真实日期和原因；未补记时为“无”", lambda m: words.said(m.late_remark)),
    text("不符说明", "与规定不符之处；没有时为“无”", lambda m: _lines(list(m.defects))),
    text("更正说明", "确认后的更正；没有时为“无”", lambda m: _lines([correction_words(c) for c in m.corrections])),
    text("撤回说明", "撤回原因；未撤回时为“无”", lambda m: m.withdrawn),
    Term("缺席名单", "清单：每名缺席人员", lambda m: m.absences, (
        text("姓名", "姓名", lambda a: a.name),
        text("原因", "缺席原因", lambda a: a.reason),
        Term("请假", "已请假、未请假或无", lambda a: {True: "已请假", False: "未请假", None: words.NOTHING}[a.leave]),
    )),
    Term("列席名单", "清单：每名列席人员", lambda m: m.guests, (
        text("姓名", "姓名", lambda g: g.name), text("单位职务", "单位及职务", lambda g: g.note),
    )),
    Term("议题", "清单：每个议题", lambda m: m.items, _ITEM),
    Term("表决", "清单：每个付诸表决的事项", lambda m: [item for item in m.items if item.vote], _VOTE),
    Term("落实事项", "清单：会议议定的事项", lambda m: m.tasks, task_terms()),
    Term("上次事项", "清单：上次议定事项的落实情况", lambda m: m.follow_ups, task_terms()),
    Term("更正", "清单：确认后的更正", lambda m: m.corrections, (Term("说明", "更正日期、更正人、内容和原因", correction_words),)),
)  # fmt: skip
SIGN_IN: tuple[Term, ...] = (
    text("标题", "签到表标题", lambda s: s.heading),
    text("党组织名称", "党组织全称", lambda s: s.org),
    text("名称", "会议或活动名称", lambda s: s.title),
    Term("日期", "年月日；未定时留空", lambda s: words.day(s.held_on, "")),
    Term("地点", "地点；未定时留空", lambda s: s.place),
    Term("人数", "应到人数", lambda s: str(len(s.names))),
    Term("人员", "清单：每名应到人员", lambda s: s.names, (text("姓名", "姓名", lambda name: name),)),
)
BY_NAME = {term.name: term for term in MINUTES}
