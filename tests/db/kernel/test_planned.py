"""Statements on libpq itself: rows as Django gives them, errors as Django raises them, plans that outlive a rollback."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DataError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jishi.kernel.planned import run_planned
from jishi.kernel.prepared import _text_of
from jishi.orgs.models import Organization
from tests.builders import Cast

VALUES = "SELECT %s::bigint, %s::text, %s::date, %s::timestamptz, %s::text[]"
GIVEN = [7, "红旗'村", date(2026, 11, 22), datetime(2026, 11, 22, 2, 5, tzinfo=UTC), ["甲", "乙"]]


@pytest.mark.django_db
@pytest.mark.parametrize("keep", [True, False])
def test_values_come_back_as_they_went(keep: bool) -> None:
    for _ in range(2):
        assert run_planned(VALUES, GIVEN, keep=keep) == [tuple(GIVEN)]
    assert run_planned("SELECT %(a)s::text, %(b)s::text, %(a)s::text, 5 %% 2", {"a": "甲", "b": "乙"}) == [
        ("甲", "乙", "甲", 1)
    ]


@pytest.mark.django_db
def test_a_plan_outlives_a_rollback(cast: Cast) -> None:
    asked = "SELECT name FROM orgs_organization WHERE id = %s::bigint"
    before = run_planned(asked, [cast.branch.pk])
    with transaction.atomic():
        assert run_planned(asked, [cast.branch.pk]) == before
        Organization.objects.filter(pk=cast.branch.pk).update(name="改了")
        assert run_planned(asked, [cast.branch.pk]) == [("改了",)]
        transaction.set_rollback(True)
    assert run_planned(asked, [cast.branch.pk]) == before


@pytest.mark.django_db
def test_what_the_server_refuses_is_djangos_error() -> None:
    for keep in (True, False):
        with pytest.raises(ProgrammingError), transaction.atomic():
            run_planned("SELECT nothing FROM nowhere", [], keep=keep)
        with pytest.raises(DataError), transaction.atomic():
            run_planned("SELECT %s::text::date", ["昨天"], keep=keep)
        with pytest.raises(DataError), transaction.atomic():
            run_planned("SELECT %s::text", ["甲\0乙"], keep=keep)


@pytest.mark.django_db
def test_the_log_shows_the_values() -> None:
    with CaptureQueriesContext(connection) as seen:
        for name in "甲乙":
            run_planned("SELECT %s::text", [name])
    assert seen[-1]["sql"] == "SELECT '乙'::text"


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))) | st.lists(st.integers(-9, 9))
)
def test_a_list_written_as_text_is_the_list(some: list[Any]) -> None:
    kind = "bigint[]" if some and type(some[0]) is int else "text[]"
    assert run_planned(f"SELECT %s::{kind}", [_text_of(some, "")]) == [(some,)]
