"""民主评议党员登记表: a form for each member of a branch, in one file; its words for a county's own layout."""

from dataclasses import dataclass
from datetime import date

from jishi.papers import words
from jishi.papers.docx import GB2312, LABEL, SMALL, Fonts, Ink, Paper, para, paras
from jishi.papers.grid import Cell, Row, label, put_table, value
from jishi.papers.terms import Term, text

WIDTH, HEAD = 170, 30
_GREY = Ink(size=9, color="7F7F7F")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry:
    """One member's form. What is written by hand stays white: the own summary, what the group says, signatures."""

    name: str
    sex: str = ""
    ethnicity: str = ""
    born_on: date | None = None
    education: str = ""
    joined_on: date | None = None
    full_on: date | None = None
    employer: str = ""
    served: int = 0
    votes: str = ""
    grade: str = ""
    opinion: str = ""
    superior: str = ""
    own_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The forms of a branch for one year."""

    org: str
    year: int
    entries: tuple[RegisterEntry, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.org}{self.year}年度民主评议党员登记表"


TITLE = "民主评议党员登记表"


def _box(head: str, said: str, foot: str, height: float) -> Row:
    """A labelled box with room to write, signed in its corner."""
    cells = (*paras(said), para(foot, SMALL, align="right", before=max(height * 1.5, 12)))
    return Row((label(head, HEAD), Cell(WIDTH - HEAD, cells, middle=False)), height)


def _opinion(entry: RegisterEntry) -> str:
    """The committee's grade and opinion in one sentence."""
    grade = f"评定等次：{entry.grade}" if entry.grade else ""
    return "。".join(part for part in (grade, entry.opinion.rstrip("。")) if part)


def _rows(entry: RegisterEntry) -> list[Row]:
    quarter, half = 28.3, 55.0

    def pair(head: str, said: str, other: str, other_said: str, third: str, third_said: str) -> Row:
        cells = [label(head, HEAD), value(said, quarter - 2), label(other, quarter), value(other_said, quarter - 1.6)]
        return Row((*cells, label(third, quarter), value(third_said, WIDTH - HEAD - 4 * quarter + 3.6)))

    return [
        pair("姓　　名", entry.name, "性　　别", entry.sex, "民　　族", entry.ethnicity),
        pair("出生年月", words.month(entry.born_on, ""), "学　　历", entry.education, "入党时间", words.month(entry.joined_on, "")),
        Row((label("转正时间", HEAD), value(words.month(entry.full_on, ""), half - HEAD), label("单位职务", HEAD),
             value(entry.employer, WIDTH - half - HEAD))),
        _box("本人总结（自评）", "", "签字：　　　　　　年　　月　　日", 60),
        _box("党员互评（党小组）意见", "", "组长签字：　　　　　　年　　月　　日", 32),
        Row((label("联系服务群众", HEAD), value(f"平台记录本年度参加志愿服务、走访 {entry.served} 次", WIDTH - HEAD))),
        Row((label("民主测评", HEAD), value(entry.votes, WIDTH - HEAD))),
        _box("支部评定意见", _opinion(entry), "支部书记签字（盖章）：　　　　　　年　　月　　日", 34),
        _box("党委审批意见", entry.superior, "（盖章）　　　　　　年　　月　　日", 28),
        _box("本人意见", entry.own_words, "本人签字：　　　　　　年　　月　　日", 22),
    ]  # fmt: skip


def register_docx(register: Register, fonts: Fonts = GB2312) -> bytes:
    """The forms of all members, each on a page of its own."""
    paper = Paper(register.title, fonts=fonts)
    for number, entry in enumerate(register.entries):
        if number:
            paper.page()
        paper.heading(TITLE)
        paper.put(para(f"党支部：{register.org}　　　　{register.year}年度", SMALL, after=4))
        put_table(paper, _rows(entry))
    if not register.entries:
        paper.heading(TITLE)
        paper.put(para(f"{register.org}{register.year}年度还没有开展民主评议。", SMALL))
    return paper.done()


REGISTER_TERMS: tuple[Term, ...] = (
    text("标题", "登记表标题", lambda r: r.title),
    text("党组织名称", "党支部全称", lambda r: r.org),
    Term("年度", "年份", lambda r: str(r.year)),
    Term("党员", "清单：每名党员一张", lambda r: r.entries, (
        text("姓名", "姓名", lambda e: e.name), text("性别", "性别", lambda e: e.sex), text("民族", "民族", lambda e: e.ethnicity),
        Term("出生年月", "年月", lambda e: words.month(e.born_on)), text("学历", "学历", lambda e: e.education),
        Term("入党时间", "年月日", lambda e: words.day(e.joined_on)), Term("转正时间", "年月日", lambda e: words.day(e.full_on)),
        text("单位职务", "单位及职务", lambda e: e.employer),
        Term("服务次数", "记录中本年度参加志愿服务、走访的次数", lambda e: str(e.served)),
        text("测评结果", "各等次得票，不录的为 无", lambda e: e.votes), text("评定等次", "支部评定的等次", lambda e: e.grade),
        text("评定意见", "支部评定意见", lambda e: e.opinion), text("党委意见", "上级审定意见", lambda e: e.superior),
        text("本人意见", "本人意见", lambda e: e.own_words),
    )),
)  # fmt: skip
REGISTER_SAMPLE = Register(
    org="示例党支部", year=words.SAMPLE_DAY.year,
    entries=(RegisterEntry(
        name="王某", sex="男", ethnicity="汉族", born_on=date(1975, 3, 8), education="大学专科", joined_on=date(2001, 7, 1),
        full_on=date(2002, 7, 1), employer="某村村民", served=4, votes="优秀6票、合格2票", grade="合格",
        opinion="按时参加组织生活，带头整修水渠", superior="同意",
    ),),
)  # fmt: skip


def starter_register(sheet: Paper) -> None:
    """The form with placeholders, repeated for each member."""
    sheet.put(para("{%p for 人 in 党员 %}", _GREY))
    sheet.heading(TITLE)
    sheet.put(para("党支部：{{党组织名称}}　　　　{{年度}}年度", SMALL, after=4))
    wide = WIDTH - HEAD
    lines = [
        Row((label("姓名", HEAD), value("{{人.姓名}}", 25), label("性别", HEAD), value("{{人.性别}}", 25), label("民族", HEAD), value("{{人.民族}}", 30))),
        Row((label("出生年月", HEAD), value("{{人.出生年月}}", 25), label("学历", HEAD), value("{{人.学历}}", 25), label("入党时间", HEAD), value("{{人.入党时间}}", 30))),
    ]  # fmt: skip
    for head, name, height in (
        ("转正时间", "转正时间", 9), ("单位职务", "单位职务", 9), ("本人总结", "", 42), ("党员互评意见", "", 24),
        ("联系服务群众", "服务次数", 9), ("民主测评", "测评结果", 9), ("支部评定意见", "评定等次", 14), ("", "评定意见", 20),
        ("党委审批意见", "党委意见", 18), ("本人意见", "本人意见", 14),
    ):  # fmt: skip
        lines.append(Row((label(head, HEAD, LABEL), value(f"{{{{人.{name}}}}}" if name else "", wide)), height))
    put_table(sheet, lines)
    sheet.put(para("{%p endfor %}", _GREY))
