"""Papers to look at: one meeting with everything in it, and a year's book around it."""

import re
import zipfile
from dataclasses import replace
from datetime import date, time
from io import BytesIO

from docx import Document
from docx.document import Document as Docx

from jishi.papers.minutes import Absence, Correction, Guest, Item, Minutes, SignIn, Task, Vote
from jishi.papers.yearbook import Away, Change, Group, Held, Marks, Officer, Person, Statement, YearBook

GIST = (
    "王建国同志传达了镇党委关于冬季农田水利建设的通知。\n"
    "张大勇同志提出不同意见：应当先把材料备齐再动工，希望在记录中写明。"
)
MEETING = Minutes(
    org="红旗村党支部",
    kinds=("党员大会",),
    title="2026年第四季度党员大会",
    held_on=date(2026, 11, 20),
    starts_at=time(9, 0),
    ends_at=time(10, 30),
    place="村部二楼会议室",
    chair="王建国（书记）",
    recorder="李秀英（组织委员）",
    expected=9,
    present=7,
    voters_expected=8,
    voters_present=6,
    attended=("王建国", "李秀英"),
    absences=(
        Absence(name="张大勇", reason="外出流动", leave=True),
        Absence(name="陈敏", reason="病假", leave=False),
        Absence(name="马刚"),
    ),
    guests=(Guest(name="周敏", note="镇组织办干事"), Guest(name="村民代表")),
    follow_ups=(Task(title="更换村部宣传栏", owner="李秀英", state="已办结", result="10月底已换好"),),
    items=(
        Item(
            title="讨论冬季农田水利整修方案",
            gist=GIST,
            vote=Vote(
                motion="通过整修方案",
                method="举手",
                expected=8,
                present=6,
                in_favour=5,
                against=1,
                abstained=0,
                written=0,
            ),
            resolution="同意按方案先清东渠。",
        ),
        Item(title="通报三季度党费收缴情况", gist="全体党员已按时交纳。"),
    ),
    tasks=(Task(title="组织清淤", owner="王建国", due_on=date(2026, 12, 10)), Task(title="张贴公告")),
)
LATE = replace(
    MEETING,
    title="",
    recorded_late_on=date(2026, 11, 22),
    late_reason="记录人住院",
    defects=("有表决权党员到会未过半数。",),
    corrections=(
        Correction(on=date(2026, 11, 23), by="王建国", reason="笔误", changes=(("地点", "村部", "村部二楼会议室"),)),
    ),
    serves="冬季农田水利",
)
THEME_DAY = replace(MEETING, kinds=("党员大会", "主题党日"), title="重温入党誓词，清理河道", lecturer="王建国")
QUIET_DAY = replace(MEETING, kinds=("主题党日",), title="", items=(Item(title="重温入党誓词"),), tasks=())
LECTURE = replace(MEETING, kinds=("党课",), title="学习党章", lecturer="王建国", hours="1.5", is_online=True)
LIFE = replace(MEETING, kinds=("组织生活会",), held_on=date(2026, 1, 15))
SERVICE = replace(MEETING, kinds=("志愿服务",), items=(), expected=None, present=None, title="清扫巷道")
SIGN_IN = SignIn(
    org="红旗村党支部", title="党员大会", held_on=date(2026, 11, 20), place="村部", names=("王建国", "李秀英", "陈敏")
)
BOOK = YearBook(
    org="红旗村党支部",
    year=2026,
    secretary="王建国",
    superior="中共和平镇委员会",
    printed_on=date(2026, 11, 22),
    basics=(("组织类别", "党支部"), ("党组织编码", "099000000003"), ("建立日期", "")),
    committee=(Officer(post="书记", name="王建国", sex="男", born_on=date(1975, 3, 8), from_on=date(2024, 3, 1)),),
    groups=(Group(name="第一党小组", leader="李秀英", names=("王建国", "李秀英")),),
    roster=(Person(name="王建国", sex="男", ethnicity="汉族", joined_on=date(2001, 7, 1)), Person(name="陈敏")),
    changes=(Change(on=date(2026, 6, 20), name="陈敏", what="新发展", note="预备党员"),),
    held=tuple(Held(held_on=date(2026, 1 + n % 11, 5), kind="大会") for n in range(18)),
    attendance=(Marks(name="王建国", marks=("√",) * 18), Marks(name="陈敏", marks=("×", "△") * 9)),
    records=(LIFE, MEETING, LECTURE, THEME_DAY, SERVICE),
    tasks=(Task(title="组织清淤", owner="王建国", due_on=date(2026, 12, 10), state="进行中"),),
    statements=(
        Statement(period="2026年第三季度", title="党课", what="未开说明", note="书记住院", on=date(2026, 10, 1)),
    ),
    away=(Away(name="张大勇", what="流动党员", where="省城务工"),),
    scans=2,
)


def opened(data: bytes) -> Docx:
    return Document(BytesIO(data))


def text_of(data: bytes) -> str:
    """Everything a paper says, tables and all, in the order of the page."""
    body = opened(data).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in body.iter(f"{W}p"))


def xml_of(data: bytes, part: str = "word/document.xml") -> str:
    return zipfile.ZipFile(BytesIO(data)).read(part).decode()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The package with one part put in or replaced."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return stream.getvalue()


def spans_of(xml: str) -> list[tuple[int, int]]:
    """(columns declared, columns filled by a row's cells) for every row of every table: equal when the grid is sound."""
    found = []
    for table in re.findall(r"<w:tbl>.*?</w:tbl>", xml, re.DOTALL):
        declared = table.count("<w:gridCol ")
        for row in re.findall(r"<w:tr>.*?</w:tr>", table, re.DOTALL):
            spans = [int(n) for n in re.findall(r'<w:gridSpan w:val="(\d+)"/>', row)]
            found.append((declared, row.count("<w:tc>") - len(spans) + sum(spans)))
    return found


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
