from jishi.audit.rules import changes_of, event_label, said


def test_changes_keep_their_order_and_leave_out_what_never_was() -> None:
    before, after = {"名称": "甲", "简称": "乙"}, {"名称": "丙", "编码": "", "专职": True}
    assert changes_of(before, after) == (("名称", "甲", "丙"), ("专职", "", "是"), ("简称", "乙", ""))
    assert changes_of(None, None) == ()


def test_values_as_people_read_them() -> None:
    assert [said(v) for v in (None, "", False, ["甲", 1], [], 0)] == ["（空）", "（空）", "否", "甲、1", "（空）", "0"]


def test_an_unnamed_event_is_shown_not_hidden() -> None:
    assert (event_label("org.moved"), event_label("x.y")) == ("调整隶属", "x.y")


def test_stored_names_and_states_are_said_in_chinese() -> None:
    before = {"state": "open", "owner_id": 7}
    after = {"state": "reported", "due_on": "2026-11-25", "owner_id": 7, "rule": "heart_talk_yearly", "period": "2026"}
    assert changes_of(before, after) == (("状态", "办理中", "已报办结"), ("时限", "", "2026-11-25"))
