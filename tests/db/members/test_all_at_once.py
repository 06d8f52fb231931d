"""A roster judged by the thousand has the verdicts of one judged row by row, whatever is in it."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from jishi.kernel.actor import operator
from jishi.members import services
from jishi.members.models import Member, RosterBatch, RosterBlock, RosterRow
from jishi.members.queries.imports import opened
from jishi.members.queries.matching import Branches, Judged, judge_chunk
from jishi.members.rules.reading import Reader, read_row
from jishi.members.rules.roster import Outcome
from jishi.members.services import judging, staging
from tests.builders import Cast, citizen_id
from tests.rosters import bring, person_row, workbook

ODD: dict[str, Sequence[Any]] = {
    "姓名": ["", "　", "赵 甲", "赵甲", "赵乙", "赵" * 61, 7],
    "性别": ["", "女", "男性", "?", 1],
    "民族": ["", "回", "回族", "火星族", "01"],
    "公民身份号码": ["", "　", "123", 9.90101197503080e17, "990001********0012", citizen_id(1), citizen_id(2)],
    "出生日期": ["", "1975-03-08", "1975.03", "1975", 27461.0, "3000-01-01", "1049-01-01", date(1975, 3, 8)],
    "学历": ["", "大专", "私塾", 31, "本科毕业"],
    "人员类别": ["", "预备党员", "群众", "正式"],
    "所在党支部": ["", "红旗村党支部", "红旗 村党支部", "东风村党支部", "和平镇党委", "没有的支部"],
    "入党日期": ["", "2005.07", "2026-07-01", "2027-01-01", "2001.1", 2001.1],
    "转正日期": ["", "2001-07-01", "2006年7月", "x"],
    "党龄校正值": ["6个月", "-3", "很多", 1],
    "手机号码": ["", "139****0000", 13912345678.0, "010 8888"],
    "现居住地": ["", "某街\n一号", "长" * 121],
    "党籍状态": ["", "停止党籍", "丢了"],
    "是否失联": ["", "是", "也许", True, 1],
    "是否流动 ": ["", "√", "否"],
}


def messy(chance: Random, count: int) -> list[list[object]]:
    """Rows of a small place: the same people come again, and any cell may be odd."""
    rows = []
    for _ in range(count):
        person = chance.randrange(1, count)
        odd = {name: chance.choice(ODD[name]) for name in ODD if chance.random() < 0.12}
        rows.append(person_row(person, f"赵{'甲乙丙丁戊己庚辛'[person % 8]}", "红旗村党支部", **odd))
    return rows


def one_by_one(batch: RosterBatch, today: date) -> list[Judged]:
    """Every row read by itself and judged by itself; whom the sheet has named already is kept in one list."""
    branches = Branches.within(operator(), batch.org)
    first: dict[object, int] = {}
    found = []
    for block in RosterBlock.objects.filter(batch=batch).order_by("first"):
        for number, cells in opened(block):
            [alone] = judge_chunk([read_row(number, cells, batch.mapping)], branches, today=today, twice={})
            reading = alone.reading
            keys: list[object] = []
            if reading.citizen:
                keys.append(("number", reading.citizen.text))
            elif alone.org is not None and reading.name:
                keys.append(("identity", alone.org.pk, *reading.identity))
            if alone.known:
                keys.append(("person", alone.known.person_id))
            earlier = [at for key in keys if (at := first.setdefault(key, number)) != number]
            twice = {number: earlier[0]} if earlier else {}
            found += judge_chunk([read_row(number, cells, batch.mapping)], branches, today=today, twice=twice)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_the_verdicts_are_those_of_one_row_after_another(
    cast: Cast, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    for room in (staging, judging):
        monkeypatch.setattr(room, "BLOCK", 3)
        monkeypatch.setattr(room, "CHUNK", 9)
    chance = Random(seed)
    bring(tmp_path, workbook(messy(chance, 25)), good_rows_only=True, now=now)
    batch = services.receive_roster(
        org=cast.township, source=workbook(messy(chance, 60)), file_name="名册.xlsx", actor=operator(), now=now
    )
    RosterBatch.objects.filter(pk=batch.pk).update(state="judging")
    expected = one_by_one(batch, now.date())
    batch = services.judge_batch(batch_id=batch.pk, now=now)
    rows = RosterRow.objects.filter(batch=batch).order_by("number")
    assert [(r.number, r.name, r.outcome, r.reasons, r.warnings, r.known_id) for r in rows] == [
        (
            one.reading.number,
            one.reading.name[:60],
            one.verdict.outcome,
            one.verdict.reasons,
            one.verdict.warnings,
            one.known.person_id if one.known else None,
        )
        for one in expected
    ]
    outcomes = [one.verdict.outcome for one in expected]
    assert {name: batch.summary[name] for name in Outcome} == {name: outcomes.count(name) for name in Outcome}
    assert {Outcome.REFUSED, Outcome.NEW} <= set(outcomes)
    assert any("同一个人" in reason for one in expected for reason in one.verdict.reasons)
    before = Member.objects.count()
    RosterBatch.objects.filter(pk=batch.pk).update(state="importing", good_rows_only=True)
    batch = services.import_batch(batch_id=batch.pk, now=now)
    assert (batch.state, batch.done) == ("done", len(outcomes) - outcomes.count(Outcome.REFUSED))
    assert Member.objects.count() - before == outcomes.count(Outcome.NEW)
    kept = [number for block in RosterBlock.objects.filter(batch=batch) for number, _ in opened(block)]
    assert sorted(kept) == [one.reading.number for one in expected if one.verdict.outcome is Outcome.REFUSED]
    report = bring(tmp_path, workbook(messy(Random(seed), 25)), good_rows_only=True, now=now)
    assert report.new == 0


@pytest.mark.parametrize("seed", range(20))
def test_a_cell_met_before_says_what_it_said_the_first_time(seed: int) -> None:
    rows = messy(Random(seed), 60)
    mapping = {"name": 1, "sex": 2, "ethnicity": 3, "citizen_id": 4, "born_on": 5, "education": 6, "category": 7, "org": 8,
               "joined_on": 9, "full_on": 10, "standing_correction_months": 11, "job": 12, "phone": 13, "address": 14,
               "standing": 15, "is_lost": 16, "is_mobile": 17}  # fmt: skip
    reader = Reader(mapping)
    for number, cells in enumerate(rows, 1):
        assert reader.read(number, cells) == read_row(number, cells, mapping)


def test_columns_confirmed_anew_stop_the_judging_that_runs(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = workbook([person_row(1, "赵甲", "红旗村党支部")])
    batch = services.receive_roster(org=cast.township, source=content, file_name="名册.xlsx", actor=operator(), now=now)
    RosterBatch.objects.filter(pk=batch.pk).update(state="judging")
    within = Branches.within

    def confirmed_meanwhile(*arguments: Any) -> Branches:
        RosterBatch.objects.filter(pk=batch.pk).update(mapping={"name": 1})
        return within(*arguments)

    monkeypatch.setattr(Branches, "within", confirmed_meanwhile)
    services.judge_batch(batch_id=batch.pk, now=now)
    assert not RosterRow.objects.filter(batch=batch).exists()
    assert RosterBatch.objects.get(pk=batch.pk).state == "judging"
