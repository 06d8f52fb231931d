"""Lists and tables: 候选人预备人选基本情况表 (4), 监票人、计票人建议名单 (8), the roll, the sheet that introduces, slips to recommend."""

from collections.abc import Sequence

from jishi.ballots.papers.facts import CandidateFacts, PaperFacts
from jishi.papers.docx import SMALL, SMALL_LABEL, Paper, para
from jishi.papers.grid import Column, Row, label, put_list, put_table, value
from jishi.papers.words import DASH, day, month

ORDER = "以姓氏笔画为序"


def _titled(title: str, facts: PaperFacts, *, landscape: bool = False, said: str = "") -> Paper:
    paper = Paper(title, landscape=landscape)
    paper.heading(title)
    paper.put(para(said or f"填报单位：{facts.org}　　　　　　填报日期：{day(facts.today)}", SMALL, after=4))
    return paper


def candidates_docx(facts: PaperFacts) -> bytes:
    """4: what is known of each candidate, across the page."""
    paper = _titled("候选人预备人选基本情况表", facts, landscape=True)
    columns = (
        Column("序号", 3.5, "center"), Column("姓名", 6, "center"), Column("性别", 3.5, "center"), Column("民族", 4, "center"),
        Column("出生年月", 6, "center"), Column("籍贯", 7), Column("学历", 6), Column("入党时间", 6, "center"),
        Column("参加工作时间", 7), Column("单位职务、职称", 11), Column("简历", 24), Column("拟任职务", 6, "center"), Column("备注", 6),
    )  # fmt: skip
    rows = [
        (
            str(n), one.name, one.sex, one.ethnicity, month(one.born_on, ""), one.native_place, one.education,
            month(one.joined_on, ""), one.worked_since, one.employer, one.resume, one.post or "委员", one.remark,
        )
        for n, one in enumerate(facts.candidates, 1)
    ]  # fmt: skip
    put_list(paper, columns, rows, size=9)
    paper.put(para(f"{ORDER}。", SMALL, before=4))
    return paper.done()


def put_form(
    paper: Paper, heads: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]], *, height: float = 9
) -> None:
    """A ruled form to be filled by hand: a cell without text stays empty. `heads` are (title, part of the width)."""
    whole = sum(share for _, share in heads)
    widths = [round(paper.text_width * share / whole, 1) for _, share in heads]
    head = Row(tuple(label(title, w, SMALL_LABEL) for (title, _), w in zip(heads, widths, strict=True)), header=True)
    body = [
        Row(tuple(value(text, w, align="center", ink=SMALL) for text, w in zip(row, widths, strict=True)), height)
        for row in rows
    ]
    put_table(paper, [head, *body])


def officials_docx(facts: PaperFacts) -> bytes:
    """8: who is proposed to watch and to count. Candidates may do neither; they are named below so that nobody errs."""
    paper = _titled("监票人、计票人建议名单", facts)
    rows = [(one.role, one.name, one.sex, month(one.joined_on, ""), one.post) for one in facts.officials]
    blank = [(role, "", "", "", "") for role in ("总监票人", "监票人", "计票人", "计票人")]
    put_form(paper, (("分工", 14), ("姓名", 16), ("性别", 10), ("入党时间", 18), ("职务", 30)), rows or blank)
    names = "、".join(one.name for one in facts.candidates)
    paper.put(
        para(
            "监票人从不是候选人的党员中推选，经大会表决通过；计票人在监票人监督下工作（《中国共产党基层组织选举工作条例》第二十二条、第二十三条）。",
            SMALL,
            before=6,
        )
    )
    if names:
        paper.put(para(f"下列同志是候选人，不担任监票人、计票人：{names}。", SMALL))
    return paper.done()


def roll_docx(facts: PaperFacts) -> bytes:
    """The roll, to be signed at the meeting: it passes through all hands, so it does not say why somebody is left out."""
    sums = facts.heads
    said = f"党员{sums.members}名，有选举权的{sums.with_right}名，不计入应到会{sums.left_out}名，应到会{sums.due}名。"
    paper = _titled(f"{facts.org}选举人名册", facts, said=said if facts.is_frozen else f"{said}大会锁定前仍可变动。")
    rows = [
        (
            str(n), one.name, "正式党员" if one.is_full else "预备党员", _yes(one.may_vote), _yes(one.may_stand),
            "计入" if one.is_due else "不计入", one.said, "",
        )
        for n, one in enumerate(facts.roll, 1)
    ]  # fmt: skip
    columns = (
        ("序号", 6), ("姓名", 10), ("类别", 10), ("选举权", 8), ("被选举权", 9), ("应到会", 8), ("说明", 26), ("签到", 14),
    )  # fmt: skip
    put_form(paper, columns, rows)
    return paper.done()


def _yes(it_is: bool) -> str:
    return "有" if it_is else "无"


def introduction_docx(facts: PaperFacts) -> bytes:
    """The candidates side by side: a row for each fact, a column for each name; four to a page."""
    paper = _titled(f"{facts.org}候选人介绍", facts, landscape=True, said=ORDER)
    people = list(facts.candidates)
    for start in range(0, max(len(people), 1), 4):
        if start:
            paper.page(landscape=True)
            paper.heading("候选人介绍（续）", size=14)
        put_table(paper, _table(people[start : start + 4], paper.text_width))
    return paper.done()


def introduced(one: CandidateFacts) -> tuple[tuple[str, str], ...]:
    """What a page and a paper say of a candidate, fact by fact."""
    return (
        ("拟任职务", one.post or "委员"), ("性别", one.sex), ("民族", one.ethnicity), ("出生年月", month(one.born_on, "")),
        ("籍贯", one.native_place), ("学历", one.education), ("入党时间", month(one.joined_on, "")),
        ("参加工作时间", one.worked_since), ("单位职务", one.employer), ("简历", one.resume), ("主要表现", one.introduction),
    )  # fmt: skip


def side_by_side(people: Sequence[CandidateFacts]) -> list[tuple[str, list[str]]]:
    """Fact by fact what is said of each, in the order of the people."""
    told = [introduced(one) for one in people]
    return [(word, [facts[number][1] for facts in told]) for number, (word, _) in enumerate(told[0])] if told else []


def _table(people: Sequence[CandidateFacts], width: float) -> list[Row]:
    side = 26.0
    each = round((width - side) / max(len(people), 1), 1)
    rows = [Row((label("姓名", side, SMALL_LABEL), *(label(one.name, each) for one in people)), header=True)]
    for word, said in side_by_side(people):
        cells = (value(text or DASH, each, ink=SMALL) for text in said)
        rows.append(Row((label(word, side, SMALL_LABEL), *cells), splits=True))
    return rows


def slip_docx(facts: PaperFacts) -> bytes:
    """A slip to recommend candidates: names are written by hand, nobody signs it."""
    paper = Paper("候选人推荐票", cover=True)
    paper.heading(f"{facts.org}{facts.kind}候选人推荐票")
    paper.put(para("　　　　年　　月　　日", SMALL, align="center", after=6))
    rows = [(str(n), " ", " ") for n in range(1, max(facts.planned, facts.seats, 3) + 1)]
    put_list(
        paper, (Column("序号", 10, "center"), Column("推荐人选姓名", 40), Column("单位或住址", 50)), rows, height=11
    )
    most = f"每张推荐票推荐的人数不超过{facts.seats}人，超过的无效。" if facts.seats else ""
    paper.put(para(f"说明：无记名填写。{most}只写姓名，不作其他记号。", SMALL, before=6))
    return paper.done()
