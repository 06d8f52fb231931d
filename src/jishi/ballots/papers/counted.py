"""Papers of one round: ballots out and back (11), the count sheet (12), the result report (13). A round that is not counted
yet prints blanks to be filled by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jishi.ballots.rules.counting import Papers, Votes
from jishi.ballots.rules.reporting import report_phrases
from jishi.papers.docx import SMALL, Paper, para
from jishi.papers.grid import Column, Row, label, put_list, put_table, value
from jishi.papers.words import day

BLANK = "　"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFacts:
    """One round as papers tell it. `votes` in the order of the ballot, names written in last; `is_counted` whether two
    people agree on them; `kind` why there is this round, "" for the first on an office; `returned` and `left` None until known."""

    org: str
    meeting: str
    office: str
    kind: str
    number: int
    held_on: date
    papers: Papers
    received: int | None
    issued: int | None
    returned: int | None
    seats: int
    votes: tuple[Votes, ...]
    is_counted: bool
    by_votes: bool
    absent_said: str
    base_said: str
    scrutineers: str
    tellers: str
    elected: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    rulings: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What is elected by whom."""
        return f"{self.org}{self.office}选举"

    @property
    def vote(self) -> str:
        """Which vote of the meeting this is, and why, where it follows another."""
        return f"第{self.number}次投票{self.kind and f'（{self.kind}）'}"


def _number(value_: int | None) -> str:
    return BLANK if value_ is None else str(value_)


def _signatures(paper: Paper, facts: RoundFacts, *, on_one_line: bool = False) -> None:
    watching = f"监票人（签字）：{facts.scrutineers and f'　　　　　　（{facts.scrutineers}）'}"
    counting = f"计票人（签字）：{facts.tellers and f'　　　　　　（{facts.tellers}）'}"
    if on_one_line:
        paper.put(para(f"{watching}　　　　{counting}　　　　{day(facts.held_on)}", before=16))
        return
    paper.put(
        para(watching, before=20),
        para(counting, before=12),
        para(day(facts.held_on), align="right", before=12),
    )


def ballots_docx(facts: RoundFacts) -> bytes:
    """11: 发票、收票情况报告单."""
    title = "发票、收票情况报告单"
    paper = Paper(f"{facts.org}{title}")
    paper.heading(title)
    paper.put(para(f"{facts.title}　{facts.vote}", SMALL, align="center", after=8))
    left = None if facts.received is None or facts.issued is None else facts.received - facts.issued
    counted = facts.is_counted
    rows = [
        ("应到会有选举权的党员", _number(facts.papers.due), "实到会有选举权的党员", _number(facts.papers.present)),
        ("领到选票（张）", _number(facts.received), "发出选票（张）", _number(facts.issued)),
        ("剩余选票（张）", _number(left), "收回选票（张）", _number(facts.returned)),
        ("有效票（张）", _number(facts.papers.valid if counted else None), "废票（张）", _number(facts.papers.void if counted else None)),
    ]  # fmt: skip
    width = paper.text_width
    put_table(
        paper,
        [
            Row((label(a, width * 0.3), value(b, width * 0.2, align="center"), label(c, width * 0.3), value(d, width * 0.2, align="center")), 14)
            for a, b, c, d in rows
        ],
    )  # fmt: skip
    good = (
        "" if facts.returned is None or facts.issued is None else "有效" if facts.returned <= facts.issued else "无效"
    )
    paper.put(
        para(
            f"收回的选票{'等于或少于' if good != '无效' else '多于'}发出的选票，这次选举{good or BLANK * 2}。",
            before=10,
        ),
        para("剩余选票留存归档的加盖印章，其余当众剪角作废。", SMALL, before=6),
    )
    _signatures(paper, facts)
    return paper.done()


def count_docx(facts: RoundFacts) -> bytes:
    """12: 计票单, with room for 正 strokes beside each number."""
    title = "计票单"
    paper = Paper(f"{facts.org}{title}", landscape=True)
    paper.heading(f"{facts.title}{title}")
    valid = facts.papers.valid if facts.is_counted else None
    paper.put(
        para(
            f"{facts.vote}　应选{facts.seats}名　收回{_number(facts.returned)}张　"
            f"有效{_number(valid)}张　废票{_number(facts.papers.void if facts.is_counted else None)}张",
            SMALL, align="center", after=8,
        )
    )  # fmt: skip
    columns = (
        Column("序号", 5, "center"), Column("姓名", 12, "center"), Column("赞成（正字）", 24), Column("票数", 7, "center"),
        Column("不赞成（正字）", 18), Column("票数", 7, "center"), Column("弃权", 8, "center"), Column("无法辨认", 8, "center"),
        Column("合计", 8, "center"),
    )  # fmt: skip
    asked = [one for one in facts.votes if not one.is_write_in]
    others = [one for one in facts.votes if one.is_write_in]
    rows = [_count_row(n, one, facts.is_counted) for n, one in enumerate(asked, 1)]
    put_list(paper, columns, rows, height=12)
    paper.put(para("另选人", before=8, after=4))
    blanks = max(3 - len(others), 0)
    more = [(str(n), one.name, BLANK, str(one.in_favour)) for n, one in enumerate(others, 1)]
    more += [(str(n), BLANK, BLANK, BLANK) for n in range(len(others) + 1, len(others) + blanks + 1)]
    put_list(
        paper, (Column("序号", 5, "center"), Column("姓名", 20, "center"), Column("得票（正字）", 50), Column("票数", 10, "center")), more,
        height=10,
    )  # fmt: skip
    paper.put(para("核对：每名候选人赞成、不赞成、弃权和无法辨认的票数相加，等于有效票。", SMALL, before=6))
    _signatures(paper, facts, on_one_line=True)
    return paper.done()


def _count_row(number: int, one: Votes, is_counted: bool) -> tuple[str, ...]:
    cells = [one.in_favour, one.against, one.abstained, one.spoiled, one.total]
    said = [str(cell) if is_counted else BLANK for cell in cells]
    return (str(number), one.name, BLANK, said[0], BLANK, *said[1:])


def result_docx(facts: RoundFacts) -> bytes:
    """13: 选举结果报告单. The phrases come in their required order; the scrutineer reports votes, the chair announces."""
    title = "选举结果报告单"
    paper = Paper(f"{facts.org}{title}")
    paper.heading(title)
    paper.put(para(f"{facts.title}　{facts.vote}", SMALL, align="center", after=8))
    paper.body(*phrases(facts))
    paper.body(f"过半数的算法：{facts.base_said}。")
    _signatures(paper, facts)
    if facts.elected or facts.held or facts.tied:
        paper.put(para("以下由大会主持人宣布", before=16, after=4, outline=1))
        paper.body(*announcement(facts))
    return paper.done()


def phrases(facts: RoundFacts) -> tuple[str, ...]:
    """What the scrutineer reads out."""
    return report_phrases(
        facts.papers, facts.votes, meeting=facts.meeting, absent_said=facts.absent_said, by_votes=facts.by_votes
    )


def announcement(facts: RoundFacts) -> Sequence[str]:
    """What the chair reads out."""
    said = []
    if facts.elected:
        said.append(f"当选{facts.office}{len(facts.elected)}名（以姓氏笔画为序）：{'、'.join(facts.elected)}。")
    if facts.held:
        said.append(
            f"得赞成票超过实到会半数、没有超过应到会半数，待上级党组织确认{len(facts.held)}名：{'、'.join(facts.held)}。"
        )
    if facts.tied:
        said.append(f"得票相等，再次投票：{'、'.join(facts.tied)}。")
    return [*said, *facts.rulings]
