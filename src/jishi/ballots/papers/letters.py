"""Letters up and down: 换届请示 (1), 同意召开大会的批复 (2), 候选人预备人选请示 (3), 候选人预备人选的批复 (5). The superior's two are
drafts: its office numbers, stamps and sends them."""

from datetime import date

from jishi.ballots.papers.facts import PaperFacts
from jishi.papers.docx import OFFICIAL_BODY, Look, Paper, para
from jishi.papers.grid import Column, put_list
from jishi.papers.words import clean, day, joined, ordinal, when

BLANK_NO = "〔　　　　〕　　号"


def title_of(facts: PaperFacts, rest: str) -> str:
    """关于召开…的请示, after the name of the organisation."""
    return f"{facts.org}{rest}"


def _letter(title: str, number_said: str, to: str) -> Paper:
    paper = Paper(title, look=Look.OFFICIAL)
    paper.put(para(number_said or BLANK_NO, OFFICIAL_BODY, align="center", after=12))
    paper.heading(title)
    paper.put(para(f"{to}：", OFFICIAL_BODY, line=28.95, before=12))
    return paper


def _signed(paper: Paper, by: str, on: date | None) -> None:
    paper.put(para(by, OFFICIAL_BODY, align="right", right=2, line=28.95, before=28))
    paper.put(para(day(on, "　　　　年　　月　　日"), OFFICIAL_BODY, align="right", right=4, line=28.95))


def _names(names: tuple[str, ...]) -> str:
    return joined(names, nothing="（待定）")


def _offices(facts: PaperFacts) -> str:
    """How many of each are elected, in a sentence."""
    heads = "书记1名" + (f"、副书记{facts.deputies}名" if facts.deputies else "")
    if facts.is_direct:
        return f"不设委员会，由{facts.meeting}直接选举{heads}"
    seats = f"{facts.seats}名" if facts.seats else "　　名"
    planned = f"，候选人{facts.planned}名，差额{facts.planned - facts.seats}名" if facts.planned and facts.seats else ""
    if facts.body == "代表":
        return f"代表{seats}{planned}"
    return f"委员{seats}{planned}；{heads}，由新一届委员会第一次会议等额选举产生"


def request_docx(facts: PaperFacts) -> bytes:
    """1: the request to hold the meeting, with those who are not to be counted in 应到会."""
    paper = _letter(title_of(facts, f"关于召开{facts.meeting}进行{facts.kind}的请示"), facts.request_no, facts.superior)
    if facts.term_until:
        began = f"自{day(facts.term_from)}起" if facts.term_from else ""
        paper.body(
            f"本届委员会任期{began}至{day(facts.term_until)}届满。按照《中国共产党基层组织选举工作条例》等规定，拟进行{facts.kind}。现请示如下："
        )
    else:
        paper.body(f"按照《中国共产党基层组织选举工作条例》等规定，拟进行{facts.kind}。现请示如下：")
    points = [
        f"大会时间、地点。拟于{when(facts.meeting_on, facts.starts_at)}在{facts.place or '　　　　　　'}召开{facts.meeting}。",
        "大会议程。听取和审议工作报告、党费收支情况报告；通过选举办法和监票人、计票人名单；进行选举。",
        f"名额。{_offices(facts)}。",
        f"产生办法。候选人采取{joined(facts.ways)}等方式提名，经党员酝酿，报上级党组织审批后，由{facts.meeting}无记名投票、差额选举产生。"
        + (f"推荐方式依据{facts.ways_basis}。" if facts.ways_basis else ""),
        f"党员和选举人。共有党员{facts.heads.members}名，其中有选举权的{facts.heads.with_right}名"
        + (f"；拟不计入应到会人数{len(facts.excused)}名（名单附后）。" if facts.excused else "；没有拟不计入应到会人数的党员。"),
    ]  # fmt: skip
    paper.body(*(f"{ordinal(n)}、{clean(point)}" for n, point in enumerate(points, 1)), "妥否，请批示。")
    _signed(paper, facts.org, facts.requested_on)
    paper.put(para(f"（联系人：{facts.contact or '　　　　　　'}）", OFFICIAL_BODY, indent=2, line=28.95, before=14))
    if facts.excused:
        paper.page()
        paper.heading("拟不计入应到会人数的党员名单", size=18)
        rows = [
            (str(n), one.name, one.excused, "已征求，同意" if one.consented else "未征得", one.note)
            for n, one in enumerate(facts.excused, 1)
        ]
        columns = (
            Column("序号", 8, "center"), Column("姓名", 14, "center"), Column("原因", 40), Column("是否征求本人意见", 20, "center"),
            Column("备注", 18),
        )  # fmt: skip
        put_list(paper, columns, rows)
    return paper.done()


def agreement_docx(facts: PaperFacts) -> bytes:
    """2: the superior's agreement to the meeting, drafted for it."""
    asked = title_of(facts, f"关于召开{facts.meeting}进行{facts.kind}的请示")
    paper = _letter(f"关于同意{facts.org}召开{facts.meeting}进行{facts.kind}的批复", facts.agreed_no, facts.org)
    excused = f"同意{_names(tuple(one.name for one in facts.excused))}共{len(facts.excused)}名党员经{facts.meeting}通过后不计入应到会人数。" if facts.excused else ""  # fmt: skip
    paper.body(
        f"《{asked}》收悉。经研究，批复如下：",
        f"一、同意于{when(facts.meeting_on, facts.starts_at)}召开{facts.meeting}进行{facts.kind}。",
        f"二、同意{_offices(facts)}。",
        *([f"三、{excused}"] if excused else []),
        "请严格按照《中国共产党基层组织选举工作条例》规定，做好候选人提名、酝酿和选举工作，选举结果及时上报。",
        "此复。",
    )
    _signed(paper, facts.superior, facts.agreed_on)
    return paper.done()


def recommendation_docx(facts: PaperFacts) -> bytes:
    """3: how candidates were recommended and deliberated, with the votes, and the request to approve them."""
    paper = _letter(title_of(facts, "关于候选人酝酿情况和候选人预备人选的请示"), facts.slate_no, facts.superior)
    paper.body(
        f"按照{facts.agreed_no or '批复'}要求，我们组织了候选人推荐提名和酝酿，现将有关情况和候选人预备人选报告如下："
    )
    paper.body("一、推荐提名情况")
    for one in facts.recommended:
        heads = joined(
            [
                f"应参加{one.due}人" if one.due is not None else "",
                f"参加{one.present}人" if one.present is not None else "",
                f"发出{one.issued}张" if one.issued is not None else "",
                f"收回{one.returned}张" if one.returned is not None else "",
                f"有效{one.valid}张" if one.valid is not None else "",
            ],
            "，", "",
        )  # fmt: skip
        got = joined(
            [f"{c.name}{n}票" for c in facts.candidates for way, n in c.supports if way == one.way and n], nothing=""
        )
        paper.body(
            f"{one.way}（{one.form}）：{day(one.held_on)}进行{f'，{heads}' if heads else ''}。"
            + (f"得到推荐的有：{got}。" if got else "") + clean(one.note)
        )  # fmt: skip
    if not facts.recommended:
        paper.body("（推荐情况待填。）")
    counted = joined(
        [
            f"应到{facts.deliberation_due}人" if facts.deliberation_due is not None else "",
            f"实到{facts.deliberation_present}人" if facts.deliberation_present is not None else "",
        ],
        "，", "",
    )  # fmt: skip
    paper.body(
        "二、酝酿情况",
        f"{day(facts.deliberated_on, '（日期待填）')}组织党员酝酿{f'，{counted}' if counted else ''}。{clean(facts.deliberation)}",
    )
    agreed = joined([f"{one.name}{one.agreed}人" for one in facts.candidates if one.agreed is not None], nothing="")
    if agreed:
        paper.body(f"酝酿时同意的人数：{agreed}。")
    paper.body("三、候选人预备人选（以姓氏笔画为序）")
    paper.body(_proposal(facts))
    paper.body("妥否，请批示。", "附件：候选人预备人选基本情况表")
    _signed(paper, facts.org, facts.slate_on)
    return paper.done()


def _proposal(facts: PaperFacts) -> str:
    names = tuple(one.name for one in facts.candidates)
    said = f"{facts.body}候选人预备人选{len(names)}名：{_names(names)}。"
    for post in ("书记", "副书记"):
        if chosen := tuple(one.name for one in facts.of_post(post)):
            said += f"{post}候选人预备人选{len(chosen)}名：{_names(chosen)}。"
    return said


def approval_docx(facts: PaperFacts) -> bytes:
    """5: the superior's approval of the candidates, drafted for it; names by strokes."""
    paper = _letter(f"关于{facts.org}{facts.kind}候选人预备人选的批复", facts.approval_no, facts.org)
    paper.body(
        f"你们报来的《{title_of(facts, '关于候选人酝酿情况和候选人预备人选的请示')}》收悉。经研究，同意：",
        _proposal(facts).replace("候选人预备人选", "候选人"),
        f"（以姓氏笔画为序。）请按照规定提交{facts.meeting}选举，选举结果及时上报。",
        "此复。",
    )
    _signed(paper, facts.superior, facts.approved_on)
    return paper.done()
