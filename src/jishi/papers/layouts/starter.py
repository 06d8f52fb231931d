"""A layout to begin with: our form with placeholders in it, to be changed in WPS or Word and uploaded again."""

from jishi.papers.attendance import starter_attendance
from jishi.papers.docx import LABEL, Ink, Paper, para
from jishi.papers.grid import Row, label, put_table, value
from jishi.papers.layouts.terms import PAPERS, minutes_code
from jishi.papers.minutes import Form, starter_minutes
from jishi.papers.register import starter_register
from jishi.papers.tables import FORMS, starter_ledger

_GREY = Ink(size=9, color="7F7F7F")


def starter(paper: str) -> bytes:
    """The starting layout of `paper`. Raises KeyError for an unknown paper."""
    if paper in FORMS:
        return starter_ledger(FORMS[paper])
    if paper == "attendance":
        return starter_attendance()
    if paper == "minutes":
        return starter_minutes(Form.MEMBERS)
    forms = {minutes_code(form): form for form in Form}
    if paper in forms:
        return starter_minutes(forms[paper])
    sheet = Paper(f"{PAPERS[paper]}表样")
    {"sign_in": _sign_in, "yearbook": _yearbook, "review_register": starter_register}[paper](sheet)
    return sheet.done()


def _loop(before: str, fields: tuple[tuple[str, float], ...], name: str) -> list[Row]:
    """A header row and one row repeated for each entry: the rows that open and close the loop are not printed."""
    width = sum(w for _, w in fields)
    return [
        Row(tuple(label(field, w) for field, w in fields), header=True),
        Row((value(f"{{%tr for 项 in {name} %}}", width, ink=_GREY),)),
        Row(tuple(value("{{loop.index}}" if field == before else f"{{{{项.{field}}}}}", w) for field, w in fields)),
        Row((value("{%tr endfor %}", width, ink=_GREY),)),
    ]


def _sign_in(sheet: Paper) -> None:
    sheet.heading("{{标题}}")
    put_table(sheet, [
        Row((label("名    称", 25), value("{{名称}}", 145))),
        Row((label("时    间", 25), value("{{日期}}", 60), label("地    点", 25), value("{{地点}}", 60))),
    ])  # fmt: skip
    sheet.put(para("应到 {{人数}} 人", before=6, after=6))
    widths = (20.0, 50.0, 100.0)
    put_table(sheet, [
        Row(tuple(label(t, w) for t, w in zip(("序号", "姓名", "签到"), widths, strict=True)), header=True),
        Row((value("{%tr for 项 in 人员 %}", sum(widths), ink=_GREY),)),
        Row(tuple(value(t, w) for t, w in zip(("{{loop.index}}", "{{项.姓名}}", ""), widths, strict=True)), 11),
        Row((value("{%tr endfor %}", sum(widths), ink=_GREY),)),
    ])  # fmt: skip


def _yearbook(sheet: Paper) -> None:
    sheet.put(
        para("{{年度}}年度", Ink("hei", 22), align="center", before=120, after=20),
        para("党支部工作手册", Ink("title", 40), align="center", after=160),
        para("党支部名称：{{党组织名称}}", Ink("kai", 16), left=5, after=14),
        para("书　　　记：{{书记}}", Ink("kai", 16), left=5, after=14),
        para("上级党组织：{{上级党组织}}", Ink("kai", 16), left=5, after=14),
    )
    for title, name, fields in (
        ("目录", "目录", (("序号", 28.0), ("名称", 92.0), ("记录", 50.0))),
        ("支部班子", "班子", (("职务", 30.0), ("姓名", 30.0), ("性别", 20.0), ("出生年月", 30.0), ("分工", 60.0))),
        ("党员名册", "党员", (("序号", 28.0), ("姓名", 25.0), ("性别", 22.0), ("学历", 25.0), ("入党时间", 35.0),
                          ("人员类别", 40.0))),
        ("大事记", "大事记", (("序号", 28.0), ("日期", 40.0), ("事项", 102.0))),
    ):  # fmt: skip
        sheet.page()
        sheet.heading(title)
        put_table(sheet, _loop("序号", fields, name))
    sheet.page()
    sheet.heading("会议和活动记录")
    sheet.put(
        para("{%p for 次 in 记录 %}", _GREY),
        para("{{次.标题}}", LABEL, align="center", before=12, after=6),
        para("时间：{{次.会议时间}}　地点：{{次.会议地点}}"),
        para("主持人：{{次.主持人}}　记录人：{{次.记录人}}　应到{{次.应到}}人　实到{{次.实到}}人"),
        para("缺席人员及原因：{{次.缺席人员及原因}}"),
        para("{%p for 项 in 次.议题 %}", _GREY),
        para("{{loop.index}}．{{项.标题}}：{{项.内容}}", indent=2),
        para("决议：{{项.决议}}", indent=2),
        para("{%p endfor %}", _GREY),
        para("{%p endfor %}", _GREY),
    )
