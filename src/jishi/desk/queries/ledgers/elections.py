"""The election under way: who stands, who votes."""

from jishi.ballots.queries import paper_facts, running_election
from jishi.desk.queries.ledgers.asked import Asked
from jishi.papers import words
from jishi.papers.tables import CANDIDATES, ELECTORS, Table

NONE_RUNNING = "没有正在办理的换届选举。"


def candidates_table(asked: Asked) -> Table:
    """候选人预备人选基本情况表 of the election under way: those who have come furthest, by strokes."""
    election = running_election(asked.org)
    found = paper_facts(election, today=asked.today).candidates if election else ()
    rows = [
        (
            one.name, one.sex, one.ethnicity, words.month(one.born_on, ""), one.native_place, one.education,
            words.month(one.joined_on, ""), one.worked_since, one.employer, one.resume, one.post or "委员", one.remark,
        )
        for one in found
    ]  # fmt: skip
    title = f"{asked.org.name}{CANDIDATES.word}"
    notes = () if election else (NONE_RUNNING,)
    return Table(form=CANDIDATES, org=asked.org.name, title=title, on=asked.today, rows=rows, notes=notes)


def electors_table(asked: Asked) -> Table:
    """选举人名册 of the election under way, by strokes."""
    election = running_election(asked.org)
    facts = paper_facts(election, today=asked.today) if election else None
    rows = [
        (
            one.name, "正式党员" if one.is_full else "预备党员", "有" if one.may_vote else "无", "有" if one.may_stand else "无",
            "计入" if one.is_due else "不计入", one.said, "",
        )
        for one in (facts.roll if facts else ())
    ]  # fmt: skip
    title = f"{asked.org.name}{ELECTORS.word}"
    notes = (f"应到会有选举权的党员 {facts.heads.due} 名。",) if facts else (NONE_RUNNING,)
    return Table(form=ELECTORS, org=asked.org.name, title=title, on=asked.today, rows=rows, notes=notes)
