"""组织生活会: its steps, what becomes of its plan, whose problems are listed."""

from jishi.kernel.labels import Labelled
from jishi.orgs.rules import OrgKind, is_a

WEEK_AHEAD = 7  # days between filing and meeting that many places ask for; advice


class OrgLifeStep(Labelled):
    """Steps that are noted by their day. Plan, talks, the meeting, problems and what is put right have rows of their own."""

    STUDY = "study", "会前学习"
    OPINIONS = "opinions", "征求意见"
    PAPERS = "papers", "对照检查材料和个人发言提纲"
    PAST = "past", "通报上次整改情况"
    SECRETARY = "secretary", "书记述职"
    CRITICISM = "criticism", "批评和自我批评"
    REPORTED = "reported", "向上级报告情况"
    CIRCULATED = "circulated", "向党员、群众通报"


BEFORE = (OrgLifeStep.STUDY, OrgLifeStep.OPINIONS, OrgLifeStep.PAPERS)
AT = (OrgLifeStep.PAST, OrgLifeStep.SECRETARY, OrgLifeStep.CRITICISM)
AFTER = (OrgLifeStep.REPORTED, OrgLifeStep.CIRCULATED)


class Filing(Labelled):
    """What became of the plan at the superior."""

    NONE = "none", "未上报"
    FILED = "filed", "已上报"
    RECEIVED = "received", "已备案"
    RETURNED = "returned", "退回修改"


class ProblemOf(Labelled):
    COMMITTEE = "committee", "班子"
    PERSON = "person", "个人"


def holds_org_life(kind: str) -> bool:
    """Whether an organisation of `kind` holds 组织生活会 and reviews its members: branches do."""
    return is_a(kind, OrgKind.BRANCH)
