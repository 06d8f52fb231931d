"""Every route has its row in the table, and every row tells the truth."""

import importlib
import pkgutil
from datetime import datetime

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from jishi.kernel.http import all_routes
from tests.builders import Cast
from tests.conftest import SignIn
from tests.laws import who_may
from tests.laws.who_may import Row

ROWS: dict[str, Row] = {
    name: row
    for module in pkgutil.iter_modules(who_may.__path__)
    for name, row in importlib.import_module(f"tests.laws.who_may.{module.name}").ROWS.items()
}


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert get_resolver().url_patterns
    assert set(ROWS) == {route.name for route in all_routes()}


@pytest.mark.parametrize("name", sorted(ROWS))
def test_the_row_tells_the_truth(name: str, cast: Cast, sign_in: SignIn, now: datetime) -> None:
    row = ROWS[name]
    url = reverse(name, kwargs=row.args(cast))
    answers = {
        who: sign_in(getattr(cast, who)).get(url).status_code
        for who in ("secretary", "sibling_secretary", "member", "clerk", "department")
    }
    answers["anonymous"] = Client().get(url).status_code
    assert answers == {who: getattr(row, who) for who in answers}
