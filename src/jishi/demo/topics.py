"""What such meetings are about, in ordinary words. Nothing here names a real place, person or document."""

from datetime import date
from random import Random

from jishi.activities.rules import Kind

_THEMES = (
    ("清理河道，护好一湾清水", 4), ("重温入党誓词，过一次政治生日", 7), ("走进田间，帮忙抢收", 9), ("学习党章，检视一年承诺", 6),
    ("老党员讲村史", 3), ("整治环境卫生，认领责任区", 5), ("看望困难群众，听一听难处", 1), ("防汛值守，党员上堤", 8),
    ("学习先进典型，谈岗位打算", 2), ("消防安全进家门", 11), ("公开事项当面说，群众来评议", 10), ("送学上门，年老体弱党员不掉队", 12),
)  # fmt: skip
_COMMITTEE = (
    ("研究本月主题党日安排", "商定时间、内容和分工；外出党员由联系人线上告知。", ""),
    ("讨论入党积极分子培养情况", "培养联系人逐一介绍，提出下半年重点了解的方面。", ""),
    ("研究三组水渠清淤", "十月底前清完主渠；缺口经费报镇里，先用集体经费垫付。", "同意三组水渠清淤方案"),
    ("老党员、困难党员走访安排", "分三路走访，登记需要，能当场办的当场办。", ""),
    ("党费收缴和公开情况", "上季度党费已按时上交；公示栏本月更新。", ""),
    ("群众反映事项办理情况", "五件已办结三件，另两件本周答复。", ""),
    ("研究活动场所使用和开放时间", "晚间开放到九点，由值班党员负责。", "同意调整活动场所开放时间"),
)
_MEETING = (
    ("传达学习上级党委会议精神", "书记传达，党员结合岗位发言。", ""),
    ("听取支部委员会半年工作报告", "报告党员教育、发展党员、联系群众情况，提出三项打算。", "通过支部委员会工作报告"),
    ("讨论支部年度工作计划", "补充两条：夏季防汛值班、外出党员联系。", "通过年度工作计划"),
    ("通报党费收缴、使用和管理情况", "公布收缴数和用途，党员无异议。", ""),
    ("评议设岗定责履行情况", "十二名党员说明履岗情况，三人提出调整岗位。", ""),
)
_GROUP = (
    ("学习上级部署", "逐段学习，结合本组实际讨论。", ""),
    ("汇报思想和工作情况", "每人谈一件本月办成的事和一件难事。", ""),
    ("认领本组实事", "认领房前屋后排水沟清理。", ""),
)
_ORG_LIFE = (
    ("支部班子对照检查", "书记代表班子说明上年整改情况、查摆问题和努力方向。", ""),
    ("党员批评和自我批评", "逐人发言，提出意见二十余条，均作记录。", ""),
    ("上级参会同志点评", "肯定联系群众的做法，要求把整改列出清单。", ""),
)
_STUDY = (
    ("专题学习研讨", "领学后三名同志作重点发言，其他同志交流。", ""),
    ("研究贯彻意见", "结合本地实际提出四条措施，分工到人。", ""),
)
_PLAIN = (("活动情况", "按计划进行，分组负责，现场登记。", ""),)
_AGENDAS = {
    Kind.BRANCH_COMMITTEE_MEETING: _COMMITTEE,
    Kind.MEMBERS_MEETING: _MEETING,
    Kind.PARTY_GROUP_MEETING: _GROUP,
    Kind.ORG_LIFE_MEETING: _ORG_LIFE,
    Kind.THEORY_STUDY_GROUP: _STUDY,
    Kind.SPECIAL_MEETING: _STUDY,
    Kind.DEMOCRATIC_LIFE_MEETING: _ORG_LIFE,
}
TASKS = (
    "三组水渠清淤", "老党员走访 6 户", "村务公开栏更新", "更换活动室破损桌椅", "外出党员联系方式核对", "发展对象政治审查函调",
    "河堤值班表公布", "独居老人每周一访", "路灯报修跟进", "党员责任区牌子更换", "整理上半年会议记录", "小区充电桩选址征求意见",
)  # fmt: skip


def agenda(rng: Random, kind: Kind, held_on: date) -> list[tuple[str, str, str]]:
    """(title, gist, motion) of the points; an ordinary number of them for such a meeting."""
    points = _AGENDAS.get(kind, _PLAIN)
    if points in (_ORG_LIFE, _PLAIN, _STUDY):
        return list(points)
    return rng.sample(points, rng.randint(2, min(3, len(points))))


def theme(rng: Random, held_on: date) -> str:
    """The subject of a theme day: often what the season brings."""
    seasonal = [text for text, month in _THEMES if month == held_on.month]
    return rng.choice(seasonal if seasonal and rng.random() < 0.6 else [text for text, _ in _THEMES])


def title(kind: Kind, held_on: date) -> str:
    return f"{held_on.month}月{kind.label}"


def served(rng: Random, kind: Kind) -> str:
    """The central task or matter that service and visits answer to."""
    if kind in (Kind.VOLUNTEER_SERVICE, Kind.HOUSEHOLD_VISIT):
        return rng.choice(("人居环境整治", "防汛值守", "独居老人帮扶", "森林防火巡查", ""))
    return ""
