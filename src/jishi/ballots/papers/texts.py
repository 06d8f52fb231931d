"""What is read out at the meeting: 工作报告和党费收支报告 (6), 选举办法（草案） (7), 主持词 (9).

What the texts fix is written out; where sources disagree the paper says what the meeting must decide."""

from jishi.ballots.papers.facts import PaperFacts
from jishi.ballots.papers.lists import put_form
from jishi.ballots.rules.counting import needed_to_meet
from jishi.papers.docx import OFFICIAL_BODY, Look, Paper, para
from jishi.papers.words import day, joined, ordinal, when

REGULATION = "《中国共产党基层组织选举工作条例》"
ORDER_LAW = f"{REGULATION}第二十四条"
NO_BASE = "选举办法没有写明以应到会还是实到会为准的，超过应到会半数的当选；只超过实到会半数的，报上级党组织确认。"


def reports_docx(facts: PaperFacts) -> bytes:
    """6: the frame of the work report and of the report on membership dues, with what the records know."""
    paper = Paper(f"{facts.org}工作报告和党费收支报告", look=Look.OFFICIAL)
    paper.heading(f"{facts.org}工作报告")
    paper.put(para(f"（{day(facts.meeting_on)}在{facts.meeting}上的报告）", OFFICIAL_BODY, align="center", after=12))
    term = f"自{day(facts.term_from)}以来" if facts.term_from else "本届以来"
    paper.body(
        "同志们：",
        f"现在，我代表本届委员会向大会报告{term}的工作，请予审议。",
        f"目前共有党员{facts.heads.members}名，其中有选举权的{facts.heads.with_right}名。",
        "一、本届以来的主要工作",
        "（一）政治建设和理论学习",
        "（二）组织生活和党员教育管理",
        "（三）发展党员和服务群众",
        "（四）纪律和作风",
        "二、存在的问题",
        "三、今后工作建议",
    )
    paper.page()
    paper.heading("党费收支情况报告")
    paper.body("同志们：", f"现将{term}党费收缴、使用和管理情况报告如下，请予审议。")
    items = ("上届结余", "收缴党费", "上级下拨", "上缴党费", "支出", "本届结余")
    put_form(paper, (("项目", 40), ("金额（元）", 30), ("说明", 30)), [(word, "", "") for word in items], height=11)
    paper.body("以上数字请按党费账目填写，并与上级组织部门核对。")
    return paper.done()


def procedure_docx(facts: PaperFacts) -> bytes:
    """7: the procedure of the election, a draft for the meeting to adopt."""
    paper = Paper(f"{facts.org}选举办法（草案）", look=Look.OFFICIAL)
    paper.heading(f"{facts.org}{facts.meeting}选举办法")
    paper.put(para("（草案）", OFFICIAL_BODY, align="center", after=12))
    paper.body(*(f"{ordinal(n)}、{text}" for n, text in enumerate(procedure_points(facts), 1)))
    paper.put(para(f"本办法经{facts.meeting}通过后施行。", OFFICIAL_BODY, indent=2, line=28.95, before=6))
    return paper.done()


def procedure_points(facts: PaperFacts) -> list[str]:
    """The points of the procedure, as they follow from what the records say of this election."""
    seats = f"{facts.seats}名" if facts.seats else "　　名"
    planned = f"候选人{facts.planned}名，差额选举" if facts.planned else "候选人多于应选名额的五分之一，差额选举"
    what = "书记、副书记等额选举" if facts.is_direct else f"{facts.body}{seats}，{planned}"
    base = f"候选人获得的赞成票超过{facts.base}的半数，始得当选。" if facts.base else NO_BASE
    return [
        f"本办法依据《中国共产党章程》和{REGULATION}制定。",
        f"本次大会选举{what}。候选人经推荐提名、党员酝酿，报上级党组织审批。",
        f"正式党员有表决权、选举权和被选举权；预备党员没有。进行选举时，有选举权的到会人数不少于应到会人数的五分之四（本次应到会{facts.heads.due}名，"
        f"到会不少于{needed_to_meet(facts.heads.due)}名），方可开会选举。",
        f"选举采用无记名投票。候选人名单{facts.order or '以姓氏笔画为序'}（{ORDER_LAW}）。",
        f"选票符号：{facts.signs}。投票人对候选人可以表示赞成、不赞成或者弃权；不赞成的可以另选他人；弃权的不能另选。另选人{facts.bare_write_in}。",
        "每张选票所选人数等于或者少于应选人数的有效，多于应选人数的无效。书写模糊无法辨认的部分无效。",
        "收回的选票等于或者少于发出的选票，选举有效；多于发出的选票，选举无效，应重新选举。",
        f"{base}赞成票超过半数的人数多于应选名额时，以得票多的当选；得票相等不能确定当选人时，就得票相等的人再次投票，得票多的当选。",
        "当选人数少于应选名额时，对不足的名额另行选举；经半数以上有选举权的到会人同意，也可以减少名额，不再进行选举。",
        "未到会的，不能委托他人代为投票。因故不能填写选票的，可以请不是候选人的人按本人意愿代写（第二十四条）。",
        "监票人从不是候选人的党员中推选，经大会表决通过，对选举全过程进行监督；计票人在监票人监督下工作（第二十二条、第二十三条）。",
        "计票结束，由监票人公布得票情况，由主持人宣布当选人名单。当选人名单以姓氏笔画为序。",
    ]


def script_docx(facts: PaperFacts) -> bytes:
    """9: what the chair says, step by step, with the numbers left open that only the meeting gives."""
    paper = Paper(f"{facts.org}{facts.meeting}主持词", look=Look.OFFICIAL)
    paper.heading(f"{facts.org}{facts.meeting}主持词")
    paper.put(
        para(f"（{when(facts.meeting_on, facts.starts_at)}　{facts.place}）", OFFICIAL_BODY, align="center", after=12)
    )
    names = joined([one.name for one in facts.candidates], nothing="（待定）")
    excused = joined([one.name for one in facts.excused], nothing="")
    adopt = (
        [f"上级党组织同意{excused}不计入本次大会应到会人数，现提请大会表决。同意的请举手；不同意的；弃权的。（通过）"]
        if excused
        else []
    )
    steps: list[tuple[str, list[str]]] = [
        ("清点人数，宣布开会", [
            *adopt,
            f"本次大会应到会有选举权的党员{facts.heads.due}名，实到会　　名，因事因病请假　　名，"
            f"不少于应到会人数的五分之四（{needed_to_meet(facts.heads.due)}名），符合规定，现在开会。请全体起立，奏（唱）《国际歌》。",
        ]),
        ("听取和审议工作报告、党费收支报告", ["请审议并表决。同意的请举手；不同意的；弃权的。（通过）"]),
        ("通过选举办法", ["选举办法（草案）已经印发。请审议并表决。（通过）"]),
        ("通过监票人、计票人名单", ["监票人、计票人建议名单已经印发，候选人不在其中。请表决。（通过）"]),
        ("介绍候选人", [f"候选人名单（以姓氏笔画为序）：{names}。介绍表已经印发，同志们有询问的，请提出。"]),
        ("发放选票，填写选票", ["请监票人检查票箱、清点选票。下面发放选票，请核对是否每人一张。填写以前请看清选票上的说明。"]),
        ("投票，清点选票", ["请监票人、计票人先投票，其他同志依次投票。现在清点：发出选票　　张，收回　　张。收回的选票没有多于发出的选票，选举有效。"]),
        ("计票，报告结果", ["请监票人报告得票情况。"]),
        ("宣布当选名单", ["现在宣布当选人名单（以姓氏笔画为序）：（名单）。"]),
        ("结束", ["大会到此结束。散会以后召开新一届委员会第一次会议。" if not facts.is_direct else "大会到此结束。"]),
    ]  # fmt: skip
    for number, (title, said) in enumerate(steps, 1):
        paper.put(para(f"{ordinal(number)}、{title}", OFFICIAL_BODY, indent=2, line=28.95, keep_next=True))
        paper.body(*said)
    return paper.done()
