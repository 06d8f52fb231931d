"""How the places of many organisations are asked for."""

from django.db.models import Q

from jishi.orgs.queries.rolling import within

TOWNS = ["00000001", "00000002"]


def test_a_run_of_brothers_is_one_range() -> None:
    branches = [f"{town}{number:04x}" for town in TOWNS for number in range(6)]
    assert within(branches) == (
        Q(pk__in=[])
        | Q(path__gte="000000010000", path__lt="000000010005~")
        | Q(path__gte="000000020000", path__lt="000000020005~")
    )


def test_a_few_places_are_asked_for_each_and_very_many_by_what_is_above_them() -> None:
    assert within(TOWNS) == (
        Q(pk__in=[]) | Q(path__gte=TOWNS[0], path__lt=f"{TOWNS[0]}~") | Q(path__gte=TOWNS[1], path__lt=f"{TOWNS[1]}~")
    )
    scattered = [f"0000{town:04x}0000" for town in range(50)]
    assert within(scattered) == Q(pk__in=[]) | Q(path__gte="0000", path__lt="0000~")
