"""What is wrong with a record, what it counts for, when it is late."""

from dataclasses import replace
from datetime import date, time

import pytest

from jishi.activities.rules import (
    Absence,
    AbsenceReason,
    Checked,
    Claim,
    Expected,
    FollowUp,
    GuestInput,
    ItemInput,
    Kind,
    Motion,
    RecordInput,
    Roster,
    Scope,
    SpecialSubject,
    VoteMethod,
    check,
    claims,
    default_title,
    fulfils,
    is_late_entry,
    may_record,
    needs_reason,
    study_hours,
    years_to_choose,
)
from jishi.kernel.actor import Act, Actor, Grant
from jishi.kernel.decision import Refused
from jishi.orgs.rules import OrgKind

TODAY = date(2026, 11, 22)
MEMBERS = Roster(Scope.MEMBERS, tuple(Expected(n, f"人{n}", votes=n <= 8) for n in range(1, 11)))
COMMITTEE = Roster(Scope.COMMITTEE, tuple(Expected(n, f"人{n}", True, True) for n in range(1, 6)))
CHOSEN = Roster(Scope.CHOSEN, MEMBERS.people)
MEETING = RecordInput(1, (Kind.MEMBERS_MEETING,), date(2026, 11, 21), chair_id=1, recorder_id=2)


def absent(*people: int) -> tuple[Absence, ...]:
    return tuple(Absence(person, AbsenceReason.ILL, True) for person in people)


def motion(votes_for: int, against: int = 0, abstain: int = 0, written: int = 0, text: str = "方案") -> ItemInput:
    return ItemInput("审议方案", motion=Motion(text, VoteMethod.SHOW_OF_HANDS, votes_for, against, abstain, written))


def checked(record: RecordInput, roster: Roster = MEMBERS, org_kind: str = OrgKind.BRANCH) -> Checked:
    return check(record, org_kind=org_kind, roster=roster, today=TODAY)


def test_a_plain_meeting_has_its_counts_and_its_title() -> None:
    result = checked(replace(MEETING, absent=absent(3, 9)))
    assert (result.counts.expected, result.counts.present, result.counts.absent) == (10, 8, 2)
    assert (result.counts.voters_expected, result.counts.voters_present) == (8, 7)
    assert result.title == "2026年第四季度党员大会"
    assert result.defects == ()


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"held_on": date(2026, 11, 23)}, "held_on", "日期还没到"),
        ({"starts_at": time(19), "ends_at": time(18)}, "ends_at", "结束时间"),
        ({"year": 2025}, "year", "一月到三月"),
        ({"held_on": date(2026, 10, 31)}, "late_reason", "补记的原因"),
        ({"kinds": ()}, "kinds", "至少选一个"),
        ({"kinds": (Kind.DEMOCRATIC_LIFE_MEETING,)}, "kinds", "不开民主生活会"),
        ({"kinds": (Kind.MEMBERS_MEETING, Kind.BRANCH_COMMITTEE_MEETING)}, "kinds", "分开记录"),
        ({"kinds": (Kind.SPECIAL_MEETING,)}, "subject", "专题"),
        ({"kinds": (Kind.PARTY_LECTURE,)}, "lecturer", "授课人"),
        ({"study_minutes": -1}, "study_minutes", "分钟"),
        ({"absent": absent(11)}, "absent", "不在应到名单"),
        ({"absent": absent(3, 3)}, "absent", "不在应到名单"),
        ({"absent": absent(*range(1, 11))}, "absent", "没有开"),
        ({"items": (ItemInput(""),)}, "item-0-title", "第1项的议题"),
        ({"items": (ItemInput("学习"), motion(9))}, "item-1-votes_for", "多于可以投的8票"),
        ({"items": (motion(5, text=""),)}, "item-0-motion", "表决的是什么"),
        ({"items": (motion(-1),)}, "item-0-votes_for", "负数"),
        ({"items": (motion(5, written=1),)}, "item-0-votes_written", "书面意见"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(change: dict[str, object], field: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        checked(replace(MEETING, **change))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert words in refused.value.reason


def test_an_empty_roster_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="没有登记党员"):
        checked(MEETING, Roster(Scope.MEMBERS, ()))
    with pytest.raises(Refused, match="委员"):
        checked(replace(MEETING, kinds=(Kind.BRANCH_COMMITTEE_MEETING,)), Roster(Scope.COMMITTEE, ()))


def test_written_votes_may_come_from_those_who_were_not_there() -> None:
    result = checked(replace(MEETING, absent=absent(3), items=(motion(8, written=1),)))
    assert result.defects == ()


def test_a_vote_without_quorum_is_kept_and_marked_with_its_article() -> None:
    result = checked(replace(MEETING, absent=absent(1, 2, 3, 4, 5), items=(motion(3),)))
    assert [d.article for d in result.defects] == ["第十一条", "第十一条"]
    assert "须4人以上到会" in result.defects[0].sentence
    assert "未通过" in result.defects[1].sentence
    assert result.defects[0].as_json()["sure"] is True


def test_exactly_half_may_vote_but_half_of_the_votes_does_not_carry() -> None:
    result = checked(replace(MEETING, absent=absent(1, 2, 3, 4), items=(motion(4),)))
    assert ["未通过" in d.sentence for d in result.defects] == [True]


def test_a_small_members_meeting_without_a_vote_is_no_defect() -> None:
    assert checked(replace(MEETING, absent=absent(1, 2, 3, 4, 5))).defects == ()


def test_a_committee_below_half_is_marked_even_without_a_vote() -> None:
    meeting = replace(MEETING, kinds=(Kind.BRANCH_COMMITTEE_MEETING,))
    assert checked(replace(meeting, absent=absent(3, 4)), COMMITTEE).defects == ()
    [defect] = checked(replace(meeting, absent=absent(3, 4, 5)), COMMITTEE).defects
    assert (defect.article, defect.sure) == ("第十二条", True)


def test_chair_and_recorder_in_one_person_is_only_advice() -> None:
    [defect] = checked(replace(MEETING, recorder_id=1)).defects
    assert not defect.sure


def test_an_activity_needs_somebody_who_came() -> None:
    service = replace(MEETING, kinds=(Kind.VOLUNTEER_SERVICE,))
    with pytest.raises(Refused, match="参加的人"):
        checked(service, CHOSEN)
    with pytest.raises(Refused, match="不能记表决"):
        checked(replace(service, came=frozenset({1}), items=(motion(1),)), CHOSEN)
    assert checked(replace(service, came=frozenset({1, 2})), CHOSEN).counts.present == 2
    assert checked(replace(service, guests=(GuestInput("村民代表"),)), CHOSEN).counts.expected is None


@pytest.mark.parametrize(
    ("held", "entered", "late", "asked"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), False, False),
        (date(2026, 10, 31), date(2026, 11, 1), True, False),
        (date(2026, 10, 31), date(2026, 11, 7), True, False),
        (date(2026, 10, 31), date(2026, 11, 8), True, True),
        (date(2025, 12, 31), date(2026, 1, 2), True, False),
    ],
)
def test_late_is_a_later_month_and_a_week_needs_no_excuse(held: date, entered: date, late: bool, asked: bool) -> None:
    assert is_late_entry(held, entered) is late
    assert needs_reason(held, entered) is asked


def test_a_late_entry_within_its_month_needs_no_reason() -> None:
    assert checked(replace(MEETING, held_on=date(2026, 11, 2))).counts.expected == 10


@pytest.mark.parametrize(
    ("minutes", "hours"), [(0, 0), (11, 0), (12, 0.5), (20, 0.5), (40, 1), (45, 1), (60, 1.5), (90, 2)]
)
def test_study_hours_go_by_halves(minutes: int, hours: float) -> None:
    assert study_hours(minutes) == hours


def test_early_in_the_year_the_year_before_may_be_chosen() -> None:
    assert years_to_choose(date(2026, 3, 31)) == (2026, 2025)
    assert years_to_choose(date(2026, 4, 1)) == (2026,)


def test_titles_and_what_is_fulfilled() -> None:
    day = date(2026, 1, 15)
    assert default_title([Kind.ORG_LIFE_MEETING], day, 2025) == "2025年度组织生活会"
    assert default_title([Kind.THEME_PARTY_DAY], day, 2026) == "2026年1月主题党日"
    assert default_title([], day, 2026) == ""
    kinds = [Kind.MEMBERS_MEETING, Kind.ORG_LIFE_MEETING, Kind.THEME_PARTY_DAY]
    assert fulfils(kinds, day, 2025) == ["2026年第一季度党员大会", "2025年度组织生活会", "2026年1月主题党日"]


def test_a_record_claims_each_kind_once_and_yearly_ones_for_their_year() -> None:
    record = replace(MEETING, held_on=date(2026, 1, 15), kinds=(Kind.ORG_LIFE_MEETING, Kind.THEME_PARTY_DAY), year=2025)
    assert claims(record) == (Claim(1, "org_life_meeting", 2025), Claim(1, "theme_party_day", 2026))


def test_a_special_meeting_also_claims_its_subject() -> None:
    record = replace(MEETING, kinds=(Kind.SPECIAL_MEETING,), subject=SpecialSubject.STRICT_GOVERNANCE)
    assert [c.kind for c in claims(record)] == ["special_meeting", "special_meeting:strict_governance"]


def test_a_secretary_who_lectures_is_claimed_for_every_organisation_led() -> None:
    record = replace(MEETING, kinds=(Kind.PARTY_LECTURE,), lecturer_id=4)
    assert claims(record, led_by_lecturer=[9, 7])[1:] == (
        Claim(7, "secretary_lecture", 2026),
        Claim(9, "secretary_lecture", 2026),
    )
    assert len(claims(MEETING, led_by_lecturer=[9])) == 1


def test_a_groups_record_is_entered_by_its_leader_or_its_branch() -> None:
    leader = Actor("组长", grants=(Grant(Act.RECORD, "00010002", False, 1),))
    branch = Actor("书记", grants=(Grant(Act.RECORD, "0001", False, 2),))
    assert may_record(leader, "00010002", OrgKind.PARTY_GROUP)
    assert may_record(branch, "00010002", OrgKind.PARTY_GROUP)
    assert not may_record(branch, "00010002", OrgKind.BRANCH)
    assert not may_record(leader, "0001", OrgKind.BRANCH)


def test_a_follow_up_is_part_of_an_item() -> None:
    assert ItemInput("水渠清淤", follows=FollowUp(3)).follows == FollowUp(3, False, None)
