"""责任 and the demands of a year as lists: conditions kept, empty states, and the sheet that is what the page shows."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from jishi.duties import services
from jishi.duties.rules import DemandKind
from jishi.kernel.actor import operator
from tests.builders import Cast, make_org
from tests.conftest import SignIn
from tests.db.duties.acts import asked
from tests.shown import page_rows, sheet_rows


@pytest.fixture
def clerk(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.clerk)


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def both_pages(client: Client, address: str, *kept: str) -> list[list[str]]:
    """The rows of the first and the second page; the link between them keeps the conditions."""
    page = text(client, address)
    link = next(part.split('"')[0] for part in page.split('href="') if "at=" in part.split('"')[0])
    assert [one for one in kept if one not in link] == []
    return page_rows(page) + page_rows(text(client, address.split("?")[0] + link.replace("&amp;", "&")))


def test_those_who_answer_are_exported_as_shown(cast: Cast, clerk: Client, now: datetime) -> None:
    for n in range(55):
        make_org(now=now, name=f"第{n}村党支部", parent=cast.township)
    query = "?q=村&vacant=1"
    shown = both_pages(clerk, reverse("duties-heads") + query, "vacant=1", "q=")
    page = text(clerk, reverse("duties-heads") + query)
    assert "vacant=1" in page[page.index(reverse("duties-heads_export")) :][:120]
    sheet = sheet_rows(clerk.get(reverse("duties-heads_export") + query).content, "党组织")
    assert [row[:4] for row in shown] == [row[:4] for row in sheet]
    assert "没有找到" in text(clerk, reverse("duties-heads") + "?q=没有的")


def test_demands_are_exported_as_shown(cast: Cast, clerk: Client, now: datetime) -> None:
    services.open_periods(now.date())
    for n in range(53):
        services.register_demand(
            issuer=cast.township, values=asked(title=f"调度会{n}", kind=DemandKind.MEETING), actor=operator(), now=now
        )
    services.register_demand(issuer=cast.township, values=asked(title="报表"), actor=operator(), now=now)
    query = f"?org={cast.township.pk}&find=调度会&year=2026"
    shown = both_pages(clerk, reverse("duties-demands") + query, "find=", "year=2026")
    assert len(shown) == 53
    page = text(clerk, reverse("duties-demands") + query)
    assert "find=" in page[page.index(reverse("duties-load_export")) :][:160]
    sheet = sheet_rows(clerk.get(reverse("duties-load_export") + query).content, "要求")
    assert [(row[0], row[5], row[6]) for row in shown] == [(row[0], row[7], row[8]) for row in sheet]
    assert "没有符合条件的要求" in text(clerk, reverse("duties-demands") + f"?org={cast.township.pk}&find=没有的")
