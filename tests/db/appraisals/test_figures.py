"""Every figure is one number, whether it is asked of one organisation, of many, or counted in the list behind it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishi.demo.world import World
from jishi.kernel.registry import figures, numbers
from jishi.orgs.models import Organization
from tests.demo_world import demo

__all__ = ["demo"]
ON = date(2026, 11, 22)
HALF = date(2026, 6, 30)


@pytest.fixture
def paths(db: None, demo: World) -> dict[int, str]:
    """The township, its organisations, the county above, and a 党小组."""
    return dict(Organization.objects.order_by("path").values_list("pk", "path")[:14])


def test_one_and_many_agree(paths: dict[int, str]) -> None:
    found = numbers(figures, paths, (HALF, ON))
    assert set(found) == {(name, day) for name in figures for day in (HALF, ON)}
    assert {
        (name, day, path): by_org.get(org_id, 0)
        for (name, day), by_org in found.items()
        for org_id, path in paths.items()
    } == {
        (name, day, path): figures[name].count(path, day)
        for name in figures
        for day in (HALF, ON)
        for path in paths.values()
    }
    assert sum(1 for by_org in found.values() if any(by_org.values())) > 60


def test_a_number_and_its_list_agree(paths: dict[int, str]) -> None:
    for name, figure in figures.items():
        for path in list(paths.values())[:4]:
            if figure.rows:
                assert len(figure.rows(path, ON)) == figure.count(path, ON), (name, path)


def test_figures_that_belong_together_are_one_statement(paths: dict[int, str]) -> None:
    for family in ("duties.", "activities.", "assignments.", "orgs.terms"):
        names = [name for name in figures if name.startswith(family)]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            numbers(names, paths, (HALF, ON))
        assert len(asked) == 1, family
