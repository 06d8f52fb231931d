"""What a level asks beyond the regulations: when it falls due, what is never registered, how it is summed and drawn."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.duties.queries import optional_rules, pack
from jishi.duties.queries.pack import _rule
from jishi.duties.rules import (
    Audience,
    Cadence,
    DemandInput,
    DemandKind,
    DemandState,
    LoadCell,
    bars,
    by_issuer,
    by_kind,
    by_level,
    due_days,
    first_refusal,
    hours,
    level_word,
    listed_title,
    names_org_life,
    one_event_serves,
    seen_from,
    spoken_cadence,
    total,
)
from tests.db.duties.acts import asked

WORDS = [rule.short for rule in pack().values()]
LIFE = ("members_meeting", "theme_party_day")
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


def refusal(values: DemandInput) -> str:
    found = first_refusal(values, rule_words=WORDS, life_kinds=LIFE)
    return found[0] if found else ""


@given(cadence=st.sampled_from(list(Cadence)), one=days, other=days)
def test_every_time_falls_within_the_days_of_the_demand(cadence: Cadence, one: date, other: date) -> None:
    first, last = sorted((one, other))
    found = due_days(cadence, first, last)
    assert found == sorted(set(found))
    assert all(first <= day <= last for day in found)


def test_only_whole_periods_count() -> None:
    assert due_days(Cadence.MONTH, date(2026, 10, 2), date(2026, 12, 30)) == [date(2026, 11, 30)]
    assert due_days(Cadence.QUARTER, date(2026, 1, 1), date(2026, 6, 30)) == [date(2026, 3, 31), date(2026, 6, 30)]
    assert due_days(Cadence.ONCE, date(2026, 11, 3), date(2026, 12, 20)) == [date(2026, 12, 20)]


@pytest.mark.parametrize("rule", list(pack().values()), ids=lambda rule: rule.id)
def test_no_duty_of_the_regulations_can_be_registered(rule: object) -> None:
    for kind in DemandKind:
        assert refusal(asked(kind=kind, title=f"抓好{rule.short}", until_on=date(2026, 12, 31))) == "extra"  # type: ignore[attr-defined]


@pytest.mark.parametrize("word", ["三会一课检查", "主题党日报告表", "组织生活台账", "谈心谈话统计", "党课视频报送"])
def test_organisational_life_needs_what_is_asked_beyond_it(word: str) -> None:
    assert refusal(asked(title=word)) == "extra"
    assert refusal(asked(title=word, extra="再开一次组织生活会")) == "extra"
    assert refusal(asked(title=word, extra="元旦春节走访")) == "extra"
    assert refusal(asked(title=word, extra="另报一份文字小结")) == ""
    assert not names_org_life(listed_title(word, "另报一份文字小结"))


def test_a_duty_met_by_a_meeting_of_the_regulations_needs_it_too() -> None:
    assert refusal(asked(kind=DemandKind.DUTY, title="安全学习", evidence=("members_meeting",))) == "extra"
    assert refusal(asked(kind=DemandKind.DUTY, title="安全学习", evidence=("training",))) == ""


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (asked(title=" "), "title"),
        (asked(basis=" "), "basis"),
        (asked(until_on=date(2026, 10, 1)), "until_on"),
        (asked(until_on=date(2029, 1, 1)), "until_on"),
        (asked(cadence=Cadence.YEAR), "until_on"),
        (asked(org_kinds=()), "org_kinds"),
        (asked(people=0), "people"),
    ],
)
def test_what_cannot_be_registered_says_where(values: DemandInput, field: str) -> None:
    assert refusal(values) == field


def test_what_is_shown_before_saving_is_shown_again_when_it_changes() -> None:
    assert asked().key == asked(title="另一个名称", people=9).key
    assert asked().key != asked(sectors=("village",)).key
    assert Audience(org_kinds=("branch",)).org_ids == ()


def test_one_event_serves_what_is_alike_in_the_same_month() -> None:
    december, october = [date(2026, 12, 20)], [date(2026, 10, 8)]
    inspection, duty = DemandKind.INSPECTION, DemandKind.DUTY
    assert one_event_serves(inspection, (), december, inspection, (), [date(2026, 12, 1)])
    assert not one_event_serves(inspection, (), december, inspection, (), october)
    assert not one_event_serves(duty, (), december, duty, (), december)
    assert one_event_serves(duty, ("training",), december, duty, ("training", "research"), december)


@pytest.mark.parametrize(("minutes", "said"), [(0, "0"), (90, "1.5"), (120, "2"), (10, "0.2")])
def test_minutes_are_read_as_hours(minutes: int, said: str) -> None:
    assert hours(minutes) == said


def test_levels_and_cadences_in_words() -> None:
    assert [level_word(kind) for kind in ("county_committee", "township_committee", "joint_branch")] == [
        "县级",
        "乡镇",
        "支部",
    ]
    assert spoken_cadence(Cadence.MONTH, 2, date(2026, 12, 31)) == "每月2次"
    assert spoken_cadence(Cadence.ONCE, 1, date(2026, 12, 5)) == "2026年12月5日前1次"


def cell(issuer: int, path: str, kind: str, month: int, minutes: int, state: str = DemandState.REGISTERED) -> LoadCell:
    return LoadCell(
        issuer_id=issuer, issuer_name=f"组织{issuer}", issuer_path=path, kind=kind, state=state, turns=2, minutes=minutes,
        issuer_kind="county_committee" if len(path) == 4 else "township_committee", month=date(2026, month, 1),
    )  # fmt: skip


CELLS = [
    cell(1, "0001", "meeting", 3, 60),
    cell(2, "00010001", "material", 3, 30),
    cell(2, "00010001", "duty", 5, 90),
    cell(2, "00010001", "material", 5, 600, DemandState.NOTED),
    cell(3, "000100010001", "meeting", 5, 15),
]


def test_seen_from_a_township() -> None:
    own, above, below = seen_from("00010001", CELLS)
    assert [total(part) for part in (own, above, below)] == [(4, 120), (2, 60), (2, 15)]
    assert [row.name for row in by_kind(own).rows] == ["事项", "报表材料"]
    assert by_kind(own).total.total.minutes == 120
    assert [n.minutes for n in by_kind(own).rows[1].numbers][2] == 30
    assert [row.name for row in by_level(below).rows] == ["乡镇"]


def test_what_a_receiver_noted_stands_apart() -> None:
    _, above, _ = seen_from("000100010002", CELLS)
    assert [row.key for row in by_issuer(above).rows] == ["1", "2", "2-noted"]
    assert by_issuer(above).rows[2].name == "组织2（未登记，下级先记）"


def test_the_tallest_month_fills_the_picture() -> None:
    own, above, _ = seen_from("00010001", CELLS)
    drawn = bars(by_issuer(above).total.numbers, by_kind(own).total.numbers)
    assert len(drawn) == 12
    assert [(b.low, b.high) for b in drawn][2] == (64, 32)
    assert max(b.low + b.high for b in drawn) == 96
    assert drawn[2].word == "3月：上级 1 小时，本级 0.5 小时"
    assert [b.low for b in bars(by_issuer([]).total.numbers, by_kind([]).total.numbers)] == [0] * 12


def test_usual_practices_are_off_never_red_and_only_may() -> None:
    assert set(optional_rules()) == {"party_lecture_quarterly_practice", "dues_fixed_yearly_practice"}
    for rule in optional_rules().values():
        assert (rule.is_red, rule.is_scoped, rule.is_own, rule.demand_id) == (False, True, False, 0)
        assert rule.cadence.startswith("每")
        assert rule.nature == "通行做法，按上级要求，未办只作提醒"
    assert set(optional_rules()).isdisjoint(pack())


def test_a_sharpened_practice_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    from jishi.duties.queries import pack as room  # noqa: PLC0415

    module = __import__(room.__module__, fromlist=["_entries"])
    sharp = {
        "id": "a", "title": "甲", "short": "甲", "selector": {"kinds": ["branch"], "sectors": []}, "period": "month", "count": 1,
        "evidence": ["training"], "modality": "must", "article": None, "confidence": "secondary", "article_confidence": "none",
        "effective": None, "expires": None, "optional": True, "field": None,
    }  # fmt: skip
    assert _rule(dict(sharp), regulation={"title": "通行"}, order=0).is_scoped
    monkeypatch.setattr(module, "_entries", lambda: iter([({"title": "通行"}, sharp)]))
    with pytest.raises(ValueError, match="可选事项"):
        module._all.__wrapped__()
