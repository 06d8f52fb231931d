"""The plan of a campaign: stages, prescribed actions with what they cost, standards per sector."""

from collections.abc import Iterable, Sequence
from typing import Any

from jishi.papers.docx import Ink, Look, Paper, para
from jishi.papers.grid import Column, put_list
from jishi.papers.words import day, ordinal

type View = Any  # what a query of this room gathers; each writer names what it reads of it


def plan_docx(
    campaign: View, whom: str, stages: Sequence[View], standards: Iterable[tuple[str, Sequence[View]]]
) -> bytes:
    """方案: what it rests on, stage by stage what is asked of whom and how long it takes, and the standards."""
    paper = Paper(f"{campaign.title}方案", look=Look.OFFICIAL)
    paper.heading(f"{campaign.title}方案")
    paper.put(para(str(campaign.org.name), Ink("kai", 16), align="center", after=8))
    facts = (
        ("依据", campaign.basis), ("履职事项", campaign.rests_on), ("主题", campaign.theme), ("服务的中心工作", campaign.serves),
        ("参加范围", whom), ("时间", f"{day(campaign.from_on)}至{day(campaign.until_on)}"),
    )  # fmt: skip
    for head, said in facts:
        if said:
            paper.body(f"{head}：{said}")
    _part(paper, "一、阶段和规定动作")
    for number, one in enumerate(stages, 1):
        stage = one.stage
        paper.put(para(f"（{ordinal(number)}）{stage.title}", Ink("kai", 16), indent=2, line=29, keep_next=True))
        paper.body(f"{day(stage.from_on)}至{day(stage.until_on)}。{stage.aim}")
        if one.lines:
            rows = [
                [x.action.title, x.whom, x.often, x.action.asks or x.action.extra, f"{x.hours}小时"] for x in one.lines
            ]
            columns = (
                Column("规定动作", 3), Column("谁办", 3), Column("多久一次", 3), Column("要求", 6),
                Column("每个组织约用", 2, "center"),
            )  # fmt: skip
            put_list(paper, columns, rows)
    _part(paper, "二、标准")
    for word, lines in standards:
        rows = [
            [line.title, "各领域" if not text.sector else text.get_sector_display(), text.text]
            for line in lines
            for text in [*([line.general] if line.general else []), *line.special]
        ]
        if rows:
            paper.put(para(f"对{word}", Ink("kai", 16), indent=2, line=29, keep_next=True))
            put_list(paper, (Column("标准", 3), Column("领域", 2), Column("具体是什么", 8)), rows)
    return paper.done()


def _part(paper: Paper, title: str) -> None:
    paper.put(para(title, Ink("hei", 16), indent=2, line=29, before=4, keep_next=True))
