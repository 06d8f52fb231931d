"""Kinds of what is held: who holds them, which go together, who is expected at them."""

from collections.abc import Collection
from itertools import combinations

from jishi.kernel.decision import YES, Decision, no
from jishi.kernel.labels import Labelled
from jishi.orgs.rules import COMMITTEE_KINDS, OrgKind, is_a


class Kind(Labelled):
    """What was held. A record may carry several (主题党日 may contain any of 三会一课)."""

    MEMBERS_MEETING = "members_meeting", "党员大会"
    BRANCH_COMMITTEE_MEETING = "branch_committee_meeting", "支委会"
    PARTY_GROUP_MEETING = "party_group_meeting", "党小组会"
    PARTY_LECTURE = "party_lecture", "党课"
    THEME_PARTY_DAY = "theme_party_day", "主题党日"
    ORG_LIFE_MEETING = "org_life_meeting", "组织生活会"
    THEORY_STUDY_GROUP = "theory_study_group", "中心组学习"
    DEMOCRATIC_LIFE_MEETING = "democratic_life_meeting", "民主生活会"
    SPECIAL_MEETING = "special_meeting", "专题会议"
    RESEARCH = "research", "调研"
    HOUSEHOLD_VISIT = "household_visit", "走访"
    TRAINING = "training", "培训"
    VOLUNTEER_SERVICE = "volunteer_service", "志愿服务"
    CULTURE_SPORT = "culture_sport", "文体活动"
    OBSERVATION = "observation", "观摩"


class State(Labelled):
    """A draft is no record: it lies sealed with its account until it is confirmed."""

    CONFIRMED = "confirmed", "已确认"
    WITHDRAWN = "withdrawn", "已撤回"


class AbsenceReason(Labelled):
    """缺席原因 (forms §1.2)."""

    ILL = "ill", "病假"
    PERSONAL = "personal", "事假"
    ON_DUTY = "on_duty", "公出"
    AWAY = "away", "外出流动"
    AGED = "aged", "年老体弱"
    OTHER = "other", "其他"


class VoteMethod(Labelled):
    SHOW_OF_HANDS = "show_of_hands", "举手"
    SECRET = "secret", "无记名"


class SpecialSubject(Labelled):
    """What a 专题会议 was about; the first three meet duties of their own."""

    STRICT_GOVERNANCE = "strict_governance", "全面从严治党"
    BRANCH_WORK = "branch_work", "党支部建设"
    PARTY_BUILDING = "party_building", "党建工作"
    OTHER = "other", "其他专题"


class Scope(Labelled):
    """Who is expected."""

    MEMBERS = "members", "全体党员"
    COMMITTEE = "committee", "委员会成员"
    GROUP = "group", "党小组党员"
    CHOSEN = "chosen", "参加人员"


THREE_MEETINGS_ONE_LECTURE = (
    Kind.MEMBERS_MEETING, Kind.BRANCH_COMMITTEE_MEETING, Kind.PARTY_GROUP_MEETING, Kind.PARTY_LECTURE,
)  # fmt: skip
OF_MEMBERS = frozenset({Kind.MEMBERS_MEETING, Kind.PARTY_LECTURE, Kind.THEME_PARTY_DAY})
OF_COMMITTEE = frozenset({
    Kind.BRANCH_COMMITTEE_MEETING, Kind.THEORY_STUDY_GROUP, Kind.DEMOCRATIC_LIFE_MEETING, Kind.SPECIAL_MEETING,
})  # fmt: skip
FREE = (
    Kind.RESEARCH, Kind.HOUSEHOLD_VISIT, Kind.TRAINING, Kind.VOLUNTEER_SERVICE, Kind.CULTURE_SPORT, Kind.OBSERVATION,
)  # fmt: skip

# Duties of these kinds are owed once a year, and a meeting early in the year may settle the year before.
YEARLY = frozenset({Kind.ORG_LIFE_MEETING, Kind.DEMOCRATIC_LIFE_MEETING})

# Which kind to offer when a page asks for a record under a rule of the pack. A hint for the form, never a judgement.
RULE_KINDS: dict[str, Kind] = {
    "general_meeting_quarterly": Kind.MEMBERS_MEETING,
    "committee_meeting_monthly": Kind.BRANCH_COMMITTEE_MEETING,
    "party_group_meeting_monthly": Kind.PARTY_GROUP_MEETING,
    "theme_party_day_monthly": Kind.THEME_PARTY_DAY,
    "secretary_party_lecture_yearly": Kind.PARTY_LECTURE,
    "party_lecture_quarterly_practice": Kind.PARTY_LECTURE,
    "org_life_meeting_yearly": Kind.ORG_LIFE_MEETING,
    "strict_governance_meeting_half_yearly": Kind.SPECIAL_MEETING,
    "study_group_quarterly": Kind.THEORY_STUDY_GROUP,
    "democratic_life_yearly": Kind.DEMOCRATIC_LIFE_MEETING,
}

_BRANCH = (
    Kind.MEMBERS_MEETING, Kind.BRANCH_COMMITTEE_MEETING, Kind.THEME_PARTY_DAY, Kind.PARTY_LECTURE,
    Kind.ORG_LIFE_MEETING, Kind.SPECIAL_MEETING, *FREE,
)  # fmt: skip
_GENERAL = (*_BRANCH[:6], Kind.THEORY_STUDY_GROUP, *FREE)
_GROUP = (Kind.PARTY_GROUP_MEETING, Kind.ORG_LIFE_MEETING, Kind.THEME_PARTY_DAY, *FREE)
_COMMITTEE = (
    Kind.THEORY_STUDY_GROUP, Kind.DEMOCRATIC_LIFE_MEETING, Kind.SPECIAL_MEETING, Kind.PARTY_LECTURE, *FREE,
)  # fmt: skip


def kinds_for(org_kind: str) -> tuple[Kind, ...]:
    """The kinds an organisation of `org_kind` may hold, in the order the form offers them."""
    if org_kind == OrgKind.PARTY_GROUP:
        return _GROUP
    if is_a(org_kind, OrgKind.BRANCH):
        return _BRANCH
    if is_a(org_kind, OrgKind.GENERAL_BRANCH):
        return _GENERAL
    return _COMMITTEE


def may_hold(org_kind: str, kind: Kind) -> Decision:
    """Whether an organisation of `org_kind` holds `kind` at all."""
    if kind in kinds_for(org_kind):
        return YES
    if kind is Kind.PARTY_GROUP_MEETING:
        return no("党小组会记在党小组名下：请先把“党组织”换成开会的党小组。")
    return no(f"{OrgKind.label_of(org_kind)}不开{kind.label}，请另选类别。")


_APART: dict[frozenset[Kind], str] = {
    frozenset({Kind.MEMBERS_MEETING, Kind.BRANCH_COMMITTEE_MEETING}): (
        "支委会和党员大会不能记成一次：参加的人和表决的基数都不同，请分开记录。"
    ),
    frozenset({Kind.MEMBERS_MEETING, Kind.PARTY_GROUP_MEETING}): "党小组会和党员大会不能记成一次，请分开记录。",
    frozenset({Kind.BRANCH_COMMITTEE_MEETING, Kind.PARTY_GROUP_MEETING}): "党小组会和支委会不能记成一次，请分开记录。",
}
_BODIES = (
    Kind.MEMBERS_MEETING, Kind.PARTY_GROUP_MEETING, Kind.THEME_PARTY_DAY, Kind.PARTY_LECTURE, Kind.ORG_LIFE_MEETING,
)  # fmt: skip


def may_combine(kinds: Collection[Kind]) -> Decision:
    """Whether `kinds` may be one record. 主题党日 may contain any of 三会一课; otherwise those who are expected must be
    the same people. 调研, 走访, 培训, 志愿服务, 文体 and 观摩 go with anything."""
    chosen = sorted(set(kinds), key=list(Kind).index)
    if not chosen:
        return no("请至少选一个类别。")
    for one, other in combinations(chosen, 2):
        pair = frozenset({one, other})
        if pair in _APART:
            return no(_APART[pair])
        if Kind.DEMOCRATIC_LIFE_MEETING in pair or Kind.THEORY_STUDY_GROUP in pair:
            if one not in FREE and other not in FREE:
                return no(f"{one.label}和{other.label}不能记成一次，请分开记录。")
        elif Kind.SPECIAL_MEETING in pair and (one in _BODIES or other in _BODIES):
            return no(f"{one.label}和{other.label}不能记成一次：专题会议由委员会研究，请分开记录。")
        elif (
            pair == {Kind.PARTY_LECTURE, Kind.BRANCH_COMMITTEE_MEETING}
            or pair == {Kind.PARTY_LECTURE, Kind.PARTY_GROUP_MEETING}
        ) and Kind.THEME_PARTY_DAY not in chosen:
            return no(f"{one.label}和{other.label}参加的人不同，请分开记录；同在主题党日里开展的，请一并勾选主题党日。")
    return YES


def scope_of(kinds: Collection[Kind], org_kind: str) -> Scope:
    """Who is expected at a record of `kinds`. A 组织生活会 follows the meeting it is held as (支部条例第十七条); a lecture
    given by a committee is heard by whoever came, not by every member below it."""
    if org_kind == OrgKind.PARTY_GROUP:
        named = {Kind.PARTY_GROUP_MEETING, Kind.ORG_LIFE_MEETING, Kind.THEME_PARTY_DAY}
        return Scope.GROUP if named & set(kinds) else Scope.CHOSEN
    if org_kind not in COMMITTEE_KINDS and OF_MEMBERS & set(kinds):
        return Scope.MEMBERS
    if OF_COMMITTEE & set(kinds):
        return Scope.COMMITTEE
    return Scope.MEMBERS if Kind.ORG_LIFE_MEETING in kinds else Scope.CHOSEN
