"""Kinds of activities, who is expected at them, quorum and majority. Pure functions."""

from jishi.kernel.labels import Labelled


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
    DRAFT = "draft", "草稿"
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
