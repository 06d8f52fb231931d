"""Every route has its row in the table, and every row tells the truth."""

import importlib
import pkgutil
from typing import ClassVar

from django.db import transaction
from django.test import Client, TestCase
from django.urls import get_resolver, reverse

from jishi.kernel.http import all_routes
from tests.builders import Cast, make_cast
from tests.conftest import NOW, SignIn
from tests.laws import who_may
from tests.laws.who_may import Row

PEOPLE = ("secretary", "sibling_secretary", "member", "clerk", "department")
ROWS: dict[str, Row] = {
    name: row
    for module in pkgutil.iter_modules(who_may.__path__)
    for name, row in importlib.import_module(f"tests.laws.who_may.{module.name}").ROWS.items()
}


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert get_resolver().url_patterns
    assert set(ROWS) == {route.name for route in all_routes()}


class TheTableTellsTheTruth(TestCase):
    """A hundred rows read the same small world, made once, each in a savepoint of its own."""

    cast: Cast
    clients: ClassVar[dict[str, Client]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = make_cast(NOW)
        cls.clients = {who: SignIn()(getattr(cls.cast, who)) for who in PEOPLE} | {"anonymous": Client()}

    def test_each_row(self) -> None:
        for name, row in sorted(ROWS.items()):
            with self.subTest(name):
                savepoint = transaction.savepoint_create()
                url = reverse(name, kwargs=row.args(self.cast))
                answers = {who: client.get(url).status_code for who, client in self.clients.items()}
                transaction.savepoint_rollback(savepoint)
                assert answers == {who: getattr(row, who) for who in answers}
