"""Strangers are made ready while their rows are judged and written by the database alone; it comes to the same as
judging them once more."""

from datetime import date, datetime
from importlib import import_module
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from jishi.duties import services as duties
from jishi.kernel.actor import operator
from jishi.members import services
from jishi.members.models import Member, Membership, RosterBatch, RosterNewcomer, RosterRow
from jishi.members.rules.roster import Outcome
from jishi.orgs import services as orgs
from jishi.people.models import Person, SealedFields
from jishi.people.queries import open_sealed
from tests.builders import Cast, citizen_id, make_org
from tests.db.duties.acts import tables
from tests.db.members.test_all_at_once import messy
from tests.rosters import HEADER, person_row, workbook


def judged(cast: Cast, rows: list[list[object]], now: datetime, **other: Any) -> RosterBatch:
    """A roster uploaded and judged."""
    batch = services.receive_roster(
        org=cast.township, source=workbook(rows, **other), file_name="名册.xlsx", actor=operator(), now=now
    )
    services.confirm_columns(batch_id=batch.pk, mapping=batch.mapping, actor=operator(), now=now)
    return services.judge_batch(batch_id=batch.pk, now=now)


def written(batch: RosterBatch, now: datetime) -> list[Any]:
    """What the import of this batch holds of everybody afterwards, without the ids and seals that chance gives."""
    services.start_import(batch_id=batch.pk, good_rows_only=True, actor=operator(), now=now)
    services.import_batch(batch_id=batch.pk, now=now)
    found = []
    for row in RosterRow.objects.filter(batch=batch).order_by("number"):
        said: list[Any] = [row.number, row.outcome, row.is_applied, row.reasons, row.warnings]
        if row.member_id:
            opened = open_sealed([row.member_id]).get(row.member_id)
            said += [opened, SealedFields.objects.get(pk=row.member_id).citizen_id_hash]
            said += Person.objects.filter(pk=row.member_id).values().get().items() - {("id", row.member_id)}
            member = Member.objects.filter(pk=row.member_id).values().get()
            said += [value for name, value in sorted(member.items()) if name != "person_id"]
            stays = Membership.objects.filter(member_id=row.member_id).order_by("kind", "from_on")
            said.append(list(stays.values_list("kind", "org_id", "from_on", "to_on", "reason")))
        found.append(sorted(map(str, said)))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_what_was_made_ready_is_what_judging_again_would_write(cast: Cast, now: datetime, seed: int) -> None:
    rows = [*messy(Random(seed), 30), person_row(90, "无日期", "红旗村党支部", 入党日期="", 转正日期="")]
    with transaction.atomic():
        ready = written(judged(cast, rows, now), now)
        assert RosterNewcomer.objects.count() == 0
        transaction.set_rollback(True)
    batch = judged(cast, rows, now)
    assert RosterNewcomer.objects.filter(batch=batch).exists()
    RosterNewcomer.objects.all().delete()  # what a crash of the database leaves of a table that is not logged
    assert written(batch, now) == ready


@pytest.mark.django_db
def test_nothing_is_judged_again_where_nothing_changed(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = make_org(now=now, name="第一党小组", kind="party_group", parent=cast.branch, sector=None)
    header = [*HEADER, "党小组"]
    rows = [
        [*person_row(n, f"钱{'甲乙丙丁'[n % 4]}", "红旗村党支部"), group.name if n % 2 else ""] for n in range(60, 70)
    ]
    batch = judged(cast, rows, now, header=header)
    monkeypatch.delattr(import_module("jishi.members.services.importing"), "_judge_again")
    services.start_import(batch_id=batch.pk, good_rows_only=False, actor=operator(), now=now)
    done = services.import_batch(batch_id=batch.pk, now=now)
    assert done.summary[Outcome.NEW] == done.done == 10
    assert Member.objects.filter(org=cast.branch, group=group).count() == 5
    assert Membership.objects.filter(org=group, to_on=None).count() == 5


@pytest.mark.django_db
def test_who_came_and_what_ended_meanwhile_is_judged_again(cast: Cast, now: datetime) -> None:
    group = make_org(now=now, name="第一党小组", kind="party_group", parent=cast.branch, sector=None)
    rows = [
        [*person_row(71, "先来", "红旗村党支部"), ""],
        [*person_row(72, "同名", "红旗村党支部", 公民身份号码=""), ""],
        [*person_row(73, "组员", "红旗村党支部"), group.name],
        [*person_row(74, "照旧", "红旗村党支部"), ""],
    ]
    batch = judged(cast, rows, now, header=[*HEADER, "党小组"])
    for name, number, born in (("先来", citizen_id(4071, born=date(1981, 12, 16)), date(1981, 12, 16)),
                               ("同名", "", date(1982, 1, 17))):  # fmt: skip
        services.enrol_member(
            values={"name": name, "citizen_id": number, "born_on": born, "category": "full",
                    "joined_on": date(2005, 7, 1), "full_on": date(2006, 7, 1)},
            org=cast.branch, from_on=date(2020, 1, 1), reason="transferred_in", submission=uuid4(),
            actor=operator(), now=now,
        )  # fmt: skip
    orgs.end_organization(org=group, on=now.date(), basis="支部大会决定", actor=operator(), now=now)
    services.start_import(batch_id=batch.pk, good_rows_only=True, actor=operator(), now=now)
    done = services.import_batch(batch_id=batch.pk, now=now)
    outcomes = dict(RosterRow.objects.filter(batch=batch).values_list("name", "outcome"))
    assert outcomes == {"先来": "changed", "同名": "changed", "组员": "new", "照旧": "new"}
    assert done.summary[Outcome.NEW] == 2
    assert Member.objects.get(person__name="组员").group_id is None


@pytest.mark.django_db
def test_what_a_countys_roster_changes_is_derived_in_the_background(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    duties.open_periods(now.date())
    monkeypatch.setattr(import_module("jishi.duties.services.derive"), "LATER", 1)
    batch = judged(cast, [person_row(n, f"孙{n}", "红旗村党支部") for n in range(80, 84)], now)
    before = tables()
    with django_capture_on_commit_callbacks() as queued:
        services.start_import(batch_id=batch.pk, good_rows_only=False, actor=operator(), now=now)
    with django_capture_on_commit_callbacks() as after:
        services.import_batch(batch_id=batch.pk, now=now)
    assert queued
    assert tables() == before
    for work in after:
        work()
    adjusted = tables()
    duties.rebuild()
    assert tables() == adjusted


@pytest.mark.django_db
def test_the_table_of_strangers_is_not_logged(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'members_rosternewcomer'")
        assert cursor.fetchone() == ("u",)
