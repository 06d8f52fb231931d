"""A prepared query says what the ORM says, is written once a shape, and refuses what it could not keep."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext

from jishi.kernel.prepared import columns, instance, prepared
from jishi.orgs.models import Organization
from jishi.orgs.queries import below
from tests.builders import Cast

pytestmark = pytest.mark.django_db


def named(*, path: str, ids: list[int], on: date, kind: str | None, many: bool) -> QuerySet[Organization, Any]:
    built.append(1)
    found = Organization.objects.filter(below(path), Q(ended_on=None) | Q(ended_on__gt=on), pk__any=ids)
    found = found.filter(kind=kind) if kind else found
    return found.order_by("path").values_list("pk", "name")[: 100 if many else 1]


built: list[int] = []
DAY = date(2026, 11, 22)


def test_says_what_the_orm_says_and_is_written_once_a_shape(cast: Cast) -> None:
    query, ids = prepared(named), list(Organization.objects.values_list("pk", flat=True))
    built.clear()
    for path in (cast.county.path, cast.township.path, "zzzz"):
        for some in (ids, ids[:3], []):
            asked: dict[str, Any] = {"path": path, "ids": some, "on": DAY, "kind": None, "many": True}
            with CaptureQueriesContext(connection) as seen:
                found = query(**asked)
            assert len(seen) == 1
            built_before = len(built)
            assert found == list(named(**asked))
            del built[built_before:]
    assert len(built) == 2, "twice for the two sets of marks, and never again"
    assert query(path="", ids=ids, on=DAY, kind="branch", many=False) == list(
        named(path="", ids=ids, on=DAY, kind="branch", many=False)
    )


def test_a_value_that_was_worked_on_is_refused() -> None:
    @prepared
    def next_year(*, year: int) -> QuerySet[Organization, Any]:
        return Organization.objects.filter(version=year + 1).values_list("pk")

    @prepared
    def by_value(*, number: int) -> QuerySet[Organization, Any]:
        return Organization.objects.values_list("pk")[: number % 7]

    with pytest.raises(TypeError, match="worked out"):
        next_year(year=3)
    with pytest.raises(TypeError, match="depends on a value"):
        by_value(number=3)


def test_nothing_can_be_found_without_asking() -> None:
    @prepared
    def none(*, org_id: int) -> QuerySet[Organization, Any]:
        return Organization.objects.filter(pk__in=[], version=org_id).values_list("pk")

    with CaptureQueriesContext(connection) as seen:
        assert none(org_id=1) == []
    assert len(seen) == 0


def test_with_a_tuple_it_is_written_anew(cast: Cast) -> None:
    @prepared
    def of(*, paths: tuple[str, ...]) -> QuerySet[Organization, Any]:
        return Organization.objects.filter(path__in=paths).values_list("pk")

    assert of(paths=(cast.county.path,)) == [(cast.county.pk,)]
    assert len(of(paths=(cast.county.path, cast.township.path))) == 2


def test_an_object_comes_whole(cast: Cast) -> None:
    @prepared
    def whole(*, org_id: int) -> QuerySet[Organization, Any]:
        return Organization.objects.filter(pk=org_id).values_list(*columns(Organization))

    found = instance(Organization, whole(org_id=cast.township.pk))
    assert found == cast.township
    assert found
    assert {name: getattr(found, name) for name in columns(Organization)} == Organization.objects.values(
        *columns(Organization)
    ).get(pk=cast.township.pk)
    assert instance(Organization, whole(org_id=0)) is None


def test_an_attack_stays_a_value(cast: Cast) -> None:
    query = prepared(named)
    assert query(path="'; DROP TABLE orgs_organization; --", ids=[cast.county.pk], on=DAY, kind=None, many=True) == []
    assert query(path=cast.county.path, ids=[cast.county.pk], on=DAY, kind="%s' OR 1=1", many=True) == []
    assert Organization.objects.exists()
