"""选举结果报告单: the phrases in their required order. The scrutineer reports votes; the chair announces who is elected."""

from collections.abc import Sequence

from jishi.ballots.rules.counting import Papers, Result, Verdict, Votes, needed_to_meet
from jishi.kernel.strokes import stroke_key


def report_phrases(
    papers: Papers, votes: Sequence[Votes], *, meeting: str, absent_said: str = "", by_votes: bool = True
) -> tuple[str, ...]:
    """The sentences of the result report, in order: due, present, quorum; issued, returned, valid, void, whether the
    round is good; every candidate, then every other name. `by_votes` False keeps the order of the ballot."""
    absent = f"，{absent_said}" if absent_said else ""
    good = papers.returned <= papers.issued
    said = [
        f"本次{meeting}应到会有选举权的党员{papers.due}名，实到会{papers.present}名{absent}，"
        f"{'符合规定' if papers.present >= needed_to_meet(papers.due) else '不符合规定'}。",
        f"发出选票{papers.issued}张，收回{papers.returned}张，其中有效票{papers.valid}张，无效票{papers.void}张，"
        f"选举{'有效' if good else '无效'}。",
    ]
    asked = [one for one in votes if not one.is_write_in]
    others = [one for one in votes if one.is_write_in]
    if by_votes:
        asked.sort(key=lambda one: (-one.in_favour, stroke_key(one.name)))
    said += [f"{one.name}：赞成{one.in_favour}票，不赞成{one.against}票，弃权{one.abstained}票。" for one in asked]
    others.sort(key=lambda one: (-one.in_favour, stroke_key(one.name)))
    said += [f"另选人{one.name}：{one.in_favour}票。" for one in others]
    return tuple(said)


def announced(result: Result) -> tuple[str, ...]:
    """The names the chair announces as elected, 按姓氏笔画; those held for the superior are not among them."""
    return tuple(sorted((v.votes.name for v in result.those(Verdict.ELECTED)), key=stroke_key))
