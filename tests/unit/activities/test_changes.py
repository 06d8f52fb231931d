"""A correction reads as people would say it."""

from jishi.activities.rules import differences, people_in

BEFORE = {
    "title": "党员大会", "held_on": "2026-11-21", "starts_at": "19:00:00", "ends_at": None, "is_online": False,
    "kinds": ["members_meeting"], "chair_id": 1, "chair_note": "", "recorder_id": None, "recorder_note": "赵六",
    "subject": None, "absent": [{"person_id": 2, "reason": "ill"}], "came": [], "no_vote": [], "guests": [],
    "items": [{"title": "学习", "gist": "", "motion": None, "resolution": ""}], "scan_id": 4, "year": None,
}  # fmt: skip
AFTER = BEFORE | {
    "starts_at": "19:30:00", "is_online": True, "kinds": ["members_meeting", "theme_party_day"], "chair_id": 2,
    "recorder_note": "钱七", "subject": "branch_work", "absent": [], "came": [1, 9], "guests": [{"name": "孙八", "note": "村民代表"}],
    "items": [{
        "title": "学习", "gist": "领学", "resolution": "通过",
        "motion": {"text": "方案", "votes_for": 5, "votes_against": 1, "votes_abstain": 0},
    }],
    "scan_id": 5, "year": 2025,
}  # fmt: skip
NAMES = {1: "王建国", 2: "李秀英"}


def test_only_what_differs_is_said_in_words() -> None:
    assert differences(BEFORE, BEFORE, NAMES) == []
    said = {what: (was, now) for what, was, now in differences(BEFORE, AFTER, NAMES)}
    assert said == {
        "开始": ("19:00", "19:30"),
        "线上": ("否", "是"),
        "类别": ("党员大会", "党员大会、主题党日"),
        "主持人": ("王建国", "李秀英"),
        "记录人": ("赵六", "钱七"),
        "专题": ("", "党支部建设"),
        "计入年度": ("", "2025"),
        "缺席": ("李秀英（病假）", ""),
        "参加的人": ("", "王建国、（已不在名册）"),
        "列席": ("", "孙八（村民代表）"),
        "会议内容": ("1. 学习", "1. 学习；领学；表决“方案”：赞成5、不赞成1、弃权0；通过"),
        "扫描件": ("原件", "已换"),
    }


def test_everybody_named_is_found_for_the_names() -> None:
    assert people_in(BEFORE) | people_in(AFTER) == {1, 2, 9}
