"""What measures stand on: nodes and people of the world at hand, and the bare page beside which ours are laid."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.test import Client

from benchmarks.bare import bare_client
from jishi.accounts.models import Account
from jishi.kernel import clock
from jishi.kernel.actor import Actor, operator
from jishi.kernel.periods import Period, periods_of
from jishi.orgs.models import Organization
from jishi.orgs.queries import actor_of


@dataclass(slots=True)
class World:
    """The database at hand. `now` is this moment in Beijing; `kept` holds what measures leave open until all are taken,
    copies of the database above all, which must go before their server."""

    size: str
    now: datetime = field(default_factory=clock.now)
    kept: ExitStack = field(default_factory=ExitStack)
    _clients: dict[str, Client] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def periods(self) -> list[Period]:
        """The month, quarter, half-year and year of today."""
        return periods_of(self.today)

    @property
    def operator(self) -> Actor:
        return operator("基准")

    @property
    def top(self) -> Organization:
        return Organization.objects.get(parent=None)

    def node(self, kind: str) -> Organization:
        """A living organisation of that kind, always the same: the one in the middle of the tree."""
        found = Organization.objects.filter(kind=kind, ended_on=None).order_by("path")
        return found[found.count() // 2]

    def account(self, login: str) -> Account | None:
        """One of `benchmarks.world.accounts.WHO`; None where this world has no such level."""
        return Account.objects.filter(username=login).first()

    def actor(self, login: str) -> Actor:
        account = Account.objects.get(username=login)
        return actor_of(account_id=account.pk, chosen=None, today=self.today)

    def client(self, login: str) -> Client:
        """A signed-in test client."""
        if login not in self._clients:
            client = Client()
            client.force_login(Account.objects.get(username=login))
            self._clients[login] = client
        return self._clients[login]

    def page(self, login: str, url: str) -> tuple[Callable[[], bytes], Callable[[], bytes]]:
        """A page as `ours`, and as `least` the bare signed-in page of as many bytes with three queries."""
        client = self.client(login)
        size = len(_got(client.get(url)))
        bare = bare_client(Account.objects.get(username=login))
        return (lambda: _got(client.get(url))), (lambda: _got(bare.get(f"/{size}/")))


def _got(answer: Any) -> bytes:
    assert answer.status_code == 200, (answer.status_code, answer.headers)
    content: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content
