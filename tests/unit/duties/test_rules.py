from datetime import date

import pytest

from jishi.activities.rules import Kind
from jishi.duties.queries import pack
from jishi.duties.queries.pack import _rule
from jishi.duties.rules import Confidence, Modality, State, Tally, state_of

PUSHED = {kind.value for kind in Kind} | {
    "secretary_lecture",
    "special_meeting:strict_governance",
    "special_meeting:branch_work",
}
ENTRY = {
    "id": "a", "title": "甲", "short": "甲", "field": None, "selector": {"kinds": ["branch"], "sectors": []}, "period": "month",
    "count": 1, "evidence": ["training"], "modality": "must", "article": None, "confidence": "text_seen",
    "article_confidence": "seen", "effective": "2020-01-01", "expires": "2026-07-01",
}  # fmt: skip


def test_the_pack_holds_the_twenty_six_recurring_duties() -> None:
    assert len(pack()) == 26
    assert [rule.order for rule in pack().values()] == list(range(26))


def test_every_rule_is_met_by_a_record_or_by_its_own_statement() -> None:
    for rule in pack().values():
        assert rule.by_statement or set(rule.evidence) <= PUSHED, rule.id


def test_only_a_must_whose_text_was_read_is_red() -> None:
    red = {rule.id for rule in pack().values() if rule.is_red}
    assert "theme_party_day_monthly" in red
    for rule in pack().values():
        assert (rule.id in red) == (rule.modality is Modality.MUST and rule.confidence is Confidence.TEXT_SEEN)


def test_a_rule_about_people_a_branch_may_not_have_says_so() -> None:
    assert {r.id for r in pack().values() if r.only_if} == {"activist_review_half_yearly", "abroad_member_contact"}


def test_citation_names_the_article_only_where_it_is_known() -> None:
    assert pack()["theme_party_day_monthly"].citation == "《中国共产党支部工作条例（试行）》第十六条"
    assert pack()["study_group_quarterly"].citation.endswith("学习规则》")


@pytest.mark.parametrize(
    "wrong",
    [{"period": "week"}, {"selector": {"kinds": ["club"], "sectors": []}}, {"extra": 1}, {"evidence": []},
     {"count": 0}, {"modality": "perhaps"}],
)  # fmt: skip
def test_a_word_the_house_does_not_know_stops_the_start(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        _rule(ENTRY | wrong, regulation={"title": "某条例"}, order=0)


def test_in_force_from_the_first_day_until_the_day_before_it_expires() -> None:
    rule = _rule(dict(ENTRY), regulation={"title": "某条例"}, order=0)
    assert [rule.in_force(day) for day in (date(2019, 12, 31), date(2020, 1, 1), date(2026, 6, 30), date(2026, 7, 1))] == [
        False, True, True, False,
    ]  # fmt: skip


def test_explained_is_said_only_while_it_is_not_done() -> None:
    rule = pack()["theme_party_day_monthly"]
    due, later = date(2026, 10, 31), date(2026, 11, 2)
    assert state_of(rule, required=1, done=0, explained=True, due_on=due, on=later) is State.EXPLAINED
    assert state_of(rule, required=1, done=1, explained=True, due_on=due, on=later) is State.DONE


def test_tallies_add_up() -> None:
    both = Tally(owing=3, met=1, explained=1) + Tally(owing=2, met=2, met_late=1)
    assert (both.owing, both.met, both.met_late, both.unmet, both.open) == (5, 3, 1, 2, 1)


def test_a_field_of_work_that_the_house_does_not_know_stops_the_start() -> None:
    with pytest.raises(ValueError, match="club"):
        _rule(ENTRY | {"field": "club"}, regulation={"title": "某条例"}, order=0)


def test_only_what_the_text_asks_of_the_secretary_in_person_has_no_field() -> None:
    assert {rule.id for rule in pack().values() if not rule.field} == {
        "secretary_party_lecture_yearly", "branch_secretary_training_yearly", "branch_secretary_report_yearly",
        "organ_secretary_report_yearly", "party_building_review_yearly", "university_plenary_half_yearly",
    }  # fmt: skip


def test_what_a_rule_replaced_is_named_with_the_days_it_was_in_force() -> None:
    [edition] = pack()["activist_review_half_yearly"].earlier
    assert edition.name == "《中国共产党发展党员工作细则》（2014年）"
    assert (edition.in_force(date(2026, 5, 10)), edition.in_force(date(2026, 5, 11))) == (True, False)
    assert not edition.in_force(date(2014, 5, 27))
    assert pack()["theme_party_day_monthly"].earlier == ()
