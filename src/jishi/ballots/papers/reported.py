"""Papers after the meetings: minutes of the first committee meeting (14), the report of the result and of the division of
work, the superior's approval, the publication (15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jishi.ballots.papers.counted import RoundFacts, announcement, phrases
from jishi.papers.docx import OFFICIAL_BODY, Look, Paper, para
from jishi.papers.grid import Column, Row, label, put_list, put_table, value
from jishi.papers.words import day, ordinal, said

BLANK_NO = "〔　　　　〕　　号"
BLANK_DAY = "　　　　年　　月　　日"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFacts:
    """A meeting as its minutes tell it. `came` and `away` by name, empty where people were counted by numbers."""

    word: str
    held_on: date
    place: str
    chair: str
    recorder: str
    due: int | None
    present: int | None
    came: tuple[str, ...]
    away: tuple[str, ...]
    method_for: int | None
    officials_for: int | None
    scrutineers: str
    tellers: str
    rounds: tuple[RoundFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFacts:
    """The whole result. `shares` are (name, post, fields); `heads` are (office, name); `notes` the decisions and
    corrections that belong in the report."""

    org: str
    superior: str
    kind: str
    body: str
    general: HeldFacts | None
    plenary: HeldFacts | None
    members: tuple[str, ...]
    held: tuple[str, ...]
    heads: tuple[tuple[str, str], ...]
    shares: tuple[tuple[str, str, tuple[str, ...]], ...]
    notes: tuple[str, ...]
    paper: str
    reported_on: date | None
    approval: str
    approved_on: date | None
    published_on: date | None

    @property
    def heads_said(self) -> str:
        """书记×××，副书记×××."""
        return "，".join(f"{office}{name}" for office, name in self.heads)


def minutes_docx(facts: ResultFacts) -> bytes:
    """14: 第一次委员会会议记录, with the election of secretary and deputy and the division of work."""
    title = "第一次委员会会议记录"
    paper = Paper(f"{facts.org}{title}")
    paper.heading(f"{facts.org}{title}")
    held = facts.plenary
    if held is None:
        paper.body("（会议还没有召开。）")
        return paper.done()
    width = paper.text_width
    pairs = [
        ("时间", day(held.held_on), "地点", said(held.place, "　")),
        ("主持人", held.chair, "记录人", said(held.recorder, "　")),
        ("应到", f"{held.due or 0}人", "实到", f"{held.present or 0}人"),
    ]
    rows = [
        Row((label(a, width * 0.15), value(b, width * 0.35), label(c, width * 0.15), value(d, width * 0.35)))
        for a, b, c, d in pairs
    ]
    rows.append(Row((label("到会", width * 0.15), value("、".join(held.came) or "　", width * 0.85))))
    rows.append(Row((label("缺席", width * 0.15), value("、".join(held.away) or "无", width * 0.85))))
    put_table(paper, rows)
    points = [
        f"通过书记、副书记选举办法。{held.method_for}人同意。" if held.method_for is not None else "通过书记、副书记选举办法。",
        f"通过监票人、计票人名单。监票人{held.scrutineers}，计票人{held.tellers}。",
    ]  # fmt: skip
    for one in held.rounds:
        points.append(f"选举{one.office}（第{one.number}次投票）。{''.join(phrases(one))}{''.join(announcement(one))}")
    points.append(f"研究委员分工。{_shares_said(facts) or '（待定。）'}")
    paper.put(para("会议内容", before=10, after=4, outline=1))
    paper.body(*(f"{ordinal(n)}、{point}" for n, point in enumerate(points, 1)))
    paper.put(para("主持人（签字）：　　　　　　　　　　记录人（签字）：", before=20))
    return paper.done()


def _shares_said(facts: ResultFacts) -> str:
    return "；".join(
        f"{name}，{post}{f'，分管{"、".join(fields)}' if fields else ''}" for name, post, fields in facts.shares
    ) + ("。" if facts.shares else "")


def _letter(title: str, number: str, to: str) -> Paper:
    paper = Paper(title, look=Look.OFFICIAL)
    paper.put(para(number or BLANK_NO, OFFICIAL_BODY, align="center", after=12))
    paper.heading(title)
    paper.put(para(f"{to}：", OFFICIAL_BODY, line=28.95, before=12))
    return paper


def _signed(paper: Paper, by: str, on: date | None) -> None:
    paper.put(para(by, OFFICIAL_BODY, align="right", right=2, line=28.95, before=28))
    paper.put(para(day(on, BLANK_DAY), OFFICIAL_BODY, align="right", right=4, line=28.95))


def report_docx(facts: ResultFacts) -> bytes:
    """15: 选举结果的报告: counts, votes, who is elected, division of work; members to be filed, heads to be approved."""
    paper = _letter(report_title(facts), facts.paper, facts.superior)
    if facts.general is None:
        paper.body("（选举大会还没有召开。）")
        return paper.done()
    held = facts.general
    paper.body(
        f"{day(held.held_on)}，我们在{held.place or '　　　'}召开{held.word}，进行了{facts.kind}。现将结果报告如下："
    )
    paper.body("一、选举情况")
    paper.body(*_rounds_said(held.rounds))
    if facts.members:
        paper.body(
            f"二、当选的{facts.body}（以姓氏笔画为序）", f"{'、'.join(facts.members)}，共{len(facts.members)}名。"
        )
    if facts.held:
        paper.body(f"待上级确认：{'、'.join(facts.held)}。得赞成票超过实到会半数，没有超过应到会半数，请予确认。")
    number = 3
    if facts.plenary is not None:
        held = facts.plenary
        paper.body(
            f"{ordinal(number)}、第一次委员会会议",
            f"{day(held.held_on)}召开第一次委员会会议，{held.chair}主持。",
            *_rounds_said(held.rounds),
        )
        number += 1
    if facts.heads:
        paper.body(f"当选：{facts.heads_said}。")
    if facts.shares:
        paper.body(f"{ordinal(number)}、委员分工", _shares_said(facts))
        number += 1
    if facts.notes:
        paper.body(f"{ordinal(number)}、需要说明的事项", *(f"{n}.{note}" for n, note in enumerate(facts.notes, 1)))
    asks = "委员报请备案，书记、副书记报请批准。" if facts.heads else "报请备案。"
    paper.body(f"{asks}当否，请批复。" if facts.heads else "特此报告。")
    _signed(paper, facts.org, facts.reported_on)
    return paper.done()


def report_title(facts: ResultFacts) -> str:
    """What the report is called; the approval quotes it."""
    return f"{facts.org}关于{facts.kind}结果的{'请示' if facts.heads else '报告'}"


def _rounds_said(rounds: Sequence[RoundFacts]) -> list[str]:
    found = []
    for one in rounds:
        found.append(f"选举{one.office}（{one.vote}）：{''.join(phrases(one))}{''.join(announcement(one))}")
    return found


def division_docx(facts: ResultFacts) -> bytes:
    """15: 委员分工的报告, with its table."""
    paper = _letter(f"{facts.org}关于委员分工的报告", "", facts.superior)
    on = day(facts.plenary.held_on) if facts.plenary else BLANK_DAY
    paper.body(f"经{on}第一次委员会会议研究，委员分工如下：")
    columns = (Column("姓名", 14, "center"), Column("职务", 22, "center"), Column("分管工作", 60))
    put_list(
        paper, columns, [(name, post, "、".join(fields)) for name, post, fields in facts.shares], size=14, height=11
    )
    paper.body("特此报告。")
    _signed(paper, facts.org, facts.reported_on)
    return paper.done()


def result_approval_docx(facts: ResultFacts) -> bytes:
    """15: the superior's answer, drafted for it."""
    paper = _letter(f"关于{facts.org}选举结果的批复", facts.approval, facts.org)
    members = (
        f"同意{'、'.join(facts.members)}（以姓氏笔画为序）{len(facts.members)}名同志任{facts.body}，予以备案。"
        if facts.members
        else ""
    )
    heads = f"同意{facts.heads_said}。" if facts.heads else ""
    paper.body(
        f"《{report_title(facts)}》收悉。经研究，批复如下：", *(point for point in (members, heads) if point), "此复。"
    )
    _signed(paper, facts.superior, facts.approved_on)
    return paper.done()


def notice_docx(facts: ResultFacts) -> bytes:
    """15: 公布: who was elected and who took office, for the notice board."""
    paper = Paper("选举结果公布", look=Look.OFFICIAL)
    paper.heading("选举结果公布")
    on = day(facts.general.held_on) if facts.general else BLANK_DAY
    paper.body(f"{facts.org}于{on}进行{facts.kind}。经上级党组织备案、批复，结果公布如下：")
    paper.body(f"{facts.body}（以姓氏笔画为序）：{'、'.join(facts.members) or '　'}。")
    if facts.heads:
        paper.body(f"{facts.heads_said}。")
    _signed(paper, facts.org, facts.published_on)
    return paper.done()
