"""Next year's partitions: made ahead, strays brought home, the audit append-only there too."""

from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction

from jishi.kernel import partitions

pytestmark = pytest.mark.django_db


def sql(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


def stray(day: str) -> None:
    sql(
        "INSERT INTO activities_attendance (held_on, activity_id, member_id, is_present, is_voter, reason)"
        f" VALUES ('{day}', 1, 2, true, true, '')"
    )
    sql(
        "INSERT INTO audit_line (at, event, subject_type, subject_name, actor_name, note)"
        f" VALUES ('{day} 00:00+08', 'test.written', 'test', '', '', '')"
    )


def homes(table: str) -> list[str]:
    return sorted(str(name) for [name] in sql(f"SELECT tableoid::regclass::text FROM {table} WHERE true"))


def test_strays_of_the_year_move_home_and_others_stay() -> None:
    for day in ("2031-01-01", "2031-12-31", "2032-01-01"):
        stray(day)
    assert partitions.make_year(2031) == ["audit_line_2031", "activities_attendance_2031"]
    assert homes("activities_attendance") == [
        "activities_attendance_2031",
        "activities_attendance_2031",
        "activities_attendance_default",
    ]
    assert homes("audit_line") == ["audit_line_2031", "audit_line_2031", "audit_line_default"]
    assert partitions.make_year(2031) == []


def test_the_new_audit_partition_cannot_be_rewritten() -> None:
    partitions.make_year(2031)
    stray("2031-05-01")
    with pytest.raises(ProgrammingError), transaction.atomic():
        sql("DELETE FROM audit_line_2031")
    sql("DELETE FROM activities_attendance_2031")


def test_the_daily_job_looks_one_year_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partitions.clock, "today", lambda: date(2030, 6, 1))
    assert partitions.missing(2031) == ["audit_line_2031", "activities_attendance_2031"]
    partitions.make_coming()
    assert partitions.missing(2030) == partitions.missing(2031) == []
