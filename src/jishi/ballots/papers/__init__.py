"""What of elections is printed. PREPARING are the papers of 4.1 before the meeting, by the word in their address."""

from collections.abc import Callable
from dataclasses import dataclass

from jishi.ballots.papers.ballot import ballot_docx, spread
from jishi.ballots.papers.facts import CandidateFacts, Official, PaperFacts, Recommended, RollFacts
from jishi.ballots.papers.letters import agreement_docx, approval_docx, recommendation_docx, request_docx
from jishi.ballots.papers.lists import (
    candidates_docx,
    introduction_docx,
    officials_docx,
    roll_docx,
    side_by_side,
    slip_docx,
)
from jishi.ballots.papers.texts import procedure_docx, reports_docx, script_docx
from jishi.ballots.papers.timetable import clocks_xlsx, timetable_docx


@dataclass(frozen=True, slots=True)
class Printed:
    """One paper: its number among the fifteen (0: beside them), what it is called, what it is made from, how."""

    number: int
    word: str
    about: str
    make: Callable[[PaperFacts], bytes]


PREPARING: dict[str, Printed] = {
    "request": Printed(1, "换届请示", "选举方案、任期、名册里拟不计入应到会的人", request_docx),
    "agreement": Printed(2, "同意召开大会的批复", "代上级拟的稿，由上级编号盖章", agreement_docx),
    "recommendation": Printed(
        3, "酝酿情况报告和候选人预备人选请示", "各种推荐的票数、酝酿情况、预备人选", recommendation_docx
    ),
    "candidates": Printed(4, "候选人预备人选基本情况表", "党员信息和填写的简历", candidates_docx),
    "approval": Printed(5, "候选人预备人选的批复", "代上级拟的稿，姓名以姓氏笔画为序", approval_docx),
    "reports": Printed(6, "工作报告和党费收支报告", "框架；工作和账目由委员会填写", reports_docx),
    "procedure": Printed(7, "选举办法（草案）", "选举方案、名册、选票样式", procedure_docx),
    "officials": Printed(8, "监票人、计票人建议名单", "候选人不在其中", officials_docx),
    "script": Printed(9, "主持词", "人数按名册，实到和票数空着", script_docx),
    "roll": Printed(0, "选举人名册", "可以用作签到", roll_docx),
    "slip": Printed(0, "推荐票", "空白，无记名", slip_docx),
    "introduction": Printed(0, "候选人介绍", "并列介绍，发给党员", introduction_docx),
}

__all__ = [
    "PREPARING",
    "CandidateFacts",
    "Official",
    "PaperFacts",
    "Printed",
    "Recommended",
    "RollFacts",
    "ballot_docx",
    "clocks_xlsx",
    "side_by_side",
    "spread",
    "timetable_docx",
]
